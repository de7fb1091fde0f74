import { native } from './native.js';

/** Node's timers cannot wait longer. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Keeps Node from ending while what is waited for does not keep it itself, as the timers of a Clock; returns what ends this. */
export function keepAlive(): () => void {
  const timer = native.setTimeout(() => {}, LONGEST_WAIT_MS);
  return () => native.clearTimeout(timer);
}
