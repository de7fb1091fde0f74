import { fromMilli, toMilli } from './fixed-point.js';
import { formatQuantities } from './format.js';
import type { ResourceQuantities } from './quantities.js';

/**
 * How much of each name there may be at most: immutable. A name that is not there has no limit, one with limit 0 may not be had
 * at all.
 */
export class ResourceLimits {
  /** No limit of anything. */
  static readonly none = new ResourceLimits(new Map());

  private constructor(private readonly milli: ReadonlyMap<string, number>) {}

  /** The limits in a plain object such as `{ cpus: 4, gpus: 0 }`, rounded to thousandths. They must not be negative. */
  static of(limits: Readonly<Record<string, number>>): ResourceLimits {
    return new ResourceLimits(new Map(Object.entries(limits).map(([name, value]) => [name, toMilli(value)])));
  }

  get isEmpty(): boolean {
    return this.milli.size === 0;
  }

  get names(): string[] {
    return [...this.milli.keys()].sort();
  }

  /** Undefined when there is no limit of the name. */
  get(name: string): number | undefined {
    const milli = this.milli.get(name);
    return milli === undefined ? undefined : fromMilli(milli);
  }

  /** Whether the quantities keep to the limits. */
  contains(quantities: ResourceQuantities): boolean {
    for (const [name, milli] of this.milli) if (toMilli(quantities.get(name)) > milli) return false;
    return true;
  }

  /** What may be had besides the quantities; where they reach the limit or are above it, nothing. */
  minus(quantities: ResourceQuantities): ResourceLimits {
    const rest = Array.from(this.milli, ([name, milli]): [string, number] => [
      name,
      Math.max(0, milli - toMilli(quantities.get(name))),
    ]);
    return new ResourceLimits(new Map(rest));
  }

  /** A plain object by name, sorted, as `/roles` shows it. */
  toObject(): Record<string, number> {
    return Object.fromEntries(this.names.map((name) => [name, fromMilli(this.milli.get(name) ?? 0)]));
  }

  /** The text Mesos prints, such as `cpus:1; mem:64`, or `{}` where there are none. */
  toString(): string {
    return formatQuantities(this.toObject());
  }
}
