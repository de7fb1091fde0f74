import type { Action } from '../../authorizer/actions.js';
import type { Approvers } from '../../authorizer/authorizer.js';
import { forbidden } from '../../authorizer/route-access.js';
import { viewsExecutor, viewsFramework, viewsOperation, viewsTask } from '../../authorizer/views.js';
import { buildDocument } from '../../documents/build.js';
import type { Files } from '../../files/files.js';
import { answerListFiles, answerReadFile } from '../../files/operator-calls.js';
import type { Principal } from '../../process/http/authenticator.js';
import { emptyResponse, type HttpHandler, type HttpResponse, textResponse } from '../../process/http/message.js';
import { listMetrics } from '../../process/http/metrics.js';
import { operatorApiHandler } from '../../process/http/operator-api.js';
import { type Encoding, responseEncoding } from '../../wire/content-type.js';
import type { Task } from '../../wire/internal-messages.js';
import type { master as api } from '../../wire/messages.js';
import { describeAgent, describeFramework, viewedAgentInfo } from '../describe.js';
import type { Framework } from '../framework.js';
import type { Master } from '../master.js';
import { AGENT_CALLS } from './agent-calls.js';
import { MAINTENANCE_CALLS } from './maintenance.js';
import { OPERATION_CALLS, validateOperationCall } from './operations.js';
import { QUOTA_CALLS } from './quota.js';
import { ROLE_CALLS } from './roles.js';
import { subscribe } from './subscribe.js';

/** An answer with a message, or one that is a plain HTTP response. */
type Answer = api.Response | HttpResponse | Promise<api.Response | HttpResponse>;
export type CallHandler = (master: Master, call: api.Call, context: CallContext) => Answer;

/** Who makes a call, and how it is to be answered. */
export interface CallContext {
  readonly principal: Principal | undefined;
  /** What the principal may do and see. */
  readonly approvers: Approvers;
  readonly encoding: Encoding;
  readonly files: Files;
}

/** The calls of the operator API that exist so far, by type. */
const CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  GET_HEALTH: () => ({ type: 'GET_HEALTH', get_health: { healthy: true } }),
  GET_VERSION: (master) => ({ type: 'GET_VERSION', get_version: { version_info: buildDocument(master.version) } }),
  GET_FLAGS: (master) => ({
    type: 'GET_FLAGS',
    get_flags: { flags: Object.entries(master.flagsText).map(([name, value]) => ({ name, value })) },
  }),
  GET_METRICS: ({ metrics }) => ({ type: 'GET_METRICS', get_metrics: listMetrics(metrics.registry) }),
  GET_MASTER: (master) => ({
    type: 'GET_MASTER',
    get_master: { master_info: master.info, start_time: master.startSeconds, elected_time: master.electedSeconds },
  }),
  GET_TASKS: (master, _, { approvers }) => ({ type: 'GET_TASKS', get_tasks: getTasks(master, approvers) }),
  GET_AGENTS: (master, _, { approvers }) => ({ type: 'GET_AGENTS', get_agents: getAgents(master, approvers) }),
  GET_FRAMEWORKS: (master, _, { approvers }) => ({ type: 'GET_FRAMEWORKS', get_frameworks: getFrameworks(master, approvers) }),
  GET_EXECUTORS: (master, _, { approvers }) => ({ type: 'GET_EXECUTORS', get_executors: getExecutors(master, approvers) }),
  GET_STATE: (master, _, { approvers }) => ({ type: 'GET_STATE', get_state: getState(master, approvers) }),
  GET_LOGGING_LEVEL: ({ logging }) => ({ type: 'GET_LOGGING_LEVEL', get_logging_level: { level: logging.level } }),
  SET_LOGGING_LEVEL: ({ logging }, { set_logging_level }) => {
    if (set_logging_level) logging.set(set_logging_level.level, set_logging_level.duration.nanoseconds / 1e6);
    return emptyResponse(200);
  },
  SUBSCRIBE: (master, _, { encoding, approvers }) => subscribe(master, encoding, approvers, () => getState(master, approvers)),
  LIST_FILES: (_, call, { files, principal }) => answerListFiles(files, call, principal),
  READ_FILE: (_, call, { files, principal }) => answerReadFile(files, call, principal),
  ...AGENT_CALLS,
  ...MAINTENANCE_CALLS,
  GET_OPERATIONS: (master, _, { approvers }) => ({
    type: 'GET_OPERATIONS',
    get_operations: { operations: [...master.operations].filter((operation) => viewsOperation(approvers, operation)) },
  }),
  TEARDOWN: (master, { teardown }, { approvers }) => tearDown(master, teardown?.framework_id.value, approvers),
  ...OPERATION_CALLS,
  ...ROLE_CALLS,
  ...QUOTA_CALLS,
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

