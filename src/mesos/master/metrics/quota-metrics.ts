import { isNoQuota } from '../../allocator/quota.js';
import { isSubjectToQuota } from '../../resources/predicates.js';
import { ResourceQuantities } from '../../resources/quantities.js';
import type { Resources } from '../../resources/resources.js';
import type { Master } from '../master.js';
import { withAncestors } from '../roles.js';

/** Mesos counts for all roles together as for a role without a name, which is above all others. */
const ROOT = '';

/**
 * The metrics below `allocator/mesos/quota/roles/<role>/resources/<name>/`, as values by name: `guarantee`, `limit` and
 * `offered_or_allocated` of roles that have a quota, `consumed` of all roles that consume something.
 */
export function quotaMetrics(master: Master): Record<string, number> {
  const metrics: Record<string, number> = {};
  const put = (role: string, amounts: Record<string, number>, what: string) => {
    for (const [name, value] of Object.entries(amounts)) {
      metrics[`allocator/mesos/quota/roles/${role}/resources/${name}/${what}`] = value;
    }
  };
  for (const [role, quota] of master.quotas) {
    if (isNoQuota(quota)) continue;
    const { guarantees, limits } = quota;
    put(role, guarantees.toObject(), 'guarantee');
    put(role, limits.toObject(), 'limit');
    const has = master.allocator.offeredOrAllocated(role);
    const names = [...guarantees.names, ...limits.names];
    put(role, Object.fromEntries(names.map((name) => [name, has.get(name)])), 'offered_or_allocated');
  }
  for (const [role, consumed] of consumption(master)) put(role, consumed.toObject(), 'consumed');
  return metrics;
}

/** What each role and the roles below it consume of scalars: what is reserved, used or not, and what else is used. */
function consumption(master: Master): Map<string, ResourceQuantities> {
  const sums = new Map<string, ResourceQuantities>();
  const add = (own: ReadonlyMap<string, Resources>) => {
    for (const [of, resources] of own) {
      const quantities = ResourceQuantities.ofResources(resources);
      for (const role of [...withAncestors(of), ROOT]) {
        sums.set(role, (sums.get(role) ?? ResourceQuantities.empty).plus(quantities));
      }
    }
  };
  for (const agent of master.agents.values()) {
    add(agent.total.filter(({ type }) => type === 'SCALAR').reservations());
    add(master.usedOn(agent).filter(isSubjectToQuota).allocations());
  }
  return sums;
}
