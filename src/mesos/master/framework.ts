import type { Pid } from '../process/pid.js';
import { Resources } from '../resources/resources.js';
import type { Task } from '../wire/internal-messages.js';
import type { ExecutorInfo, FrameworkInfo, scheduler, TaskState, TaskStatus } from '../wire/messages.js';
import { BoundedList } from './bounded-list.js';
import { FrameworkMetrics } from './metrics/framework-metrics.js';
import type { OutstandingOffer } from './offers.js';

/** What leads to a scheduler, as the master sees it: the event stream of an HTTP one, or the pid of one that speaks v0. */
export interface SchedulerConnection {
  /** Of a stream: changes with every subscription, and calls have to name it. */
  readonly streamId?: string;
  /** Of a scheduler that is a process and gets messages. */
  readonly pid?: Pid;
  /** @param again with SUBSCRIBED: whether the scheduler is where it was before, and has not failed over */
  send(event: scheduler.Event, again?: boolean): void;
  /** Ends it after what was sent. */
  close(): void;
}

/** The roles a framework is in: `roles` if it is MULTI_ROLE, else its one `role`. */
export function rolesOf(info: FrameworkInfo): string[] {
  return hasCapability(info, 'MULTI_ROLE') ? (info.roles ?? []) : [info.role ?? '*'];
}

export function hasCapability(info: FrameworkInfo, type: FrameworkInfo.Capability.Type): boolean {
  return info.capabilities?.some((capability) => capability.type === type) ?? false;
}

/** How a task ends on the master's own account. */
export interface TaskEnd {
  readonly state: TaskState;
  readonly reason: TaskStatus.Reason;
  readonly message: string;
  /** Whether the task is kept among the unreachable ones. */
  readonly unreachable?: boolean;
}

/** What the master knows of one framework. */
export class Framework {
  readonly id: string;
  connection: SchedulerConnection | undefined;
  /** Where the scheduler is, or was when it was last connected; undefined when it uses HTTP. */
  pid: Pid | undefined;
  /** Whether it gets offers: connected and not deactivated. */
  active = false;
  suppressedRoles = new Set<string>();
  offerConstraints: scheduler.OfferConstraints | undefined;
  reregisteredSeconds: number | undefined;
  unregisteredSeconds = 0;
  readonly tasks = new Map<string, Task>();
  readonly unreachableTasks = new Map<string, Task>();
  readonly completedTasks: BoundedList<Task>;
  /** By agent id, then by executor id. Executors of command tasks are not among them: the agent makes those. */
  readonly executors = new Map<string, Map<string, ExecutorInfo>>();
  readonly offers = new Set<OutstandingOffer>();
  /** What its tasks and executors use, by agent id. */
  readonly used = new Map<string, Resources>();
  readonly metrics: FrameworkMetrics;

  constructor(
    public info: FrameworkInfo & { id: { value: string } },
    public registeredSeconds: number,
    private readonly limits: { completedTasks: number; unreachableTasks: number },
    /** Known only from agents that came back to a new master; its scheduler has not subscribed yet. */
    public recovered = false,
  ) {
    this.id = info.id.value;
    this.metrics = new FrameworkMetrics(info);
    this.completedTasks = new BoundedList(limits.completedTasks);
  }

  get connected(): boolean {
    return this.connection !== undefined;
  }

  /** Tells its scheduler something; nobody hears it while there is none. */
  send(event: scheduler.Event, again = false): void {
    if (!this.connection) return;
    if (event.type) this.metrics.event(event.type);
    this.connection.send(event, again);
  }

  get roles(): string[] {
    return rolesOf(this.info);
  }

  has(type: FrameworkInfo.Capability.Type): boolean {
    return hasCapability(this.info, type);
  }

  /** The state for a task that is gone: precise for frameworks that know partitions, TASK_LOST for all others. */
  lostOr(precise: TaskState): TaskState {
    return this.has('PARTITION_AWARE') ? precise : 'TASK_LOST';
  }

  /** What becomes of a task whose agent an operator has declared gone. As in Mesos, what is only lost is kept as unreachable. */
  goneByOperator(message: string): TaskEnd {
    return this.has('PARTITION_AWARE')
      ? { state: 'TASK_GONE_BY_OPERATOR', reason: 'REASON_AGENT_REMOVED_BY_OPERATOR', message }
      : { state: 'TASK_LOST', reason: 'REASON_AGENT_REMOVED', message, unreachable: true };
  }

  /** Keeps a task that is over. It never changes again, which those who show it make use of. */
  addCompletedTask(task: Task): void {
    Object.freeze(task.statuses);
    this.completedTasks.push(Object.freeze(task));
  }

  /** Keeps a task that is unreachable; beyond the limit the oldest is forgotten. */
  addUnreachableTask(task: Task): void {
    this.unreachableTasks.set(task.task_id.value, task);
    const [oldest] = this.unreachableTasks.keys();
    if (oldest !== undefined && this.unreachableTasks.size > this.limits.unreachableTasks) this.unreachableTasks.delete(oldest);
  }

  usedOn(agentId: string): Resources {
    return this.used.get(agentId) ?? Resources.empty;
  }

  get totalUsed(): Resources {
    return Resources.of([...this.used.values()].flatMap((resources) => [...resources]));
  }

  get offered(): Resources {
    return Resources.sum(Array.from(this.offers, ({ resources }) => resources));
  }

  executor(agentId: string, executorId: string): ExecutorInfo | undefined {
    return this.executors.get(agentId)?.get(executorId);
  }

  addExecutor(agentId: string, info: ExecutorInfo): void {
    const executors = this.executors.get(agentId) ?? new Map<string, ExecutorInfo>();
    this.executors.set(agentId, executors.set(info.executor_id.value, info));
  }

  removeExecutor(agentId: string, executorId: string): void {
    const executors = this.executors.get(agentId);
    executors?.delete(executorId);
    if (executors?.size === 0) this.executors.delete(agentId);
  }
}
