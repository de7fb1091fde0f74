import type { Approvers } from '../../authorizer/authorizer.js';
import { refusal } from '../../process/http/call.js';
import {
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
import { answer } from './answer.js';
import type { CallHandler } from './operator-api.js';

/** The calls of operators that concern quotas. */
export const QUOTA_CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  GET_QUOTA: ({ quotas }, _, { approvers }) => ({ type: 'GET_QUOTA', get_quota: { status: quotas.status(approvers) } }),
  UPDATE_QUOTA: ({ quotas }, { update_quota = {} }, { approvers }) => answer(quotas.update(update_quota, approvers)),
  SET_QUOTA: ({ quotas }, { set_quota }, { approvers }) => answer(quotas.set(set_quota?.quota_request ?? {}, approvers)),
  // For a role without quota Mesos's master aborts.
  REMOVE_QUOTA: ({ quotas }, { remove_quota }, { approvers }) => answer(quotas.remove(remove_quota?.role ?? '', '', approvers)),
};

/** `/quota`: GET shows the quotas, POST sets one in the old form, DELETE of `/quota/<role>` removes one. */
export function quotas(master: Master): HttpHandler {
  return (request) => {
    const approvers = master.authorizer.approvers(request.principal);
    switch (request.method) {
      case 'GET':
        return jsonTextResponse(writeJson('quota.QuotaStatus', master.quotas.status(approvers)), request);
      case 'POST':
        try {
          return answer(master.quotas.set(readRequest(request.body.toString()), approvers));
        } catch (error) {
          return refusal(error);
        }
      case 'DELETE':
        return removeByPath(master, `/${master.id}${request.path}`, approvers);
      default:
        return methodNotAllowed(request, 'GET', 'POST', 'DELETE');
    }
  };
}

/** The role is all that comes after `/master/quota/`, slashes included, as it is in the path. */
function removeByPath(master: Master, path: string, approvers: Approvers): HttpResponse {
  const [, role] = /^\/+[^/]+\/+[^/]+\/+(.+)$/s.exec(path) ?? [];
  if (role === undefined) {
    const found = path.split('/').filter((token) => token !== '').length;
    const problem = `expected 3 tokens, found ${found} tokens`;
    return textResponse(400, `Failed to parse remove quota request for path '${path}': ${problem}`);
  }
  if (!master.roleWhitelist.has(role)) {
    return textResponse(400, `Failed to validate remove quota request for path '${path}': Unknown role '${role}'`);
  }
  return answer(master.quotas.remove(role, ` for path '${path}'`, approvers));
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
