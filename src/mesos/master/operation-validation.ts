import { isDeepStrictEqual } from 'node:util';
import { toMilli } from '../resources/fixed-point.js';
import { formatResource } from '../resources/format.js';
import {
  hasRefinedReservations,
  isDynamicallyReserved,
  isPersistentVolume,
  isShared,
  reservationRole,
} from '../resources/predicates.js';
import { Resources } from '../resources/resources.js';
import { validateResource, validateResources } from '../resources/validate.js';
import {
  validatePersistentVolumes,
  validateSingleAllocationRole,
  validateSingleProvider,
  validateUniquePersistenceIds,
  validateUse,
} from '../resources/validate-use.js';
import { validateId } from '../wire/identifier.js';
import type { Offer, Resource } from '../wire/messages.js';
import type { Framework } from './framework.js';
import type { RegisteredAgent } from './registered-agent.js';

/** Whose operation it is, and on which agent. */
interface OperationContext {
  readonly agent: RegisteredAgent;
  /** What is in use on the agent, by whomever: each framework's by itself. */
  readonly used: Iterable<Resources>;
  /** Undefined for operators. */
  readonly framework: Framework | undefined;
  /** Who has to be named in what is reserved or created; undefined when nobody has. */
  readonly principal: string | undefined;
}

/** What is wrong with an operation as it came in: a member or a valid resource is missing. In Mesos's words. */
export function validateOperationForm(operation: Offer.Operation): string | undefined {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } = operation;
  switch (operation.type) {
    case 'RESERVE': {
      if (!reserve) return 'A RESERVE offer operation must have the Offer.Operation.reserve field set.';
      return validateResources(reserve.resources ?? []) ?? validateResources(reserve.source ?? []);
    }
    case 'UNRESERVE':
      if (!unreserve) return 'An UNRESERVE offer operation must have the Offer.Operation.unreserve field set.';
      return validateResources(unreserve.resources ?? []);
    case 'CREATE':
      if (!create) return 'A CREATE offer operation must have the Offer.Operation.create field set.';
      return validateResources(create.volumes ?? []);
    case 'DESTROY':
      if (!destroy) return 'A DESTROY offer operation must have the Offer.Operation.destroy field set.';
      return validateResources(destroy.volumes ?? []);
    case 'GROW_VOLUME':
      if (!grow_volume) return 'A GROW_VOLUME operation must have the Offer.Operation.grow_volume field set';
      return validateResource(grow_volume.volume) ?? validateResource(grow_volume.addition);
    case 'SHRINK_VOLUME':
      if (!shrink_volume) return 'A SHRINK_VOLUME offer operation must have the Offer.Operation.shrink_volume field set';
      return validateResource(shrink_volume.volume);
    case 'CREATE_DISK':
      if (!create_disk) return 'A CREATE_DISK offer operation must have the Offer.Operation.create_disk field set.';
      return validateResource(create_disk.source);
    case 'DESTROY_DISK':
      if (!destroy_disk) return 'A DESTROY_DISK offer operation must have the Offer.Operation.destroy_disk field set.';
      return validateResource(destroy_disk.source);
    default:
      return undefined;
  }
}

/** The first thing that is wrong with an operation in post-refinement form, in Mesos's order and words. */
export function validateOperation(operation: Offer.Operation, context: OperationContext): string | undefined {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } = operation;
  switch (operation.type) {
    case 'RESERVE':
      return reserve && validateReserve(reserve, context);
    case 'UNRESERVE':
      return unreserve && validateUnreserve(unreserve);
    case 'CREATE':
      return create && validateCreate(create, context);
    case 'DESTROY':
      return destroy && validateDestroy(destroy, context);
    case 'GROW_VOLUME':
      return grow_volume && validateGrow(grow_volume, context);
    case 'SHRINK_VOLUME':
      return shrink_volume && validateShrink(shrink_volume, context);
    case 'CREATE_DISK':
      return create_disk && validateCreateDisk(create_disk);
    case 'DESTROY_DISK':
      return destroy_disk && validateDestroyDisk(destroy_disk);
    default:
      return undefined;
  }
}

const prefixed = (prefix: string, problem: string | undefined) => problem && prefix + problem;

function validateReserve({ source = [], resources = [] }: Offer.Operation.Reserve, context: OperationContext) {
  return (
    prefixed('Invalid resources: ', validateAll(resources)) ??
    prefixed('Invalid source: ', validateAll(source)) ??
    (source.length > 0 ? validateChange(source, resources) : undefined) ??
    prefixed('Invalid resources: ', validateSingleProvider(resources)) ??
    first(resources, (resource) => validateReservation(resource, context)) ??
    (context.framework && prefixed('Invalid reservation resources: ', validateSingleAllocationRole(resources)))
  );
}

/** A reservation is turned into another: of the same resources, and all in the same way. */
function validateChange(source: readonly Resource[], resources: readonly Resource[]): string | undefined {
  const problem =
    prefixed('Invalid source: ', validateSameReservations(source)) ??
    prefixed('Invalid resources: ', validateSameReservations(resources));
  if (problem) return problem;
  const [before, after] = [Resources.of(source).toUnreserved(), Resources.of(resources).toUnreserved()];
  if (before.equals(after)) return undefined;
  return `Source and target resources should refer to identical resource quantities: ${before} vs. ${after}`;
}

