import type { Clock, Timer } from '../mesos/process/clock.js';

/** Resolves when a promise has, or after so many milliseconds; no timer is left then. */
export async function atMost(clock: Clock, milliseconds: number, promise: Promise<unknown>): Promise<void> {
  let timer: Timer | undefined;
  const late = new Promise<void>((resolve) => {
    timer = clock.delay(milliseconds, resolve);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    timer?.cancel();
  }
}
