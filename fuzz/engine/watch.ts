import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Desk } from './desk.js';
import type { Told, Work } from './worker.js';

/** An input that takes longer hangs. */
export const LIMIT_MS = 1000;
const LOOK_MS = 50;
/** For a door to open or to close, and for an input that does not work but waits. */
const WAITING_MS = 60_000;
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
  let thread: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = await new Promise<End>((resolve) => {
    worker.on('message', (what: Told) => {
      if (what.what === 'thread') thread = what.thread;
      if (what.what === 'done') isDone = true;
      if (what.what === 'failed') resolve({ how: 'crashed', input: desk.input, error: new Error(what.stack) });
      told(what);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const how = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out of memory' : 'crashed';
      resolve({ how, input: desk.input, error });
    });
    worker.on('exit', () => resolve(isDone ? { how: 'done' } : { how: 'crashed', input: desk.input }));
    timer = watch(
      desk,
      limitMs,
      () => worked(thread),
      () => {
        if (isDone) resolve({ how: 'done' });
        else resolve({ how: 'hung', input: desk.input });
      },
    );
  });
  clearInterval(timer);
  await worker.terminate();
  return end;
}

/**
 * Calls back when the same input runs for too long. What counts is the time for which the machine has let the worker work: on one
 * that is busy with others, anything takes a second. What waits without working has longer.
 */
function watch(desk: Desk, limitMs: number, worked: () => number, onHang: () => void): NodeJS.Timeout {
  let number: number | undefined;
  let since = { worked: worked(), wall: performance.now() };
  return setInterval(() => {
    const running = desk.running;
    if (running !== number) since = { worked: worked(), wall: performance.now() };
    number = running;
    const waited = performance.now() - since.wall;
    const hangs = running !== undefined && worked() - since.worked > limitMs && waited > limitMs;
    if (hangs || waited > WAITING_MS) onHang();
  }, LOOK_MS);
}

const TICK_MS = 10;

/** For how many milliseconds a thread has worked; where it is not known, all threads of this program, those of other doors, too. */
function worked(thread: number | undefined): number {
  if (thread === undefined) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
  try {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) * TICK_MS;
  } catch {
    return 0; // It has ended.
  }
}
