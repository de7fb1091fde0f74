import { Readable } from 'node:stream';
import type { Action } from '../../authorizer/actions.js';
import type { Approvers } from '../../authorizer/authorizer.js';
import { viewsOperation } from '../../authorizer/views.js';
import { buildDocument } from '../../documents/build.js';
import { answerListFiles, answerReadFile } from '../../files/operator-calls.js';
import type { Principal } from '../../process/http/authenticator.js';
import { refusal } from '../../process/http/call.js';
import {
  emptyResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  methodNotAllowed,
  textResponse,
} from '../../process/http/message.js';
import { listMetrics } from '../../process/http/metrics.js';
import { type OperatorApi, operatorApiHandler, performOperatorCall } from '../../process/http/operator-api.js';
import type { agent as api } from '../../wire/messages.js';
import { readRecords } from '../../wire/recordio.js';
import { readBody } from '../../wire/request-body.js';
import type { Agent } from '../agent.js';
import { validateContainerCall } from './container-call-validation.js';
import { CONTAINER_CALLS } from './container-calls.js';
import { checkMediaTypes, type MediaTypes, mediaTypesOf } from './media-types.js';
import { RESOURCE_PROVIDER_CALLS, validateResourceProviderCall } from './resource-providers.js';
import { getContainers, getExecutors, getFrameworks, getTasks } from './views.js';

/** An answer with a message, or one that is a plain HTTP response. */
export type Answer = api.Response | HttpResponse;
export type CallHandler = (agent: Agent, call: api.Call, transport: Transport) => Answer | Promise<Answer>;

/** Who makes a call, how it comes and how it is to be answered. */
export interface Transport {
  readonly principal: Principal | undefined;
  /** What the principal may do and see. */
  readonly approvers: Approvers;
  readonly mediaTypes: MediaTypes;
  /** The further messages of a request that is a stream; empty for others. */
  readonly further: AsyncIterator<Buffer, void>;
  /** Ends the reading of those, so that whoever waits for the next one fails. */
  stopReading(): void;
}

/** The calls of the operator API that exist so far, by type. */
const CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  GET_HEALTH: () => ({ type: 'GET_HEALTH', get_health: { healthy: true } }),
  GET_VERSION: (agent) => ({ type: 'GET_VERSION', get_version: { version_info: buildDocument(agent.version) } }),
  GET_FLAGS: (agent) => ({
    type: 'GET_FLAGS',
    get_flags: { flags: Object.entries(agent.flagsText).map(([name, value]) => ({ name, value })) },
  }),
  GET_METRICS: ({ metrics }) => ({ type: 'GET_METRICS', get_metrics: listMetrics(metrics.registry) }),
  GET_LOGGING_LEVEL: ({ logging }) => ({ type: 'GET_LOGGING_LEVEL', get_logging_level: { level: logging.level } }),
  SET_LOGGING_LEVEL: ({ logging }, { set_logging_level: set }) => {
    if (!set) return textResponse(400);
    logging.set(set.level, set.duration.nanoseconds / 1e6);
    return emptyResponse(200);
  },
  GET_AGENT: ({ info, drain }) => ({
    type: 'GET_AGENT',
    get_agent: {
      ...{ agent_info: info, drain_config: drain.config },
      estimated_drain_start_time:
        drain.startSeconds === undefined ? undefined : { nanoseconds: Math.round(drain.startSeconds * 1e9) },
    },
  }),
  GET_FRAMEWORKS: (agent, _, { approvers }) => ({ type: 'GET_FRAMEWORKS', get_frameworks: getFrameworks(agent, approvers) }),
  GET_EXECUTORS: (agent, _, { approvers }) => ({ type: 'GET_EXECUTORS', get_executors: getExecutors(agent, approvers) }),
  GET_TASKS: (agent, _, { approvers }) => ({ type: 'GET_TASKS', get_tasks: getTasks(agent, approvers) }),
  GET_STATE: (agent, _, { approvers }) => ({
    type: 'GET_STATE',
    get_state: {
      get_tasks: getTasks(agent, approvers),
      get_executors: getExecutors(agent, approvers),
      get_frameworks: getFrameworks(agent, approvers),
    },
  }),
  GET_CONTAINERS: async (agent, { get_containers }, { approvers }) => ({
    type: 'GET_CONTAINERS',
    get_containers: await getContainers(agent, get_containers ?? {}, approvers),
  }),
  GET_OPERATIONS: ({ operations }, _, { approvers }) => ({
    type: 'GET_OPERATIONS',
    get_operations: { operations: operations.unacknowledged.filter((operation) => viewsOperation(approvers, operation)) },
  }),
  // No containerizer keeps images.
  PRUNE_IMAGES: () => emptyResponse(200),
  LIST_FILES: ({ files }, call, { principal }) => answerListFiles(files, call, principal),
  READ_FILE: ({ files }, call, { principal }) => answerReadFile(files, call, principal),
  ...CONTAINER_CALLS,
  ...RESOURCE_PROVIDER_CALLS,
};

