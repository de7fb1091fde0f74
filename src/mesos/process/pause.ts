import { native } from './native.js';

/** Resolves after so many milliseconds. Unlike the timers of a Clock, it keeps the process alive. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    native.setTimeout(resolve, milliseconds);
  });
