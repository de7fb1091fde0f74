import { Chance } from './chance.js';
import type { Coverage } from './coverage.js';
import { bytesOf, DEFAULT_LONGEST, type Door, LONGEST } from './door.js';
import { growthOf, growthProblem, MOST_GROWTH } from './growth.js';
import { lengthening } from './lengthen.js';
import { heldAfterCollection } from './memory.js';
import { minimised } from './minimise.js';
import { mutated, type Stock } from './mutate.js';
import type { Failure, FindingKind, Trial } from './trial.js';

/** How far a search has come. */
export interface Progress {
  readonly inputs: number;
  readonly seconds: number;
  /** Branches that the corpus reached, and those that were reached in the end. */
  readonly known: number;
  readonly reached: number;
  readonly corpus: number;
  readonly worstMs: number;
  /** By how much what is held has grown since a tenth of the time had passed, in bytes; what the corpus takes is left out. */
  readonly growth: number;
}

export interface Finding extends Failure {
  readonly input: Uint8Array;
}

/** What a search tells while it runs. */
export interface Listener {
  progress(progress: Progress): void;
  /** An input has reached something new. */
  reached(input: Uint8Array): void;
  found(finding: Finding): void;
}

export interface Budget {
  readonly seconds: number;
  readonly inputs: number;
}

/** A defect that shows often is not to be shown a thousand times. */
const MOST_FINDINGS = 10;
const MOST_INPUTS_KEPT = 4000;
/** How many inputs are tried to find the shortest: what takes much memory takes time, too. */
const ATTEMPTS_TO_MINIMISE: Readonly<Record<FindingKind, number>> = { error: 1000, memory: 15, growth: 40, hang: 0 };
/** After so many inputs the program gets its turn, and it is looked at what to tell. */
const ROUND = 500;
const CHECKS_OF_GROWTH = 10;
/** One of so many inputs is a long one: each of them costs as much as hundreds of others. */
const LONG_SHARE = 256;
/** How much longer it becomes each time: what takes the square of its length takes 16 times as long then, what it should take 4 times. */
const LONGER = 4;
const MOST_TIMES_LONGER = 12;
/** What takes so long takes a quarter of a second when it is longer, as far as it is in proportion. */
const LONG_MS = 60;
/** Something else may have taken the time, such as a collection of garbage: the least of so many counts. */
const TIMINGS = 3;
/** So often an input is given to see what it leaves behind, and so many inputs are looked at. */
const REPETITIONS = 50;
const SUSPECTS = 16;

/** Looks for inputs that something is wrong with, by changing those that reached something new. */
export class Search {
  readonly #chance: Chance;
  readonly #corpus: Uint8Array[] = [];
  readonly #causes = new Set<string>();
  readonly #longest: number;
  #words: Uint8Array[] = [];
  #inputs = 0;
  #known = 0;
  #started = 0;
  /** What was held when a tenth of the budget had gone. */
  #heldAtFirst: number | undefined;
  #growth = 0;
  #checks = 0;

  constructor(
    private readonly door: Door,
    seed: number,
    private readonly trial: Trial,
    private readonly coverage: Coverage,
    private readonly listener: Listener,
  ) {
    this.#chance = new Chance(seed);
    this.#longest = door.longest ?? DEFAULT_LONGEST;
  }

  /** @param corpus inputs to begin with, besides those of the door */
  async run(budget: Budget, corpus: readonly Uint8Array[]): Promise<Progress> {
    this.#started = performance.now();
    // All of them, however little time there is: what was found once is not to come again.
    for (const input of [...this.door.corpus.map(bytesOf), ...corpus]) await this.#give(input, true);
    this.#known = this.coverage.branches;
    this.#learnWords();
    while (this.#spent(budget) < 1 && !this.#isEnough) {
      await this.#round(budget);
      this.listener.progress(this.#progress());
      await this.#checkGrowth(this.#spent(budget));
      this.#learnWords();
      const lost = this.trial.lost();
      if (lost) this.#found(lost, new Uint8Array());
    }
    return this.#progress();
  }

  /** What holds too much memory makes everything after it slow. */
  get #isEnough(): boolean {
    return this.#causes.has('memory') || this.#causes.has('growth') || this.#causes.size >= MOST_FINDINGS;
  }

