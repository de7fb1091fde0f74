import { expect } from 'vitest';
import { parseMasterFlags } from '../../src/mesos/flags/master-flags.js';
import type { Framework, SchedulerConnection } from '../../src/mesos/master/framework.js';
import { Master } from '../../src/mesos/master/master.js';
import type { OutstandingOffer } from '../../src/mesos/master/offers.js';
import { seededRandom } from '../../src/mesos/process/random.js';
import { Runtime } from '../../src/mesos/process/runtime.js';
import { Resources } from '../../src/mesos/resources/resources.js';
import { isTerminal } from '../../src/mesos/tasks/task.js';
import type { AgentID, FrameworkInfo, Offer, scheduler, TaskID, TaskStatus } from '../../src/mesos/wire/messages.js';
import { holds } from '../holds.js';
import { frameworkInfo } from './master/master-fixture.js';

export type Update = TaskStatus & { agent_id: AgentID; uuid: string };

/** What the scheduler of a framework knows, over all its subscriptions. */
export interface Scheduler {
  readonly frameworkId: string;
  /** The offers it was made and has neither answered nor lost. */
  readonly offers: Set<string>;
  /** Updates that have to be acknowledged, each time they come. */
  readonly updates: Update[];
  readonly acknowledged: Set<string>;
  /** By uuid: what came and was not acknowledged since. */
  readonly waiting: Map<string, Update>;
  /** By task id: the last it heard. */
  readonly latest: Map<string, TaskStatus>;
  /** Agents by the tasks it launched. */
  readonly launched: Map<string, AgentID>;
}

/** A master of which everything is asked without HTTP, so that a thousand of them take a second. */
export class AnyCluster {
  readonly runtime = new Runtime({ freezeMessages: true, random: seededRandom(1) });
  readonly master: Master;
  /** By framework id. */
  readonly schedulers = new Map<string, Scheduler>();
  #streams = 0;
  #tasks = 0;

  constructor() {
    const { flags, text } = parseMasterFlags({});
    const options = { hostname: 'localhost', version: '1.12.0', flags, flagsText: text };
    this.master = this.runtime.spawn(new Master(this.runtime, { address: { ip: '127.0.0.1', port: 5050 }, ...options }));
  }

  /** A new framework, or, with an id, the one that has it. */
  subscribe(info: Partial<FrameworkInfo>): void {
    const known = this.schedulers.get(info.id?.value ?? '');
    let told = known;
    const connection: SchedulerConnection = {
      streamId: `${this.#streams++}`,
      close: () => {},
      send: (event) => {
        if (event.subscribed) {
          known?.offers.clear(); // until then the stream before it hears of them
          told ??= this.#scheduler(event.subscribed.framework_id.value);
        }
        if (told) this.#hear(told, event);
      },
    };
    this.master.subscribe(connection, { framework_info: { ...frameworkInfo, failover_timeout: 60, ...info } });
  }

  get connected(): Framework[] {
    return [...this.master.frameworks.values()].filter(({ connected }) => connected);
  }

  /** A call of a framework that is subscribed. */
  call(framework: Framework, call: scheduler.Call): void {
    const scheduler = this.schedulers.get(framework.id);
    for (const { value } of [...(call.accept?.offer_ids ?? []), ...(call.decline?.offer_ids ?? [])])
      scheduler?.offers.delete(value);
    for (const { launch, launch_group } of call.accept?.operations ?? []) {
      for (const { task_id, agent_id } of [...(launch?.task_infos ?? []), ...(launch_group?.task_group.tasks ?? [])]) {
        scheduler?.launched.set(task_id.value, agent_id);
      }
    }
    const { uuid } = call.acknowledge ?? {};
    if (uuid !== undefined) {
      scheduler?.acknowledged.add(uuid);
      scheduler?.waiting.delete(uuid);
    }
    this.master.call(framework, { framework_id: framework.info.id, ...call });
  }

  accept({ framework, id }: OutstandingOffer, operations: Offer.Operation[], refuse_seconds: number): void {
    const accept = { offer_ids: [{ value: id }], operations, filters: { refuse_seconds } };
    this.call(framework, { type: 'ACCEPT', accept });
  }

