import { buildDocument } from '../../documents/build.js';
import { answerListFiles, answerReadFile } from '../../files/operator-calls.js';
import type { HttpHandler, HttpResponse } from '../../process/http/message.js';
import { operatorApiHandler } from '../../process/http/operator-api.js';
import type { agent as api, ContainerID } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import { metricsDocument } from '../metrics.js';
import { CONTAINER_CALLS } from './container-calls.js';
import { validateContainerId } from './container-id-validation.js';
import { getContainers, getExecutors, getFrameworks, getTasks } from './views.js';

/** An answer with a message, or one that is a plain HTTP response. */
export type Answer = api.Response | HttpResponse;
export type CallHandler = (agent: Agent, call: api.Call) => Answer | Promise<Answer>;

/** The calls of the operator API that exist so far, by type. */
const CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  GET_HEALTH: () => ({ type: 'GET_HEALTH', get_health: { healthy: true } }),
  GET_VERSION: (agent) => ({ type: 'GET_VERSION', get_version: { version_info: buildDocument(agent.version) } }),
  GET_FLAGS: (agent) => ({
    type: 'GET_FLAGS',
    get_flags: { flags: Object.entries(agent.flagsText).map(([name, value]) => ({ name, value })) },
  }),
  GET_METRICS: (agent) => ({
    type: 'GET_METRICS',
    get_metrics: { metrics: Object.entries(metricsDocument(agent)).map(([name, value]) => ({ name, value })) },
  }),
  GET_LOGGING_LEVEL: () => ({ type: 'GET_LOGGING_LEVEL', get_logging_level: { level: 0 } }),
  GET_AGENT: (agent) => ({ type: 'GET_AGENT', get_agent: { agent_info: agent.info } }),
  GET_FRAMEWORKS: (agent) => ({ type: 'GET_FRAMEWORKS', get_frameworks: getFrameworks(agent) }),
  GET_EXECUTORS: (agent) => ({ type: 'GET_EXECUTORS', get_executors: getExecutors(agent) }),
  GET_TASKS: (agent) => ({ type: 'GET_TASKS', get_tasks: getTasks(agent) }),
  GET_STATE: (agent) => ({
    type: 'GET_STATE',
    get_state: { get_tasks: getTasks(agent), get_executors: getExecutors(agent), get_frameworks: getFrameworks(agent) },
  }),
  GET_CONTAINERS: (agent, { get_containers }) => ({
    type: 'GET_CONTAINERS',
    get_containers: getContainers(agent, get_containers?.show_nested ?? false),
  }),
  GET_OPERATIONS: ({ operations }) => ({
    type: 'GET_OPERATIONS',
    get_operations: { operations: operations.unacknowledged },
  }),
  GET_RESOURCE_PROVIDERS: () => ({ type: 'GET_RESOURCE_PROVIDERS', get_resource_providers: {} }),
  LIST_FILES: ({ files }, call) => answerListFiles(files, call),
  READ_FILE: ({ files }, call) => answerReadFile(files, call),
  ...CONTAINER_CALLS,
};

/** Calls that have no member of their own. */
const BARE: ReadonlySet<string> = new Set<api.Call.Type>([
  ...(['GET_HEALTH', 'GET_FLAGS', 'GET_VERSION', 'GET_METRICS', 'GET_LOGGING_LEVEL', 'GET_STATE', 'GET_CONTAINERS'] as const),
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

/** `/api/v1`. */
export function operatorApi(agent: Agent): HttpHandler {
  return operatorApiHandler<'agent'>({
    of: 'agent',
    handler: (type) => {
      const handler = CALLS[type];
      return handler && ((call) => handler(agent, call));
    },
    bare: BARE,
    validate: validateContainer,
    errors: 'agent operator call',
    observe: (call, status, peer) =>
      agent.observe({
        kind: 'call',
        process: agent.pid,
        api: 'operator',
        peer,
        type: call.type ?? 'UNKNOWN',
        status,
        body: call,
      }),
  });
}

/** Many calls name a container. */
function validateContainer(call: api.Call): string | undefined {
  const member = call.type?.toLowerCase() as keyof api.Call | undefined;
  const { container_id: id } = ((member && call[member]) ?? {}) as { container_id?: ContainerID };
  const problem = id && validateContainerId(id);
  return problem && `'${member}.container_id' is invalid: ${problem}`;
}
