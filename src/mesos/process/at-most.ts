import type { Clock, Timer } from './clock.js';

/** Resolves as a promise does, or with undefined after so many milliseconds; no timer is left then. */
export async function atMost<Result>(clock: Clock, milliseconds: number, promise: Promise<Result>): Promise<Result | undefined> {
  let timer: Timer | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = clock.delay(milliseconds, () => resolve(undefined));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer?.cancel();
  }
}
