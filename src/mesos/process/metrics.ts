import type { Clock } from './clock.js';
import { Stopwatch } from './stopwatch.js';

/** How often something has happened, or how many there are of something. */
export class Counter {
  value = 0;

  increment(by = 1): void {
    this.value += by;
  }
}

/** Metrics whose names depend on what there is, such as those of each framework: names and values, in any order. */
export type MetricFamily = () => Iterable<readonly [name: string, value: number]>;

/**
 * All that one Mesos process measures, by name, as libprocess's process `metrics` keeps it. Counting is an addition; everything
 * else is worked out when somebody asks.
 */
export class Metrics {
  readonly #families: MetricFamily[] = [];
  readonly #names = new Set<string>();

  /** A number that whoever causes it changes. Throws an Error when the name is taken. */
  counter(name: string): Counter {
    const counter = new Counter();
    this.gauge(name, () => counter.value);
    return counter;
  }

  /** A number that can be read off when it is asked for. Throws an Error when the name is taken. */
  gauge(name: string, read: () => number): void {
    if (this.#names.has(name)) throw new Error(`There is a metric ${name} already.`);
    this.#names.add(name);
    this.family(() => [[name, read()]]);
  }

  /** Several of which the names are known only when they are asked for. */
  family(family: MetricFamily): void {
    this.#families.push(family);
  }

  /** How long something takes: `NAME_ms` is the last time in milliseconds, and beside it there are statistics of the last hour. */
  stopwatch(name: string, clock: Clock): Stopwatch {
    const stopwatch = new Stopwatch(clock);
    this.family(() => stopwatch.entries(`${name}_ms`));
    return stopwatch;
  }

  /** All names, sorted, with their values at this moment. */
  snapshot(): Record<string, number> {
    const entries = this.#families.flatMap((family) => [...family()]);
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
