import type { Timer } from './clock.js';

/** So many permits in such a time. */
export interface Rate {
  readonly permits: number;
  readonly periodMs: number;
}

/** Gives permits at a steady pace, first come first served: libprocess's RateLimiter. */
export class RateLimiter {
  readonly #pauseMs: number;
  /** Who waits for a permit. */
  #waiting: (() => void)[] = [];
  /** Set while the time after a permit is not over. */
  #pause: Timer | undefined;

  /** @param delay Calls something after so many milliseconds. */
  constructor(
    { permits, periodMs }: Rate,
    private readonly delay: (milliseconds: number, action: () => void) => Timer,
  ) {
    this.#pauseMs = periodMs / permits;
  }

  /** Calls `granted` when it is its turn, at once if nobody has had a permit lately. One who no longer waits gets none. */
  acquire(granted: () => void): Timer {
    this.#waiting.push(granted);
    if (!this.#pause) this.#next();
    return {
      cancel: () => {
        this.#waiting = this.#waiting.filter((each) => each !== granted);
      },
    };
  }

  #next(): void {
    this.#pause = undefined;
    const granted = this.#waiting.shift();
    if (!granted) return;
    this.#pause = this.delay(this.#pauseMs, () => this.#next());
    granted();
  }
}
