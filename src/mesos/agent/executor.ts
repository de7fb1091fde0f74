import type { ContainerTermination, ContainerUser } from '../containerizer/containerizer.js';
import type { Timer } from '../process/clock.js';
import { Resources } from '../resources/resources.js';
import { createTask, isTerminal, recordStatus } from '../tasks/task.js';
import type { Task } from '../wire/internal-messages.js';
import type { ContainerID, ExecutorInfo, TaskGroupInfo, TaskInfo, TaskStatus } from '../wire/messages.js';
import type { ExecutorPeer } from './executor-peer.js';
import type { Framework } from './framework.js';

export type ExecutorState = 'REGISTERING' | 'RUNNING' | 'TERMINATING' | 'TERMINATED';

/** How many tasks that have ended are kept of each executor. */
const MAX_COMPLETED_TASKS = 200;

export interface ExecutorOptions {
  readonly framework: Framework;
  readonly info: ExecutorInfo;
  readonly containerId: ContainerID;
  /** The sandbox. */
  readonly directory: string;
  readonly user: ContainerUser | undefined;
  /** Whether the agent made this executor up, for a task that gives a command. */
  readonly forCommandTask: boolean;
  readonly shutdownGraceMs: number;
}

/** What an agent knows of an executor and its tasks. */
export class Executor {
  state: ExecutorState = 'REGISTERING';
  /** Undefined before the executor has registered, and while its connection is broken. */
  peer: ExecutorPeer | undefined;
  registrationTimer: Timer | undefined;
  /** Why the agent ends this executor; comes before what the containerizer says of its end. */
  pendingTermination: Omit<ContainerTermination, 'status'> | undefined;

  /** Whether its container is known to run. */
  forked = false;

  readonly #queuedTasks = new Map<string, TaskInfo>();
  readonly #launchedTasks = new Map<string, Task>();
  /** Added to and taken from rather than summed up: of many tasks each that comes or ends would cost as much as all of them. */
  #resources: Resources;
  /** Groups whose tasks are queued. */
  readonly queuedGroups = new Set<TaskGroupInfo>();
  /** Ended; the scheduler has not acknowledged that yet. */
  readonly terminatedTasks = new Map<string, Task>();
  /** Over and done with, oldest first. */
  readonly completedTasks: Task[] = [];

  constructor(private readonly options: ExecutorOptions) {
    this.#resources = Resources.of(options.info.resources);
  }

  get id(): string {
    return this.info.executor_id.value;
  }

  get info(): ExecutorInfo {
    return this.options.info;
  }

  get framework(): Framework {
    return this.options.framework;
  }

  get containerId(): ContainerID {
    return this.options.containerId;
  }

  get directory(): string {
    return this.options.directory;
  }

  get user(): ContainerUser | undefined {
    return this.options.user;
  }

  get forCommandTask(): boolean {
    return this.options.forCommandTask;
  }

  get shutdownGraceMs(): number {
    return this.options.shutdownGraceMs;
  }

  /** Not given to the executor yet. */
  get queuedTasks(): ReadonlyMap<string, TaskInfo> {
    return this.#queuedTasks;
  }

  /** Given to the executor, and not ended. */
  get launchedTasks(): ReadonlyMap<string, Task> {
    return this.#launchedTasks;
  }

  /** Whether some task has not reached the completed ones. */
  get hasIncompleteTasks(): boolean {
    return this.queuedTasks.size + this.launchedTasks.size + this.terminatedTasks.size > 0;
  }

  /** Whether a task was ever given to it or is waiting to be. */
  get everHadTasks(): boolean {
    return this.hasIncompleteTasks || this.completedTasks.length > 0;
  }

  /** What the executor and its live tasks have been given. */
  get resources(): Resources {
    return this.#resources;
  }

  queue(task: TaskInfo): void {
    this.#queuedTasks.set(task.task_id.value, task);
    this.#resources = this.#resources.plus(task.resources ?? []);
    this.framework.taskExecutors.set(task.task_id.value, this);
  }

  /** Takes up a task that had been given to the executor before the agent began anew. */
  recover(task: Task): void {
    this.#launchedTasks.set(task.task_id.value, task);
    this.#resources = this.#resources.plus(task.resources);
    this.framework.taskExecutors.set(task.task_id.value, this);
  }

  /** What to remember of a task for this executor, which the master does not know when the agent made it up. */
  createTask(info: TaskInfo): Task {
    const task = createTask(info, this.framework.info.id);
    return this.forCommandTask ? task : { ...task, executor_id: this.info.executor_id };
  }

  /** The group a queued task belongs to. */
  queuedGroupOf(taskId: string): TaskGroupInfo | undefined {
    for (const group of this.queuedGroups) if (group.tasks?.some(({ task_id }) => task_id.value === taskId)) return group;
    return undefined;
  }

  /** Notes that a queued task is now given to the executor. */
  launched(info: TaskInfo): void {
    this.#queuedTasks.delete(info.task_id.value);
    this.#launchedTasks.set(info.task_id.value, this.createTask(info));
  }

  /** A task that is not completed and was given to the executor, or was meant to be. */
  task(taskId: string): Task | undefined {
    return this.launchedTasks.get(taskId) ?? this.terminatedTasks.get(taskId);
  }

  /** Notes a status of one of the tasks; a terminal one moves the task to the terminated ones. */
  update(status: TaskStatus): void {
    const taskId = status.task_id.value;
    const queued = this.queuedTasks.get(taskId);
    const task = this.task(taskId) ?? (queued && this.createTask(queued));
    if (!task) return;
    recordStatus(task, status);
    // What has ended stays ended, whatever an executor says later.
    if (!isTerminal(task.state)) task.state = status.state;
    if (!isTerminal(task.state)) return;
    const wasLive = this.#queuedTasks.delete(taskId) || this.#launchedTasks.delete(taskId);
    if (wasLive) this.#resources = this.#resources.minus(task.resources);
    this.terminatedTasks.set(taskId, task);
  }

  /** Notes that the end of a task has been acknowledged. */
  complete(taskId: string): void {
    const task = this.terminatedTasks.get(taskId);
    if (!task) return;
    this.terminatedTasks.delete(taskId);
    if (this.framework.taskExecutors.get(taskId) === this) this.framework.taskExecutors.delete(taskId);
    this.completedTasks.push(task);
    if (this.completedTasks.length > MAX_COMPLETED_TASKS) this.completedTasks.shift();
  }
}
