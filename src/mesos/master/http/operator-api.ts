import { buildDocument } from '../../documents/build.js';
import type { Files } from '../../files/files.js';
import { answerListFiles, answerReadFile } from '../../files/operator-calls.js';
import { emptyResponse, type HttpHandler, type HttpResponse, textResponse } from '../../process/http/message.js';
import { operatorApiHandler } from '../../process/http/operator-api.js';
import { type Encoding, responseEncoding } from '../../wire/content-type.js';
import type { master as api } from '../../wire/messages.js';
import { describeAgent, describeFramework } from '../describe.js';
import type { Framework } from '../framework.js';
import type { Master } from '../master.js';
import { AGENT_CALLS } from './agent-calls.js';
import { metricsDocument } from './metrics.js';
import { OPERATION_CALLS, validateOperationCall } from './operations.js';
import { ROLE_CALLS } from './roles.js';
import { subscribe } from './subscribe.js';

/** An answer with a message, or one that is a plain HTTP response. */
type Answer = api.Response | HttpResponse | Promise<api.Response | HttpResponse>;
type CallHandler = (master: Master, call: api.Call, files: Files, encoding: Encoding) => Answer;

/** The calls of the operator API that exist so far, by type. */
const CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  GET_HEALTH: () => ({ type: 'GET_HEALTH', get_health: { healthy: true } }),
  GET_VERSION: (master) => ({ type: 'GET_VERSION', get_version: { version_info: buildDocument(master.version) } }),
  GET_FLAGS: (master) => ({
    type: 'GET_FLAGS',
    get_flags: { flags: Object.entries(master.flagsText).map(([name, value]) => ({ name, value })) },
  }),
  GET_METRICS: (master) => ({
    type: 'GET_METRICS',
    get_metrics: { metrics: Object.entries(metricsDocument(master)).map(([name, value]) => ({ name, value })) },
  }),
  GET_MASTER: (master) => ({
    type: 'GET_MASTER',
    get_master: { master_info: master.info, start_time: master.startSeconds, elected_time: master.startSeconds },
  }),
  GET_TASKS: (master) => ({ type: 'GET_TASKS', get_tasks: getTasks(master) }),
  GET_AGENTS: (master) => ({ type: 'GET_AGENTS', get_agents: getAgents(master) }),
  GET_FRAMEWORKS: (master) => ({ type: 'GET_FRAMEWORKS', get_frameworks: getFrameworks(master) }),
  GET_EXECUTORS: (master) => ({ type: 'GET_EXECUTORS', get_executors: getExecutors(master) }),
  GET_STATE: (master) => ({ type: 'GET_STATE', get_state: getState(master) }),
  GET_LOGGING_LEVEL: ({ logging }) => ({ type: 'GET_LOGGING_LEVEL', get_logging_level: { level: logging.level } }),
  SET_LOGGING_LEVEL: ({ logging }, { set_logging_level }) => {
    if (set_logging_level) logging.set(set_logging_level.level, set_logging_level.duration.nanoseconds / 1e6);
    return emptyResponse(200);
  },
  SUBSCRIBE: (master, _call, _files, encoding) => subscribe(master, encoding, () => getState(master)),
  LIST_FILES: (_, call, files) => answerListFiles(files, call),
  READ_FILE: (_, call, files) => answerReadFile(files, call),
  ...AGENT_CALLS,
  GET_OPERATIONS: (master) => ({ type: 'GET_OPERATIONS', get_operations: { operations: [...master.operations] } }),
  TEARDOWN: (master, { teardown }) => tearDown(master, teardown?.framework_id.value),
  ...OPERATION_CALLS,
  ...ROLE_CALLS,
};

/** Calls that have no member of their own. */
const BARE: ReadonlySet<string> = new Set<api.Call.Type>([
  ...(['GET_HEALTH', 'GET_FLAGS', 'GET_VERSION', 'GET_LOGGING_LEVEL', 'GET_STATE', 'GET_AGENTS', 'GET_FRAMEWORKS'] as const),
  ...([
    'GET_EXECUTORS',
    'GET_OPERATIONS',
    'GET_TASKS',
    'GET_ROLES',
    'GET_WEIGHTS',
    'GET_MASTER',
    'SUBSCRIBE',
    'GET_QUOTA',
  ] as const),
  ...(['GET_MAINTENANCE_STATUS', 'GET_MAINTENANCE_SCHEDULE'] as const),
]);

/** `/api/v1`. */
export function operatorApi(master: Master, files: Files): HttpHandler {
  return operatorApiHandler<'master'>({
    of: 'master',
    handler: (type) => {
      const handler = CALLS[type];
      return handler && ((call, encoding) => handler(master, call, files, encoding));
    },
    bare: BARE,
    encoding: ({ headers }) => responseEncoding(headers['accept']),
    validate: validateOperationCall,
    errors: 'call',
    observe: (call, status, peer) =>
      master.observe({
        kind: 'call',
        process: master.pid,
        api: 'operator',
        peer,
        type: call.type ?? 'UNKNOWN',
        status,
        body: call,
      }),
  });
}

/** Ends a framework on behalf of an operator. */
export function tearDown(master: Master, frameworkId: string | undefined): HttpResponse {
  const framework = frameworkId === undefined ? undefined : master.frameworks.get(frameworkId);
  if (!framework) return textResponse(400, 'No framework found with specified ID');
  master.frameworksOf.remove(framework);
  return emptyResponse(200);
}

function getState(master: Master): api.Response.GetState {
  return {
    get_tasks: getTasks(master),
    get_executors: getExecutors(master),
    get_frameworks: getFrameworks(master),
    get_agents: getAgents(master),
  };
}

function allFrameworks(master: Master): Framework[] {
  return [...master.frameworks.values(), ...master.completedFrameworks];
}

function getTasks(master: Master): api.Response.GetTasks {
  const all = allFrameworks(master);
  return {
    tasks: all.flatMap((framework) => [...framework.tasks.values()]),
    unreachable_tasks: all.flatMap((framework) => [...framework.unreachableTasks.values()]),
    completed_tasks: all.flatMap((framework) => [...framework.completedTasks]),
  };
}

function getAgents(master: Master): api.Response.GetAgents {
  return { agents: Array.from(master.agents.values(), (agent) => describeAgent(master, agent)) };
}

function getFrameworks(master: Master): api.Response.GetFrameworks {
  return {
    frameworks: Array.from(master.frameworks.values(), describeFramework),
    completed_frameworks: Array.from(master.completedFrameworks, describeFramework),
  };
}

function getExecutors(master: Master): api.Response.GetExecutors {
  return {
    executors: allFrameworks(master).flatMap((framework) =>
      [...framework.executors].flatMap(([agentId, executors]) =>
        Array.from(executors.values(), (executor_info) => ({ executor_info, agent_id: { value: agentId } })),
      ),
    ),
  };
}
