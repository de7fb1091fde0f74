import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMasterFlags } from '../../../src/mesos/flags/master-flags.js';
import type { Framework, SchedulerConnection } from '../../../src/mesos/master/framework.js';
import { Master } from '../../../src/mesos/master/master.js';
import { seededRandom } from '../../../src/mesos/process/random.js';
import { Runtime } from '../../../src/mesos/process/runtime.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import { copyOf, isTerminal } from '../../../src/mesos/tasks/task.js';
import type { Offer, scheduler, TaskInfo, TaskState, TaskStatus } from '../../../src/mesos/wire/messages.js';
import { propertyRuns } from '../../property-runs.js';
import { FakeAgent } from './fake-agent.js';
import { capabilities, executorTask, frameworkInfo, resources, task } from './master-fixture.js';

const AWARE = capabilities('PARTITION_AWARE');
const CHECKPOINTS = [false, true];
const UPDATES: TaskState[] = ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED', 'TASK_FAILED', 'TASK_LOST'];

/** A cluster without HTTP, in which anything may happen: two agents and two frameworks at first. */
class World {
  readonly runtime = new Runtime({ freezeMessages: true, random: seededRandom(1) });
  readonly master: Master;
  readonly agents: FakeAgent[] = [];
  readonly schedulers: { id: string; connection: SchedulerConnection; events: scheduler.Event[] }[] = [];
  #tasks = 0;
  #ports = 6000;
  #streams = 0;

  constructor() {
    const { flags, text } = parseMasterFlags({});
    const options = { hostname: 'localhost', version: '1.12.0', flags, flagsText: text };
    this.master = this.runtime.spawn(new Master(this.runtime, { address: { ip: '127.0.0.1', port: 5050 }, ...options }));
    for (const checkpoint of CHECKPOINTS) {
      this.newAgent();
      this.subscribe(checkpoint);
    }
  }

  newAgent(port = this.#ports++): void {
    const agent = this.runtime.spawn(new FakeAgent(this.runtime, this.master.pid, { port }));
    this.agents.push(agent);
    agent.register();
  }

  subscribe(checkpoint: boolean, again?: string): void {
    const events: scheduler.Event[] = [];
    const id = again === undefined ? undefined : { value: again };
    const connection = { streamId: `${this.#streams++}`, send: (event: scheduler.Event) => events.push(event), close: () => {} };
    this.master.subscribe(connection, { framework_info: { ...frameworkInfo, ...AWARE, id, checkpoint, failover_timeout: 60 } });
    const subscribed = events[0]?.subscribed;
    if (subscribed) this.schedulers.push({ id: subscribed.framework_id.value, connection, events });
  }

  get connected(): Framework[] {
    return [...this.master.frameworks.values()].filter(({ connected }) => connected);
  }

  call(framework: Framework, call: scheduler.Call): void {
    this.master.call(framework, { framework_id: framework.info.id, ...call });
  }

  accept(framework: Framework, { id, agent_id }: Offer, kind: number, refuse_seconds: number): void {
    const taskId = `t${this.#tasks++}`;
    const amounts = resources({ cpus: 0.5 + (kind % 3), mem: 64 });
    const infos: TaskInfo[] = [
      task(taskId, { agent_id }, { resources: amounts }),
      executorTask(taskId, { agent_id }, `e${kind % 2}`, { resources: amounts }),
      task(taskId, { agent_id }, { resources: resources({ cpus: 50 }) }),
      task(taskId, { agent_id }, { resources: resources({ cpus: -1 }) }),
    ];
    const pod = { type: 'DEFAULT' as const, executor_id: { value: 'pod' }, framework_id: framework.info.id };
    const group: Offer.Operation = {
      type: 'LAUNCH_GROUP',
      launch_group: {
        executor: { ...pod, resources: resources({ cpus: 0.1, mem: 32, disk: 1 }) },
        task_group: { tasks: [task(`${taskId}a`, { agent_id }), task(`${taskId}b`, { agent_id })] },
      },
    };
    const one: Offer.Operation = { type: 'LAUNCH', launch: { task_infos: infos.slice(kind % 4, (kind % 4) + 1) } };
    const offer_ids = kind === 5 ? [id, id] : [id];
    const operations = kind % 4 === 0 ? [one, group] : [one];
    this.call(framework, { type: 'ACCEPT', accept: { offer_ids, operations, filters: { refuse_seconds } } });
  }

