import type { Resource } from '../wire/messages.js';
import { isReserved, isUnreserved, reservationRole } from './predicates.js';
import { Resources } from './resources.js';

/**
 * Resources of `total` that make up the targets, whoever they are reserved for: preferably the target's role, then unreserved
 * ones, then any. They come with the reservations they have in `total`. Undefined when a target is not there.
 */
export function findResources(total: Resources, targets: Iterable<Resource>): Resources | undefined {
  let found = Resources.empty;
  for (const target of Resources.of(targets)) {
    const part = findOne(total, target);
    if (!part) return undefined;
    found = found.plus(part);
  }
  return found;
}

function findOne(total: Resources, target: Resource): Resources | undefined {
  let found = Resources.empty;
  let remaining = Resources.of([target]).toUnreserved();
  for (const candidate of byPreference(total, target)) {
    const offered = Resources.of([candidate]).toUnreserved();
    if (offered.contains(remaining)) {
      return found.plus(remaining.transform((resource) => ({ ...resource, reservations: candidate.reservations })));
    }
    if (remaining.contains(offered)) {
      found = found.plus([candidate]);
      remaining = remaining.minus(offered);
    }
  }
  return undefined;
}

function byPreference(total: Resources, target: Resource): Resource[] {
  const role = isReserved(target) ? reservationRole(target) : undefined;
  const rank = (resource: Resource) => {
    if (role !== undefined && isReserved(resource, role)) return 0;
    return isUnreserved(resource) ? 1 : 2;
  };
  return [...total].sort((a, b) => rank(a) - rank(b));
}
