import { Worker } from 'node:worker_threads';
import { Desk } from './desk.js';
import type { Told, Work } from './worker.js';

/** An input that takes longer hangs. */
export const LIMIT_MS = 1000;
const LOOK_MS = 50;
/** For a door to open, or to close. */
const OPEN_MS = 60_000;
/** What a worker may hold; one that holds more is ended by V8. */
const MOST_MEGABYTES = 1024;

/** How a worker ended. */
export type End =
  | { readonly how: 'done' }
  /** It was ended while it worked on this input. */
  | { readonly how: 'hung' | 'out of memory' | 'crashed'; readonly input: Uint8Array; readonly error?: Error | undefined };

/** Lets a worker do something, and ends it when an input takes too long. */
export async function watched(
  workerPath: string,
  work: Omit<Work, 'memory'>,
  told: (what: Told) => void,
  limitMs = LIMIT_MS,
): Promise<End> {
  const desk = new Desk();
  const worker = new Worker(workerPath, {
    workerData: { ...work, memory: desk.memory } satisfies Work,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  let isDone = false;
  let timer: NodeJS.Timeout | undefined;
  const end = await new Promise<End>((resolve) => {
    worker.on('message', (what: Told) => {
      if (what.what === 'done') isDone = true;
      if (what.what === 'failed') resolve({ how: 'crashed', input: desk.input, error: new Error(what.stack) });
      told(what);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const how = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out of memory' : 'crashed';
      resolve({ how, input: desk.input, error });
    });
    worker.on('exit', () => resolve(isDone ? { how: 'done' } : { how: 'crashed', input: desk.input }));
    timer = watch(desk, limitMs, () => {
      if (isDone) resolve({ how: 'done' });
      else resolve({ how: 'hung', input: desk.input });
    });
  });
  clearInterval(timer);
  await worker.terminate();
  return end;
}

/** Calls back when the same input runs for too long. Times at which this thread itself had no turn do not count. */
function watch(desk: Desk, limitMs: number, onHang: () => void): NodeJS.Timeout {
  let number: number | undefined;
  let forMs = 0;
  let looked = performance.now();
  return setInterval(() => {
    const now = performance.now();
    const passed = Math.min(now - looked, 2 * LOOK_MS);
    looked = now;
    const running = desk.running;
    forMs = running === number ? forMs + passed : 0;
    number = running;
    if (forMs > (running === undefined ? OPEN_MS : limitMs)) onHang();
  }, LOOK_MS);
}
