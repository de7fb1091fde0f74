import type { Clock } from './clock.js';

const WINDOW_MS = 60 * 60 * 1000;

/** libprocess's limit of what is kept of a time series. */
const MOST_KEPT = 1000;

/** By name the part of all times that are not longer. */
const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999, p9999: 0.9999 };

/** Measures how long something takes, time after time; libprocess's `Timer` with a window of an hour. */
export class Stopwatch {
  #startedMs = 0;
  #last: number | undefined;
  #kept: { at: number; milliseconds: number }[] = [];

  constructor(private readonly clock: Clock) {}

  start(): void {
    this.#startedMs = this.clock.now();
  }

  /** Takes the time since `start`. */
  stop(): void {
    const at = this.clock.now();
    this.#last = at - this.#startedMs;
    this.#kept.push({ at, milliseconds: this.#last });
    // The older half gets thinner, so that what is kept still speaks for the whole hour.
    if (this.#kept.length > MOST_KEPT) {
      this.#kept = this.#kept.filter((_, index) => index % 2 === 0 || index >= MOST_KEPT / 2);
    }
  }

  /** As metrics: nothing before the first time, and statistics from the second on. */
  *entries(name: string): Iterable<[name: string, value: number]> {
    if (this.#last === undefined) return;
    yield [name, this.#last];
    const since = this.clock.now() - WINDOW_MS;
    const times = this.#kept.flatMap(({ at, milliseconds }) => (at > since ? milliseconds : [])).sort((a, b) => a - b);
    if (times.length < 2) return;
    yield [`${name}/count`, times.length];
    yield [`${name}/min`, times[0] as number];
    yield [`${name}/max`, times.at(-1) as number];
    for (const [percentile, part] of Object.entries(PERCENTILES)) yield [`${name}/${percentile}`, valueAt(times, part)];
  }
}

/** Between two times it lies as far as the part lies between their places. */
function valueAt(sorted: readonly number[], part: number): number {
  const position = part * (sorted.length - 1);
  const index = Math.floor(position);
  const [low = 0, high = low] = sorted.slice(index, index + 2);
  return low + (position - index) * (high - low);
}
