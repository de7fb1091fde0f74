import type { Resource, Value } from '../wire/messages.js';
import { type Amount, addAmounts } from './amount.js';
import { Entry } from './entry.js';
import { fromMilli, toMilli } from './fixed-point.js';
import { formatResources } from './format.js';
import * as is from './predicates.js';
import { coalesce } from './ranges.js';

/** How much there may be of a name; undefined for any amount. Quantities and limits both are one. */
export interface Target {
  get(name: string): number | undefined;
}

/**
 * An immutable bag of resources, with Mesos's arithmetic. What can be added up is kept as one; nothing is ever negative.
 * Iterating gives the resources in post-refinement form, a shared one once for each of its copies.
 */
export class Resources implements Iterable<Resource> {
  static readonly empty = new Resources([]);

  private constructor(
    /** What the bag holds, one entry for each kind. */
    readonly entries: readonly Entry[],
  ) {}

  /** The sum of the resources given, in any form. Those that hold nothing, or no valid amount, are left out. */
  static of(resources: Iterable<Resource> | undefined): Resources {
    if (!resources) return Resources.empty;
    if (resources instanceof Resources) return resources;
    return Resources.#merge(Array.from(resources, Entry.of));
  }

  static sum(bags: Iterable<Resources>): Resources {
    return Resources.#merge(Array.from(bags).flatMap(({ entries }) => entries));
  }

