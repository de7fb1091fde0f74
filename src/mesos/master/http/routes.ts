import type { Approvers } from '../../authorizer/authorizer.js';
import { buildDocument } from '../../documents/build.js';
import type { Files } from '../../files/files.js';
import { durationProblem } from '../../flags/duration.js';
import {
  emptyResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  methodNotAllowed,
  textResponse,
} from '../../process/http/message.js';
import { metricsSnapshot } from '../../process/http/metrics.js';
import type { Router } from '../../process/http/router.js';
import type { Master } from '../master.js';
import { MAINTENANCE_ROUTES } from './maintenance.js';
import { OPERATION_FORMS } from './operations.js';
import { operatorApi, tearDown } from './operator-api.js';
import { quotas } from './quota.js';
import { rolesDocument, weights } from './roles.js';
import { schedulerApi } from './scheduler-api.js';
import { frameworksDocument, slavesDocument, stateDocument, tasksDocument } from './state.js';

const DEFAULT_TASK_LIMIT = 100;

/** Adds everything a master answers over HTTP. */
export function addMasterRoutes(router: Router, master: Master, files: Files): void {
  const add = (route: string, handler: HttpHandler) => router.add(master.id, route, handler);
  const document = (route: string, make: (request: HttpRequest, approvers: Approvers) => unknown) =>
    add(route, (request) => jsonResponse(make(request, master.authorizer.approvers(request.principal)), request));

  add('/api/v1/scheduler', schedulerApi(master));
  add('/api/v1', operatorApi(master, files));
  add('/health', () => emptyResponse(200));
  add('/redirect', (request) => redirect(master, request));
  add('/teardown', (request) => tearDownByForm(master, request));
  for (const [path, make] of Object.entries({ ...OPERATION_FORMS, ...MAINTENANCE_ROUTES })) add(path, make(master));
  document('/state', (_, approvers) => stateDocument(master, approvers));
  document('/slaves', ({ query }, approvers) => slavesDocument(master, query.get('slave_id'), approvers));
  document('/frameworks', ({ query }, approvers) => frameworksDocument(master, query.get('framework_id'), approvers));
  document('/tasks', ({ query }, approvers) => tasksDocument(master, taskQuery(query), approvers));
  document('/roles', (_, approvers) => rolesDocument(master, approvers));
  add('/weights', weights(master));
  add('/quota', quotas(master));
  document('/flags', () => ({ flags: master.flagsText }));
  document('/version', () => buildDocument(master.version));
  router.add('metrics', '/snapshot', metricsSnapshot(master.metrics.registry, durationProblem));
  const { external_log_file: log } = master.flags;
  if (log !== undefined) files.attach('/master/log', log);
  files.addRoutes(router);
}

/** 307 to the leader, which this master is; only for exactly this path. */
function redirect(master: Master, request: HttpRequest): HttpResponse {
  if (!/^\/redirect\/?$/.test(request.path)) return textResponse(404);
  return { status: 307, headers: { Location: `//${master.info.hostname}:${master.address.port}` } };
}

function tearDownByForm(master: Master, request: HttpRequest): HttpResponse {
  if (request.method !== 'POST') return methodNotAllowed(request, 'POST');
  const frameworkId = new URLSearchParams(request.body.toString()).get('frameworkId');
  if (frameworkId === null) return textResponse(400, "Missing 'frameworkId' query parameter in the request body");
  return tearDown(master, frameworkId, master.authorizer.approvers(request.principal));
}

/** A limit that is not a number of tasks, such as -1, means all. */
function taskQuery(query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? DEFAULT_TASK_LIMIT);
  const offset = Number(query.get('offset') ?? 0);
  return {
    limit: limit >= 0 ? limit : Number.POSITIVE_INFINITY,
    offset: Math.max(0, offset) || 0,
    ascending: query.get('order') === 'asc',
    frameworkId: query.get('framework_id'),
    taskId: query.get('task_id'),
  };
}
