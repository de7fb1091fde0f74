import type { TrafficFilter } from '../../faults/traffic-filter.js';
import { json, nothing } from '../answer.js';
import { type Route, route } from '../route.js';
import { ExpectNoneRequest, ExpectRequest } from '../schemas/expect.js';
import { TimelineEntry } from '../schemas/timeline.js';

const ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'INVALID_ARGUMENT', 'EXPECTATION_FAILED'] as const;

/** What is to come between schedulers, masters, agents and executors, and what is not. */
export const expectRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/expect',
    name: 'expectTraffic',
    summary: 'Waits for a call, an event, a message or an action',
    description:
      'Answers with its entry of the timeline, at once when it has come already. When it does not come in time, the error tells ' +
      'what came of the same name instead.',
    body: { schema: ExpectRequest },
    answers: { 200: { what: 'It came', content: { 'application/json': TimelineEntry } } },
    errors: ERRORS,
    handle: async ({ server, params, body }) => {
      const { since, times, timeout, ...filter } = body;
      const { expect } = server.clusters.find(params.cluster).cluster;
      return json(await expect.traffic(filter as TrafficFilter, { since, times, timeout }));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/expect-none',
    name: 'expectNone',
    summary: 'Makes sure that nothing like this comes for a while',
    description: 'Fails as soon as it comes.',
    body: { schema: ExpectNoneRequest },
    answers: { 204: { what: 'Nothing came' } },
    errors: ERRORS,
    handle: async ({ server, params, body }) => {
      const { since, within, ...filter } = body;
      await server.clusters.find(params.cluster).cluster.expect.none(filter as TrafficFilter, { since, within });
      return nothing();
    },
  }),
];
