import { json, nothing } from '../answer.js';
import { type Route, route } from '../route.js';
import { AdvanceRequest, ClockInfo, StepRequest } from '../schemas/clock.js';

const CLUSTER_ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED'] as const;

/** The time of a cluster. */
export const clockRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/clock',
    name: 'getClock',
    summary: 'The time of the cluster',
    answers: { 200: { what: 'The time', content: { 'application/json': ClockInfo } } },
    errors: CLUSTER_ERRORS,
    handle: async ({ server, params }) => json({ now: await server.clusters.find(params.cluster).cluster.clock.now() }),
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/clock/advance',
    name: 'advanceClock',
    summary: 'Moves time ahead',
    description:
      'What falls due on the way happens at its own time, in order. All times of Mesos obey: filters, pings, failover timeouts, ' +
      'the repetition of updates, kill grace.',
    body: { schema: AdvanceRequest },
    answers: { 200: { what: 'The time then', content: { 'application/json': ClockInfo } } },
    errors: [...CLUSTER_ERRORS, 'UNSUPPORTED_BY_DRIVER', 'INVALID_ARGUMENT'],
    handle: async ({ server, params, body }) =>
      json({ now: await server.clusters.find(params.cluster).cluster.clock.advance(body.by) }),
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/clock/step',
    name: 'stepClock',
    summary: 'Moves time to the next timer that sets something off',
    body: { schema: StepRequest, required: false },
    answers: {
      200: { what: 'The time then; null when nothing happens until then', content: { 'application/json': ClockInfo } },
    },
    errors: [...CLUSTER_ERRORS, 'UNSUPPORTED_BY_DRIVER', 'INVALID_ARGUMENT'],
    handle: async ({ server, params, body }) => {
      const now = await server.clusters.find(params.cluster).cluster.clock.step(body?.latest);
      return json({ now: now ?? null });
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/clock/settle',
    name: 'settleClock',
    summary: 'Waits until nothing is under way inside the cluster',
    answers: { 204: { what: 'Nothing is under way' } },
    errors: [...CLUSTER_ERRORS, 'UNSUPPORTED_BY_DRIVER'],
    handle: async ({ server, params }) => {
      await server.clusters.find(params.cluster).cluster.clock.settle();
      return nothing();
    },
  }),
];
