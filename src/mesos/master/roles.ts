import { ResourceQuantities } from '../resources/quantities.js';
import type { Resources } from '../resources/resources.js';
import { ancestorsOf } from '../resources/role.js';
import type { Master } from './master.js';

/**
 * Every role that means anything to the master: those of the flag `roles`, where it is given; else those with frameworks,
 * reservations, a weight or a quota. And the roles above.
 */
export function knownRoles(master: Master): string[] {
  const { roles } = master.roleWhitelist;
  const { frameworksByRole } = master.allocator;
  const reserved = Array.from(master.agents.values(), ({ total }) => [...total.reservations().keys()]).flat();
  const used = [...master.weights.roles, ...master.quotas.roles, ...frameworksByRole.keys(), ...reserved];
  return [...new Set([...(roles ?? used)].flatMap(withAncestors))].sort();
}

/** What a role and the roles below it have of all agents. */
export interface RoleResources {
  /** In offers that are out. */
  readonly offered: ResourceQuantities;
  /** Used by tasks and executors. */
  readonly allocated: ResourceQuantities;
  /** Reserved, used or not. */
  readonly reserved: ResourceQuantities;
  /** What counts for the role's quota: what is used, and what is reserved without being used. */
  readonly consumed: ResourceQuantities;
}

const NOTHING: RoleResources = {
  offered: ResourceQuantities.empty,
  allocated: ResourceQuantities.empty,
  reserved: ResourceQuantities.empty,
  consumed: ResourceQuantities.empty,
};

/**
 * Adds up what each role has, and gives what one has, whether it is known or not. Agent by agent: the same port of two agents
 * is two ports.
 */
export function resourcesByRole(master: Master): (role: string) => RoleResources {
  const byRole = new Map<string, RoleResources>();
  for (const agent of master.agents.values()) {
    const used = master.usedOn(agent);
    const offered = ofSubtrees(agent.offered.allocations());
    const allocated = ofSubtrees(used.allocations());
    const reserved = ofSubtrees(agent.total.reservations());
    const usedReserved = ofSubtrees(used.reservations());
    for (const role of new Set([...offered.keys(), ...allocated.keys(), ...reserved.keys()])) {
      const before = byRole.get(role) ?? NOTHING;
      const unused = amount(reserved, role).minus(amount(usedReserved, role));
      byRole.set(role, {
        offered: before.offered.plus(amount(offered, role)),
        allocated: before.allocated.plus(amount(allocated, role)),
        reserved: before.reserved.plus(amount(reserved, role)),
        consumed: ResourceQuantities.sum([before.consumed, amount(allocated, role), unused]),
      });
    }
  }
  return (role) => byRole.get(role) ?? NOTHING;
}

const amount = (of: ReadonlyMap<string, ResourceQuantities>, role: string) => of.get(role) ?? ResourceQuantities.empty;

/** The role and all above it. */
export const withAncestors = (role: string): string[] => [role, ...ancestorsOf(role)];

/** What each role and the roles below it have, of what each role has for itself. */
function ofSubtrees(own: ReadonlyMap<string, Resources>): Map<string, ResourceQuantities> {
  const sums = new Map<string, ResourceQuantities>();
  for (const [of, resources] of own) {
    const quantities = ResourceQuantities.ofResources(resources);
    for (const role of withAncestors(of)) sums.set(role, amount(sums, role).plus(quantities));
  }
  return sums;
}
