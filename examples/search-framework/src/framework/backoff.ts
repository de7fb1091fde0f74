const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A node that ran so long was healthy: its end has nothing to do with the failures before. */
const HEALTHY_MS = 10_000;

/** How long to wait before the next launch: not at all after one failure, longer and longer after several in a row. */
export class Backoff {
  #failures = 0;
  #until = 0;

  /** @param ranSince when the node that failed had started to run, in milliseconds; undefined if it never did */
  failed(now: number, ranSince: number | undefined): void {
    if (ranSince !== undefined && now - ranSince >= HEALTHY_MS) this.#failures = 0;
    this.#failures++;
    const delay = this.#failures === 1 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (this.#failures - 2), LONGEST_DELAY_MS);
    this.#until = now + delay;
  }

  /** Milliseconds until nodes may be launched again; 0 when they may. */
  remaining(now: number): number {
    return Math.max(0, this.#until - now);
  }
}