  /** Everything the master has in its books of an agent, as that agent would tell it. */
  reregister(agent: FakeAgent, keep: (index: number) => boolean): void {
    const known = this.master.agents.get(agent.agentId);
    const tasks = [...(known?.tasks.values() ?? [])].flatMap((ofFramework) => [...ofFramework.values()].map(copyOf));
    const frameworks = [...this.master.frameworks.values()];
    const unreachable = frameworks.flatMap((framework) => [...framework.unreachableTasks.values()].map(copyOf));
    const theirs = unreachable
      .filter(({ agent_id }) => agent_id.value === agent.agentId)
      .map((each) => (isTerminal(each.state) ? each : { ...each, state: 'TASK_RUNNING' as const }));
    const executors = frameworks.flatMap((framework) => [...(framework.executors.get(agent.agentId)?.values() ?? [])]);
    agent.reregister({
      tasks: [...tasks, ...theirs].filter((_, index) => keep(index)),
      executor_infos: executors.filter((_, index) => keep(index)),
      frameworks: [...frameworks, ...this.master.completedFrameworks].map(({ info }) => info),
    });
  }
}

const pick = <Item>(items: Iterable<Item>, index: number): Item | undefined => {
  const list = [...items];
  return list[index % list.length];
};

type Step = (world: World, one: number, other: number) => void | Promise<void>;

