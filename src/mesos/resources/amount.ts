import type { Resource } from '../wire/messages.js';
import { fromMilli, toMilli } from './fixed-point.js';
import { coalesce, containsRanges, countRanges, type Ranges, subtractRanges } from './ranges.js';

/** How much there is of a resource: a scalar in thousandths, coalesced ranges, or the items of a set in the order they came. */
export type Amount =
  | { readonly type: 'SCALAR'; readonly milli: number }
  | { readonly type: 'RANGES'; readonly ranges: Ranges }
  | { readonly type: 'SET'; readonly items: readonly string[] };

/** The amount of a resource; undefined when there is none: zero, negative, empty, or not of the resource's type. */
export function amountOf(resource: Resource): Amount | undefined {
  const amount = readAmount(resource);
  return amount && !isNothing(amount) ? amount : undefined;
}

function readAmount({ type, scalar, ranges, set }: Resource): Amount | undefined {
  if (type === 'SCALAR' && scalar && Number.isFinite(scalar.value)) return { type, milli: toMilli(scalar.value) };
  if (type === 'RANGES' && ranges) return { type, ranges: coalesce(ranges.range ?? []) };
  if (type === 'SET' && set) return { type, items: [...new Set(set.item)] };
  return undefined;
}

/** The members of a Resource that hold its amount. */
export function amountMembers(amount: Amount): Pick<Resource, 'scalar' | 'ranges' | 'set'> {
  switch (amount.type) {
    case 'SCALAR':
      return { scalar: { value: fromMilli(amount.milli) } };
    case 'RANGES':
      return { ranges: { range: [...amount.ranges] } };
    case 'SET':
      return { set: { item: [...amount.items] } };
  }
}

export function isNothing(amount: Amount): boolean {
  switch (amount.type) {
    case 'SCALAR':
      return amount.milli <= 0;
    case 'RANGES':
      return amount.ranges.length === 0;
    case 'SET':
      return amount.items.length === 0;
  }
}

// Amounts are only ever combined within one kind of resource, so their types agree; if not, the left one stands.

export function addAmounts(left: Amount, right: Amount): Amount {
  if (left.type === 'SCALAR' && right.type === 'SCALAR') return { type: 'SCALAR', milli: left.milli + right.milli };
  if (left.type === 'RANGES' && right.type === 'RANGES') {
    return { type: 'RANGES', ranges: coalesce([...left.ranges, ...right.ranges]) };
  }
  if (left.type === 'SET' && right.type === 'SET') return { type: 'SET', items: [...new Set([...left.items, ...right.items])] };
  return left;
}

export function subtractAmounts(left: Amount, right: Amount): Amount {
  if (left.type === 'SCALAR' && right.type === 'SCALAR') return { type: 'SCALAR', milli: left.milli - right.milli };
  if (left.type === 'RANGES' && right.type === 'RANGES') {
    return { type: 'RANGES', ranges: subtractRanges(left.ranges, right.ranges) };
  }
  if (left.type === 'SET' && right.type === 'SET') {
    return { type: 'SET', items: left.items.filter((item) => !right.items.includes(item)) };
  }
  return left;
}

export function containsAmount(left: Amount, right: Amount): boolean {
  if (left.type === 'SCALAR' && right.type === 'SCALAR') return left.milli >= right.milli;
  if (left.type === 'RANGES' && right.type === 'RANGES') return containsRanges(left.ranges, right.ranges);
  if (left.type === 'SET' && right.type === 'SET') return right.items.every((item) => left.items.includes(item));
  return false;
}

/** An amount as one number, in thousandths: of ranges and sets, how many numbers or items they hold. */
export function milliOf(amount: Amount): number {
  switch (amount.type) {
    case 'SCALAR':
      return amount.milli;
    case 'RANGES':
      return countRanges(amount.ranges) * 1000;
    case 'SET':
      return amount.items.length * 1000;
  }
}
