import type { Approvers } from '../../authorizer/authorizer.js';
import { buildDocument } from '../../documents/build.js';
import { durationProblem, parseDuration } from '../../flags/duration.js';
import { emptyResponse, type HttpHandler, type HttpRequest, jsonResponse } from '../../process/http/message.js';
import { metricsSnapshot } from '../../process/http/metrics.js';
import type { Router } from '../../process/http/router.js';
import { systemDocument } from '../../process/system-metrics.js';
import type { Agent } from '../agent.js';
import { containersDocument, stateDocument, statisticsDocument, viewedContainers } from '../state.js';
import { executorApi } from './executor-api.js';
import { operatorApi } from './operator-api.js';
import { recoveredOnly } from './recovering.js';

/** Adds everything an agent answers over HTTP. */
export function addAgentRoutes(router: Router, agent: Agent): void {
  const add = (route: string, handler: HttpHandler) => router.add(agent.id, route, handler);
  const document = (route: string, make: (request: HttpRequest, approvers: Approvers) => unknown, wrap = unchanged) =>
    add(
      route,
      wrap((request) => jsonResponse(make(request, agent.authorizer.approvers(request.principal)), request)),
    );
  const recovered = recoveredOnly(agent);

  add('/api/v1/executor', executorApi(agent));
  add('/api/v1', recovered(operatorApi(agent)));
  add('/health', () => emptyResponse(200));
  document('/state', (_, approvers) => stateDocument(agent, approvers), recovered);
  document('/flags', () => ({ flags: agent.flagsText }));
  document('/version', () => buildDocument(agent.version));
  document('/containers', ({ query }, approvers) => containers(agent, query, approvers), recovered);
  document('/monitor/statistics', () => statisticsDocument(agent), recovered);
  router.add('metrics', '/snapshot', metricsSnapshot(agent.metrics.registry, durationProblem));
  router.add('system', '/stats.json', (request) => jsonResponse(systemDocument(), request));
  router.add('logging', '/toggle', ({ query }) => agent.logging.toggle(query, parseDuration));
  agent.files.addRoutes(router);
}

const unchanged = (handler: HttpHandler): HttpHandler => handler;

/** `/containers`: those of all executors, or of those asked for. */
function containers(agent: Agent, query: URLSearchParams, approvers: Approvers) {
  const wanted = (name: string, value: string) => (query.get(name) ?? value) === value;
  const executors = viewedContainers(agent, approvers)
    .filter(({ containerId }) => wanted('container_id', containerId.value))
    .filter(({ id, framework }) => wanted('executor_id', id) && wanted('framework_id', framework.id));
  return containersDocument(agent, executors);
}
