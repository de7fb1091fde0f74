import { heldAfterCollection } from './memory.js';

/** So much may be held more at the end of a search than after a tenth of it, in bytes: code that V8 has compiled, and tables. */
export const MOST_GROWTH = 24 * 1024 * 1024;
/** An input that leaves more behind each time it comes will fill any memory. */
export const MOST_LEFT_BEHIND = 256;
const WARM_UP = 20;

/** How many bytes an input leaves behind each time it is given, on the average of so many times. */
export async function growthOf(input: Uint8Array, give: (input: Uint8Array) => unknown, times: number): Promise<number> {
  for (let warm = 0; warm < WARM_UP; warm++) await give(input);
  const before = await heldAfterCollection();
  for (let count = 0; count < times; count++) await give(input);
  return Math.max(0, ((await heldAfterCollection()) - before) / times);
}

export const growthProblem = (bytes: number): string => `each time this input is given leaves ${Math.round(bytes)} bytes behind`;
