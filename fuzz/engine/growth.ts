import { heldAfterCollection } from './memory.js';

/** So much may be held more at the end of a search than after a tenth of it, in bytes: code that V8 has compiled, and tables. */
export const MOST_GROWTH = 24 * 1024 * 1024;
/** An input that leaves more behind each time it comes will fill any memory. */
export const MOST_LEFT_BEHIND = 256;
const MOST_REPETITIONS = 2000;

/**
 * How many bytes an input leaves behind each time it is given.
 * @param seconds for how long it is given again and again
 */
export async function growthOf(input: Uint8Array, give: (input: Uint8Array) => unknown, seconds: number): Promise<number> {
  for (let warm = 0; warm < 20; warm++) await give(input);
  const before = await heldAfterCollection();
  const end = performance.now() + seconds * 1000;
  let count = 0;
  for (; count < MOST_REPETITIONS && (count === 0 || performance.now() < end); count++) await give(input);
  return Math.max(0, ((await heldAfterCollection()) - before) / count);
}

export const growthProblem = (bytes: number): string => `each time this input is given leaves ${Math.round(bytes)} bytes behind`;
