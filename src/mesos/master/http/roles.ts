import { NO_QUOTA } from '../../allocator/quota.js';
import type { Approvers } from '../../authorizer/authorizer.js';
import { viewsRole } from '../../authorizer/views.js';
import { refusal } from '../../process/http/call.js';
import { type HttpHandler, jsonResponse, methodNotAllowed } from '../../process/http/message.js';
import { parseJsonArray } from '../../wire/json-text.js';
import type { master as api, Role, WeightInfo } from '../../wire/messages.js';
import { ParseError } from '../../wire/parse-error.js';
import { normaliseList } from '../../wire/parse-json.js';
import type { Master } from '../master.js';
import { knownRoles, type RoleResources, resourcesByRole } from '../roles.js';
import { answer } from './answer.js';
import type { CallHandler } from './operator-api.js';

/** The calls of operators that concern roles and their weights. */
export const ROLE_CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  GET_ROLES: (master, _, { approvers }) => ({ type: 'GET_ROLES', get_roles: { roles: eachRole(master, approvers, describe) } }),
  GET_WEIGHTS: (master, _, { approvers }) => ({
    type: 'GET_WEIGHTS',
    get_weights: { weight_infos: viewedWeights(master, approvers) },
  }),
  UPDATE_WEIGHTS: (master, { update_weights }, { approvers }) =>
    answer(master.weights.update(update_weights?.weight_infos ?? [], approvers)),
};

/** `/roles`: every role, with what it and the roles below it have. */
export function rolesDocument(master: Master, approvers: Approvers) {
  return { roles: eachRole(master, approvers, (role) => roleDocument(master, role)) };
}

/** `/weights`: GET shows the weights that were given, PUT gives some. */
export function weights(master: Master): HttpHandler {
  return (request) => {
    const approvers = master.authorizer.approvers(request.principal);
    if (request.method === 'GET') return jsonResponse(viewedWeights(master, approvers), request);
    if (request.method !== 'PUT') return methodNotAllowed(request, 'GET', 'PUT');
    try {
      return answer(master.weights.update(readWeights(request.body.toString()), approvers));
    } catch (error) {
      return refusal(error);
    }
  };
}

const viewedWeights = (master: Master, approvers: Approvers): WeightInfo[] =>
  master.weights.all.filter(({ role }) => viewsRole(approvers, role));

function readWeights(text: string): WeightInfo[] {
  try {
    return normaliseList('WeightInfo', parseJsonArray(text));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const doing = error.stage === 'text' ? 'parse update weights request JSON' : 'convert weights JSON array to protobuf';
    throw new ParseError(`Failed to ${doing} '${text}': ${error.message}`);
  }
}

/** What each known role that may be seen is, in either form; what all have in common is worked out once. */
function eachRole<Shown>(master: Master, approvers: Approvers, show: (role: KnownRole) => Shown): Shown[] {
  const resources = resourcesByRole(master);
  const { frameworksByRole } = master.allocator;
  const viewed = knownRoles(master).filter((role) => viewsRole(approvers, role));
  return viewed.map((name) => {
    const frameworks = [...(frameworksByRole.get(name) ?? [])];
    return show({ name, weight: master.allocator.weightOf(name), resources: resources(name), frameworks });
  });
}

interface KnownRole {
  readonly name: string;
  readonly weight: number;
  readonly resources: RoleResources;
  readonly frameworks: readonly string[];
}

function roleDocument(master: Master, { name, weight, resources, frameworks }: KnownRole) {
  const { offered, allocated, reserved, consumed } = resources;
  const { guarantees, limits } = master.quotas.get(name) ?? NO_QUOTA;
  return {
    name,
    weight,
    quota: { role: name, guarantee: guarantees.toObject(), limit: limits.toObject(), consumed: consumed.toObject() },
    resources: allocated.plus(offered).toObject(),
    allocated: allocated.toObject(),
    offered: offered.toObject(),
    reserved: reserved.toObject(),
    frameworks,
  };
}

/** Of resources it has those only that are known to be scalars. */
function describe({ name, weight, resources: { offered, allocated }, frameworks }: KnownRole): Role {
  const scalars = Object.entries(allocated.plus(offered).toObject()).filter(([each]) => SCALARS.has(each));
  return {
    name,
    weight,
    frameworks: frameworks.map((value) => ({ value })),
    resources: scalars.map(([each, value]) => ({ name: each, type: 'SCALAR', scalar: { value } })),
  };
}

const SCALARS = new Set(['cpus', 'gpus', 'mem', 'disk']);
