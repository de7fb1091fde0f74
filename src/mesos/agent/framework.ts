import { type Pid, parsePid } from '../process/pid.js';
import type { FrameworkID, FrameworkInfo, TaskState } from '../wire/messages.js';
import type { Executor } from './executor.js';

/** A framework's info with the id that the master gave it. */
export type KnownFrameworkInfo = FrameworkInfo & { id: FrameworkID };

/** What an agent knows of a framework that has, or had, executors on it. */
export class Framework {
  state: 'RUNNING' | 'TERMINATING' = 'RUNNING';
  readonly executors = new Map<string, Executor>();
  /** The executor of each task that is not completed. */
  readonly taskExecutors = new Map<string, Executor>();
  /** Oldest first. */
  readonly completedExecutors: Executor[] = [];
  #scheduler: Pid | undefined;

  constructor(
    public info: KnownFrameworkInfo,
    private readonly maxCompletedExecutors: number,
  ) {}

  get id(): string {
    return this.info.id.value;
  }

  /** Where its scheduler is, when that speaks v0: messages of executors go there. */
  get scheduler(): Pid | undefined {
    return this.#scheduler;
  }

  /** @param pid as the master tells it: that of nobody for a scheduler over HTTP */
  schedulerIs(pid: Pid | undefined): void {
    this.#scheduler = pid !== undefined && parsePid(pid) ? pid : undefined;
  }

  /** The state that says what became of a task, for frameworks that tell this from being lost; TASK_LOST for others. */
  lostOr(state: TaskState): TaskState {
    return this.info.capabilities?.some(({ type }) => type === 'PARTITION_AWARE') ? state : 'TASK_LOST';
  }

  /** Moves an executor that is over to the completed ones. */
  complete(executor: Executor): void {
    if (this.executors.get(executor.id) !== executor) return;
    this.executors.delete(executor.id);
    if (executor.hasIncompleteTasks) {
      for (const [taskId, owner] of this.taskExecutors) if (owner === executor) this.taskExecutors.delete(taskId);
    }
    this.completedExecutors.push(executor);
    if (this.completedExecutors.length > this.maxCompletedExecutors) this.completedExecutors.shift();
  }
}
