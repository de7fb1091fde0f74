// The thread in which inputs are given to a door. Whoever started it watches it, and ends it when it hangs.
import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from './coverage.js';
import { Desk } from './desk.js';
import type { Door } from './door.js';
import { growthOf, growthProblem, MOST_LEFT_BEHIND } from './growth.js';
import { type Budget, type Finding, type Progress, Search } from './search.js';
import { type Failure, type FindingKind, LIMITS, Trial } from './trial.js';

/** What a worker is to do. */
export interface Work {
  readonly doorPath: string;
  readonly filesPath: string;
  readonly memory: SharedArrayBuffer;
  readonly seed: number;
  /** What to search with; without it, the first input of the corpus is given, and that is all. */
  readonly budget?: Budget | undefined;
  readonly corpus: readonly Uint8Array[];
  /** What was wrong with the input when it was found. */
  readonly found?: FindingKind | undefined;
}

/** What it tells. */
export type Told =
  /** The thread it is, to the system; only where that can be asked. */
  | { readonly what: 'thread'; readonly thread: number }
  | { readonly what: 'progress'; readonly progress: Progress }
  | { readonly what: 'reached'; readonly input: Uint8Array }
  | { readonly what: 'found'; readonly finding: Finding }
  | { readonly what: 'replayed'; readonly failure: Failure | undefined; readonly worstMs: number }
  /** Something else than an input has failed: the door, or the search itself. */
  | { readonly what: 'failed'; readonly stack: string }
  | { readonly what: 'done' };

/** So often an input is given to see what it leaves behind. */
const REPETITIONS = 500;

process.setSourceMapsEnabled(true);
const work = workerData as Work;
const tell = (told: Told): void => parentPort?.postMessage(told);
const door: Door = (await import(pathToFileURL(work.doorPath).href)).default;
if (process.platform === 'linux') tell({ what: 'thread', thread: Number(basename(readlinkSync('/proc/thread-self'))) });
// The shortest input that takes too much takes hardly more than the limit, and another time hardly less.
const limits = work.found === 'memory' ? { remarkableMs: 0, mostBytes: LIMITS.mostBytes / 2 } : LIMITS;
const trial = new Trial(door, new Desk(work.memory), limits);

async function replayed(input: Uint8Array): Promise<Failure | undefined> {
  const failure = await trial.give(input);
  if (failure || work.found !== 'growth') return failure;
  const bytes = await growthOf(input, (each) => trial.give(each), REPETITIONS);
  return bytes > MOST_LEFT_BEHIND ? { kind: 'growth', what: growthProblem(bytes), cause: 'growth' } : undefined;
}

async function carryOut(): Promise<void> {
  await door.open?.();
  if (work.budget) {
    const search = new Search(door, work.seed, trial, new Coverage(work.filesPath), {
      progress: (progress) => tell({ what: 'progress', progress }),
      reached: (input) => tell({ what: 'reached', input }),
      found: (finding) => tell({ what: 'found', finding }),
    });
    tell({ what: 'progress', progress: await search.run(work.budget, work.corpus) });
  } else {
    const failure = await replayed(work.corpus[0] ?? new Uint8Array());
    tell({ what: 'replayed', failure, worstMs: trial.worstMs });
  }
  await door.close?.();
  tell({ what: 'done' });
}

// What is thrown here would count as thrown by an input.
await carryOut().catch((error: Error) => tell({ what: 'failed', stack: error.stack ?? error.message }));
