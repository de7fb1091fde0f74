import type { Offer, Resource } from '../wire/messages.js';
import { formatResource } from './format.js';
import { Resources } from './resources.js';

/** One step of an operation: resources that go, and those that come in their place. */
export interface Conversion {
  readonly consumed: Resources;
  readonly converted: Resources;
  /** What, in Mesos's words, speaks against the outcome. */
  readonly objection?: (outcome: Resources) => string | undefined;
}

/** What an operation made of resources, or why it could not be applied, in Mesos's words. */
export type Applied = { readonly resources: Resources } | { readonly error: string };

/**
 * Applies an operation to resources. All of its resources have to be allocated to a role or, by an operator, to nobody, as
 * those it is applied to. Operations that change no resources (LAUNCH, LAUNCH_GROUP) leave them as they are.
 */
export function applyOperation(resources: Resources, operation: Offer.Operation): Applied {
  return applyConversions(resources, conversionsOf(operation));
}

/** Applies conversions one after the other; the first that cannot be applied decides. */
export function applyConversions(resources: Resources, conversions: readonly Conversion[]): Applied {
  let current = resources;
  for (const { consumed, converted, objection } of conversions) {
    if (!current.contains(consumed)) return { error: `${current} does not contain ${consumed}` };
    current = current.minus(consumed).plus(converted);
    const error = objection?.(current);
    if (error !== undefined) return { error };
  }
  return { resources: current };
}

/** All resources that go when an operation is applied. */
export function consumedBy(operation: Offer.Operation): Resources {
  return conversionsOf(operation).reduce((sum, { consumed }) => sum.plus(consumed), Resources.empty);
}

/** All resources that come when an operation is applied. */
export function convertedBy(operation: Offer.Operation): Resources {
  return conversionsOf(operation).reduce((sum, { converted }) => sum.plus(converted), Resources.empty);
}

/** The steps of an operation; none for those that change no resources of the agent itself. */
export function conversionsOf({ type, ...operation }: Offer.Operation): Conversion[] {
  switch (type) {
    case 'RESERVE':
      return operation.reserve ? [reserve(operation.reserve)] : [];
    case 'UNRESERVE':
      return (operation.unreserve?.resources ?? []).map(unreserve);
    case 'CREATE':
      return (operation.create?.volumes ?? []).map(create);
    case 'DESTROY':
      return (operation.destroy?.volumes ?? []).map(destroy);
    case 'GROW_VOLUME':
      return operation.grow_volume ? [growVolume(operation.grow_volume)] : [];
    case 'SHRINK_VOLUME':
      return operation.shrink_volume ? [shrinkVolume(operation.shrink_volume)] : [];
    default:
      return [];
  }
}

/** Without a source a reservation is made within the one below it, or of unreserved resources. */
function reserve({ source, resources }: Offer.Operation.Reserve): Conversion {
  const converted = Resources.of(resources);
  return { consumed: source?.length ? Resources.of(source) : converted.popReservation(), converted };
}

function unreserve(resource: Resource): Conversion {
  const consumed = Resources.of([resource]);
  return { consumed, converted: consumed.popReservation() };
}

function create(volume: Resource): Conversion {
  return { consumed: Resources.of([withoutVolume(volume)]), converted: Resources.of([volume]) };
}

function destroy(volume: Resource): Conversion {
  const consumed = Resources.of([volume]);
  return {
    consumed,
    converted: Resources.of([withoutVolume(volume)]),
    objection: (outcome) =>
      outcome.contains(consumed)
        ? `Persistent volume ${formatResource(volume)} cannot be removed due to additional shared copies`
        : undefined,
  };
}

function growVolume({ volume, addition }: Offer.Operation.GrowVolume): Conversion {
  return {
    consumed: Resources.of([volume, addition]),
    converted: Resources.of([withSize(volume, sizeOf(volume) + sizeOf(addition))]),
  };
}

function shrinkVolume({ volume, subtract }: Offer.Operation.ShrinkVolume): Conversion {
  const freed = withSize(withoutVolume(volume), subtract.value);
  return {
    consumed: Resources.of([volume]),
    converted: Resources.of([withSize(volume, sizeOf(volume) - subtract.value), freed]),
  };
}

/** The disk that a persistent volume is made of. */
function withoutVolume({ disk, shared: _, ...resource }: Resource): Resource {
  return disk?.source ? { ...resource, disk: { source: disk.source } } : resource;
}

const sizeOf = ({ scalar }: Resource) => scalar?.value ?? 0;
const withSize = (resource: Resource, value: number): Resource => ({ ...resource, scalar: { value } });
