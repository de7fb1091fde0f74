import { milliOf } from './amount.js';
import { fromMilli, toMilli } from './fixed-point.js';
import { formatQuantities } from './format.js';
import { isShared } from './predicates.js';
import type { Resources } from './resources.js';

/**
 * How much of each name, whatever the kind: immutable, never negative, without names of which there is nothing. Of ranges and
 * sets the numbers or items count: ports 31000 to 31001 are 2 ports.
 */
export class ResourceQuantities {
  static readonly empty = new ResourceQuantities(new Map());

  private constructor(private readonly milli: ReadonlyMap<string, number>) {}

  /** The quantities of resources; a shared resource counts once. */
  static ofResources(resources: Resources): ResourceQuantities {
    const milli = new Map<string, number>();
    for (const { resource, amount, copies } of resources.entries) {
      const times = isShared(resource) ? 1 : copies;
      milli.set(resource.name, (milli.get(resource.name) ?? 0) + times * milliOf(amount));
    }
    return new ResourceQuantities(milli);
  }

  /** The quantities in a plain object such as `{ cpus: 0.01, mem: 32 }`, rounded to thousandths. */
  static of(quantities: Readonly<Record<string, number>>): ResourceQuantities {
    const milli = Object.entries(quantities).map(([name, value]) => [name, toMilli(value)] as const);
    return new ResourceQuantities(new Map(milli.filter(([, value]) => value > 0)));
  }

  static sum(all: Iterable<ResourceQuantities>): ResourceQuantities {
    const sum = new Map<string, number>();
    for (const { milli } of all) for (const [name, value] of milli) sum.set(name, (sum.get(name) ?? 0) + value);
    return new ResourceQuantities(sum);
  }

  get isEmpty(): boolean {
    return this.milli.size === 0;
  }

  get names(): string[] {
    return [...this.milli.keys()].sort();
  }

  /** 0 when there is nothing of the name. */
  get(name: string): number {
    return fromMilli(this.milli.get(name) ?? 0);
  }

  contains(that: ResourceQuantities): boolean {
    for (const [name, value] of that.milli) if ((this.milli.get(name) ?? 0) < value) return false;
    return true;
  }

  equals(that: ResourceQuantities): boolean {
    return this.milli.size === that.milli.size && this.contains(that) && that.contains(this);
  }

  plus(that: ResourceQuantities): ResourceQuantities {
    const milli = new Map(this.milli);
    for (const [name, value] of that.milli) milli.set(name, (milli.get(name) ?? 0) + value);
    return new ResourceQuantities(milli);
  }

  /** What is left; where `that` holds more, nothing is. */
  minus(that: ResourceQuantities): ResourceQuantities {
    const milli = new Map(this.milli);
    for (const [name, value] of that.milli) {
      const rest = (milli.get(name) ?? 0) - value;
      if (rest > 0) milli.set(name, rest);
      else milli.delete(name);
    }
    return new ResourceQuantities(milli);
  }

  /** A plain object by name, sorted, as `/roles` shows it. */
  toObject(): Record<string, number> {
    return Object.fromEntries(this.names.map((name) => [name, this.get(name)]));
  }

  /** The text Mesos prints, such as `cpus:1; mem:64`. */
  toString(): string {
    return formatQuantities(this.toObject());
  }

  /**
   * The largest share of any resource, from 0 to 1: what Dominant Resource Fairness compares. `excluded` names resources that
   * do not count (flag `--fair_sharing_excluded_resource_names`).
   */
  dominantShareOf(total: ResourceQuantities, excluded?: ReadonlySet<string>): number {
    let largest = 0;
    for (const [name, value] of this.milli) {
      const whole = total.milli.get(name);
      if (whole && !excluded?.has(name)) largest = Math.max(largest, value / whole);
    }
    return largest;
  }
}
