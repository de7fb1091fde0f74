import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

// Random tests ask such questions a million times, and a matcher takes its time.

/** Fails, with this description, where the answer is no. */
export function holds(what: string, answer: boolean): void {
  if (!answer) expect.fail(`It does not hold that ${what}.`);
}

/** `expect(actual).toEqual(expected)`, which shows the difference only where there is one. */
export function same(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}
