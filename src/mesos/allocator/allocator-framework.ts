import type { Clock } from '../process/clock.js';
import type { ResourceQuantities } from '../resources/quantities.js';
import type { FrameworkInfo, scheduler } from '../wire/messages.js';
import { minAllocatableByRole } from './min-allocatable.js';
import { NO_LIMITS, OfferConstraintsFilter } from './offer-constraints.js';
import { OfferFilters } from './offer-filters.js';

/** What the allocator has to know of a framework. */
export interface AllocatorFramework {
  readonly roles: readonly string[];
  /** Roles for which it wants no offers. */
  readonly suppressedRoles: ReadonlySet<string>;
  /** Names of `FrameworkInfo.Capability.Type`. */
  readonly capabilities: ReadonlySet<string>;
  readonly offerFilters?: FrameworkInfo['offer_filters'];
  /** Must be valid, see `validateOfferConstraints`. */
  readonly offerConstraints?: scheduler.OfferConstraints | undefined;
}

/** A framework as the allocator sees it: what it wants, and what it has refused. */
export class FrameworkWishes {
  roles = new Set<string>();
  suppressedRoles = new Set<string>();
  capabilities: ReadonlySet<string> = new Set();
  minAllocatable = new Map<string, ResourceQuantities[]>();
  constraints = new OfferConstraintsFilter();
  readonly filters: OfferFilters;

  constructor(
    readonly id: string,
    framework: AllocatorFramework,
    clock: Clock,
    /** Whether it gets offers at all. */
    public active: boolean,
  ) {
    this.filters = new OfferFilters(clock);
    this.update(framework);
  }

  /** Takes over what the framework now wants; what it refused stays refused. */
  update({ roles, suppressedRoles, capabilities, offerFilters, offerConstraints }: AllocatorFramework): void {
    this.roles = new Set(roles);
    this.suppressedRoles = new Set(suppressedRoles);
    this.capabilities = new Set(capabilities);
    this.minAllocatable = minAllocatableByRole(offerFilters);
    this.constraints = new OfferConstraintsFilter(offerConstraints, NO_LIMITS);
  }

  wantsOffersFor(role: string): boolean {
    return this.active && this.roles.has(role) && !this.suppressedRoles.has(role);
  }
}