  acknowledge(framework: Framework, { agent_id, task_id, uuid }: Update): void {
    this.call(framework, { type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
  }

  /** Acknowledges whatever connected frameworks have not yet acknowledged, or were told again since. */
  acknowledgeAll(): void {
    for (const framework of this.connected) {
      const waiting = [...(this.schedulers.get(framework.id)?.waiting.values() ?? [])];
      for (const update of waiting) this.acknowledge(framework, update);
    }
  }

  newTaskId(): string {
    return `t${this.#tasks++}`;
  }

  /** Moves time in steps that all periodic timers divide into. */
  async advance(milliseconds: number, step = 15_000): Promise<void> {
    for (let left = milliseconds; left > 0; left -= step) {
      this.runtime.clock.advance(Math.min(left, step));
      await this.runtime.settle();
    }
  }

  /** What has to hold whenever nothing is under way. */
  check(): void {
    this.#checkAgents();
    this.#checkFrameworks();
  }

  #checkAgents(): void {
    const { master } = this;
    for (const agent of master.agents.values()) {
      const free = master.allocator.available(agent.id) ?? Resources.empty;
      const held = Resources.sum([agent.offered, master.usedOn(agent)]);
      // What is shared is free however many have it.
      const all = Resources.sum([held.nonShared().unallocate(), free]);
      sameResources(`${agent.id}: offered + used + free = total`, all, agent.total);
      for (const resource of held.shared().unallocate()) holds('what is shared is there', agent.total.contains([resource]));
      for (const [role, resources] of held.allocations()) {
        sameResources(`${role} has nothing that is reserved for others`, resources.allocatableTo(role), resources);
      }
      holds('an agent that is not active is not offered', agent.active || agent.offers.size === 0);
      for (const offer of agent.offers) holds('offers of agents are in the books', master.offers.get(offer.id) === offer);
    }
    const tasksOfAgents = [...master.agents.values()].flatMap(({ tasks }) =>
      [...tasks.values()].flatMap((ofFramework) => [...ofFramework.values()]),
    );
    const tasksOfFrameworks = [...master.frameworks.values()].flatMap(({ tasks }) => [...tasks.values()]);
    const known = new Set(tasksOfFrameworks);
    holds(
      'agents and frameworks have the same tasks',
      known.size === tasksOfAgents.length && tasksOfAgents.every((task) => known.has(task)),
    );
  }

  #checkFrameworks(): void {
    const { master } = this;
    let offers = 0;
    for (const framework of master.frameworks.values()) {
      const alive = [...framework.tasks.values()].filter(({ state }) => !isTerminal(state));
      const executors = [...framework.executors.values()].flatMap((ofAgent) => [...ofAgent.values()]);
      const needed = Resources.of([...alive, ...executors].flatMap(({ resources: each = [] }) => each));
      sameResources('what tasks and executors need is used', framework.totalUsed, needed);
      holds('a framework that is not active has no offers', framework.active || framework.offers.size === 0);
      const open = this.schedulers.get(framework.id)?.offers ?? new Set();
      const agrees = open.size === framework.offers.size && [...framework.offers].every(({ id }) => open.has(id));
      holds('a scheduler knows which offers it has', agrees || !framework.connected);
      for (const { role, resources } of framework.offers) {
        holds('offers are for roles of the framework', framework.roles.includes(role));
        holds('shared resources are for who understands them', framework.has('SHARED_RESOURCES') || resources.shared().isEmpty);
      }
      offers += framework.offers.size;
    }
    holds('every offer is one of a framework', master.offers.size === offers);
    for (const { tasks, offers, executors } of master.completedFrameworks) {
      holds('nothing is left of a framework that has ended', tasks.size + offers.size + executors.size === 0);
    }
  }

  #scheduler(frameworkId: string): Scheduler {
    const known = { offers: new Set<string>(), updates: [], acknowledged: new Set<string>(), waiting: new Map<string, Update>() };
    const scheduler: Scheduler = { frameworkId, ...known, latest: new Map(), launched: new Map() };
    this.schedulers.set(frameworkId, scheduler);
    return scheduler;
  }

  #hear(scheduler: Scheduler, { offers, rescind, update }: scheduler.Event): void {
    for (const { id } of offers?.offers ?? []) {
      expect(scheduler.offers).not.toContain(id.value);
      scheduler.offers.add(id.value);
    }
    if (rescind) expect(scheduler.offers.delete(rescind.offer_id.value)).toBe(true);
    if (!update) return;
    const { status } = update;
    scheduler.latest.set(status.task_id.value, status);
    if (isUpdate(status)) {
      this.heard(scheduler, status);
      scheduler.updates.push(status);
      scheduler.waiting.set(status.uuid, status);
    }
  }

  /** An update has come that is to be acknowledged. */
  protected heard(_scheduler: Scheduler, _update: Update): void {}

  /** A task of a framework as RECONCILE names it. */
  static named = (taskId: string, agent_id: AgentID): { task_id: TaskID; agent_id: AgentID } => ({
    task_id: { value: taskId },
    agent_id,
  });
}

const isUpdate = (status: TaskStatus): status is Update => status.uuid !== undefined && status.agent_id !== undefined;

function sameResources(what: string, one: Resources, other: Resources): void {
  if (!one.equals(other)) expect(inOrder(one), what).toBe(inOrder(other));
}

const inOrder = (bag: Resources): string => `${bag}`.split('; ').sort().join('; ');