  static #merge(entries: readonly (Entry | undefined)[]): Resources {
    const result: Entry[] = [];
    for (const entry of entries) if (entry) add(result, entry);
    return result.length === 0 ? Resources.empty : new Resources(result);
  }

  *[Symbol.iterator](): Iterator<Resource> {
    for (const { resource, copies } of this.entries) for (let copy = 0; copy < copies; copy++) yield resource;
  }

  /** The resources as a message field; undefined when there are none. */
  toMessage(): Resource[] | undefined {
    return this.isEmpty ? undefined : [...this];
  }

  /** The text Mesos prints, such as `cpus(allocated: *):0.1; mem(allocated: *):32`. */
  toString(): string {
    return formatResources(this);
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  plus(those: Iterable<Resource>): Resources {
    const that = Resources.of(those);
    if (this.isEmpty) return that;
    if (that.isEmpty) return this;
    const result = [...this.entries];
    for (const entry of that.entries) add(result, entry);
    return new Resources(result);
  }

  /**
   * What is left without `those`; what is not here to take away is ignored. As in Mesos the last entry moves to the place of
   * one that is used up: the order shows in the texts that clients get.
   */
  minus(those: Iterable<Resource>): Resources {
    const result = [...this.entries];
    for (const entry of Resources.of(those).entries) {
      const index = result.findIndex(({ key }) => key === entry.key);
      const present = result[index];
      if (!present) continue;
      const rest = present.minus(entry);
      if (rest) {
        result[index] = rest;
      } else {
        const last = result.pop();
        if (last && index < result.length) result[index] = last;
      }
    }
    return result.length === 0 ? Resources.empty : new Resources(result);
  }

  /** Whether all of `those` are here; of shared resources, as many copies. */
  contains(those: Iterable<Resource>): boolean {
    return Resources.of(those).entries.every((entry) => this.#entry(entry.key)?.contains(entry));
  }

  /** Whether both hold the same, in whatever order. */
  equals(those: Iterable<Resource>): boolean {
    const that = Resources.of(those);
    return this.entries.length === that.entries.length && this.contains(that) && that.contains(this);
  }

  filter(predicate: (resource: Resource) => boolean): Resources {
    const entries = this.entries.filter(({ resource }) => predicate(resource));
    return entries.length === this.entries.length ? this : new Resources(entries);
  }

  /** What a function makes of each of the resources. */
  map<Result>(of: (resource: Resource) => Result): Result[] {
    return Array.from(this, of);
  }

  /** The sum of all resources, changed one by one in anything but their amounts, which `change` does not see. */
  transform(change: (bare: Resource) => Resource): Resources {
    return Resources.#merge(this.entries.map((entry) => entry.transform(change)));
  }

  /** The names there are, sorted. */
  get names(): string[] {
    return [...new Set(this.entries.map(({ resource }) => resource.name))].sort();
  }

  named(name: string): Resources {
    return this.filter((resource) => resource.name === name);
  }

  /** How much there is of a scalar; 0 when there is none. A shared resource counts once. */
  scalar(name: string): number {
    const total = this.total(name, 'SCALAR');
    return total?.type === 'SCALAR' ? fromMilli(total.milli) : 0;
  }

  /** The numbers of a resource of ranges, such as `ports`; empty when there are none. */
  ranges(name: string): readonly Value.Range[] {
    const total = this.total(name, 'RANGES');
    return total?.type === 'RANGES' ? coalesce(total.ranges) : [];
  }

  /** What there is of a name altogether, reserved or not. */
  total(name: string, type: Value.Type): Amount | undefined {
    let total: Amount | undefined;
    for (const { resource, amount, copies } of this.entries) {
      if (resource.name !== name || amount.type !== type) continue;
      const times = is.isShared(resource) ? 1 : copies;
      for (let copy = 0; copy < times; copy++) total = total ? addAmounts(total, amount) : amount;
    }
    return total;
  }

  /** The same, allocated to a role. */
  allocate(role: string): Resources {
    return this.transform((resource) => ({ ...resource, allocation_info: { role } }));
  }

  /** The same, allocated to nobody. */
  unallocate(): Resources {
    return this.transform(({ allocation_info: _, ...resource }) => resource);
  }

  /** What is allocated to whom, by role. What is not allocated is left out. */
  allocations(): Map<string, Resources> {
    return this.#by(({ allocation_info }) => allocation_info?.role);
  }

  /** What is reserved for exactly the role, or for any. */
  reserved(role?: string): Resources {
    return this.filter((resource) => is.isReserved(resource, role));
  }

  unreserved(): Resources {
    return this.filter(is.isUnreserved);
  }

  /** What is reserved, by the role it is reserved for. */
  reservations(): Map<string, Resources> {
    return this.#by((resource) => (is.isReserved(resource) ? is.reservationRole(resource) : undefined));
  }

  /** The same without any reservation. */
  toUnreserved(): Resources {
    return this.transform(({ reservations: _, ...resource }) => resource);
  }

  /** What frameworks of the role may have: unreserved, or reserved for the role or for one above it. */
  allocatableTo(role: string): Resources {
    return this.filter((resource) => is.isAllocatableTo(resource, role));
  }

  /** The same, reserved once more. */
  pushReservation(reservation: Resource.ReservationInfo): Resources {
    return this.transform((resource) => ({ ...resource, reservations: [...(resource.reservations ?? []), reservation] }));
  }

  /** The same without the innermost reservation of each. */
  popReservation(): Resources {
    return this.transform((resource) => ({ ...resource, reservations: resource.reservations?.slice(0, -1) }));
  }

  persistentVolumes(): Resources {
    return this.filter(is.isPersistentVolume);
  }

  shared(): Resources {
    return this.filter(is.isShared);
  }

  nonShared(): Resources {
    return this.filter((resource) => !is.isShared(resource));
  }

  revocable(): Resources {
    return this.filter(is.isRevocable);
  }

  nonRevocable(): Resources {
    return this.filter((resource) => !is.isRevocable(resource));
  }

  /**
   * As much of some scalars as a target allows, chopped as Mesos does it. What can only be had as a whole is left out when it does
   * not fit. `inOrder` says which of several resources of a name are taken first.
   */
  shrink(target: Target, inOrder: (entries: readonly Entry[]) => readonly Entry[]): Resources {
    const kept = new Map<Entry, Entry | undefined>();
    const taken = new Map<string, number>();
    for (const entry of inOrder(this.entries)) {
      const { name } = entry.resource;
      const before = taken.get(name) ?? 0;
      const most = target.get(name);
      const part = most === undefined ? entry : entry.shrunkTo(Math.max(0, toMilli(most) - before));
      kept.set(entry, part);
      taken.set(name, before + (part?.milli ?? 0));
    }
    if (this.entries.every((entry) => kept.get(entry) === entry)) return this;
    return new Resources(this.entries.map((entry) => kept.get(entry)).filter((part) => part !== undefined));
  }

  /**
   * The same in the order of an offer: first what no quota limits (ranges, sets, reserved and revocable resources), then the
   * other scalars.
   */
  inOfferOrder(): Resources {
    const limited = this.filter(is.isSubjectToQuota);
    const limitedEntries = new Set(limited.entries);
    return new Resources([...this.entries.filter((entry) => !limitedEntries.has(entry)), ...limited.entries]);
  }

  #entry(key: string): Entry | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  #by(roleOf: (resource: Resource) => string | undefined): Map<string, Resources> {
    const result = new Map<string, Entry[]>();
    for (const entry of this.entries) {
      const role = roleOf(entry.resource);
      if (role !== undefined) result.set(role, [...(result.get(role) ?? []), entry]);
    }
    return new Map(Array.from(result, ([role, entries]) => [role, new Resources(entries)]));
  }
}

function add(entries: Entry[], entry: Entry): void {
  const index = entries.findIndex(({ key }) => key === entry.key);
  const present = entries[index];
  if (present) entries[index] = present.plus(entry);
  else entries.push(entry);
}
