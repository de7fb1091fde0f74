import { MinimesosError } from '../errors.js';
import { DURATION_FORM, parseDuration } from '../mesos/flags/duration.js';
import { show } from '../problem.js';

/** Node's timers cannot wait longer. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Milliseconds of a timeout given to a function of the library.
 * @param value milliseconds, or a duration of Mesos such as `30secs`
 * @param argument what it was given as, for the error
 * @throws MinimesosError `INVALID_ARGUMENT`
 */
export function readTimeout(value: number | string, argument: string): number {
  const milliseconds = typeof value === 'string' ? parseDuration(value) : value;
  if (typeof milliseconds === 'number' && milliseconds > 0 && milliseconds <= LONGEST_MS) return milliseconds;
  throw new MinimesosError('INVALID_ARGUMENT', {
    argument,
    came: show(value),
    expected: `milliseconds above 0, or ${DURATION_FORM}`,
  });
}
