import { isDeepStrictEqual } from 'node:util';
import type { Labels, Resource } from '../wire/messages.js';
import { formatLabels } from './format.js';
import { DEFAULT_ROLE, isStrictSubroleOf, validateRole } from './role.js';

/** What is wrong with the reservations of a resource in any form, in Mesos's words; undefined when they are good. */
export function validateReservations(resource: Resource): string | undefined {
  const { reservations } = resource;
  if (!reservations?.length) return validatePreRefinement(resource);
  return validateStack(reservations) ?? validateEndpointForm(resource, reservations);
}

function validatePreRefinement({ role = DEFAULT_ROLE, reservation }: Resource): string | undefined {
  const error = validateRole(role);
  if (error || !reservation) return error;
  for (const member of ['type', 'role'] as const) {
    if (reservation[member] !== undefined) {
      return `'Resource.ReservationInfo.${member}' must not be set for the 'Resource.reservation' field`;
    }
  }
  return role === DEFAULT_ROLE ? 'Invalid reservation: role "*" cannot be dynamically reserved' : undefined;
}

function validateStack(reservations: readonly Resource.ReservationInfo[]): string | undefined {
  for (const { type, role } of reservations) {
    if (type === undefined) return "Invalid reservation: 'Resource.ReservationInfo.type' field must be set.";
    if (role === undefined) return "Invalid reservation: 'Resource.ReservationInfo.role' field must be set.";
    const error = validateRole(role);
    if (error) return error;
    if (role === DEFAULT_ROLE) return 'Invalid reservation: role "*" cannot be reserved';
  }
  let ancestor: string | undefined;
  for (const { type, role = '' } of reservations) {
    if (ancestor !== undefined) {
      if (type === 'STATIC') return 'Invalid refined reservation: A refined reservation cannot be STATIC';
      if (!isStrictSubroleOf(role, ancestor)) {
        return `Invalid refined reservation: role '${role}' is not a refinement of '${ancestor}'`;
      }
    }
    ancestor = role;
  }
  return undefined;
}

/** Beside the stack the pre-refinement members may be set too, as endpoints show them; then they have to agree with it. */
function validateEndpointForm(resource: Resource, reservations: readonly Resource.ReservationInfo[]): string | undefined {
  const [single] = reservations;
  if (!single || reservations.length > 1) return validateRefined(resource);
  const { role, reservation } = resource;
  if (role !== undefined && role !== single.role) {
    return `Invalid resource format: 'Resource.role' field with '${role}' does not match the role '${single.role}' in 'Resource.reservations'`;
  }
  if (single.type === 'STATIC') {
    if (!reservation) return undefined;
    return "Invalid resource format: 'Resource.reservation' must not be set if the single reservation in 'Resource.reservations' is STATIC";
  }
  if (single.type !== 'DYNAMIC') return "Unsupported 'Resource.ReservationInfo.Type'";
  if ((role === undefined) !== (reservation === undefined)) {
    return "Invalid resource format: 'Resource.role' and 'Resource.reservation' must either be both set or both not set if the single reservation in 'Resource.reservations' is DYNAMIC";
  }
  return reservation && validateSameReservation(reservation, single);
}

function validateSameReservation(one: Resource.ReservationInfo, other: Resource.ReservationInfo): string | undefined {
  const [principal, otherPrincipal] = [one.principal ?? '', other.principal ?? ''];
  if (principal !== otherPrincipal) {
    return `Invalid resource format: 'Resource.reservation.principal' field with '${principal}' does not match the principal '${otherPrincipal}' in 'Resource.reservations'`;
  }
  const [labels, otherLabels] = [one.labels ?? {}, other.labels ?? {}];
  if (!isDeepStrictEqual(sorted(labels), sorted(otherLabels))) {
    return `Invalid resource format: 'Resource.reservation.labels' field with '${formatLabels(labels)}' does not match the labels '${formatLabels(otherLabels)}' in 'Resource.reservations'`;
  }
  return undefined;
}

const sorted = ({ labels = [] }: Labels) => labels.map(({ key, value = '' }) => JSON.stringify([key, value])).sort();

function validateRefined({ role, reservation }: Resource): string | undefined {
  const member = role !== undefined ? 'role' : reservation !== undefined ? 'reservation' : undefined;
  if (!member) return undefined;
  return `Invalid resource format: 'Resource.${member}' must not be set if there is more than one reservation in 'Resource.reservations'`;
}
