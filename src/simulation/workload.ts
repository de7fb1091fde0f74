import { isTerminal } from '../mesos/tasks/task.js';
import type { FrameworkInfo, Offer, scheduler, TaskInfo, TaskStatus } from '../mesos/wire/messages.js';
import { operationOn, partOf } from './offer-operations.js';
import type { SchedulerContext, SchedulerFactory, SimulatedScheduler } from './scheduler.js';

type Capability = FrameworkInfo.Capability.Type;

/** What the schedulers are like, by their number. */
const KINDS: readonly { roles: string[]; checkpoint: boolean; capabilities: readonly Capability[] }[] = [
  {
    ...{ roles: ['eng', 'ops'], checkpoint: true },
    capabilities: ['MULTI_ROLE', 'RESERVATION_REFINEMENT', 'PARTITION_AWARE', 'SHARED_RESOURCES', 'TASK_KILLING_STATE'],
  },
  { roles: ['*'], checkpoint: false, capabilities: ['MULTI_ROLE', 'RESERVATION_REFINEMENT'] },
  { roles: ['eng/web', 'ops'], checkpoint: true, capabilities: ['MULTI_ROLE', 'RESERVATION_REFINEMENT', 'PARTITION_AWARE'] },
];
/** More tasks than that a scheduler does not want at a time. */
const MOST_TASKS = 8;
/** For how many seconds a scheduler does not want an offer again. */
const REFUSALS = [0, 10, 60, 300, 1200];
/** A task may be launched and lost without anybody knowing: so a scheduler asks now and then. */
const RECONCILE_EVERY_MS = 15 * 60_000;

interface KnownTask {
  readonly agent: string;
  state: TaskStatus['state'];
}

/**
 * The scheduler that simulations have if no other is given: it launches tasks and task groups, reserves resources and makes
 * volumes, acknowledges what it is told, though not always at once, kills some tasks, and reconciles whenever it subscribes
 * again, and now and then. It is as good a framework as there is; who it is not good enough for is Mesos.
 */
class UsualScheduler implements SimulatedScheduler {
  readonly framework: FrameworkInfo;
  readonly #tasks: Map<string, KnownTask>;

  constructor(private readonly context: SchedulerContext) {
    const kind = KINDS[context.number % KINDS.length] as (typeof KINDS)[number];
    this.framework = {
      ...{ user: 'nobody', name: `usual-${context.number}`, roles: kind.roles, checkpoint: kind.checkpoint },
      ...{ failover_timeout: 120, capabilities: kind.capabilities.map((type) => ({ type })) },
    };
    this.#tasks = (context.memory.get('tasks') as Map<string, KnownTask> | undefined) ?? new Map();
    context.memory.set('tasks', this.#tasks);
    this.#reconcileLater();
  }

  received({ subscribed, offers, update }: scheduler.Event): void {
    if (subscribed) this.#reconcile();
    for (const offer of offers?.offers ?? []) this.#answer(offer);
    if (update) this.#update(update.status);
  }

  #answer(offer: Offer): void {
    const { random } = this.context;
    const offer_ids = [offer.id];
    const filters = { refuse_seconds: REFUSALS[Math.floor(random() * REFUSALS.length)] as number };
    const operations = random() < 0.5 ? [] : this.#operations(offer);
    if (operations.length === 0) return this.#call({ type: 'DECLINE', decline: { offer_ids, filters } });
    this.#call({ type: 'ACCEPT', accept: { offer_ids, operations, filters } });
  }

