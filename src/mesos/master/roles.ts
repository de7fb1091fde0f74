import { isRevocable, isUnreserved } from '../resources/predicates.js';
import { ResourceQuantities } from '../resources/quantities.js';
import type { Resources } from '../resources/resources.js';
import { ancestorsOf, isStrictSubroleOf } from '../resources/role.js';
import type { Master } from './master.js';

/** Every role that means anything to the master: with frameworks, resources, reservations or a weight, and the roles above. */
export function knownRoles(master: Master): string[] {
  const { roles } = master.roleWhitelist;
  if (roles) return withAncestors(roles);
  const reserved = Array.from(master.agents.values(), ({ total }) => [...total.reservations().keys()]).flat();
  const own = [...master.weights.roles, ...master.allocator.frameworksByRole.keys(), ...reserved];
  return withAncestors(own);
}

const withAncestors = (roles: Iterable<string>): string[] =>
  [...new Set([...roles].flatMap((role) => [role, ...ancestorsOf(role)]))].sort();

/** What a role and the roles below it have of all agents. */
export interface RoleResources {
  /** In offers that are out. */
  readonly offered: ResourceQuantities;
  /** Used by tasks and executors. */
  readonly allocated: ResourceQuantities;
  /** Reserved, used or not. */
  readonly reserved: ResourceQuantities;
  /** What counts for the role's quota: all that is reserved, and what else is used and cannot be revoked. */
  readonly consumed: ResourceQuantities;
}

/** Adds up what a role has. Agent by agent: the same port of two agents is two ports. */
export function roleResources(master: Master, role: string): RoleResources {
  const agents = [...master.agents.values()];
  const ofSubtree = (byRole: ReadonlyMap<string, Resources>) =>
    [...byRole].filter(([other]) => other === role || isStrictSubroleOf(other, role)).map(([, resources]) => resources);
  const used = agents.flatMap((agent) => ofSubtree(master.usedOn(agent).allocations()));
  const reserved = quantities(agents.flatMap(({ total }) => ofSubtree(total.reservations())));
  const unreserved = used.map((resources) => resources.filter((resource) => isUnreserved(resource) && !isRevocable(resource)));
  return {
    offered: quantities(agents.flatMap((agent) => ofSubtree(agent.offered.allocations()))),
    allocated: quantities(used),
    reserved,
    consumed: reserved.plus(quantities(unreserved)),
  };
}

/** How much there is of each resource in all of these together. */
export const quantities = (all: readonly Resources[]): ResourceQuantities =>
  all.reduce((sum, resources) => sum.plus(ResourceQuantities.ofResources(resources)), ResourceQuantities.empty);
