import type { Approvers } from '../../authorizer/authorizer.js';
import { buildDocument } from '../../documents/build.js';
import type { Files } from '../../files/files.js';
import { readDuration } from '../../flags/duration.js';
import { refusal } from '../../process/http/call.js';
import { addLibraryRoutes } from '../../process/http/library-routes.js';
import {
  emptyResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  methodNotAllowed,
  textResponse,
} from '../../process/http/message.js';
import { numify } from '../../process/http/numify.js';
import { parseForm } from '../../process/http/query.js';
import type { Router } from '../../process/http/router.js';
import type { Master } from '../master.js';
import { registryDocument } from '../registry-document.js';
import { afterRecovery } from './after-recovery.js';
import { homePage } from './home.js';
import { MAINTENANCE_ROUTES } from './maintenance.js';
import { OPERATION_FORMS } from './operations.js';
import { operatorApi, tearDown } from './operator-api.js';
import { quotas } from './quota.js';
import { rolesDocument, weights } from './roles.js';
import { schedulerApi } from './scheduler-api.js';
import { frameworksDocument, slavesDocument, stateDocument, tasksDocument } from './state.js';
import { stateSummaryDocument } from './state-summary.js';

const DEFAULT_TASK_LIMIT = 100;

/** What the routes do, for `/help`. */
const ABOUT: Readonly<Record<string, string>> = {
  '/api/v1': 'Takes the calls of operators.',
  '/api/v1/scheduler': 'Takes the calls of schedulers.',
  '/create-volumes': 'Creates persistent volumes.',
  '/destroy-volumes': 'Destroys persistent volumes.',
  '/flags': 'Shows the flags.',
  '/frameworks': 'Shows frameworks, all or the one that framework_id names.',
  '/health': 'Answers 200 as long as the master works.',
  '/machine/down': 'Takes machines down that are scheduled for maintenance.',
  '/machine/up': 'Brings machines up after their maintenance.',
  '/maintenance/schedule': 'Shows or changes when which machines are maintained.',
  '/maintenance/status': 'Shows which machines are being drained, and which are down.',
  '/quota': 'Shows or changes the quota of roles.',
  '/redirect': 'Redirects to the leading master.',
  '/reserve': 'Reserves resources.',
  '/roles': 'Shows roles.',
  '/slaves': 'Shows agents, all or the one that slave_id names.',
  '/state': 'Shows all that the master knows.',
  '/state-summary': 'Shows agents, frameworks and how many tasks they have.',
  '/tasks': 'Lists tasks: limit, offset, order, framework_id, task_id.',
  '/teardown': 'Ends a framework.',
  '/unreserve': 'Undoes reservations.',
  '/weights': 'Shows or changes the weights of roles.',
};

/** Adds everything a master answers over HTTP. */
export function addMasterRoutes(router: Router, master: Master, files: Files): void {
  const add = (route: string, handler: HttpHandler) => router.add(master.id, route, handler, ABOUT[route]);
  const document = (route: string, make: (request: HttpRequest, approvers: Approvers) => unknown) =>
    add(route, (request) => jsonResponse(make(request, master.authorizer.approvers(request.principal)), request));

  add('/api/v1/scheduler', afterRecovery(master, schedulerApi(master)));
  add('/api/v1', afterRecovery(master, operatorApi(master, files)));
  add('/health', () => emptyResponse(200));
  add('/redirect', (request) => redirect(master, request));
  add(
    '/teardown',
    afterRecovery(master, (request) => tearDownByForm(master, request)),
  );
  for (const [path, make] of Object.entries({ ...OPERATION_FORMS, ...MAINTENANCE_ROUTES })) {
    add(path, afterRecovery(master, make(master)));
  }
  document('/state', (_, approvers) => stateDocument(master, approvers));
  document('/state-summary', (_, approvers) => stateSummaryDocument(master, approvers));
  document('/slaves', ({ query }, approvers) => slavesDocument(master, query.get('slave_id'), approvers));
  document('/frameworks', ({ query }, approvers) => frameworksDocument(master, query.get('framework_id'), approvers));
  document('/tasks', ({ query }, approvers) => tasksDocument(master, taskQuery(query), approvers));
  document('/roles', (_, approvers) => rolesDocument(master, approvers));
  add('/weights', afterRecovery(master, weights(master)));
  add('/quota', afterRecovery(master, quotas(master)));
  router.add(
    'registrar(1)',
    '/registry',
    (request) => jsonResponse(master.recovered ? registryDocument(master.registry) : {}, request),
    'Shows what a successor of this master will know.',
  );
  document('/flags', () => ({ flags: master.flagsText }));
  const { external_log_file: log } = master.flags;
  if (log !== undefined) files.attach('/master/log', log);
  files.addRoutes(router);
  addLibraryRoutes(router, {
    logging: master.logging,
    version: () => buildDocument(master.version),
    metrics: master.metrics.registry,
    parseDuration: readDuration,
  });
  // After those there is help about: as in Mesos, the page is no endpoint.
  add('/', homePage(SHOWN_AT_HOME));
}

/** What answers a GET without a parameter. */
const SHOWN_AT_HOME = {
  '/state': 'all that the master knows',
  '/state-summary': 'agents, frameworks and how many tasks they have',
  '/slaves': 'agents',
  '/frameworks': 'frameworks with their tasks',
  '/tasks': 'tasks, the newest first',
  '/roles': 'roles, what they use, and their weights',
  '/quota': 'the quotas of roles',
  '/maintenance/schedule': 'when which machines are maintained',
  '/maintenance/status': 'which machines are being drained, and which are down',
  '/metrics/snapshot': 'metrics',
  '/metrics/prometheus': 'metrics in the text format of Prometheus',
  '/flags': 'the flags',
  '/help': 'every endpoint, and what it does',
};

/** 307 to the leader, which this master is; only for exactly this path. */
function redirect(master: Master, request: HttpRequest): HttpResponse {
  if (!/^\/redirect\/?$/.test(request.path)) return textResponse(404);
  return { status: 307, headers: { Location: `//${master.info.hostname}:${master.address.port}` } };
}

function tearDownByForm(master: Master, request: HttpRequest): HttpResponse {
  if (request.method !== 'POST') return methodNotAllowed(request, 'POST');
  try {
    const frameworkId = parseForm(request.body).get('frameworkId');
    if (frameworkId === null) return textResponse(400, "Missing 'frameworkId' query parameter in the request body");
    return tearDown(master, frameworkId, master.authorizer.approvers(request.principal));
  } catch (error) {
    return refusal(error);
  }
}

/** What is no number counts as not given. */
function taskQuery(query: URLSearchParams) {
  return {
    limit: numify(query.get('limit') ?? '', 32) ?? DEFAULT_TASK_LIMIT,
    offset: numify(query.get('offset') ?? '', 32) ?? 0,
    ascending: query.get('order') === 'asc',
    frameworkId: query.get('framework_id'),
    taskId: query.get('task_id'),
  };
}
