import { buildDocument } from '../../documents/build.js';
import { durationProblem, parseDuration } from '../../flags/duration.js';
import { emptyResponse, type HttpHandler, type HttpRequest, jsonResponse } from '../../process/http/message.js';
import { metricsSnapshot } from '../../process/http/metrics.js';
import type { Router } from '../../process/http/router.js';
import { systemDocument } from '../../process/system-metrics.js';
import type { Agent } from '../agent.js';
import { containersDocument, executorsWithContainer, stateDocument, statisticsDocument } from '../state.js';
import { executorApi } from './executor-api.js';
import { operatorApi } from './operator-api.js';
import { recoveredOnly } from './recovering.js';

/** Adds everything an agent answers over HTTP. */
export function addAgentRoutes(router: Router, agent: Agent): void {
  const add = (route: string, handler: HttpHandler) => router.add(agent.id, route, handler);
  const document = (route: string, make: (request: HttpRequest) => unknown) =>
    add(route, (request) => jsonResponse(make(request), request));
  const recovered = recoveredOnly(agent);
  const recoveredDocument = (route: string, make: (request: HttpRequest) => unknown) =>
    add(
      route,
      recovered((request) => jsonResponse(make(request), request)),
    );

  add('/api/v1/executor', executorApi(agent));
  add('/api/v1', recovered(operatorApi(agent)));
  add('/health', () => emptyResponse(200));
  recoveredDocument('/state', () => stateDocument(agent));
  document('/flags', () => ({ flags: agent.flagsText }));
  document('/version', () => buildDocument(agent.version));
  recoveredDocument('/containers', ({ query }) => containers(agent, query));
  recoveredDocument('/monitor/statistics', () => statisticsDocument(agent));
  router.add('metrics', '/snapshot', metricsSnapshot(agent.metrics.registry, durationProblem));
  router.add('system', '/stats.json', (request) => jsonResponse(systemDocument(), request));
  router.add('logging', '/toggle', ({ query }) => agent.logging.toggle(query, parseDuration));
  agent.files.addRoutes(router);
}

/** `/containers`: those of all executors, or of those asked for. */
function containers(agent: Agent, query: URLSearchParams) {
  const wanted = (name: string, value: string) => (query.get(name) ?? value) === value;
  const executors = executorsWithContainer(agent)
    .filter(({ containerId }) => wanted('container_id', containerId.value))
    .filter(({ id, framework }) => wanted('executor_id', id) && wanted('framework_id', framework.id));
  return containersDocument(agent, executors);
}