const STEPS: Record<string, Step> = {
  accept: (world, one, other) => {
    const framework = pick(world.connected, one);
    const offer = framework && pick(framework.offers, other)?.message;
    if (offer) world.accept(framework, offer, one + other, other % 2 === 0 ? 0 : 3);
  },
  decline: (world, one, other) => {
    const framework = pick(world.connected, one);
    const offer = framework && pick(framework.offers, other)?.message;
    if (offer)
      world.call(framework, { type: 'DECLINE', decline: { offer_ids: [offer.id], filters: { refuse_seconds: other % 4 } } });
  },
  allocate: (world) => world.runtime.clock.advance(1000),
  wait: async (world, one) => {
    for (let count = 0; count <= one; count++) {
      world.runtime.clock.advance(15_000);
      await world.runtime.settle();
    }
  },
  update: (world, one, other) => {
    const framework = pick(world.master.frameworks.values(), one);
    const target = framework && pick(framework.tasks.values(), other);
    const agent = world.agents.find(({ agentId, alive }) => alive && agentId === target?.agent_id.value);
    const [state = 'TASK_RUNNING', latest_state] = [pick(UPDATES, one + other), pick(UPDATES, other)];
    if (target && agent)
      agent.update(framework.id, target.task_id.value, state, { latest_state: isTerminal(state) ? state : latest_state });
  },
  acknowledge: (world, one, other) => {
    const { id, events } = pick(world.schedulers, one) ?? { events: [] };
    const framework = world.master.frameworks.get(id ?? '');
    const withUuid = events.flatMap(({ update }) =>
      update?.status.uuid ? [update.status as TaskStatus & { uuid: string }] : [],
    );
    const status = pick(withUuid, other);
    const { agent_id, task_id, uuid } = status ?? {};
    if (framework && agent_id && task_id && uuid)
      world.call(framework, { type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
  },
  exitExecutor: (world, one, other) => {
    const framework = pick(world.master.frameworks.values(), one);
    const [agentId = '', executors] = (framework && pick(framework.executors, other)) ?? [];
    const executorId = executors && pick(executors.keys(), other);
    const agent = world.agents.find((each) => each.alive && each.agentId === agentId);
    if (!framework || !agent || executorId === undefined) return;
    const executor = { framework_id: framework.info.id, agent_id: { value: agentId }, executor_id: { value: executorId } };
    agent.tell('ExitedExecutorMessage', { ...executor, status: 0 });
  },
  suppress: (world, one) => {
    const framework = pick(world.connected, one);
    if (framework) world.call(framework, { type: 'SUPPRESS' });
  },
  revive: (world, one) => {
    const framework = pick(world.connected, one);
    if (framework) world.call(framework, { type: 'REVIVE' });
  },
  teardown: (world, one) => {
    const framework = pick(world.connected, one);
    if (framework) world.call(framework, { type: 'TEARDOWN' });
  },
  subscribe: (world, one) => world.subscribe(one % 2 === 0),
  resubscribe: (world, one) => {
    const framework = pick(world.master.frameworks.values(), one);
    if (framework) world.subscribe(framework.info.checkpoint ?? false, framework.id);
  },
  disconnect: (world, one) => {
    const framework = pick(world.connected, one);
    if (framework?.connection) world.master.frameworksOf.disconnected(framework, framework.connection);
  },
  killAgent: (world, one) => pick(world.agents, one)?.terminate(),
  startAgent: (world, one, other) => {
    const dead = pick(
      world.agents.filter(({ alive, pid }) => !alive && !world.agents.some((each) => each.alive && each.pid === pid)),
      one,
    );
    if (!dead) return world.newAgent();
    if (other % 3 === 0) return world.newAgent(dead.address.port);
    const agent = world.runtime.spawn(new FakeAgent(world.runtime, world.master.pid, dead.options));
    agent.agentId = dead.agentId;
    world.agents.splice(world.agents.indexOf(dead), 1, agent);
    world.reregister(agent, (index) => index % 3 !== other % 3);
  },
  unregisterAgent: (world, one) => {
    const agent = pick(world.agents, one);
    if (agent?.alive) agent.unregister();
  },
  loseAgent: async (world, one) => {
    const agent = pick(world.agents, one);
    if (!agent) return;
    agent.answersPings = false;
    for (let count = 0; count < 6; count++) await STEPS['wait']?.(world, 0, 0);
    agent.answersPings = true;
  },
  returnAgent: (world, one, other) => {
    const agent = pick(
      world.agents.filter(({ alive, agentId }) => alive && world.master.unreachableAgents.has(agentId)),
      one,
    );
    if (agent) world.reregister(agent, (index) => index % 3 !== other % 3);
  },
};

/** How often each step comes: most of the time clusters work. */
const WEIGHTS: Record<string, number> = {
  accept: 16,
  update: 12,
  acknowledge: 6,
  allocate: 10,
  exitExecutor: 4,
  returnAgent: 4,
  startAgent: 4,
};

/** What has to hold whenever nothing is under way. */
function check({ master }: World): void {
  for (const agent of master.agents.values()) {
    const free = master.allocator.available(agent.id) ?? Resources.empty;
    const all = Resources.sum([agent.offered.unallocate(), master.usedOn(agent).unallocate(), free]);
    expect(`${agent.id}: ${inOrder(all)}`).toBe(`${agent.id}: ${inOrder(agent.total)}`);
    if (!agent.active) expect(agent.offers.size).toBe(0);
    for (const offer of agent.offers) expect(master.offers.get(offer.id)).toBe(offer);
  }
  const tasksOfAgents = [...master.agents.values()].flatMap(({ tasks }) =>
    [...tasks.values()].flatMap((ofFramework) => [...ofFramework.values()]),
  );
  const tasksOfFrameworks = [...master.frameworks.values()].flatMap(({ tasks }) => [...tasks.values()]);
  expect(new Set(tasksOfAgents)).toEqual(new Set(tasksOfFrameworks));
  let offers = 0;
  for (const framework of master.frameworks.values()) {
    const alive = [...framework.tasks.values()].filter(({ state }) => !isTerminal(state));
    const executors = [...framework.executors.values()].flatMap((ofAgent) => [...ofAgent.values()]);
    const needed = Resources.of([...alive, ...executors].flatMap(({ resources: each = [] }) => each));
    expect(inOrder(framework.totalUsed)).toBe(inOrder(needed));
    if (!framework.active) expect(framework.offers.size).toBe(0);
    offers += framework.offers.size;
  }
  expect(master.offers.size).toBe(offers);
  for (const framework of master.completedFrameworks)
    expect([framework.tasks.size, framework.offers.size, framework.executors.size]).toEqual([0, 0, 0]);
}

const inOrder = (bag: Resources): string => `${bag}`.split('; ').sort().join('; ');

describe('the books of a master', () => {
  it('balance after whatever happens: what is offered, used and free is all there is', { timeout: 60_000 }, async () => {
    const names = Object.keys(STEPS).map((name) => ({ arbitrary: fc.constant(name), weight: WEIGHTS[name] ?? 1 }));
    const step = fc.tuple(fc.oneof(...names), fc.nat(7), fc.nat(7));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
        const world = new World();
        try {
          await world.runtime.settle();
          for (const [name, one, other] of steps) {
            await STEPS[name]?.(world, one, other);
            await world.runtime.settle();
            check(world);
          }
        } finally {
          world.runtime.stop();
        }
      }),
      propertyRuns(300),
    );
  });
});
