import type { Resource, Value } from '../wire/messages.js';
import { toMilli } from './fixed-point.js';
import { formatDiskSource, formatResource } from './format.js';
import { Resources } from './resources.js';
import { validateReservations } from './validate-reservations.js';

export { validateRole } from './role.js';

/** What is wrong with the first bad one of the resources as they came in, in Mesos's words; undefined when all are good. */
export function validateResources(resources: Iterable<Resource>): string | undefined {
  for (const resource of resources) {
    const error = validateResource(resource);
    if (error) return `Resource '${formatResource(resource)}' is invalid: ${error}`;
  }
  return undefined;
}

/** What is wrong with a resource in any form, in Mesos's words; undefined when it is good. */
export function validateResource(resource: Resource): string | undefined {
  if (resource.name === '') return 'Empty resource name';
  return validateValue(resource) ?? validateDisk(resource) ?? validateReservations(resource) ?? validateSharing(resource);
}

/** Numbers nearer to zero than this, but not zero, are subnormal. */
const LEAST_NORMAL = 2 ** -1022;

/** What is wrong with a number that is given as a quantity, in Mesos's words; undefined when nothing is. */
export function validateScalarValue(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN not supported';
  if (!Number.isFinite(value)) return 'Infinite values not supported';
  if (value !== 0 && Math.abs(value) < LEAST_NORMAL) return 'Subnormal values not supported';
  return value < 0 ? 'Negative values not supported' : undefined;
}

/** Of one name a task takes either revocable resources or others: what is wrong in Mesos's words, undefined when nothing is. */
export function mixesRevocable(given: Iterable<Resource>): string | undefined {
  const resources = Resources.of(given);
  const mixed = resources.names.find((name) => {
    const named = resources.named(name);
    return !named.revocable().isEmpty && !named.nonRevocable().isEmpty;
  });
  return mixed === undefined ? undefined : `Cannot use both revocable and non-revocable '${mixed}' at the same time`;
}

function validateValue({ type, scalar, ranges, set }: Resource): string | undefined {
  switch (type) {
    case 'SCALAR':
      if (!scalar || ranges || set) return 'Invalid scalar resource';
      if (!Number.isFinite(scalar.value)) return 'Invalid scalar resource: value is not finite';
      // So little that it is nothing is no amount either.
      return scalar.value !== 0 && toMilli(scalar.value) <= 0 ? 'Invalid scalar resource: value <= 0' : undefined;
    case 'RANGES':
      if (scalar || !ranges || set) return 'Invalid ranges resource';
      return validateRanges(ranges.range ?? []);
    case 'SET':
      if (scalar || ranges || !set) return 'Invalid set resource';
      return new Set(set.item).size < (set.item?.length ?? 0) ? 'Invalid set resource: duplicated elements' : undefined;
    default:
      return 'Unsupported resource type';
  }
}

function validateRanges(ranges: readonly Value.Range[]): string | undefined {
  if (ranges.some(({ begin, end }) => begin > end)) return 'Invalid ranges resource: begin > end';
  // As in Mesos, one that begins before an earlier one and reaches into it is not found; they are merged.
  const overlap = ranges.some(({ begin, end }, index) =>
    ranges.slice(index + 1).some((later) => begin <= later.begin && later.begin <= end),
  );
  return overlap ? 'Invalid ranges resource: overlapping ranges' : undefined;
}

function validateDisk({ name, disk }: Resource): string | undefined {
  if (!disk) return undefined;
  if (name !== 'disk') return `DiskInfo should not be set for ${name} resource`;
  const { source } = disk;
  switch (source?.type) {
    case 'UNKNOWN':
      return `Unsupported 'DiskInfo.Source.Type' in '${formatDiskSource(source)}'`;
    case 'BLOCK':
    case 'RAW':
      if (source.mount) return `Mount should not be set for ${source.type} disk source`;
      if (source.path) return `Path should not be set for ${source.type} disk source`;
      return undefined;
    default:
      return undefined;
  }
}

function validateSharing({ name, disk, shared }: Resource): string | undefined {
  if (!shared) return undefined;
  if (name !== 'disk') return `Resource ${name} cannot be shared`;
  return disk?.persistence ? undefined : 'Only persistent volumes can be shared';
}
