import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** What this thread holds now, in bytes: objects and buffers. Quick. */
export function held(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/** What this thread holds when everything that nobody has a reference to is gone, in bytes. What is under way may end before. */
export async function heldAfterCollection(): Promise<number> {
  // What a collection frees may hold more, which the next one frees.
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return held();
}