  async #round(budget: Budget): Promise<void> {
    for (let count = 0; count < ROUND; count++) {
      // The clock is looked at now and then: most inputs take less time than that.
      if (this.#isEnough || this.#inputs >= budget.inputs || (count % 16 === 0 && this.#spent(budget) >= 1)) return;
      if (this.#chance.oneIn(LONG_SHARE)) await this.#giveLong();
      else await this.#give(this.#next(), false);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** How much of the budget has gone; 1 for all of it. */
  #spent({ seconds, inputs }: Budget): number {
    return Math.max(this.#seconds() / seconds, this.#inputs / inputs);
  }

  #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  #next(): Uint8Array {
    const chance = this.#chance;
    if (this.door.generate && chance.oneIn(4)) return this.door.generate(chance.below(2 ** 31)).subarray(0, this.#longest);
    // What reached something lately leads on; what did so long ago is not to be forgotten.
    const candidates = chance.oneIn(2) ? this.#corpus.slice(-50) : this.#corpus;
    return mutated(chance.of(candidates) ?? new Uint8Array(), chance, this.#stock, this.#longest);
  }

  get #stock(): Stock {
    return { corpus: this.#corpus, words: this.#words };
  }

  /**
   * Gives an input that becomes longer each time. One that takes long because the machine is slow, and no more than in proportion, becomes
   * no longer; what takes longer than that goes on until it hangs. All of it counts as one input, and nothing of it is kept, so that what
   * comes later does not depend on how fast the machine is.
   */
  async #giveLong(): Promise<void> {
    this.#inputs++;
    const longer = lengthening(this.#next(), this.#chance, this.#stock, this.door.long);
    let before = Number.POSITIVE_INFINITY;
    for (let length = this.#longest; length <= (this.door.limit ?? LONGEST); length *= LONGER) {
      const input = longer(length);
      let { failure, took } = await this.trial.giveLong(input);
      if (failure) return this.#foundShortest(failure, input);
      for (let time = 1; time < TIMINGS && took > LONG_MS; time++) took = Math.min(took, (await this.trial.giveLong(input)).took);
      if (took > LONG_MS && took < before * MOST_TIMES_LONGER) return;
      before = took;
    }
  }

  async #give(input: Uint8Array, keep: boolean): Promise<void> {
    this.#inputs++;
    this.coverage.begin();
    let isNew = false;
    const failure = await this.trial.give(input, () => {
      isNew = this.coverage.end();
    });
    if (failure) return this.#foundShortest(failure, input);
    if (!isNew && !keep) return;
    if (this.#corpus.length < MOST_INPUTS_KEPT) this.#corpus.push(input);
    else this.#corpus[this.#chance.below(MOST_INPUTS_KEPT)] = input;
    if (!keep) this.listener.reached(input);
  }

  async #foundShortest(failure: Failure, input: Uint8Array): Promise<void> {
    if (this.#causes.has(failure.cause)) return;
    const fails = async (shorter: Uint8Array) => (await this.trial.give(shorter))?.cause === failure.cause;
    const reproduces = await fails(input);
    this.#found(failure, reproduces ? await minimised(input, fails, ATTEMPTS_TO_MINIMISE[failure.kind]) : input);
  }

  #found(failure: Failure, input: Uint8Array): void {
    if (this.#causes.has(failure.cause)) return;
    this.#causes.add(failure.cause);
    this.listener.found({ ...failure, input });
  }

  #learnWords(): void {
    this.#words = [...(this.door.words ?? []), ...this.coverage.words()].map(bytesOf);
  }

  async #checkGrowth(spent: number): Promise<void> {
    if (spent * CHECKS_OF_GROWTH < this.#checks + 1) return;
    this.#checks = Math.floor(spent * CHECKS_OF_GROWTH);
    const kept = this.#corpus.reduce((sum, { length }) => sum + length, 0);
    const now = (await heldAfterCollection()) - kept;
    this.#heldAtFirst ??= now;
    this.#growth = now - this.#heldAtFirst;
    if (this.#growth > MOST_GROWTH && !this.#causes.has('growth')) await this.#foundGrowth();
  }

  /** Which input it is that leaves something behind: that of which repetitions leave most. */
  async #foundGrowth(): Promise<void> {
    let worst = { input: this.#corpus[0] ?? new Uint8Array(), bytes: 0 };
    for (let count = 0; count < SUSPECTS; count++) {
      const input = this.#chance.of(this.#corpus);
      const bytes = await growthOf(input, (each) => this.trial.give(each), REPETITIONS);
      if (bytes > worst.bytes) worst = { input, bytes };
    }
    const { input, bytes } = worst;
    const grows = async (each: Uint8Array) => (await growthOf(each, (one) => this.trial.give(one), REPETITIONS)) > bytes / 2;
    const what = `what is held grew by ${Math.round(this.#growth / 2 ** 20)} MB in ${this.#inputs} inputs; ${growthProblem(bytes)}`;
    this.#found(
      { kind: 'growth', what, cause: 'growth' },
      bytes > 0 ? await minimised(input, grows, ATTEMPTS_TO_MINIMISE.growth) : input,
    );
  }

  #progress(): Progress {
    return {
      ...{ inputs: this.#inputs, seconds: this.#seconds(), known: this.#known, reached: this.coverage.branches },
      ...{ corpus: this.#corpus.length, worstMs: this.trial.worstMs, growth: this.#growth },
    };
  }
}
