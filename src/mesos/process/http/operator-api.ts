import type { Encoding } from '../../wire/content-type.js';
import type { MessageTypes } from '../../wire/messages.js';
import type { BodyErrors } from '../../wire/request-body.js';
import type { Process } from '../process.js';
import type { Happening } from '../runtime.js';
import type { Principal } from './authenticator.js';
import { handleCall, refusal } from './call.js';
import { encodeMessage } from './encode.js';
import { type HttpHandler, type HttpRequest, type HttpResponse, textResponse } from './message.js';
import { passCall } from './pass-call.js';

type Api = 'master' | 'agent';
type Call<Of extends Api> = MessageTypes[`${Of}.Call`];
type Answer<Of extends Api> = MessageTypes[`${Of}.Response`] | HttpResponse;

/** The operator API of a master or of an agent. */
export interface OperatorApi<Of extends Api> {
  readonly of: Of;
  /** What is done for a call of this type; undefined for calls that do not exist here yet. */
  handler(
    type: NonNullable<Call<Of>['type']>,
  ): ((call: Call<Of>, encoding: Encoding, principal: Principal | undefined) => Answer<Of> | Promise<Answer<Of>>) | undefined;
  /** Whether somebody may make calls of this type at all; of others a handler may refuse some. */
  permits(type: NonNullable<Call<Of>['type']>, principal: Principal | undefined): boolean;
  /** Types of calls that come without a member named after the type. */
  readonly bare: ReadonlySet<string>;
  /** What else is wrong with a call, in Mesos's words. */
  validate?(call: Call<Of>): string | undefined;
  /** The encoding in which a call is answered. Throws a HeaderError when its headers do not fit it. */
  encoding(request: HttpRequest, type: NonNullable<Call<Of>['type']>): Encoding;
  /** How failures of the body are worded. */
  readonly errors: BodyErrors;
  /** The master or agent whose API it is. */
  readonly process: Pick<Process, 'pid' | 'fateOf'> & { observe(happening: Happening): void };
}

/** The handler for `/api/v1`: Mesos's checks in Mesos's order, then the call, then its answer in the encoding asked for. */
export function operatorApiHandler<Of extends Api>(api: OperatorApi<Of>): HttpHandler {
  return (request) =>
    handleCall(request, `${api.of}.Call`, (call) => performOperatorCall(api, request, call as Call<Of>), api.errors);
}

/** Answers a call that has been read already. */
export async function performOperatorCall<Of extends Api>(
  api: OperatorApi<Of>,
  request: HttpRequest,
  call: Call<Of>,
): Promise<HttpResponse> {
  const { type } = call;
  const invalid = validate(api, call);
  if (!type || invalid !== undefined) return textResponse(400, `Failed to validate ${api.of}::Call: ${invalid}`);
  let encoding: Encoding;
  try {
    encoding = api.encoding(request, type);
  } catch (error) {
    return refusal(error);
  }
  const { process } = api;
  const { peer, principal } = request;
  const traffic = { kind: 'call', process: process.pid, api: 'operator', peer, type, body: call } as const;
  return passCall(process, traffic, async () => {
    const handler = api.permits(type, principal) ? api.handler(type) : () => textResponse(403);
    const answer = await (handler?.(call, encoding, principal) ?? unknown(type));
    const response = 'status' in answer;
    process.observe({ ...traffic, status: response ? answer.status : 200 });
    return response ? answer : encodeMessage(`${api.of}.Response`, answer as MessageTypes[`${Of}.Response`], encoding);
  });
}

/** Mesos's own answer to a call of type UNKNOWN, or one that says what is missing here. */
const unknown = (type: string): HttpResponse =>
  type === 'UNKNOWN' ? textResponse(501) : textResponse(501, `minimesos does not know ${type} yet.`);

function validate<Of extends Api>(api: OperatorApi<Of>, call: Call<Of>): string | undefined {
  const { type } = call;
  if (!type) return "Expecting 'type' to be present";
  const member = type.toLowerCase();
  if (type !== 'UNKNOWN' && !api.bare.has(type) && !(member in call)) return `Expecting '${member}' to be present`;
  return api.validate?.(call);
}
