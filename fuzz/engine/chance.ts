import { type Random, seededRandom } from '../../src/mesos/process/random.js';

/** Chance that the same seed repeats, as it is needed to make inputs. */
export class Chance {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.#random.number() * limit);
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** A length up to `limit`; short ones are more likely. */
  length(limit: number): number {
    return 1 + this.below(1 + this.below(Math.max(1, Math.min(limit, 1 << (1 + this.below(10))))));
  }
}
