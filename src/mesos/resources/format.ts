import type { Labels, Resource, Volume } from '../wire/messages.js';
import { formatScalar } from './fixed-point.js';
import { formatRanges } from './ranges.js';
import type { Resources } from './resources.js';

/** A resource as Mesos prints it, such as `cpus(allocated: *)(reservations: [(DYNAMIC,eng)]):0.1`. Any form, valid or not. */
export function formatResource(resource: Resource): string {
  const { name, allocation_info, reservations, disk, revocable, shared } = resource;
  return [
    name,
    allocation_info ? `(allocated: ${allocation_info.role ?? ''})` : '',
    reservations?.length ? `(reservations: [${reservations.map(formatReservation).join(',')}])` : '',
    disk ? `[${formatDisk(disk)}]` : '',
    revocable ? '{REV}' : '',
    shared ? '<SHARED>' : '',
    `:${formatValue(resource)}`,
  ].join('');
}

/** Resources as Mesos prints them: `cpus:0.1; mem:32`, shared ones with the number of copies, `{}` when there are none. */
export function formatResources(resources: Resources): string {
  if (resources.isEmpty) return '{}';
  const texts = resources.entries.flatMap(({ resource, copies }) => {
    const text = formatResource(resource);
    return resource.shared ? [`${text}<${copies}>`] : Array<string>(copies).fill(text);
  });
  return texts.join('; ');
}

/** Quantities by name as Mesos prints them: `cpus:0.1; mem:32`, `{}` when there are none. */
export function formatQuantities(quantities: Readonly<Record<string, number>>): string {
  const texts = Object.entries(quantities).map(([name, value]) => `${name}:${formatScalar(value)}`);
  return texts.length === 0 ? '{}' : texts.join('; ');
}

/** Labels as Mesos prints them: `{key: value, other}`. */
export function formatLabels({ labels = [] }: Labels): string {
  return `{${labels.map(({ key, value }) => (value === undefined ? key : `${key}: ${value}`)).join(', ')}}`;
}

/** A disk source as Mesos prints it, such as `MOUNT:/mnt/data`; the identity of a disk from a plugin stands before its root. */
export function formatDiskSource({ type, path, mount, vendor, id, profile }: Resource.DiskInfo.Source): string {
  if (type === 'UNKNOWN') return type;
  if (id !== undefined || profile !== undefined) return `${type}(${vendor ?? ''},${id ?? ''},${profile ?? ''})`;
  const root = type === 'PATH' ? path?.root : type === 'MOUNT' ? mount?.root : undefined;
  return root === undefined ? type : `${type}:${root}`;
}

/** A set as Mesos prints it: `{a, b}`. */
export function formatSet(items: readonly string[]): string {
  return `{${items.join(', ')}}`;
}

function formatReservation({ type = 'UNKNOWN', role = '', principal, labels }: Resource.ReservationInfo): string {
  const optional = [principal, labels && formatLabels(labels)].filter((part) => part !== undefined);
  return `(${[type, role, ...optional].join(',')})`;
}

function formatDisk({ source, persistence, volume }: Resource.DiskInfo): string {
  const identity = [source && formatDiskSource(source), persistence?.id].filter((part) => part !== undefined).join(',');
  return volume ? `${identity}:${formatVolume(volume)}` : identity;
}

function formatVolume({ container_path, host_path, mode }: Volume): string {
  return host_path === undefined ? container_path : `${host_path}:${container_path}:${mode.toLowerCase()}`;
}

function formatValue({ type, scalar, ranges, set }: Resource): string {
  switch (type) {
    case 'SCALAR':
      return formatScalar(scalar?.value ?? 0);
    case 'RANGES':
      return formatRanges(ranges?.range ?? []);
    case 'SET':
      return formatSet(set?.item ?? []);
    default:
      return '';
  }
}