/** Calls that have no member of their own. */
const BARE: ReadonlySet<string> = new Set<api.Call.Type>([
  ...(['GET_HEALTH', 'GET_FLAGS', 'GET_VERSION', 'GET_LOGGING_LEVEL', 'GET_STATE', 'GET_CONTAINERS'] as const),
  ...([
    'GET_FRAMEWORKS',
    'GET_EXECUTORS',
    'GET_OPERATIONS',
    'GET_TASKS',
    'GET_AGENT',
    'GET_RESOURCE_PROVIDERS',
    'PRUNE_IMAGES',
  ] as const),
]);

/** The actions that a principal has to be allowed for all objects, to make these calls. */
const ACTIONS: Partial<Record<api.Call.Type, Action>> = {
  GET_FLAGS: 'VIEW_FLAGS',
  SET_LOGGING_LEVEL: 'SET_LOG_LEVEL',
  ADD_RESOURCE_PROVIDER_CONFIG: 'MODIFY_RESOURCE_PROVIDER_CONFIG',
  UPDATE_RESOURCE_PROVIDER_CONFIG: 'MODIFY_RESOURCE_PROVIDER_CONFIG',
  REMOVE_RESOURCE_PROVIDER_CONFIG: 'MODIFY_RESOURCE_PROVIDER_CONFIG',
  MARK_RESOURCE_PROVIDER_GONE: 'MARK_RESOURCE_PROVIDER_GONE',
  PRUNE_IMAGES: 'PRUNE_IMAGES',
};

/** `/api/v1`. */
export function operatorApi(agent: Agent): HttpHandler {
  return async (request) => {
    if (request.method !== 'POST') return methodNotAllowed(request, 'POST');
    const { stream, principal } = request;
    try {
      const mediaTypes = mediaTypesOf(request.headers);
      const further = readRecords(stream ?? Readable.from([]));
      const approvers = agent.authorizer.approvers(principal);
      const api = callsOf(agent, { principal, approvers, mediaTypes, further, stopReading: () => stream?.destroy() });
      if (mediaTypes.content !== 'recordio') return await operatorApiHandler(api)(request);
      return await performStreamed(api, request, mediaTypes, further);
    } catch (error) {
      return refusal(error);
    }
  };
}

/** A request that is a stream is known by its first message. */
async function performStreamed(
  api: OperatorApi<'agent'>,
  request: HttpRequest,
  { messageContent }: MediaTypes,
  messages: AsyncIterator<Buffer, void>,
): Promise<HttpResponse> {
  const first = await messages.next();
  if (first.done) return textResponse(400, 'Received EOF while reading request body');
  return performOperatorCall(api, request, await readBody('agent.Call', messageContent, first.value, api.errors));
}

function callsOf(agent: Agent, transport: Transport): OperatorApi<'agent'> {
  return {
    of: 'agent',
    handler: (type) => {
      const handler = CALLS[type];
      return handler && ((call) => handler(agent, call, transport));
    },
    permits: (type) => {
      const action = ACTIONS[type];
      return !action || transport.approvers.approved(action);
    },
    bare: BARE,
    validate: (call) => validateContainerCall(call) ?? validateResourceProviderCall(call),
    encoding: (_request, type) => {
      checkMediaTypes(transport.mediaTypes, type);
      return transport.mediaTypes.messageAccept;
    },
    errors: 'agent operator call',
    process: agent,
  };
}
