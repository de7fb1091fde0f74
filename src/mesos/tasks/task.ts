import type { Task } from '../wire/internal-messages.js';
import type { FrameworkID, TaskInfo, TaskState, TaskStatus } from '../wire/messages.js';

const TERMINAL: ReadonlySet<TaskState> = new Set<TaskState>([
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_KILLED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_DROPPED',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
]);

/** Whether a task in this state has ended for good; an unreachable one may come back. */
export const isTerminal = (state: TaskState): boolean => TERMINAL.has(state);

/** What masters and agents keep of a task that is being launched. Its resources are allocated and in the refined form. */
export function createTask(info: TaskInfo, frameworkId: FrameworkID): Task {
  const { name, task_id, agent_id, resources = [], executor, command } = info;
  const { limits, labels, discovery, container, health_check, kill_policy } = info;
  const user = command?.user ?? executor?.command?.user;
  return {
    ...{ name, task_id, framework_id: frameworkId, executor_id: executor?.executor_id, agent_id },
    ...{ state: 'TASK_STAGING', resources, statuses: [] },
    ...{ limits, labels, discovery, container, health_check, kill_policy, user },
  };
}

/** Adds a status to a task. Successive statuses of one state count as one; the data of a status is not kept. */
export function recordStatus(task: Task, status: TaskStatus): void {
  const { data: _, ...kept } = status;
  if (task.statuses.at(-1)?.state === status.state) task.statuses.pop();
  task.statuses.push(kept);
}

/** A copy for a message: whoever sends it goes on changing its own. */
export const copyOf = (task: Task): Task => ({ ...task, statuses: [...task.statuses] });