function validateSameReservations(resources: readonly Resource[]): string | undefined {
  const [one] = resources;
  if (!one) return 'Resource cannot be empty';
  const alike = resources.every(({ reservations }) => isDeepStrictEqual(reservations ?? [], one.reservations ?? []));
  return alike ? undefined : `Mixed reservations are not supported${Resources.of(resources)}`;
}

function validateReservation(resource: Resource, { agent, framework, principal }: OperationContext): string | undefined {
  if (!isDynamicallyReserved(resource)) return `Resource ${formatResource(resource)} is not dynamically reserved`;
  const reservedBy = resource.reservations?.at(-1)?.principal;
  return (
    unsupportedReservation(resource, agent, 'Resource', 'reserved') ??
    (principal === undefined || principal === reservedBy ? undefined : wrongReserver(principal, reservedBy)) ??
    (framework ? validateReservedRole(resource, framework) : undefined) ??
    (!framework && resource.allocation_info
      ? 'A reserve operation was attempted with an allocated resource, but the operator API only allows reservations to be made to unallocated resources'
      : undefined)
  );
}

function wrongReserver(principal: string, reservedBy: string | undefined): string {
  if (reservedBy === undefined) {
    return `A reserve operation was attempted by principal '${principal}', but there is a reserved resource in the request with no principal set`;
  }
  return `A reserve operation was attempted by authenticated principal '${principal}', which does not match a reserved resource in the request with principal '${reservedBy}'`;
}

function validateReservedRole(resource: Resource, { roles }: Framework): string | undefined {
  const allocated = resource.allocation_info?.role;
  const reserved = reservationRole(resource);
  if (allocated === undefined) {
    return `A reserve operation was attempted on unallocated resource ${formatResource(resource)}, but frameworks can only perform reservations on allocated resources`;
  }
  if (allocated !== reserved) {
    return `A reserve operation was attempted for a resource with role '${reserved}', but the resource was allocated to role '${allocated}'`;
  }
  if (roles.includes(allocated)) return undefined;
  return `A reserve operation was attempted for a resource allocated to role '${allocated}', but the framework only has roles '{ ${roles.join(', ')} }'`;
}

function validateUnreserve({ resources = [] }: Offer.Operation.Unreserve): string | undefined {
  return (
    prefixed('Invalid resources: ', validateAll(resources) ?? validateSingleProvider(resources)) ??
    first(resources, (resource) => {
      if (!isDynamicallyReserved(resource)) return `Resource ${formatResource(resource)} is not dynamically reserved`;
      if (!isPersistentVolume(resource)) return undefined;
      return `A dynamically reserved persistent volume ${formatResource(resource)} cannot be unreserved directly. Please destroy the persistent volume first then unreserve the resource`;
    })
  );
}

function validateCreate({ volumes = [] }: Offer.Operation.Create, context: OperationContext): string | undefined {
  const { agent, framework, principal } = context;
  return (
    prefixed('Invalid resources: ', validateAll(volumes) ?? validateSingleProvider(volumes)) ??
    prefixed('Not a persistent volume: ', validatePersistentVolumes(volumes)) ??
    // Of shared volumes, too, each is made once: a second one would be another copy for the master, and nothing for the agent.
    validateUniquePersistenceIds(
      [...agent.checkpointed, ...volumes].map(({ allocation_info: _, shared: __, ...volume }) => volume),
    ) ??
    first(volumes, (volume) => {
      if (framework && isShared(volume) && !framework.has('SHARED_RESOURCES')) {
        return `Create volume operation for '${formatResource(volume)}' has been attempted by framework '${framework.id}' with no SHARED_RESOURCES capability`;
      }
      const createdBy = volume.disk?.persistence?.principal;
      return (
        unsupportedReservation(volume, agent, 'Volume', 'created') ??
        (principal === undefined || principal === createdBy ? undefined : wrongCreator(principal, createdBy))
      );
    }) ??
    (framework && prefixed('Invalid volume resources: ', validateSingleAllocationRole(volumes)))
  );
}

function wrongCreator(principal: string, createdBy: string | undefined): string {
  if (createdBy === undefined) {
    return `Create volume operation attempted by principal '${principal}', but there is a volume in the operation with no principal set in 'disk.persistence'`;
  }
  return `Create volume operation attempted by authenticated principal '${principal}', which does not match a volume in the operation with principal '${createdBy}' set in 'disk.persistence'`;
}

function validateDestroy({ volumes: given = [] }: Offer.Operation.Destroy, { agent, used }: OperationContext) {
  const volumes = given.map(({ allocation_info: _, ...volume }) => volume);
  const problem =
    prefixed('Invalid resources: ', validateAll(volumes) ?? validateSingleProvider(volumes)) ??
    prefixed('Not a persistent volume: ', validatePersistentVolumes(volumes));
  if (problem) return problem;
  if (!volumes.every((volume) => agent.checkpointed.contains([volume]))) return 'Persistent volumes not found';
  const inUse = [...used].map((resources) => resources.unallocate());
  return volumes.some((volume) => inUse.some((resources) => resources.contains([volume])))
    ? 'Persistent volumes in use'
    : undefined;
}

