import { authorizedOnly, onlyGetWithRules } from '../../authorizer/authorized-only.js';
import type { Approvers } from '../../authorizer/authorizer.js';
import { buildDocument } from '../../documents/build.js';
import { parseDuration } from '../../flags/duration.js';
import { emptyResponse, type HttpHandler, type HttpRequest, jsonResponse } from '../../process/http/message.js';
import type { Router } from '../../process/http/router.js';
import type { Agent } from '../agent.js';
import { metricsDocument, systemDocument } from '../metrics.js';
import { containersDocument, stateDocument, statisticsDocument, viewedContainers } from '../state.js';
import { executorApi } from './executor-api.js';
import { operatorApi } from './operator-api.js';
import { EXECUTOR, READONLY, READWRITE } from './realms.js';
import { recoveredOnly } from './recovering.js';

/** Adds everything an agent answers over HTTP. Routes without a realm are open to everybody. */
export function addAgentRoutes(router: Router, agent: Agent): void {
  const { authorizer } = agent;
  const add = (route: string, handler: HttpHandler, realm?: string) => router.add(agent.id, route, handler, realm);
  const recovered = recoveredOnly(agent);
  const document =
    (make: (approvers: Approvers, request: HttpRequest) => unknown): HttpHandler =>
    (request) =>
      jsonResponse(make(authorizer.approvers(request.principal), request), request);
  const endpoint = (value: string) => authorizedOnly(authorizer, 'GET_ENDPOINT_WITH_PATH', { value });
  const onlyGet = onlyGetWithRules(authorizer);

  add('/api/v1/executor', executorApi(agent), EXECUTOR);
  add('/api/v1', recovered(operatorApi(agent)), READWRITE);
  add('/health', () => emptyResponse(200));
  add('/state', recovered(document((approvers) => stateDocument(agent, approvers))), READONLY);
  add('/flags', onlyGet(authorizedOnly(authorizer, 'VIEW_FLAGS')(document(() => ({ flags: agent.flagsText })))), READONLY);
  add('/version', (request) => jsonResponse(buildDocument(agent.version), request));
  add(
    '/containers',
    onlyGet(recovered(endpoint('/containers')(document((approvers, { query }) => containers(agent, query, approvers))))),
    READONLY,
  );
  add(
    '/monitor/statistics',
    onlyGet(recovered(endpoint('/monitor/statistics')(document(() => statisticsDocument(agent))))),
    READONLY,
  );
  router.add('metrics', '/snapshot', endpoint('/metrics/snapshot')(document(() => metricsDocument(agent))), READONLY);
  router.add('system', '/stats.json', (request) => jsonResponse(systemDocument(), request));
  router.add(
    'logging',
    '/toggle',
    endpoint('/logging/toggle')(({ query }) => agent.logging.toggle(query, parseDuration)),
    READWRITE,
  );
  agent.files.addRoutes(router, READONLY, authorizer);
}

/** `/containers`: those of all executors, or of those asked for. */
function containers(agent: Agent, query: URLSearchParams, approvers: Approvers) {
  const wanted = (name: string, value: string) => (query.get(name) ?? value) === value;
  const executors = viewedContainers(agent, approvers)
    .filter(({ containerId }) => wanted('container_id', containerId.value))
    .filter(({ id, framework }) => wanted('executor_id', id) && wanted('framework_id', framework.id));
  return containersDocument(agent, executors);
}
