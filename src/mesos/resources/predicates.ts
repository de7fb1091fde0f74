import type { Resource } from '../wire/messages.js';
import { DEFAULT_ROLE, isStrictSubroleOf } from './role.js';

// Questions about one resource in post-refinement form.

/** The role a resource is reserved for: that of its innermost reservation, `*` when there is none. */
export function reservationRole(resource: Resource): string {
  return resource.reservations?.at(-1)?.role ?? DEFAULT_ROLE;
}

/** Whether it is reserved at all, or for exactly the role given. */
export function isReserved(resource: Resource, role?: string): boolean {
  return !isUnreserved(resource) && (role === undefined || reservationRole(resource) === role);
}

export function isUnreserved(resource: Resource): boolean {
  return !resource.reservations?.length;
}

/** Whether its innermost reservation was made at run time, so that it can be undone at run time. */
export function isDynamicallyReserved(resource: Resource): boolean {
  return resource.reservations?.at(-1)?.type === 'DYNAMIC';
}

/** Whether a reservation was made within another one, for a role below. */
export function hasRefinedReservations(resource: Resource): boolean {
  return (resource.reservations?.length ?? 0) > 1;
}

/** Whether frameworks of the role may have it: unreserved, or reserved for the role or for one above it. */
export function isAllocatableTo(resource: Resource, role: string): boolean {
  if (isUnreserved(resource)) return true;
  const reservedFor = reservationRole(resource);
  return role === reservedFor || isStrictSubroleOf(role, reservedFor);
}

export function isPersistentVolume(resource: Resource): boolean {
  return resource.disk?.persistence !== undefined;
}

export function isRevocable(resource: Resource): boolean {
  return resource.revocable !== undefined;
}

/** Whether it counts for the quota of whoever is allocated it: an unreserved scalar that cannot be revoked. */
export function isSubjectToQuota(resource: Resource): boolean {
  return resource.type === 'SCALAR' && isUnreserved(resource) && !isRevocable(resource);
}

export function isShared(resource: Resource): boolean {
  return resource.shared !== undefined;
}

/** Whether it can only be had as a whole: persistent volumes, shared resources, and disks that are devices or mounts. */
export function isIndivisible({ shared, disk }: Resource): boolean {
  if (shared || disk?.persistence) return true;
  switch (disk?.source?.type) {
    case 'MOUNT':
    case 'BLOCK':
      return true;
    case 'RAW':
      return disk.source.id !== undefined;
    default:
      return false;
  }
}
