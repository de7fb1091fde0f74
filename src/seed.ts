import { MinimesosError } from './errors.js';
import { show } from './problem.js';
import { packageVersion } from './version.js';

/** The largest seed; what draws from it has a state of 32 bits. */
export const LARGEST_SEED = 2 ** 32 - 1;

/**
 * The number in a seed as it is given: `42`, or `42@0.1.0` as {@link formatSeed} prints it. What a seed leads to is only
 * promised to be the same in one version of minimesos, so that one of another version is refused unless it is a bare number.
 * @throws MinimesosError `INVALID_ARGUMENT`, `SEED_OF_OTHER_VERSION`
 */
export function readSeed(value: number | string): number {
  const [, digits, version] = /^(\d{1,10})(?:@(.+))?$/.exec(String(value)) ?? [];
  const seed = Number(digits);
  if (!(seed <= LARGEST_SEED)) {
    const expected = `a whole number from 0 to ${LARGEST_SEED}, or one with the version of minimesos, such as ${formatSeed(42)}`;
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'A seed', came: show(value), expected });
  }
  const current = packageVersion();
  if (version === undefined || version === current) return seed;
  throw new MinimesosError('SEED_OF_OTHER_VERSION', { seed, version, current });
}

/** A seed with the version of minimesos in which it leads to what it led to. */
export const formatSeed = (seed: number): string => `${seed}@${packageVersion()}`;
