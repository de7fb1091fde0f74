import type { Resource } from '../wire/messages.js';
import { toMilli } from './fixed-point.js';
import { formatResource } from './format.js';
import { isDynamicallyReserved, isPersistentVolume, isRevocable, isUnreserved, reservationRole } from './predicates.js';
import { Resources } from './resources.js';

// Rules for resources that belong together: those of a task, or of an operation. Texts are Mesos's.

/** All resources have to be allocated, and to one role. */
export function validateSingleAllocationRole(resources: Iterable<Resource>): string | undefined {
  let first: string | undefined;
  for (const { allocation_info } of resources) {
    const role = allocation_info?.role;
    if (role === undefined) return 'The resources are not allocated to a role';
    first ??= role;
    if (role !== first) {
      return `The resources have multiple allocation roles ('${role}' and '${first}') but only one allocation role is allowed`;
    }
  }
  return undefined;
}

/** All resources have to come from one resource provider, or all from the agent itself. */
export function validateSingleProvider(resources: Iterable<Resource>): string | undefined {
  const providers = new Set(Array.from(resources, ({ provider_id }) => provider_id?.value));
  if (providers.size === 1) return undefined;
  if (providers.has(undefined)) return 'Some resources have a resource provider and some do not';
  return `The resources have multiple resource providers: ${[...providers].join(', ')}`;
}

/** A persistence id names one volume of a role on an agent. */
export function validateUniquePersistenceIds(resources: Iterable<Resource>): string | undefined {
  const seen = new Set<string>();
  // Copies of a shared volume are one volume.
  for (const { resource, copies } of Resources.of(resources).persistentVolumes().entries) {
    const id = resource.disk?.persistence?.id ?? '';
    const key = JSON.stringify([reservationRole(resource), id]);
    if (seen.has(key) || (!resource.shared && copies > 1)) return `Persistence ID '${id}' is not unique`;
    seen.add(key);
  }
  return undefined;
}

/**
 * What is wrong with post-refinement resources that a task, an executor or an operation names, apart from what is wrong with
 * their form. `validateId` says what is wrong with an identifier.
 */
export function validateUse(resources: readonly Resource[], validateId: (id: string) => string | undefined): string | undefined {
  const gpus = validateGpus(resources);
  if (gpus) return `Invalid 'gpus' resource: ${gpus}`;
  const disks = validateDisks(resources, validateId);
  if (disks) return `Invalid DiskInfo: ${disks}`;
  const reserved = resources.find((resource) => isDynamicallyReserved(resource) && isRevocable(resource));
  return (
    reserved &&
    `Invalid ReservationInfo: Dynamically reserved resource ${formatResource(reserved)} cannot be created from revocable resources`
  );
}

/** GPUs are whole. */
export function validateGpus(resources: Iterable<Resource>): string | undefined {
  const gpus = Resources.of(resources).scalar('gpus');
  return toMilli(gpus) % 1000 === 0 ? undefined : "The 'gpus' resource must be an unsigned integer";
}

/**
 * What is wrong with the disks among post-refinement resources. `validateId` says what is wrong with an identifier.
 */
export function validateDisks(resources: Iterable<Resource>, validateId: (id: string) => string | undefined): string | undefined {
  for (const resource of resources) {
    const error = resource.disk && validateDiskUse(resource, resource.disk, validateId);
    if (error) return error;
  }
  return undefined;
}

function validateDiskUse(
  resource: Resource,
  { persistence, volume, source }: Resource.DiskInfo,
  validateId: (id: string) => string | undefined,
): string | undefined {
  if (!persistence) {
    if (volume) return 'Non-persistent volume not supported';
    return source ? undefined : 'DiskInfo is set but empty';
  }
  if (isRevocable(resource)) return 'Persistent volumes cannot be created from revocable resources';
  if (isUnreserved(resource)) return 'Persistent volumes cannot be created from unreserved resources';
  if (!volume) return "Expecting 'volume' to be set for persistent volume";
  if (volume.host_path !== undefined) return "Expecting 'host_path' to be unset for persistent volume";
  const error = validateId(persistence.id);
  return error && `Invalid persistence ID for persistent volume: ${error}`;
}

/** All resources have to be persistent volumes that can be written to. */
export function validatePersistentVolumes(volumes: Iterable<Resource>): string | undefined {
  for (const resource of volumes) {
    if (!resource.disk) return `Resource ${Resources.of([resource])} does not have DiskInfo`;
    if (!isPersistentVolume(resource)) return "'persistence' is not set in DiskInfo";
    if (!resource.disk.volume) return "Expecting 'volume' to be set for persistent volume";
    if (resource.disk.volume.mode === 'RO') return 'Read-only persistent volume not supported';
  }
  return undefined;
}