function validateGrow({ volume, addition }: Offer.Operation.GrowVolume, { agent }: OperationContext): string | undefined {
  if (milliOf(addition) <= 0) return "The size of 'GrowVolume.addition' field must be greater than zero";
  if (volume.provider_id) return 'Growing a volume from a resource provider is not supported';
  const problem = validatePersistentVolumes([volume]);
  if (problem) return `Invalid persistent volume in the 'GrowVolume.volume' field: ${problem}`;
  if (isShared(volume)) return 'Growing a shared persistent volume is not supported';
  const { disk, ...rest } = volume;
  const bare = disk?.source ? { ...rest, disk: { source: disk.source } } : rest;
  const copies = Resources.of([bare, addition]).entries.map(({ copies: count }) => count);
  if (copies.join() !== '1') {
    return "Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields";
  }
  if (agent.can('RESIZE_VOLUME')) return undefined;
  return `Volume ${formatResource(volume)} cannot be grown on an agent without RESIZE_VOLUME capability`;
}

function validateShrink({ volume, subtract }: Offer.Operation.ShrinkVolume, { agent }: OperationContext): string | undefined {
  if (toMilli(subtract.value) <= 0) return "Value of 'ShrinkVolume.subtract' must be greater than zero";
  if (milliOf(volume) <= toMilli(subtract.value)) {
    return "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'";
  }
  if (volume.provider_id) return 'Shrinking a volume from a resource provider is not supported';
  if (volume.disk?.source?.type === 'MOUNT') return 'Shrinking a volume on a MOUNT disk is not supported';
  const problem = validatePersistentVolumes([volume]);
  if (problem) return `Invalid persistent volume in the 'ShrinkVolume.volume' field: ${problem}`;
  if (isShared(volume)) return 'Shrinking a shared persistent volume is not supported';
  if (agent.can('RESIZE_VOLUME')) return undefined;
  return `Volume ${formatResource(volume)} cannot be shrunk on an agent without RESIZE_VOLUME capability`;
}

function validateCreateDisk({ source, target_type, target_profile }: Offer.Operation.CreateDisk): string | undefined {
  const problem = validateDiskSource(source);
  if (problem) return problem;
  if (source.disk?.source?.type !== 'RAW') return "'source' is not a RAW disk resource";
  if (target_type !== 'MOUNT' && target_type !== 'BLOCK') return "'target_type' is neither MOUNT or BLOCK";
  const hasProfile = source.disk.source.profile !== undefined;
  if (hasProfile !== (target_profile !== undefined)) return undefined;
  return hasProfile
    ? "'target_profile' must not be set when 'source' has a profile"
    : "'target_profile' must be set when 'source' has no profile";
}

function validateDestroyDisk({ source }: Offer.Operation.DestroyDisk): string | undefined {
  const problem = validateDiskSource(source);
  if (problem) return problem;
  const type = source.disk?.source?.type;
  if (type !== 'MOUNT' && type !== 'BLOCK' && type !== 'RAW') return "'source' is neither a MOUNT, BLOCK or RAW disk resource";
  if (source.disk?.source?.id === undefined) return "'source' is not backed by a CSI volume";
  if (!isPersistentVolume(source)) return undefined;
  return `A disk resource containing a persistent volume ${formatResource(source)} cannot be destroyed directly. Please destroy the persistent volume first then destroy the disk resource`;
}

const validateDiskSource = (source: Resource): string | undefined =>
  prefixed('Invalid resource: ', validateAll([source])) ??
  (source.provider_id ? undefined : "'source' is not managed by a resource provider");

const milliOf = ({ scalar }: Resource): number => toMilli(scalar?.value ?? 0);

/** What an agent of an older version cannot remember. */
function unsupportedReservation(resource: Resource, agent: RegisteredAgent, what: string, done: string): string | undefined {
  const role = reservationRole(resource);
  if (role.includes('/') && !agent.can('HIERARCHICAL_ROLE')) {
    return `${what} ${formatResource(resource)} with reservation for hierarchical role '${role}' cannot be ${done} on an agent without HIERARCHICAL_ROLE capability`;
  }
  if (hasRefinedReservations(resource) && !agent.can('RESERVATION_REFINEMENT')) {
    return `${what} ${formatResource(resource)} with reservation refinement cannot be ${done} on an agent without RESERVATION_REFINEMENT capability`;
  }
  return undefined;
}

/** Rules for any resources that an operation names. */
const validateAll = (resources: readonly Resource[]) => validateUse(resources, validateId);

function first(resources: readonly Resource[], problemOf: (resource: Resource) => string | undefined): string | undefined {
  for (const resource of resources) {
    const problem = problemOf(resource);
    if (problem) return problem;
  }
  return undefined;
}
