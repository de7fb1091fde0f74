import { parseMasterFlags } from '../../src/mesos/flags/master-flags.js';
import type { Framework, SchedulerConnection } from '../../src/mesos/master/framework.js';
import { Master } from '../../src/mesos/master/master.js';
import type { OutstandingOffer } from '../../src/mesos/master/offers.js';
import { seededRandom } from '../../src/mesos/process/random.js';
import { Runtime } from '../../src/mesos/process/runtime.js';
import type { AgentID, FrameworkInfo, Offer, scheduler, TaskID } from '../../src/mesos/wire/messages.js';
import { checkFrameworks, checkMaster, checkOffers } from '../../src/simulation/invariants.js';
import { Knowledge, type Update } from '../../src/simulation/knowledge.js';
import { frameworkInfo } from './master/master-fixture.js';

export type Scheduler = Knowledge;

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
    this.master.lead();
  }

  /** A new framework, or, with an id, the one that has it. */
  subscribe(info: Partial<FrameworkInfo>): void {
    const known = this.schedulers.get(info.id?.value ?? '');
    let told = known;
    const connection: SchedulerConnection = {
      streamId: `${this.#streams++}`,
      close: () => {},
      send: (event) => {
        if (event.subscribed) told ??= this.#scheduler(event.subscribed.framework_id.value);
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
    scheduler?.called(call);
    this.master.call(framework, { framework_id: framework.info.id, ...call });
  }

  accept({ framework, id }: OutstandingOffer, operations: Offer.Operation[], refuse_seconds: number): void {
    const accept = { offer_ids: [{ value: id }], operations, filters: { refuse_seconds } };
    this.call(framework, { type: 'ACCEPT', accept });
  }

  acknowledge(framework: Framework, { agent_id, task_id, uuid }: Pick<Update, 'agent_id' | 'task_id' | 'uuid'>): void {
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
    checkMaster(this.master);
    checkFrameworks(this.master, this.schedulers);
  }

  #scheduler(frameworkId: string): Scheduler {
    const scheduler = new Knowledge(frameworkId);
    this.schedulers.set(frameworkId, scheduler);
    return scheduler;
  }

  #hear(scheduler: Scheduler, event: scheduler.Event): void {
    checkOffers(scheduler, event);
    this.heard(scheduler, event);
    scheduler.heard(event);
  }

  /** An event has come, which the scheduler does not know of yet. */
  protected heard(_scheduler: Scheduler, _event: scheduler.Event): void {}

  /** A task of a framework as RECONCILE names it. */
  static named = (taskId: string, agent_id: AgentID): { task_id: TaskID; agent_id: AgentID } => ({
    task_id: { value: taskId },
    agent_id,
  });
}
