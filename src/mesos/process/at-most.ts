import { delayAwake } from './awake.js';
import type { Clock, Timer } from './clock.js';

/** Resolves as a promise does, or with undefined after so many milliseconds of a process that is {@link delayAwake awake}; no timer is left then. */
export async function atMost<Result>(clock: Clock, milliseconds: number, promise: Promise<Result>): Promise<Result | undefined> {
  let timer: Timer | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = delayAwake(clock, milliseconds, () => resolve(undefined));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer?.cancel();
  }
}
