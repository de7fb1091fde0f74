import { atMost } from '../../mesos/process/at-most.js';
import type { Clock, Timer } from '../../mesos/process/clock.js';
import type { FrameworkInfo, Offer, scheduler, TaskStatus } from '../../mesos/wire/messages.js';
import type { EventBus } from '../events.js';
import type { Store } from '../state/store.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { hasTask } from './instance.js';
import type { Instances } from './instances.js';
import type { LaunchQueue } from './launch-queue.js';

/** How long an offer that is of no use is not to come again: Marathon's decline_offer_duration. */
const REFUSE_SECONDS = 120;
/** How often Mesos is asked for the states of all tasks: Marathon's reconciliation_interval. */
const RECONCILE_MS = 600_000;
/** A master that does not answer, or a ZooKeeper that does not, is not waited for any longer at the end. */
const LAST_SUBSCRIPTION_MS = 1000;
/** The key under which the id of the framework is kept. */
/** The key of what is kept of the framework. */
export const FRAMEWORK = 'framework';

export interface SchedulerOptions extends Pick<ConnectionOptions, 'leaders' | 'clock' | 'credential' | 'failed'> {
  /** All of it but the id. */
  readonly framework: Omit<FrameworkInfo, 'id'>;
  readonly instances: Instances;
  readonly events: EventBus;
  readonly store: Store;
}

/** Marathon's side of the scheduler API: takes events to those they are for, and answers offers. */
export class Scheduler {
  readonly connection: Connection;
  readonly #clock: Clock;
  /** What uses offers. */
  queue: LaunchQueue | undefined;
  /** What takes statuses. */
  statuses: { take(status: TaskStatus): void } | undefined;
  #frameworkId: string | undefined;
  #master: string | undefined;
  #registered = false;
  /** Calls whose order matters, one after the other. */
  #calls: Promise<unknown> = Promise.resolve();
  #revives = false;
  #suppressed = false;
  #reconciliation: Timer | undefined;

  constructor(private readonly options: SchedulerOptions) {
    const { leaders, clock, credential, failed } = options;
    this.#clock = clock;
    this.connection = new Connection({
      ...{ leaders, clock, credential, failed },
      frameworkInfo: () => this.#frameworkInfo(),
      event: (event, master) => this.#event(event, master),
      disconnected: () => this.#disconnected(),
      removed: () => this.#removed(),
    });
  }

  /** Takes over the framework of another. */
  load(frameworkId: string | undefined): void {
    this.#frameworkId = frameworkId;
    this.#registered = frameworkId !== undefined;
  }

  /** The id that Mesos gave; undefined before there is one. */
  get frameworkId(): string | undefined {
    return this.#frameworkId;
  }

  /** The URL of the master it is subscribed with. */
  get master(): string | undefined {
    return this.#master;
  }

  /** Has offers come again that were refused: there is something new to launch. */
  revive(): void {
    if (this.#revives) return;
    this.#revives = true;
    queueMicrotask(() => {
      this.#revives = false;
      this.#suppressed = false;
      this.#inOrder({ type: 'REVIVE' });
    });
  }

  /**
   * Ends the subscription for good.
   * @param teardown whether the framework ends with it, and all of its tasks; otherwise they wait for another one
   */
  async stop(teardown: boolean): Promise<void> {
    await atMost(this.#clock, LAST_SUBSCRIPTION_MS, this.#calls);
    if (teardown) {
      await atMost(this.#clock, LAST_SUBSCRIPTION_MS, this.connection.settled());
      await atMost(this.#clock, LAST_SUBSCRIPTION_MS, this.connection.call({ type: 'TEARDOWN' }));
      this.options.store.remove(FRAMEWORK);
    }
    await this.connection.stop();
    this.#reconciliation?.cancel();
  }

  #frameworkInfo(): FrameworkInfo {
    const { framework } = this.options;
    return { ...framework, ...(this.#frameworkId !== undefined && { id: { value: this.#frameworkId } }) };
  }

  #event(event: scheduler.Event, master: string): void {
    if (event.subscribed) this.#subscribed(event.subscribed, master);
    else if (event.offers?.offers) this.#offered(event.offers.offers);
    else if (event.update) void this.#updated(event.update.status);
  }

  #subscribed({ framework_id, master_info }: scheduler.Event.Subscribed, master: string): void {
    const { events, store } = this.options;
    this.#frameworkId = framework_id.value;
    this.#master = master;
    store.put(FRAMEWORK, { id: this.#frameworkId });
    if (this.queue) this.queue.region = master_info?.domain?.fault_domain?.region.name;
    if (this.#registered) events.publish('scheduler_reregistered_event', { master });
    else events.publish('scheduler_registered_event', { frameworkId: this.#frameworkId, master });
    this.#registered = true;
    this.#suppressed = false;
    this.#reconcile();
    if (!this.queue?.wantsOffers) this.#suppress();
  }

  #disconnected(): void {
    this.#master = undefined;
    this.#reconciliation?.cancel();
    this.options.events.publish('scheduler_disconnected_event');
  }

  #removed(): void {
    this.#frameworkId = undefined;
    this.#registered = false;
    this.options.store.remove(FRAMEWORK);
  }

  /** Asks for the states of the tasks that are known, and for others there may be. */
  #reconcile(): void {
    this.#reconciliation?.cancel();
    const tasks = this.options.instances.all
      .filter(hasTask)
      .flatMap(({ task }) => (task ? [{ task_id: { value: task.id }, agent_id: { value: task.agentId } }] : []));
    if (tasks.length > 0) this.#inOrder({ type: 'RECONCILE', reconcile: { tasks } });
    this.#inOrder({ type: 'RECONCILE', reconcile: {} });
    this.#reconciliation = this.#clock.delay(RECONCILE_MS, () => this.#reconcile());
  }

  #offered(offers: readonly Offer[]): void {
    const launches = this.queue?.consider(offers) ?? [];
    for (const { offer, tasks } of launches) {
      this.#inOrder({
        type: 'ACCEPT',
        accept: {
          offer_ids: [offer.id],
          operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } }],
          filters: { refuse_seconds: 0 },
        },
      });
    }
    const used = new Set(launches.map(({ offer }) => offer));
    const others = offers.filter((offer) => !used.has(offer)).map(({ id }) => id);
    if (others.length > 0) {
      this.#inOrder({ type: 'DECLINE', decline: { offer_ids: others, filters: { refuse_seconds: REFUSE_SECONDS } } });
    }
    if (!this.queue?.wantsOffers) this.#suppress();
  }

  /** A status is acknowledged when what follows from it will not be forgotten. */
  async #updated(status: TaskStatus): Promise<void> {
    this.statuses?.take(status);
    const { uuid, agent_id, task_id } = status;
    if (uuid === undefined || !agent_id) return;
    await this.options.store.saved();
    await this.connection.call({ type: 'ACKNOWLEDGE', acknowledge: { uuid, agent_id, task_id } });
  }

  #suppress(): void {
    if (this.#suppressed) return;
    this.#suppressed = true;
    this.#inOrder({ type: 'SUPPRESS' });
  }

  /** Makes a call after those before it, when what it is about will not be forgotten. */
  #inOrder(call: Omit<scheduler.Call, 'framework_id'>): void {
    this.#calls = this.#calls.then(async () => {
      await this.options.store.saved();
      await this.connection.call(call);
    });
  }
}
