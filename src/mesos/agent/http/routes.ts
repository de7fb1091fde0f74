import type { Approvers } from '../../authorizer/authorizer.js';
import { buildDocument } from '../../documents/build.js';
import { readDuration } from '../../flags/duration.js';
import { addLibraryRoutes } from '../../process/http/library-routes.js';
import {
  emptyResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  textResponse,
} from '../../process/http/message.js';
import type { Router } from '../../process/http/router.js';
import type { Agent } from '../agent.js';
import { containersDocument, stateDocument, statisticsDocument, viewedContainers } from '../state.js';
import { executorApi } from './executor-api.js';
import { operatorApi } from './operator-api.js';
import { recoveredOnly } from './recovering.js';
import { resourceProviderApi } from './resource-providers.js';

/** What the routes do, for `/help`. */
const ABOUT: Readonly<Record<string, string>> = {
  '/api/v1': 'Takes the calls of operators, and of executors about containers.',
  '/api/v1/executor': 'Takes the calls of executors.',
  '/api/v1/resource_provider': 'Takes the calls of resource providers.',
  '/containerizer/debug': 'Shows what containerizers have still to do.',
  '/containers': 'Shows containers and what they use, of all executors or by container_id, framework_id, executor_id.',
  '/flags': 'Shows the flags.',
  '/health': 'Answers 200 as long as the agent works.',
  '/monitor/statistics': 'Shows what containers use.',
  '/state': 'Shows all that the agent knows.',
};

/** Adds everything an agent answers over HTTP. */
export function addAgentRoutes(router: Router, agent: Agent): void {
  const add = (route: string, handler: HttpHandler) => router.add(agent.id, route, handler, ABOUT[route]);
  const document = (route: string, make: (request: HttpRequest, approvers: Approvers) => unknown, wrap = unchanged) =>
    add(
      route,
      wrap(async (request) => jsonResponse(await make(request, agent.authorizer.approvers(request.principal)), request)),
    );
  const recovered = recoveredOnly(agent);

  add('/api/v1/executor', executorApi(agent));
  add('/api/v1/resource_provider', resourceProviderApi(agent));
  add('/api/v1', recovered(operatorApi(agent)));
  add('/health', () => emptyResponse(200));
  document('/state', (_, approvers) => stateDocument(agent, approvers), recovered);
  document('/flags', () => ({ flags: agent.flagsText }));
  add(
    '/containers',
    recovered((request) => containers(agent, request)),
  );
  // Nothing that a containerizer does is ever pending for longer than a request.
  document('/containerizer/debug', () => ({ pending: [] }));
  document('/monitor/statistics', () => statisticsDocument(agent), recovered);
  agent.files.addRoutes(router);
  addLibraryRoutes(router, {
    logging: agent.logging,
    version: () => buildDocument(agent.version),
    metrics: agent.metrics.registry,
    parseDuration: readDuration,
  });
}

const unchanged = (handler: HttpHandler): HttpHandler => handler;

/** `/containers`: those of all executors, of one framework's, of one executor's, or one by its own id. */
async function containers(agent: Agent, request: HttpRequest): Promise<HttpResponse> {
  const { query } = request;
  const [container, framework, executor] = ['container_id', 'framework_id', 'executor_id'].map((name) => query.get(name));
  if (container !== null ? framework !== null || executor !== null : executor !== null && framework === null) {
    return textResponse(400, UNSUPPORTED);
  }
  const executors = viewedContainers(agent, agent.authorizer.approvers(request.principal))
    .filter(({ containerId }) => (container ?? containerId.value) === containerId.value)
    .filter((each) => (executor ?? each.id) === each.id && (framework ?? each.framework.id) === each.framework.id);
  return jsonResponse(await containersDocument(agent, executors), request);
}

const UNSUPPORTED = 'Supported query parameters are container_id only, framework_id only, or executor_id and framework_id only';
