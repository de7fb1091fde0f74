import type { Resource } from '../wire/messages.js';
import { toEndpointForm } from './convert.js';
import { fromMilli, toMilli } from './fixed-point.js';
import { formatSet } from './format.js';
import { formatRanges } from './ranges.js';
import { Resources } from './resources.js';

/** Resources as the v0 endpoints show them: scalars as numbers, ranges and sets as text, revocable ones as `<name>_revocable`. */
export type ResourcesSummary = Record<string, number | string>;

/** The v0 object of resources: always with cpus, gpus, mem and disk, whatever role the resources are reserved for. */
export function summarize(resources: Resources): ResourcesSummary {
  return {
    ...{ disk: 0, mem: 0, gpus: 0, cpus: 0 },
    ...summarizePresent(resources.nonRevocable(), ''),
    ...summarizePresent(resources.revocable(), '_revocable'),
  };
}

/** As {@link summarize}, of a list as tasks have it. Quick for plain scalars, which is what nearly all of the many tasks have. */
export function summarizeList(resources: readonly Resource[]): ResourcesSummary {
  if (!resources.every(isPlainScalar)) return summarize(Resources.of(resources));
  const milli = new Map(['disk', 'mem', 'gpus', 'cpus'].map((name) => [name, 0]));
  for (const { name, scalar } of resources) milli.set(name, (milli.get(name) ?? 0) + toMilli(scalar?.value ?? 0));
  return Object.fromEntries(Array.from(milli, ([name, total]) => [name, fromMilli(total)]));
}

const isPlainScalar = ({ scalar, revocable, shared }: Resource): boolean =>
  scalar !== undefined && revocable === undefined && shared === undefined;

/** The v0 object of reserved resources: a summary for each role with reservations. */
export function summarizeReserved(resources: Resources): Record<string, ResourcesSummary> {
  return Object.fromEntries(Array.from(resources.reservations(), ([role, reserved]) => [role, summarize(reserved)]));
}

/** Resources as the `*_full` members of v0 endpoints list them. */
export function listInFull(resources: Resources): Resource[] {
  return resources.map(toEndpointForm);
}

/** `reserved_resources_full` of v0 endpoints: a list for each role with reservations. */
export function listReservedInFull(resources: Resources): Record<string, Resource[]> {
  return Object.fromEntries(Array.from(resources.reservations(), ([role, reserved]) => [role, listInFull(reserved)]));
}

function summarizePresent(resources: Resources, suffix: string): ResourcesSummary {
  const types = new Map(resources.entries.map(({ resource: { name, type } }) => [name, type]));
  return Object.fromEntries(
    Array.from(types, ([name, type]) => {
      const total = resources.total(name, type);
      if (total?.type === 'RANGES') return [name + suffix, formatRanges(total.ranges)];
      if (total?.type === 'SET') return [name + suffix, formatSet(total.items)];
      return [name + suffix, total ? fromMilli(total.milli) : 0];
    }),
  );
}
