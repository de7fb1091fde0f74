import type { Clock, Timer } from './clock.js';

/** So often it is looked within the time. */
const LOOKS = 10;

/**
 * Calls `action` after so many milliseconds in which this process could do something: for whoever waits for what others send. Timers come
 * before what has been sent, and a process that was stopped for long would take for silence what it has not read yet. So the time is taken
 * in ten parts: while nothing can be done one of them passes at most, and what has come meanwhile is read before the next. Where time is moved by
 * hand it passes as that says.
 */
export function delayAwake(clock: Clock, milliseconds: number, action: () => void): Timer {
  if (clock.virtual) return clock.delay(milliseconds, action);
  let looks = 0;
  let timer: Timer;
  const look = () => {
    timer = clock.delay(milliseconds / LOOKS, () => (++looks < LOOKS ? look() : action()));
  };
  look();
  return { cancel: () => timer.cancel() };
}
