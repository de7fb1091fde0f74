import { MinimesosError } from '../errors.js';
import type { TaskState } from '../mesos/wire/messages.js';
import { show } from '../problem.js';
import { suggest } from '../suggest.js';

/** Every state a task can be in. */
const STATES: Readonly<Record<TaskState, true>> = {
  ...{ TASK_STAGING: true, TASK_STARTING: true, TASK_RUNNING: true, TASK_KILLING: true, TASK_UNREACHABLE: true },
  ...{ TASK_FINISHED: true, TASK_FAILED: true, TASK_KILLED: true, TASK_ERROR: true, TASK_LOST: true, TASK_DROPPED: true },
  ...{ TASK_GONE: true, TASK_GONE_BY_OPERATOR: true, TASK_UNKNOWN: true },
};

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
  const near = typeof unknown === 'string' ? nearest(unknown) : undefined;
  const expected = `a state of tasks such as TASK_RUNNING, or a list of them${near === undefined ? '' : ` (${near}, perhaps)`}`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument, came: show(states.length > 0 ? unknown : given), expected });
}

const nearest = (word: string) => suggest(word, Object.keys(STATES)) ?? suggest(`TASK_${word}`, Object.keys(STATES));
