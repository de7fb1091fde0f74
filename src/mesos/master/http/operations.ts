import type { Principal } from '../../process/http/authenticator.js';
import { refusal } from '../../process/http/call.js';
import { type HttpHandler, type HttpResponse, methodNotAllowed, textResponse } from '../../process/http/message.js';
import { parseForm } from '../../process/http/query.js';
import { validateResources } from '../../resources/validate.js';
import { parseJsonArray } from '../../wire/json-text.js';
import type { master as api, Offer, Resource } from '../../wire/messages.js';
import { ParseError } from '../../wire/parse-error.js';
import { normaliseList } from '../../wire/parse-json.js';
import type { Master } from '../master.js';
import { operateForOperator } from '../operator-operation.js';
import { answer } from './answer.js';
import type { CallHandler } from './operator-api.js';

/** The calls of operators that change resources of an agent. */
export const OPERATION_CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  RESERVE_RESOURCES: (master, { reserve_resources: given }, { principal }) =>
    operate(master, principal, given?.agent_id, {
      type: 'RESERVE',
      reserve: { source: given?.source, resources: given?.resources },
    }),
  UNRESERVE_RESOURCES: (master, { unreserve_resources: given }, { principal }) =>
    operate(master, principal, given?.agent_id, { type: 'UNRESERVE', unreserve: { resources: given?.resources } }),
  CREATE_VOLUMES: (master, { create_volumes: given }, { principal }) =>
    operate(master, principal, given?.agent_id, { type: 'CREATE', create: { volumes: given?.volumes } }),
  DESTROY_VOLUMES: (master, { destroy_volumes: given }, { principal }) =>
    operate(master, principal, given?.agent_id, { type: 'DESTROY', destroy: { volumes: given?.volumes } }),
  GROW_VOLUME: (master, { grow_volume }, { principal }) =>
    operate(master, principal, grow_volume?.agent_id, { type: 'GROW_VOLUME', grow_volume }),
  SHRINK_VOLUME: (master, { shrink_volume }, { principal }) =>
    operate(master, principal, shrink_volume?.agent_id, { type: 'SHRINK_VOLUME', shrink_volume }),
};

/** What is wrong with such a call itself, in Mesos's words. */
export function validateOperationCall({
  type,
  reserve_resources,
  unreserve_resources,
  ...volumes
}: api.Call): string | undefined {
  switch (type) {
    case 'RESERVE_RESOURCES':
      return validateResources(reserve_resources?.resources ?? []);
    case 'UNRESERVE_RESOURCES':
      return validateResources(unreserve_resources?.resources ?? []);
    case 'GROW_VOLUME':
      return validateAgent(volumes.grow_volume);
    case 'SHRINK_VOLUME':
      return validateAgent(volumes.shrink_volume);
    default:
      return undefined;
  }
}

const validateAgent = (resized: { agent_id?: unknown } | undefined): string | undefined =>
  resized?.agent_id === undefined
    ? "Expecting 'agent_id' to be present; only agent default resources are supported right now"
    : undefined;

/** `/reserve`, `/unreserve`, `/create-volumes` and `/destroy-volumes`, by their paths. */
export const OPERATION_FORMS: Readonly<Record<string, (master: Master) => HttpHandler>> = {
  '/reserve': (master) =>
    form(master, 'parsing', ['resources', 'source'], ([resources, source]) => ({
      type: 'RESERVE',
      reserve: { source, resources },
    })),
  '/unreserve': (master) =>
    form(master, 'in parsing', ['resources'], ([resources]) => ({ type: 'UNRESERVE', unreserve: { resources } })),
  '/create-volumes': (master) =>
    form(master, 'in parsing', ['volumes'], ([volumes]) => ({ type: 'CREATE', create: { volumes } })),
  '/destroy-volumes': (master) =>
    form(master, 'in parsing', ['volumes'], ([volumes]) => ({ type: 'DESTROY', destroy: { volumes } })),
};

/** A form with an agent's id and lists of resources, of which the first has to be there. */
function form(
  master: Master,
  parsing: string,
  [required, ...optional]: [string, ...string[]],
  operation: (lists: (Resource[] | undefined)[]) => Offer.Operation,
): HttpHandler {
  return (request) => {
    if (request.method !== 'POST') return methodNotAllowed(request, 'POST');
    try {
      const values = parseForm(request.body);
      const missing = ['slaveId', required].find((name) => !values.has(name));
      if (missing !== undefined) return textResponse(400, `Missing '${missing}' query parameter in the request body`);
      const read = (name: string) =>
        readResources(values.get(name), `Error ${parsing} '${name}' query parameter in the request body`);
      const lists = [required, ...optional].map(read);
      return operate(master, request.principal, { value: values.get('slaveId') ?? '' }, operation(lists));
    } catch (error) {
      return refusal(error);
    }
  };
}

function readResources(text: string | null, failure: string): Resource[] | undefined {
  if (text === null) return undefined;
  try {
    return normaliseList('Resource', parseJsonArray(text));
  } catch (error) {
    throw error instanceof ParseError ? new ParseError(`${failure}: ${error.message}`) : error;
  }
}

function operate(
  master: Master,
  principal: Principal | undefined,
  agentId: { value: string } | undefined,
  operation: Offer.Operation,
): HttpResponse {
  return answer(operateForOperator(master, principal, agentId?.value ?? '', operation), 202);
}
