import type { Messages } from '../wire/internal-messages.js';
import type { KillPolicy, TaskID } from '../wire/messages.js';
import type { Agent } from './agent.js';
import type { Executor } from './executor.js';

/** Carries out the master's orders to kill tasks. */
export class Kill {
  constructor(private readonly agent: Agent) {}

  killTask({ framework_id, task_id, kill_policy }: Messages['KillTaskMessage']): void {
    const framework = this.agent.frameworks.get(framework_id.value);
    if (!framework || framework.state === 'TERMINATING') {
      return this.agent.note(
        'warning',
        `Ignored the kill of task ${task_id.value}: framework ${framework_id.value} does not run here`,
      );
    }
    const executor = framework.taskExecutors.get(task_id.value);
    if (!executor) {
      return this.agent.updates.report(framework, {
        taskId: task_id,
        state: framework.lostOr('TASK_DROPPED'),
        reason: 'REASON_EXECUTOR_TERMINATED',
        message: 'Cannot find executor',
      });
    }
    this.kill(executor, task_id, kill_policy);
  }

  /** Kills a task, wherever on the way to its executor it is. */
  kill(executor: Executor, taskId: TaskID, policy: KillPolicy | undefined): void {
    if (executor.queuedTasks.has(taskId.value)) return this.#killQueued(executor, taskId);
    // Otherwise the executor is on its way out, and so is the task.
    if (executor.state === 'RUNNING') executor.peer?.kill(executor, taskId, policy);
  }

  /** A group is a unit: all of its tasks are killed when one is. */
  #killQueued(executor: Executor, taskId: TaskID): void {
    const group = executor.queuedGroupOf(taskId.value);
    if (group) executor.queuedGroups.delete(group);
    const killed = group?.tasks?.map(({ task_id }) => task_id) ?? [taskId];
    const message = group
      ? 'A task within the task group was killed before delivery to the executor'
      : 'Killed before delivery to the executor';
    for (const id of killed) {
      this.agent.updates.report(executor.framework, {
        ...{ taskId: id, executorId: executor.info.executor_id },
        ...{ state: 'TASK_KILLED', reason: 'REASON_TASK_KILLED_DURING_LAUNCH', message },
      });
    }
    if (executor.queuedTasks.size === 0 && executor.launchedTasks.size === 0) {
      this.agent.note('info', `Executor ${executor.id} has never been given a task: it is shut down`);
      this.agent.executors.shutdown(executor);
    }
  }
}
