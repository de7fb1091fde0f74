import { readStates } from '../cluster/task-states.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { isTerminal } from '../mesos/tasks/task.js';
import type { TaskState } from '../mesos/wire/messages.js';
import type { Style } from './colours.js';

/** For options that name states of tasks. */
export const STATES_FORM = 'states of tasks such as running, with commas between them';

/**
 * States of tasks as a command line has them: `running,finished` or `TASK_RUNNING`.
 * @throws MinimesosError `INVALID_OPTION`
 */
export function readTaskStates(option: string, text: string): TaskState[] {
  const names = text.split(',').map((word) =>
    word
      .trim()
      .toUpperCase()
      .replace(/^(?!TASK_)/, 'TASK_'),
  );
  try {
    return readStates(names as TaskState[], option) ?? [];
  } catch (error) {
    if (!isMinimesosError(error, 'INVALID_ARGUMENT')) throw error;
    const { expected, came } = error.details;
    throw new MinimesosError('INVALID_OPTION', { option, expected, came });
  }
}

/** How the state of a task is painted. */
export function styleOf(state: TaskState): Style {
  if (state === 'TASK_FINISHED' || state === 'TASK_RUNNING') return 'green';
  if (!isTerminal(state)) return state === 'TASK_UNREACHABLE' ? 'red' : 'cyan';
  return state === 'TASK_KILLED' ? 'yellow' : 'red';
}
