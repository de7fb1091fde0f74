import type { Desk } from './desk.js';
import type { Door } from './door.js';
import { held, heldAfterCollection } from './memory.js';

/** What can be wrong with an input. */
export type FindingKind = 'error' | 'hang' | 'memory' | 'growth';

export interface Failure {
  readonly kind: FindingKind;
  /** What happened, for people. */
  readonly what: string;
  /** The same for failures that have one cause. */
  readonly cause: string;
}

export const LIMITS = {
  /** An input that took longer is looked at again: whether it does so always, and how much memory it takes. */
  remarkableMs: 20,
  /** More than this at once is too much for an input of a few kilobytes. */
  mostBytes: 96 * 1024 * 1024,
};
const TIMES = 3;
/** To look again collects garbage, which takes longer than most inputs: where many are slow, no more than this share of the time goes there. */
const MOST_LOOKING = 0.1;

/** Gives inputs to a door, and sees what comes of it. */
export class Trial {
  /** Milliseconds of the input that took longest, of several times the shortest. */
  worstMs = 0;
  worstInput: Uint8Array = new Uint8Array();
  #lost: unknown;
  readonly #begun = performance.now();
  #lookingMs = 0;

  constructor(
    private readonly door: Door,
    private readonly desk: Desk,
    private readonly limits = LIMITS,
  ) {
    const lose = (error: unknown) => {
      this.#lost ??= error ?? new Error('undefined was thrown');
    };
    process.on('uncaughtException', lose).on('unhandledRejection', lose);
  }

  /** @param given called when it was given once: how often it is, depends on how long that took */
  async give(input: Uint8Array, given: () => void = () => {}): Promise<Failure | undefined> {
    const started = performance.now();
    const failure = await this.#once(input);
    const took = performance.now() - started;
    given();
    if (failure || took < Math.max(this.limits.remarkableMs, this.worstMs)) return this.#note(input, took, failure);
    if (this.#lookingMs > (performance.now() - this.#begun) * MOST_LOOKING) return undefined;
    return this.#again(input, took).finally(() => {
      this.#lookingMs += performance.now() - started - took;
    });
  }

  /** Gives a long input, the time and memory of which are nothing to compare others with; tells how many milliseconds it took. */
  async giveLong(input: Uint8Array): Promise<{ failure: Failure | undefined; took: number }> {
    const started = performance.now();
    const failure = await this.#once(input);
    return { failure, took: performance.now() - started };
  }

  #note(input: Uint8Array, took: number, failure: Failure | undefined): Failure | undefined {
    if (took <= this.limits.remarkableMs && took > this.worstMs) {
      this.worstMs = took;
      this.worstInput = input;
    }
    return failure;
  }

  /**
   * Something else may have taken the time, such as a collection of garbage, or another program: the least of several counts. Of the
   * memory it is the most, as what is collected meanwhile makes it less.
   */
  async #again(input: Uint8Array, took: number): Promise<Failure | undefined> {
    let leastMs = took;
    let mostBytes = 0;
    for (let time = 1; time < TIMES; time++) {
      const before = await heldAfterCollection();
      const started = performance.now();
      const failure = await this.#once(input);
      if (failure) return failure;
      leastMs = Math.min(leastMs, performance.now() - started);
      mostBytes = Math.max(mostBytes, held() - before);
    }
    if (leastMs > this.worstMs) {
      this.worstMs = leastMs;
      this.worstInput = input;
    }
    if (mostBytes <= this.limits.mostBytes) return undefined;
    return { kind: 'memory', what: `takes ${Math.round(mostBytes / 2 ** 20)} MB at once`, cause: 'memory' };
  }

  async #once(input: Uint8Array): Promise<Failure | undefined> {
    this.desk.begin(input);
    try {
      const result = this.door.run(input);
      if (result instanceof Promise) {
        await result;
        // What nobody waits for throws by now.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      if (!this.door.answers?.(error)) return failureOf(error);
    } finally {
      this.desk.end();
    }
    return this.lost();
  }

  /** What was thrown since by something that nobody waits for. */
  lost(): Failure | undefined {
    const error = this.#lost;
    this.#lost = undefined;
    return error === undefined ? undefined : failureOf(error);
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: 'error', what: String(error), cause: String(error) };
  const stack = error.stack ?? error.message;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const own = frames.find((line) => line.includes('/src/')) ?? frames[0] ?? '';
  // Texts tell of the input: what they quote, and numbers, differ for the same cause.
  const message = error.message.replace(/'[^']*'|"[^"]*"|\d+/g, '').slice(0, 80);
  return { kind: 'error', what: stack, cause: `${error.name} ${message} ${own.trim()}` };
}
