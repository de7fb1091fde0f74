import type { MinimesosError } from '../src/index.js';

/** Milliseconds: enough on an idle machine; on a busy one; and wherever anything comes to its end. */
const TIMES = [300, 3000, 20_000];

/**
 * The error of something that is given a deadline, when the error has to tell what was seen until then. It is done again with more time when
 * the machine was too busy for anything to be seen.
 */
export async function failureTelling(
  told: string | RegExp,
  attempt: (timeoutMs: number) => Promise<unknown>,
): Promise<MinimesosError> {
  let last: MinimesosError | undefined;
  for (const time of TIMES) {
    const error = await attempt(time).then(
      () => Promise.reject(new Error('it should have failed')),
      (failure: MinimesosError) => failure,
    );
    if (typeof told === 'string' ? error.message.includes(told) : told.test(error.message)) return error;
    last = error;
  }
  return last as MinimesosError;
}
