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
import { byLeader, redirect } from './by-leader.js';
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
  const leading = (route: string, handler: HttpHandler) => add(route, byLeader(master, handler));
  const document =
    (make: (request: HttpRequest, approvers: Approvers) => unknown): HttpHandler =>
    (request) =>
      jsonResponse(make(request, master.authorizer.approvers(request.principal)), request);

  leading('/api/v1/scheduler', afterRecovery(master, schedulerApi(master)));
  leading('/api/v1', afterRecovery(master, operatorApi(master, files)));
  add('/health', () => emptyResponse(200));
  add('/redirect', (request) => redirect(master, request));
  leading(
    '/teardown',
    afterRecovery(master, (request) => tearDownByForm(master, request)),
  );
  for (const [path, make] of Object.entries({ ...OPERATION_FORMS, ...MAINTENANCE_ROUTES })) {
    leading(path, afterRecovery(master, make(master)));
  }
  for (const [path, make] of Object.entries(DOCUMENTS)) {
    leading(
      path,
      document((request, approvers) => make(master, approvers, request.query)),
    );
  }
  leading('/weights', afterRecovery(master, weights(master)));
  leading('/quota', afterRecovery(master, quotas(master)));
  router.add(
    'registrar(1)',
    '/registry',
    (request) => jsonResponse(master.recovered ? registryDocument(master.registry) : {}, request),
    'Shows what a successor of this master will know.',
  );
  add(
    '/flags',
    document(() => ({ flags: master.flagsText })),
  );
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

/** Documents of what the leading master knows. */
const DOCUMENTS: Readonly<Record<string, (master: Master, approvers: Approvers, query: URLSearchParams) => unknown>> = {
  '/state': stateDocument,
  '/state-summary': stateSummaryDocument,
  '/slaves': (master, approvers, query) => slavesDocument(master, query.get('slave_id'), approvers),
  '/frameworks': (master, approvers, query) => frameworksDocument(master, query.get('framework_id'), approvers),
  '/tasks': (master, approvers, query) => tasksDocument(master, taskQuery(query), approvers),
  '/roles': rolesDocument,
};

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
