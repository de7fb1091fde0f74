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

/** The resources that GET_ROLES shows. */
const SHOWN = ['cpus', 'mem', 'disk', 'gpus'];

/** The calls of operators that concern roles and their weights. */
export const ROLE_CALLS: Partial<Record<api.Call.Type, (master: Master, call: api.Call) => api.Response | HttpResponse>> = {
  GET_ROLES: (master) => ({ type: 'GET_ROLES', get_roles: { roles: knownRoles(master).map((role) => describe(master, role)) } }),
  GET_WEIGHTS: (master) => ({ type: 'GET_WEIGHTS', get_weights: { weight_infos: master.weights.all } }),
  UPDATE_WEIGHTS: (master, { update_weights }) => update(master, update_weights?.weight_infos ?? []),
};

/** `/roles`: every role, with what it and the roles below it have. */
export function rolesDocument(master: Master) {
  return { roles: knownRoles(master).map((role) => roleDocument(master, role)) };
}

/** `/weights`: GET shows the weights that were given, PUT gives some. */
export function weights(master: Master): HttpHandler {
  return (request) => {
    if (request.method === 'GET') return jsonResponse(master.weights.all, request);
    if (request.method !== 'PUT') return methodNotAllowed(request, 'GET', 'PUT');
    try {
      return update(master, readWeights(request.body.toString()));
    } catch (error) {
      return refusal(error);
    }
  };
}

function update(master: Master, infos: readonly WeightInfo[]): HttpResponse {
  const problem = master.weights.update(infos);
  return problem === undefined ? emptyResponse(200) : textResponse(400, problem);
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
  const resources = Object.entries(allocated.plus(offered).toObject())
    .filter(([name]) => SHOWN.includes(name))
    .map(([name, value]): Resource => ({ ...{ name, type: 'SCALAR', scalar: { value } } }));
  return {
    name: role,
    weight: master.allocator.weightOf(role),
    frameworks: frameworksOf(master, role).map((value) => ({ value })),
    resources,
  };
}

const frameworksOf = (master: Master, role: string): string[] => [...(master.allocator.frameworksByRole.get(role) ?? [])];
