import type { Principal } from '../process/http/authenticator.js';
import type { Action, ActionObject } from './actions.js';

/** What a principal may do: `ObjectApprovers` in Mesos. */
export interface Approvers {
  /** Whether the principal may do this to the object, or, where none is given, to any. */
  approved(action: Action, object?: ActionObject): boolean;
}

/** Who may do what. */
export interface Authorizer {
  /** Whether there are rules at all. */
  readonly restricts: boolean;
  /** @param principal undefined for somebody who is not known */
  approvers(principal: Principal | undefined): Approvers;
}

/** Approves of everything. */
export const ALL_APPROVED: Approvers = { approved: () => true };

/** No authorizer: everybody may do everything. */
export const OPEN_AUTHORIZER: Authorizer = { restricts: false, approvers: () => ALL_APPROVED };
