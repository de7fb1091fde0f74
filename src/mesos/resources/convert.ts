import type { Resource } from '../wire/messages.js';
import { formatResource } from './format.js';
import { hasRefinedReservations } from './predicates.js';
import { DEFAULT_ROLE } from './role.js';

/*
 * A resource has one of three forms. Post-refinement, the form used inside: a stack `reservations`. Pre-refinement, of
 * frameworks without RESERVATION_REFINEMENT: `role`, and `reservation` if reserved dynamically. Endpoint, for people: both.
 */

/** The post-refinement form of a resource in any form; the resource itself when it has that form already. */
export function upgradeResource(resource: Resource): Resource {
  if (resource.role === undefined && resource.reservation === undefined) return resource;
  const { role = DEFAULT_ROLE, reservation, ...rest } = resource;
  if (rest.reservations?.length || role === DEFAULT_ROLE) return rest;
  return { ...rest, reservations: [reservation ? { ...reservation, type: 'DYNAMIC', role } : { type: 'STATIC', role }] };
}

/**
 * The pre-refinement form of a resource in post-refinement form. Refined reservations cannot be told in it: that throws, for
 * such resources must not get to frameworks without RESERVATION_REFINEMENT (see `hasRefinedReservations`).
 */
export function downgradeResource(resource: Resource): Resource {
  if (hasRefinedReservations(resource)) throw new Error(`${formatResource(resource)} has no pre-refinement form`);
  const { reservations: _, ...rest } = resource;
  return { ...rest, ...preRefinementMembers(resource) };
}

/** The endpoint form of a resource in post-refinement form, as v0 endpoints show it. */
export function toEndpointForm(resource: Resource): Resource {
  return hasRefinedReservations(resource) ? resource : { ...resource, ...preRefinementMembers(resource) };
}

function preRefinementMembers({ reservations }: Resource): Pick<Resource, 'role' | 'reservation'> {
  const innermost = reservations?.at(-1);
  const role = innermost?.role ?? DEFAULT_ROLE;
  if (innermost?.type !== 'DYNAMIC') return { role };
  const { type: _type, role: _role, ...reservation } = innermost;
  return { role, reservation };
}
