import { minimised } from './minimise.js';
import type { Budget, Finding, Progress } from './search.js';
import type { Failure, FindingKind } from './trial.js';
import { type End, LIMIT_MS, watched } from './watch.js';
import type { Told, Work } from './worker.js';

/** Where a door is, and what is known about it. */
export interface Place {
  readonly name: string;
  readonly workerPath: string;
  readonly doorPath: string;
  readonly filesPath: string;
  /** Inputs besides those of the door. */
  readonly corpus: readonly Uint8Array[];
}

/** What came of fuzzing a door. */
export interface DoorReport extends Progress {
  readonly door: string;
  readonly findings: readonly Finding[];
}

const NOTHING: Progress = { inputs: 0, seconds: 0, known: 0, reached: 0, corpus: 0, worstMs: 0, growth: 0 };
/** Each of them that does not hang costs a worker, and each that does a second. */
const ATTEMPTS_TO_MINIMISE = 15;
/** What seems to hang may do so because the machine is busy. */
const ATTEMPTS = 3;

/**
 * What goes wrong with one input, in a worker of its own.
 * @param found what was wrong with it before. The shortest input that hangs takes hardly more than the limit, and another time hardly
 * less: it is well again when it takes less than half of it
 * @param attempts how often it has to hang until that is believed
 */
export async function replay(
  place: Place,
  input: Uint8Array,
  { found, attempts = ATTEMPTS }: { found?: FindingKind | undefined; attempts?: number } = {},
): Promise<Failure | undefined> {
  const limitMs = found === 'hang' ? LIMIT_MS / 2 : LIMIT_MS;
  let failure: Failure | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    failure = undefined;
    const work = { ...workOf(place), seed: 0, corpus: [input], found };
    const replayed = (told: Told) => {
      if (told.what === 'replayed') failure = told.failure;
    };
    const end = await watched(place.workerPath, work, replayed, limitMs);
    if (end.how !== 'done') failure = failureOf(end, limitMs);
    if (failure?.kind !== 'hang') break;
  }
  return failure;
}

/**
 * Fuzzes a door until the budget is spent, or an input hangs or ends the worker, and does so again alone. When it does not, another
 * worker goes on with what this one had reached.
 */
export async function fuzzDoor(place: Place, seed: number, budget: Budget): Promise<DoorReport> {
  const findings: Finding[] = [];
  const corpus = [...place.corpus];
  let before = NOTHING;
  let known: number | undefined;
  for (let worker = 0, left = budget; ; worker++) {
    let progress = NOTHING;
    const work: Omit<Work, 'memory'> = { ...workOf(place), seed: seed + worker, corpus, budget: left };
    const end = await watched(place.workerPath, work, (told) => {
      if (told.what === 'progress') progress = told.progress;
      else if (told.what === 'reached') corpus.push(told.input);
      else if (told.what === 'found') findings.push(told.finding);
    });
    known ??= progress.known;
    const total = { ...sum(before, progress), known };
    if (end.how !== 'done') await lookAt(place, end, findings);
    left = { seconds: budget.seconds - total.seconds, inputs: budget.inputs - total.inputs };
    if (end.how === 'done' || findings.length > 0 || left.seconds <= 0 || left.inputs <= 0)
      return { door: place.name, ...total, findings };
    before = total;
  }
}

const workOf = ({ doorPath, filesPath }: Place) => ({ doorPath, filesPath });

async function lookAt(place: Place, end: Exclude<End, { how: 'done' }>, findings: Finding[]): Promise<void> {
  const failure = await replay(place, end.input);
  if (!failure) {
    // What ended the worker was not this input alone, such as what many of them left behind.
    if (end.how !== 'hung') findings.push({ ...failureOf(end), input: end.input });
    return;
  }
  const fails = async (input: Uint8Array) => (await replay(place, input, { attempts: 1 }))?.kind === failure.kind;
  findings.push({ ...failure, input: await minimised(end.input, fails, ATTEMPTS_TO_MINIMISE) });
}

function failureOf(end: Exclude<End, { how: 'done' }>, limitMs = LIMIT_MS): Failure {
  if (end.how === 'hung') return { kind: 'hang', what: `takes more than ${limitMs} ms`, cause: 'hang' };
  if (end.how === 'out of memory') return { kind: 'memory', what: 'the memory is not enough', cause: 'memory' };
  return { kind: 'error', what: end.error?.stack ?? 'the worker ended', cause: 'the worker ended' };
}

const sum = (one: Progress, other: Progress): Progress => ({
  ...other,
  inputs: one.inputs + other.inputs,
  seconds: one.seconds + other.seconds,
  worstMs: Math.max(one.worstMs, other.worstMs),
  reached: Math.max(one.reached, other.reached),
  growth: Math.max(one.growth, other.growth),
});
