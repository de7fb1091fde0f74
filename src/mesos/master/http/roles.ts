import type { Approvers } from '../../authorizer/authorizer.js';
import { forbidden } from '../../authorizer/route-access.js';
import { viewsRole } from '../../authorizer/views.js';
import { refusal } from '../../process/http/call.js';
import {
  emptyResponse,
  type HttpHandler,
  type HttpResponse,
  jsonResponse,
  methodNotAllowed,
  textResponse,
} from '../../process/http/message.js';
import { parseJsonArray } from '../../wire/json-text.js';
import type { master as api, Resource, Role, WeightInfo } from '../../wire/messages.js';
import { ParseError } from '../../wire/parse-error.js';
import { normaliseList } from '../../wire/parse-json.js';
import type { Master } from '../master.js';
import { knownRoles, roleResources } from '../roles.js';
import { roleOf, validateWeights } from '../weights.js';
import type { CallHandler } from './operator-api.js';

/** The calls of operators that concern roles and their weights. */
export const ROLE_CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  GET_ROLES: (master, _, { approvers }) => ({
    type: 'GET_ROLES',
    get_roles: { roles: viewedRoles(master, approvers).map((role) => describe(master, role)) },
  }),
  GET_WEIGHTS: (master, _, { approvers }) => ({
    type: 'GET_WEIGHTS',
    get_weights: { weight_infos: viewedWeights(master, approvers) },
  }),
  UPDATE_WEIGHTS: (master, { update_weights }, { approvers }) => update(master, update_weights?.weight_infos ?? [], approvers),
};

/** `/roles`: every role, with what it and the roles below it have. */
export function rolesDocument(master: Master, approvers: Approvers) {
  return { roles: viewedRoles(master, approvers).map((role) => roleDocument(master, role)) };
}

/** `/weights`: GET shows the weights that were given, PUT gives some. */
export function weights(master: Master): HttpHandler {
  return (request) => {
    const approvers = master.authorizer.approvers(request.principal);
    if (request.method === 'GET') return jsonResponse(viewedWeights(master, approvers), request);
    if (request.method !== 'PUT') return methodNotAllowed(request, 'GET', 'PUT');
    try {
      return update(master, readWeights(request.body.toString()), approvers);
    } catch (error) {
      return refusal(error);
    }
  };
}

const viewedRoles = (master: Master, approvers: Approvers): string[] =>
  knownRoles(master).filter((role) => viewsRole(approvers, role));

const viewedWeights = (master: Master, approvers: Approvers): WeightInfo[] =>
  master.weights.all.filter(({ role }) => viewsRole(approvers, role));

function update(master: Master, infos: readonly WeightInfo[], approvers: Approvers): HttpResponse {
  const problem = validateWeights(infos);
  if (problem !== undefined) return textResponse(400, problem);
  const objects = infos.length === 0 ? [undefined] : infos.map((info) => ({ value: roleOf(info) }));
  if (!objects.every((object) => approvers.approved('UPDATE_WEIGHT', object))) return forbidden();
  master.weights.update(infos);
  return emptyResponse(200);
}

function readWeights(text: string): WeightInfo[] {
  try {
    return normaliseList('WeightInfo', parseJsonArray(text));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const doing = error.stage === 'text' ? 'parse update weights request JSON' : 'convert weights JSON array to protobuf';
    throw new ParseError(`Failed to ${doing} '${text}': ${error.message}`);
  }
}

function roleDocument(master: Master, role: string) {
  const { offered, allocated, reserved, consumed } = roleResources(master, role);
  return {
    name: role,
    weight: master.allocator.weightOf(role),
    quota: { role, guarantee: {}, limit: {}, consumed: consumed.toObject() },
    resources: allocated.plus(offered).toObject(),
    allocated: allocated.toObject(),
    offered: offered.toObject(),
    reserved: reserved.toObject(),
    frameworks: frameworksOf(master, role),
  };
}

function describe(master: Master, role: string): Role {
  const { offered, allocated } = roleResources(master, role);
  const resources: Resource[] = Object.entries(allocated.plus(offered).toObject()).map(([name, value]) => ({
    ...{ name, type: 'SCALAR', scalar: { value } },
  }));
  return {
    name: role,
    weight: master.allocator.weightOf(role),
    frameworks: frameworksOf(master, role).map((value) => ({ value })),
    resources,
  };
}

const frameworksOf = (master: Master, role: string): string[] => [...(master.allocator.frameworksByRole.get(role) ?? [])];
