import type { ResourceQuantities } from '../resources/quantities.js';
import { Resources } from '../resources/resources.js';
import { DrfSorter } from './drf-sorter.js';

/**
 * Who comes first: a sorter of the roles and, for each role, one of its frameworks. A framework belongs to a role when it is
 * subscribed to it, and as long as it holds resources of it.
 */
export class Sorters {
  readonly #roles: DrfSorter;
  readonly #frameworks = new Map<string, { sorter: DrfSorter; ids: Set<string> }>();

  constructor(
    private readonly total: () => ResourceQuantities,
    private readonly excluded?: ReadonlySet<string>,
  ) {
    this.#roles = new DrfSorter(total, excluded);
  }

  /** The roles that have frameworks, in the order in which they are due. */
  roles(): readonly string[] {
    return this.#roles.sort();
  }

  /** The frameworks of a role that want offers, in the order in which they are due. */
  frameworks(role: string): readonly string[] {
    return this.#frameworks.get(role)?.sorter.sort() ?? [];
  }

  /** All frameworks by role, whether or not they want offers. */
  get frameworksByRole(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map(Array.from(this.#frameworks, ([role, { ids }]) => [role, ids]));
  }

  /** The scalars that a role holds, without the roles below it, offered or allocated; without an argument, those of all roles. */
  allocation(role?: string): ResourceQuantities {
    return this.#roles.allocation(role);
  }

  /** All roles that have frameworks, each with the share by which it comes in the order. */
  shares(): [role: string, share: number][] {
    return Array.from(this.#frameworks.keys(), (role) => [role, this.#roles.shareOf(role)]);
  }

  has(frameworkId: string, role: string): boolean {
    return this.#frameworks.get(role)?.ids.has(frameworkId) ?? false;
  }

  add(frameworkId: string, role: string): void {
    let frameworks = this.#frameworks.get(role);
    if (!frameworks) {
      frameworks = { sorter: new DrfSorter(this.total, this.excluded), ids: new Set() };
      this.#frameworks.set(role, frameworks);
      this.#roles.add(role);
      this.#roles.setActive(role, true);
    }
    frameworks.ids.add(frameworkId);
    frameworks.sorter.add(frameworkId);
  }

  /** The framework must not hold anything of the role any more. */
  remove(frameworkId: string, role: string): void {
    const frameworks = this.#frameworks.get(role);
    if (!frameworks) return;
    frameworks.ids.delete(frameworkId);
    frameworks.sorter.remove(frameworkId);
    if (frameworks.ids.size > 0) return;
    this.#frameworks.delete(role);
    this.#roles.remove(role);
  }

  /** Whether the framework wants offers for the role. */
  setActive(frameworkId: string, role: string, active: boolean): void {
    this.#frameworks.get(role)?.sorter.setActive(frameworkId, active);
  }

  setWeight(role: string, weight: number): void {
    this.#roles.setWeight(role, weight);
  }

  weightOf(role: string): number {
    return this.#roles.weightOf(role);
  }

  /** Resources, allocated to one or several roles, go to a framework. */
  allocated(frameworkId: string, agentId: string, resources: Resources): void {
    for (const [role, ofRole] of resources.allocations()) {
      this.add(frameworkId, role);
      this.#roles.allocated(role, agentId, ofRole);
      this.#frameworks.get(role)?.sorter.allocated(frameworkId, agentId, ofRole);
    }
  }

  unallocated(frameworkId: string, agentId: string, resources: Resources): void {
    for (const [role, ofRole] of resources.allocations()) {
      this.#roles.unallocated(role, agentId, ofRole);
      this.#frameworks.get(role)?.sorter.unallocated(frameworkId, agentId, ofRole);
    }
  }

  /** An operation turns resources that a framework holds into others. */
  converted(frameworkId: string, agentId: string, before: Resources, after: Resources): void {
    const [consumed, converted] = [before.allocations(), after.allocations()];
    for (const role of new Set([...consumed.keys(), ...converted.keys()])) {
      const change = [agentId, consumed.get(role) ?? Resources.empty, converted.get(role) ?? Resources.empty] as const;
      this.#roles.converted(role, ...change);
      this.#frameworks.get(role)?.sorter.converted(frameworkId, ...change);
    }
  }
}