/** The actions that a principal has to be allowed for all objects, to make these calls. */
const ACTIONS: Partial<Record<api.Call.Type, Action>> = {
  GET_FLAGS: 'VIEW_FLAGS',
  SET_LOGGING_LEVEL: 'SET_LOG_LEVEL',
  DRAIN_AGENT: 'DRAIN_AGENT',
  DEACTIVATE_AGENT: 'DEACTIVATE_AGENT',
  REACTIVATE_AGENT: 'REACTIVATE_AGENT',
  MARK_AGENT_GONE: 'MARK_AGENT_GONE',
};

/** `/api/v1`. */
export function operatorApi(master: Master, files: Files): HttpHandler {
  return operatorApiHandler<'master'>({
    of: 'master',
    handler: (type) => {
      const handler = CALLS[type];
      if (!handler) return undefined;
      return (call, encoding, principal) =>
        handler(master, call, { principal, approvers: master.authorizer.approvers(principal), encoding, files });
    },
    permits: (type, principal) => {
      const action = ACTIONS[type];
      return !action || master.authorizer.approvers(principal).approved(action);
    },
    bare: BARE,
    encoding: ({ headers }) => responseEncoding(headers['accept']),
    validate: validateOperationCall,
    errors: 'call',
    process: master,
  });
}

/** Ends a framework on behalf of an operator. */
export function tearDown(master: Master, frameworkId: string | undefined, approvers: Approvers): HttpResponse {
  const framework = frameworkId === undefined ? undefined : master.frameworks.get(frameworkId);
  if (!framework) return textResponse(400, 'No framework found with specified ID');
  if (!approvers.approved('TEARDOWN_FRAMEWORK', { framework_info: framework.info })) return forbidden();
  master.frameworksOf.remove(framework);
  return emptyResponse(200);
}

function getState(master: Master, approvers: Approvers): api.Response.GetState {
  return {
    get_tasks: getTasks(master, approvers),
    get_executors: getExecutors(master, approvers),
    get_frameworks: getFrameworks(master, approvers),
    get_agents: getAgents(master, approvers),
  };
}

/** Frameworks that a principal may see, those that have ended among them. */
function allFrameworks(master: Master, approvers: Approvers): Framework[] {
  return [...master.frameworks.values(), ...master.completedFrameworks].filter(viewedBy(approvers));
}

const viewedBy =
  (approvers: Approvers) =>
  ({ info }: Framework): boolean =>
    viewsFramework(approvers, info);

function getTasks(master: Master, approvers: Approvers): api.Response.GetTasks {
  const all = allFrameworks(master, approvers);
  const viewed = (of: (framework: Framework) => Iterable<Task>) =>
    all.flatMap((framework) => [...of(framework)].filter((task) => viewsTask(approvers, framework.info, task)));
  return {
    tasks: viewed(({ tasks }) => tasks.values()),
    unreachable_tasks: viewed(({ unreachableTasks }) => unreachableTasks.values()),
    completed_tasks: viewed(({ completedTasks }) => completedTasks),
  };
}

function getAgents(master: Master, approvers: Approvers): api.Response.GetAgents {
  return {
    agents: Array.from(master.agents.values(), (agent) => describeAgent(master, agent, approvers)),
    recovered_agents: Array.from(master.recoveredAgents, (info) => viewedAgentInfo(info, approvers)),
  };
}

function getFrameworks(master: Master, approvers: Approvers): api.Response.GetFrameworks {
  const viewed = (frameworks: Iterable<Framework>) => [...frameworks].filter(viewedBy(approvers)).map(describeFramework);
  return { frameworks: viewed(master.frameworks.values()), completed_frameworks: viewed(master.completedFrameworks) };
}

function getExecutors(master: Master, approvers: Approvers): api.Response.GetExecutors {
  return {
    executors: allFrameworks(master, approvers).flatMap(({ info, executors }) =>
      [...executors].flatMap(([agentId, onAgent]) =>
        [...onAgent.values()]
          .filter((executor_info) => viewsExecutor(approvers, info, executor_info))
          .map((executor_info) => ({ executor_info, agent_id: { value: agentId } })),
      ),
    ),
  };
}
