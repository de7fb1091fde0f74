import type { Offer, Resource } from '../wire/messages.js';
import { upgradeResource } from './convert.js';

/**
 * The operation with each of its resources changed, wherever it names them. LAUNCH and LAUNCH_GROUP, whose resources belong
 * to tasks and executors, stay as they are.
 */
export function mapOperationResources(operation: Offer.Operation, change: (resource: Resource) => Resource): Offer.Operation {
  const all = (resources: Resource[] | undefined) => resources?.map(change);
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } = operation;
  return {
    ...operation,
    ...(reserve && { reserve: { ...reserve, source: all(reserve.source), resources: all(reserve.resources) } }),
    ...(unreserve && { unreserve: { ...unreserve, resources: all(unreserve.resources) } }),
    ...(create && { create: { ...create, volumes: all(create.volumes) } }),
    ...(destroy && { destroy: { ...destroy, volumes: all(destroy.volumes) } }),
    ...(grow_volume && { grow_volume: { volume: change(grow_volume.volume), addition: change(grow_volume.addition) } }),
    ...(shrink_volume && { shrink_volume: { volume: change(shrink_volume.volume), subtract: shrink_volume.subtract } }),
    ...(create_disk && { create_disk: { ...create_disk, source: change(create_disk.source) } }),
    ...(destroy_disk && { destroy_disk: { ...destroy_disk, source: change(destroy_disk.source) } }),
  };
}

/** The operation in post-refinement form; allocated to the role, where it does not say to which. */
export function upgradeOperation(operation: Offer.Operation, role?: string): Offer.Operation {
  return mapOperationResources(operation, (resource) => {
    const upgraded = upgradeResource(resource);
    return role === undefined || upgraded.allocation_info ? upgraded : { ...upgraded, allocation_info: { role } };
  });
}

/** The operation on resources that are allocated to nobody, as agents have them. */
export function unallocateOperation(operation: Offer.Operation): Offer.Operation {
  return mapOperationResources(operation, ({ allocation_info: _, ...resource }) => resource);
}
