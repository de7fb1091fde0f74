import { type Authenticators, formatPrincipal } from '../process/http/authenticator.js';
import { methodNotAllowed, textResponse } from '../process/http/message.js';
import type { Guard } from '../process/http/router.js';
import type { Action, ActionObject } from './actions.js';
import type { Authorizer } from './authorizer.js';

/** Who may use a route. */
export interface RouteAccess {
  /** Whose credentials it takes, if there is an authenticator for this realm. */
  readonly realm: string;
  /** What one has to be allowed to use it at all; a handler may ask for more. */
  readonly action?: Action;
  readonly object?: ActionObject;
  /** Whether it takes GET only where there are rules: as in Mesos, they say who may get something. */
  readonly onlyGet?: boolean;
}

/** The access of a route that is one of the endpoints `get_endpoints` is about. */
export const endpoint = (realm: string, path: string): RouteAccess => ({
  ...{ realm, action: 'GET_ENDPOINT_WITH_PATH', object: { value: path } },
});

/** What is answered to those who may not do what they ask for. */
export const forbidden = () => textResponse(403);

/**
 * Lets those get to routes who may use them. Routes that are not in the table are open to everybody.
 * @param note is told whom it does not let through
 */
export function guardOf(
  routes: Readonly<Record<string, RouteAccess>>,
  authenticators: Authenticators,
  authorizer: Authorizer,
  note: (text: string) => void = () => {},
): Guard {
  return (path, handler) => {
    const access = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (!access) return handler;
    const { realm, action, object, onlyGet = false } = access;
    const authenticator = authenticators.get(realm);
    return (request) => {
      const result = authenticator?.authenticate(request.headers['authorization']) ?? { principal: undefined };
      const { method, peer } = request;
      if ('refused' in result) {
        note(`Refused ${method} ${path} of ${peer}: not authenticated in the realm ${realm}`);
        return result.refused;
      }
      const { principal } = result;
      if (onlyGet && authorizer.restricts && request.method !== 'GET') return methodNotAllowed(request, 'GET');
      if (action && !authorizer.approvers(principal).approved(action, object)) {
        const who = principal ? `principal '${formatPrincipal(principal)}'` : 'nobody in particular';
        note(`Refused ${method} ${path} of ${peer}: ${who} is not authorized to perform ${action}`);
        return forbidden();
      }
      return handler(principal ? { ...request, principal } : request);
    };
  };
}
