import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import { suggest } from '../suggest.js';
import { isObject } from './check.js';

/**
 * Refuses options that do not exist: one that is misspelt would otherwise have no effect, which nobody notices.
 * @param operation whose options these are, for the error: `run()`
 * @param known all there are, as the keys of an object
 * @throws MinimesosError `INVALID_ARGUMENT`
 */
export function checkOptions(operation: string, options: unknown, known: Readonly<Record<string, true>>): void {
  if (!isObject(options)) {
    const argument = `What ${operation} is given`;
    throw new MinimesosError('INVALID_ARGUMENT', { argument, came: show(options), expected: 'an object with options' });
  }
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key));
  if (unknown === undefined) return;
  const names = Object.keys(known);
  const nearest = suggest(unknown, names);
  const expected = nearest === undefined ? `one of ${names.join(', ')}` : `${nearest}, perhaps`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument: `An option of ${operation}`, came: unknown, expected });
}

/** @throws MinimesosError `INVALID_ARGUMENT` for what is no text, or an empty one */
export function checkText(value: unknown, argument: string, expected: string): void {
  if (typeof value !== 'string' || value === '') {
    throw new MinimesosError('INVALID_ARGUMENT', { argument, came: show(value), expected });
  }
}
