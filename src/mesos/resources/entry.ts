import type { Labels, Resource } from '../wire/messages.js';
import {
  type Amount,
  addAmounts,
  amountMembers,
  amountOf,
  containsAmount,
  isNothing,
  milliOf,
  subtractAmounts,
} from './amount.js';
import { upgradeResource } from './convert.js';
import { isIndivisible } from './predicates.js';

/**
 * What a bag of resources holds of one kind. Entries of equal `key` can be added up. Divisible ones add amounts; indivisible
 * ones have their amount in the key and count copies: tasks that use the same shared volume hold a copy each.
 */
export class Entry {
  #resource: Resource | undefined;

  private constructor(
    readonly key: string,
    readonly amount: Amount,
    readonly copies: number,
    readonly indivisible: boolean,
    /** The resource without its amount. */
    private readonly bare: Resource,
  ) {}

  /** The entry of one resource, in any form; undefined when it holds nothing. */
  static of(given: Resource): Entry | undefined {
    const amount = amountOf(given);
    if (!amount) return undefined;
    const { scalar: _scalar, ranges: _ranges, set: _set, ...bare } = upgradeResource(given);
    return Entry.#of(bare, amount);
  }

  static #of({ reservations, ...rest }: Resource, amount: Amount): Entry {
    const bare: Resource = reservations?.length ? { ...rest, reservations } : rest;
    const indivisible = isIndivisible(bare);
    return new Entry(keyOf(bare, indivisible ? amount : undefined), amount, 1, indivisible, bare);
  }

  /** One copy as a message. */
  get resource(): Resource {
    this.#resource ??= { ...this.bare, ...amountMembers(this.amount) };
    return this.#resource;
  }

  plus(that: Entry): Entry {
    if (this.indivisible) return this.#with(this.amount, this.copies + that.copies);
    return this.#with(addAmounts(this.amount, that.amount), 1);
  }

  /** What is left, or undefined when nothing is. */
  minus(that: Entry): Entry | undefined {
    if (this.indivisible) return this.copies > that.copies ? this.#with(this.amount, this.copies - that.copies) : undefined;
    const amount = subtractAmounts(this.amount, that.amount);
    return isNothing(amount) ? undefined : this.#with(amount, 1);
  }

  /** As much of a scalar as fits in so many thousandths: a part of what is divisible, or some of the copies. */
  shrunkTo(milli: number): Entry | undefined {
    if (this.milli <= milli) return this;
    const copies = this.indivisible ? Math.floor(milli / milliOf(this.amount)) : 1;
    const amount: Amount = this.indivisible ? this.amount : { type: 'SCALAR', milli };
    return copies === 0 || isNothing(amount) ? undefined : this.#with(amount, copies);
  }

  /** All copies together as one number, in thousandths. */
  get milli(): number {
    return this.copies * milliOf(this.amount);
  }

  contains(that: Entry): boolean {
    return this.indivisible ? this.copies >= that.copies : containsAmount(this.amount, that.amount);
  }

  /** The same amount and copies of what `change` makes of the resource; it sees the resource without its amount. */
  transform(change: (bare: Resource) => Resource): Entry {
    const changed = Entry.#of(change(this.bare), this.amount);
    let sum = changed;
    for (let copy = 1; copy < this.copies; copy++) sum = sum.plus(changed);
    return sum;
  }

  #with(amount: Amount, copies: number): Entry {
    return new Entry(this.key, amount, copies, this.indivisible, this.bare);
  }
}

/**
 * Mesos's rules of what can be added up, as a text to compare. How a disk is to be mounted (`disk.volume`) and who made a
 * persistent volume tell nothing about which disk it is, and the order of labels does not matter.
 */
function keyOf(resource: Resource, amount: Amount | undefined): string {
  const { name, type, allocation_info, reservations, disk, revocable, shared, provider_id } = resource;
  const common = `${name}\0${type}\0${allocation_info ? `@${allocation_info.role ?? ''}` : ''}`;
  if (!reservations && !disk && !revocable && !shared && !provider_id) return common;
  const details = [
    reservations?.map(({ type, role, principal, labels }) => [type, role, principal, labelsKey(labels)]),
    disk && [diskSourceKey(disk.source), disk.persistence?.id],
    Boolean(revocable),
    Boolean(shared),
    provider_id?.value,
    amount,
  ];
  return `${common}\0${JSON.stringify(details)}`;
}

function diskSourceKey(source: Resource.DiskInfo.Source | undefined): unknown {
  if (!source) return undefined;
  const { type, path, mount, vendor, id, metadata, profile } = source;
  return [type, path && [path.root], mount && [mount.root], vendor, id, labelsKey(metadata), profile];
}

function labelsKey(labels: Labels | undefined): unknown {
  return labels && (labels.labels ?? []).map(({ key, value }) => JSON.stringify([key, value ?? ''])).sort();
}
