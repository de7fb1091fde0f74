import fc from 'fast-check';
import { describe, it } from 'vitest';
import { copyOf, isTerminal } from '../../../src/mesos/tasks/task.js';
import type { TaskState } from '../../../src/mesos/wire/messages.js';
import { holds, same } from '../../holds.js';
import { propertyRuns } from '../../property-runs.js';
import { AnyCluster } from '../any-cluster.js';
import { anySteps, FRAMEWORK_STEPS, infoOf, OPERATOR_STEPS, pick, type Step } from '../any-steps.js';
import { thrown } from '../process/thrown.js';
import { FakeAgent } from './fake-agent.js';

const UPDATES: TaskState[] = ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED', 'TASK_FAILED', 'TASK_LOST'];

/** A cluster whose agents say anything, true or not: two agents and two frameworks at first. */
class World extends AnyCluster {
  readonly agents: FakeAgent[] = [];
  #ports = 6000;

  constructor() {
    super();
    for (const kind of [0, 1]) {
      this.newAgent();
      this.subscribe(infoOf(kind));
    }
  }

  newAgent(port = this.#ports++): void {
    const agent = this.runtime.spawn(new FakeAgent(this.runtime, this.master.pid, { port }));
    this.agents.push(agent);
    agent.register();
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

const AGENT_STEPS: Record<string, Step<World>> = {
  update: (world, one, other) => {
    const framework = pick(world.master.frameworks.values(), one);
    const target = framework && pick(framework.tasks.values(), other);
    const agent = world.agents.find(({ agentId, alive }) => alive && agentId === target?.agent_id.value);
    const [state = 'TASK_RUNNING', latest_state] = [pick(UPDATES, one + other), pick(UPDATES, other)];
    if (target && agent)
      agent.update(framework.id, target.task_id.value, state, { latest_state: isTerminal(state) ? state : latest_state });
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
    await world.advance(6 * 15_000);
    agent.answersPings = true;
  },
  returnAgent: (world, one, other) => {
    const agent = pick(
      world.agents.filter(({ alive, agentId }) => alive && world.master.registry.unreachable.has(agentId)),
      one,
    );
    if (agent) world.reregister(agent, (index) => index % 3 !== other % 3);
  },
};

const STEPS: Record<string, Step<World>> = { ...FRAMEWORK_STEPS, ...OPERATOR_STEPS, ...AGENT_STEPS };

/** How often each step comes: most of the time clusters work. */
const WEIGHTS: Record<string, number> = {
  accept: 30,
  update: 24,
  acknowledge: 12,
  acknowledgeAll: 8,
  allocate: 20,
  exitExecutor: 6,
  returnAgent: 8,
  startAgent: 8,
  reactivate: 4,
};

/** What was counted has to lead to what there is. */
function checkMetrics({ master }: World): void {
  const metrics = master.metrics.registry.snapshot();
  const {
    'master/slave_registrations': came = 0,
    'master/slave_reregistrations': back = 0,
    'master/slave_removals': left = 0,
  } = metrics;
  // Those that were marked gone are in no count.
  holds('agents that are there came and did not leave', came + back - left >= master.agents.size);
  for (const framework of [...master.frameworks.values(), ...master.completedFrameworks]) {
    const { offersSent, offersAccepted, offersDeclined, offersRescinded } = framework.metrics;
    // Those that were there at a failover are simply forgotten.
    const open = offersSent - offersAccepted - offersDeclined - offersRescinded;
    holds('offers that were sent and not ended are out', open >= framework.offers.size);
  }
  same(
    Object.entries(metrics).filter(([, value]) => !(value >= 0)),
    [],
  );
}

describe('the books of a master', () => {
  it('balance after whatever happens: what is offered, used and free is all there is', async () => {
    const steps = anySteps(Object.keys(STEPS), WEIGHTS);
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const world = new World();
        try {
          const errors = await thrown(async () => {
            await world.runtime.settle();
            for (const [name, one, other] of steps) {
              await STEPS[name]?.(world, one, other);
              await world.runtime.settle();
              world.check();
            }
          });
          if (errors.length > 0) throw errors[0];
          checkMetrics(world);
        } finally {
          world.runtime.stop();
        }
      }),
      propertyRuns(100),
    );
  });
});
