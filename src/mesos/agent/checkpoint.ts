import type { Pid } from '../process/pid.js';
import type { Task } from '../wire/internal-messages.js';
import type { AgentInfo, ContainerID, DrainConfig, ExecutorInfo, TaskStatus } from '../wire/messages.js';
import { Executor, type ExecutorOptions } from './executor.js';
import type { KnownFrameworkInfo } from './framework.js';
import type { OperationsCheckpoint } from './operations.js';
import type { UpdatesCheckpoint } from './status-update-manager.js';

/** What an agent has to know of its predecessor on this work directory: who it was, and what runs. `meta/` reads and writes it. */
export interface AgentCheckpoint {
  /** Undefined when the predecessor had not registered, or has left in an orderly way. */
  readonly info: AgentInfo | undefined;
  /** The drain that was under way. */
  readonly drain: DrainConfig | undefined;
  /** Those with `checkpoint`: of others nothing is kept, and what they run ends. */
  readonly frameworks: readonly FrameworkCheckpoint[];
  readonly operations: OperationsCheckpoint;
  /** Whether the machine was started again since: then nothing that ran on it is left. */
  readonly rebooted: boolean;
  /** How much could not be read. */
  readonly errors: number;
}

export interface FrameworkCheckpoint {
  readonly info: KnownFrameworkInfo;
  /** Where its scheduler was; that of nobody for one over HTTP. */
  readonly scheduler: Pid;
  readonly executors: readonly ExecutorCheckpoint[];
}

export interface ExecutorCheckpoint {
  readonly info: ExecutorInfo;
  readonly containerId: ContainerID;
  /** Whether it is over and done with. */
  readonly completed: boolean;
  /** Whether its container is known to have been started. Of others nothing is taken up. */
  readonly forked: boolean;
  /** Where it can be reached; undefined for executors over HTTP, which come back by themselves. */
  readonly pid: Pid | undefined;
  /** All it ever had, those that were still to be given to it included. */
  readonly tasks: readonly TaskCheckpoint[];
}

export interface TaskCheckpoint {
  /** As it was launched. */
  readonly task: Task;
  /** What was said of it since, oldest first. */
  readonly statuses: readonly TaskStatus[];
  readonly updates: UpdatesCheckpoint;
}

/** Makes an executor known again, with its tasks, as one that has to register. */
export function executorFrom({ tasks }: ExecutorCheckpoint, options: ExecutorOptions): Executor {
  const { framework } = options;
  const executor = new Executor(options);
  for (const { task, statuses, updates } of tasks) {
    const taskId = task.task_id.value;
    executor.recover(task);
    for (const status of statuses) executor.update(status);
    if (updates.terminated) executor.complete(taskId);
  }
  framework.executors.set(executor.id, executor);
  return executor;
}

/** Whether the agent made the executor up. As in Mesos it is known by what it is given, whatever became of its task. */
export const isForCommandTask = ({ info: { name, command } }: ExecutorCheckpoint): boolean =>
  name?.startsWith('Command Executor') === true && command?.value?.endsWith('mesos-executor') === true;

/** What is told to the framework of the tasks of an executor, as far as it has not been acknowledged. */
export const openUpdates = ({ tasks }: ExecutorCheckpoint): UpdatesCheckpoint[] =>
  tasks.map(({ updates }) => updates).filter(({ terminated }) => !terminated);
