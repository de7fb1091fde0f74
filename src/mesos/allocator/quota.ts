import { ResourceLimits } from '../resources/limits.js';
import { ResourceQuantities } from '../resources/quantities.js';

/** What a role can count on, and how much it may have at most. Resources that are reserved for it count as had. */
export interface Quota {
  readonly guarantees: ResourceQuantities;
  readonly limits: ResourceLimits;
}

/** That of roles which were given none. */
export const NO_QUOTA: Quota = { guarantees: ResourceQuantities.empty, limits: ResourceLimits.none };

/** Whether it neither guarantees nor limits anything. */
export const isNoQuota = ({ guarantees, limits }: Quota): boolean => guarantees.isEmpty && limits.isEmpty;