  #operations(offer: Offer): Offer.Operation[] {
    const { random } = this.context;
    const role = offer.allocation_info?.role ?? '*';
    const wanted: Offer.Operation[] = [];
    if (role !== '*' && random() < 0.3) wanted.push(operationOn(offer.resources ?? [], role, random));
    if ([...this.#tasks.values()].filter(({ state }) => !isTerminal(state)).length < MOST_TASKS)
      wanted.push(...this.#launch(offer));
    return wanted;
  }

  #launch(offer: Offer): Offer.Operation[] {
    const { random } = this.context;
    const needed = (cpus: number, mem: number) => [
      ...partOf(offer.resources ?? [], 'cpus', cpus, random),
      ...partOf(offer.resources ?? [], 'mem', mem, random),
    ];
    if (random() < 0.6) {
      const resources = needed(0.5, 64);
      if (resources.length < 2) return [];
      const task = this.#task(offer, resources);
      return [{ type: 'LAUNCH', launch: { task_infos: [random() < 0.2 ? withExecutor(task) : task] } }];
    }
    const tasks = [this.#task(offer, needed(0.1, 32)), this.#task(offer, needed(0.1, 32))];
    const resources = [...needed(0.1, 32), ...partOf(offer.resources ?? [], 'disk', 10, random)];
    if (resources.length < 3) return [];
    const executor_id = { value: `pod-${this.context.uuid().slice(0, 8)}` };
    const executor = { type: 'DEFAULT' as const, executor_id, framework_id: offer.framework_id, resources };
    return [{ type: 'LAUNCH_GROUP', launch_group: { executor, task_group: { tasks } } }];
  }

  #task(offer: Offer, resources: TaskInfo['resources']): TaskInfo {
    const value = `task-${this.context.uuid().slice(0, 8)}`;
    this.#tasks.set(value, { agent: offer.agent_id.value, state: 'TASK_STAGING' });
    const seconds = Math.floor(this.context.random() ** 3 * 600);
    const command = { value: this.context.random() < 0.1 ? 'exit 1' : `sleep ${seconds}` };
    return { name: value, task_id: { value }, agent_id: offer.agent_id, command, resources };
  }

  #update({ task_id, agent_id, uuid, state }: TaskStatus): void {
    const { random } = this.context;
    const task = this.#tasks.get(task_id.value);
    if (task) task.state = state;
    if (uuid !== undefined && agent_id) {
      const acknowledge = () => this.#call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
      if (random() < 0.9) acknowledge();
      else this.context.delay(random() * 30_000, acknowledge);
    }
    if (random() < 0.02) this.#rest();
    if (state === 'TASK_RUNNING' && random() < 0.1) {
      this.context.delay(random() * 60_000, () => this.#call({ type: 'KILL', kill: { task_id, agent_id } }));
    }
  }

  /** Wants no offers for a while. */
  #rest(): void {
    this.#call({ type: 'SUPPRESS' });
    this.context.delay(this.context.random() * 120_000, () => this.#call({ type: 'REVIVE' }));
  }

  /** Asks of all tasks that may live, and of those it does not know of. */
  #reconcile(): void {
    const open = [...this.#tasks].filter(([, { state }]) => !isTerminal(state));
    const tasks = open.map(([id, { agent }]) => ({ task_id: { value: id }, agent_id: { value: agent } }));
    if (tasks.length > 0) this.#call({ type: 'RECONCILE', reconcile: { tasks } });
    this.#call({ type: 'RECONCILE', reconcile: { tasks: [] } });
  }

  #reconcileLater(): void {
    this.context.delay(RECONCILE_EVERY_MS, () => {
      this.#reconcile();
      this.#reconcileLater();
    });
  }

  /** A call that is lost is made up for by the next reconciliation. */
  #call(call: Omit<scheduler.Call, 'framework_id'>): void {
    this.context.call(call).catch(() => {});
  }
}

/** The task is run by an executor of the framework, and not by one of Mesos. */
const withExecutor = ({ command, ...task }: TaskInfo): TaskInfo => ({
  ...task,
  executor: { type: 'CUSTOM', executor_id: { value: `executor-of-${task.task_id.value}` }, command: command ?? {} },
});

/** The schedulers of a simulation for which none are given: two, of different kinds. */
export const usualWorkload: readonly SchedulerFactory[] = Array.from(
  { length: 2 },
  () => (context: SchedulerContext) => new UsualScheduler(context),
);
