import { type HttpHandler, methodNotAllowed, textResponse } from '../process/http/message.js';
import type { Action, ActionObject } from './actions.js';
import type { Authorizer } from './authorizer.js';

/** What is answered to those who may not do what they ask for. */
export const forbidden = () => textResponse(403);

/** Makes a handler answer only those who may do this; the others get 403. */
export const authorizedOnly =
  (authorizer: Authorizer, action: Action, object?: ActionObject) =>
  (handler: HttpHandler): HttpHandler =>
  (request) =>
    authorizer.approvers(request.principal).approved(action, object) ? handler(request) : forbidden();

/** Makes a handler take GET only, where there are rules: as in Mesos, they say who may get something. */
export const onlyGetWithRules =
  (authorizer: Authorizer) =>
  (handler: HttpHandler): HttpHandler =>
  (request) =>
    authorizer.restricts && request.method !== 'GET' ? methodNotAllowed(request, 'GET') : handler(request);
