import { refusal } from '../../process/http/call.js';
import {
  emptyResponse,
  type HttpHandler,
  type HttpResponse,
  jsonTextResponse,
  methodNotAllowed,
  textResponse,
} from '../../process/http/message.js';
import { parseJsonObject } from '../../wire/json-text.js';
import type { master as api, quota } from '../../wire/messages.js';
import { ParseError } from '../../wire/parse-error.js';
import { normalise } from '../../wire/parse-json.js';
import { writeJson } from '../../wire/write-json.js';
import type { Master } from '../master.js';

/** The calls of operators that concern quotas. */
export const QUOTA_CALLS: Partial<Record<api.Call.Type, (master: Master, call: api.Call) => api.Response | HttpResponse>> = {
  GET_QUOTA: (master) => ({ type: 'GET_QUOTA', get_quota: { status: master.quotas.status } }),
  UPDATE_QUOTA: (master, { update_quota = {} }) => {
    const problem = master.quotas.update(update_quota);
    return problem === undefined ? emptyResponse(200) : textResponse(400, problem);
  },
  SET_QUOTA: (master, { set_quota }) => set(master, set_quota?.quota_request ?? {}),
  // For a role without quota Mesos's master aborts.
  REMOVE_QUOTA: (master, { remove_quota: { role } = { role: '' } }) => remove(master, role, ''),
};

/** `/quota`: GET shows the quotas, POST sets one in the old form, DELETE of `/quota/<role>` removes one. */
export function quotas(master: Master): HttpHandler {
  return (request) => {
    switch (request.method) {
      case 'GET':
        return jsonTextResponse(writeJson('quota.QuotaStatus', master.quotas.status), request);
      case 'POST':
        try {
          return set(master, readRequest(request.body.toString()));
        } catch (error) {
          return refusal(error);
        }
      case 'DELETE':
        return removeByPath(master, `/${master.id}${request.path}`);
      default:
        return methodNotAllowed(request, 'GET', 'POST', 'DELETE');
    }
  };
}

function set(master: Master, request: quota.QuotaRequest): HttpResponse {
  const refused = master.quotas.set(request);
  return refused ? textResponse(refused.status, refused.text) : emptyResponse(200);
}

/** @param where for the text of an error: nothing, or ` for path '...'` */
function remove(master: Master, role: string, where: string): HttpResponse {
  if (master.quotas.remove(role)) return emptyResponse(200);
  return textResponse(400, `Failed to remove quota${where}: Role '${role}' has no quota set`);
}

/** The role is all that comes after `/master/quota/`, slashes included, as it is in the path. */
function removeByPath(master: Master, path: string): HttpResponse {
  const [, role] = /^\/+[^/]+\/+[^/]+\/+(.+)$/s.exec(path) ?? [];
  if (role === undefined) {
    const found = path.split('/').filter((token) => token !== '').length;
    const problem = `expected 3 tokens, found ${found} tokens`;
    return textResponse(400, `Failed to parse remove quota request for path '${path}': ${problem}`);
  }
  if (!master.roleWhitelist.has(role)) {
    return textResponse(400, `Failed to validate remove quota request for path '${path}': Unknown role '${role}'`);
  }
  return remove(master, role, ` for path '${path}'`);
}

function readRequest(text: string): quota.QuotaRequest {
  try {
    return normalise('quota.QuotaRequest', parseJsonObject(text));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const doing = error.stage === 'text' ? 'parse' : 'validate';
    throw new ParseError(`Failed to ${doing} set quota request JSON '${text}': ${error.message}`);
  }
}
