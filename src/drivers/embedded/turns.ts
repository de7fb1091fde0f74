/**
 * Keeps the starts of agents and the resets of a cluster apart: starts may go on side by side, a reset is alone. Each begins
 * when what was asked for before it is done, however that ended.
 */
export class Turns {
  #lastReset: Promise<unknown> = Promise.resolve();
  readonly #starts = new Set<Promise<unknown>>();

  start<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#lastReset.then(work, work);
    const forget = () => this.#starts.delete(done);
    this.#starts.add(done);
    done.then(forget, forget);
    return done;
  }

  reset(work: () => Promise<void>): Promise<void> {
    const done = Promise.allSettled([this.#lastReset, ...this.#starts]).then(work);
    this.#lastReset = done;
    return done;
  }
}
