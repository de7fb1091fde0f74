import { MinimesosError } from '../errors.js';
import type { TaskState } from '../mesos/wire/messages.js';
import { show } from '../problem.js';
import { suggest } from '../suggest.js';

/** Every state of a task, and whether it is one that a task does not leave. */
const STATES: Readonly<Record<TaskState, 'ended' | 'open'>> = {
  TASK_STAGING: 'open',
  TASK_STARTING: 'open',
  TASK_RUNNING: 'open',
  TASK_KILLING: 'open',
  TASK_UNREACHABLE: 'open',
  TASK_UNKNOWN: 'open',
  TASK_FINISHED: 'ended',
  TASK_FAILED: 'ended',
  TASK_KILLED: 'ended',
  TASK_ERROR: 'ended',
  TASK_LOST: 'ended',
  TASK_DROPPED: 'ended',
  TASK_GONE: 'ended',
  TASK_GONE_BY_OPERATOR: 'ended',
};

/** Whether a task in this state has ended. */
export const hasEnded = (state: TaskState): boolean => STATES[state] === 'ended';

/**
 * The states that were given as one or as a list; undefined where none was given.
 * @param argument what they were given as, for the error
 * @throws MinimesosError `INVALID_ARGUMENT` for what no task is ever in
 */
export function readStates(given: TaskState | readonly TaskState[] | undefined, argument: string): TaskState[] | undefined {
  if (given === undefined) return undefined;
  const states: readonly unknown[] = Array.isArray(given) ? given : [given];
  const unknown = states.find((state) => typeof state !== 'string' || !Object.hasOwn(STATES, state));
  if (states.length > 0 && unknown === undefined) return states as TaskState[];
  const near = typeof unknown === 'string' ? suggest(unknown, Object.keys(STATES)) ?? suggest(`TASK_${unknown}`, Object.keys(STATES)) : undefined;
  const expected = `a state of tasks such as TASK_RUNNING, or a list of them${near === undefined ? '' : ` (${near}, perhaps)`}`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument, came: show(states.length > 0 ? unknown : given), expected });
}
