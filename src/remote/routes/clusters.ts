import * as v from 'valibot';
import { parseAny } from '../../cluster/read-description.js';
import { MinimesosError } from '../../errors.js';
import { json, nothing } from '../answer.js';
import { clusterInfo } from '../cluster-info.js';
import { type Route, route } from '../route.js';
import { ClusterInfo, ClusterRequest } from '../schemas/cluster.js';
import { flag } from '../schemas/fields.js';

const START_ERRORS = [
  ...(['INVALID_DESCRIPTION', 'NOT_YET_SUPPORTED', 'INVALID_FILE', 'START_TIMEOUT', 'CLUSTER_ALREADY_STARTED'] as const),
  ...([
    'PORT_TAKEN',
    'KEY_REUSED',
    'CLUSTER_DESTROYED',
    'LEASE_ENDED',
    'LIMIT_REACHED',
    'START_FAILED',
    'SERVER_STOPPING',
  ] as const),
  ...(['ZOOKEEPER_DATA_UNREADABLE', 'ZOOKEEPER_DATA_IN_USE', 'ZOOKEEPER_UNREACHABLE', 'ZOOKEEPER_PATH_TAKEN'] as const),
  ...([
    'MARATHON_STATE_UNREADABLE',
    'ZNODE_NOT_READABLE',
    'MASTER_UNREACHABLE',
    'NOT_A_MASTER',
    'MESOS_NOT_FOUND',
    'CREDENTIALS_REFUSED',
  ] as const),
  ...([
    'DOCKER_NOT_FOUND',
    'DOCKER_NO_PERMISSION',
    'DOCKER_TOO_OLD',
    'DOCKER_GONE',
    'DOCKER_DISK_FULL',
    'DOCKER_FAILED',
  ] as const),
  ...(['DOCKER_NETWORKS_EXHAUSTED', 'IMAGE_NOT_FOUND', 'CLUSTER_ON_ENGINE'] as const),
];

/** Clusters as a whole. */
export const clusterRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/clusters',
    name: 'createCluster',
    summary: 'Creates a cluster',
    description:
      'Answers when the cluster is ready. The body is JSON with a `description`, or the description itself as YAML ' +
      '(`Content-Type: application/yaml`). Without a body: one master, one agent. What can be in a description is told by ' +
      'ClusterDescription below.',
    body: {
      schema: ClusterRequest,
      required: false,
      texts: { 'application/yaml': (descriptionText) => ({ descriptionText }) },
    },
    answers: {
      201: { what: 'The cluster is ready', content: { 'application/json': ClusterInfo } },
      200: { what: 'The cluster that was created earlier with the same key', content: { 'application/json': ClusterInfo } },
    },
    errors: START_ERRORS,
    handle: async ({ server, body }) => {
      const { descriptionText, ...request } = body;
      const description = descriptionText === undefined ? request.description : await descriptionOf(descriptionText, request);
      const { entry, created } = await server.clusters.create({ ...request, description });
      return json(await clusterInfo(entry), created ? 201 : 200);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/clusters',
    name: 'listClusters',
    summary: 'All clusters of the server',
    answers: { 200: { what: 'The clusters, oldest first', content: { 'application/json': v.array(ClusterInfo) } } },
    errors: [],
    handle: async ({ server }) => json(await Promise.all(server.clusters.list.map(clusterInfo))),
  }),
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}',
    name: 'getCluster',
    summary: 'A cluster, and where everything in it listens',
    answers: { 200: { what: 'The cluster', content: { 'application/json': ClusterInfo } } },
    errors: ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED'],
    handle: async ({ server, params }) => json(await clusterInfo(server.clusters.find(params.cluster))),
  }),
  route({
    method: 'DELETE',
    path: '/v1/clusters/{cluster}',
    name: 'destroyCluster',
    summary: 'Destroys a cluster',
    description: 'Answers when nothing of it is left. Several clients may ask for it at once.',
    query: v.strictObject({ retain: v.optional(flag('Whether its directory stays, with the sandboxes. Default: false.')) }),
    answers: { 204: { what: 'It is gone' } },
    errors: ['UNKNOWN_CLUSTER', 'DESTROY_TIMEOUT', 'DOCKER_NOT_REMOVED'],
    handle: async ({ server, params, query }) => {
      await server.clusters.destroy(server.clusters.find(params.cluster), query);
      return nothing();
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/reset',
    name: 'resetCluster',
    summary: 'Makes a cluster as it was after its start',
    description:
      'In milliseconds: tasks are killed, frameworks are forgotten, ids are new; names and ports stay. The agents of the ' +
      'description are there again, those added later are gone.',
    answers: { 200: { what: 'The cluster as it is now', content: { 'application/json': ClusterInfo } } },
    errors: ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'START_TIMEOUT', 'START_FAILED', 'UNSUPPORTED_BY_DRIVER'],
    handle: async ({ server, params }) => {
      const entry = server.clusters.find(params.cluster);
      await entry.cluster.reset();
      entry.roster.reset();
      return json(await clusterInfo(entry));
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/clusters/{cluster}/leases/{lease}',
    name: 'holdCluster',
    summary: 'Has a lease hold the cluster, too',
    description: 'From now on the cluster is not destroyed before this lease ends.',
    answers: { 204: { what: 'The lease holds the cluster' } },
    errors: ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'LEASE_ENDED'],
    handle: ({ server, params }) => {
      server.clusters.hold(server.clusters.find(params.cluster), params.lease);
      return nothing();
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/clusters/{cluster}/leases/{lease}',
    name: 'releaseCluster',
    summary: 'Has a lease let go of the cluster',
    description: 'The cluster is not destroyed on account of this, nor when that lease ends.',
    answers: { 204: { what: 'The lease does not hold the cluster' } },
    errors: ['UNKNOWN_CLUSTER'],
    handle: ({ server, params }) => {
      server.clusters.release(server.clusters.find(params.cluster), params.lease);
      return nothing();
    },
  }),
];

async function descriptionOf(text: string, { description }: { description?: unknown }): Promise<unknown> {
  if (description === undefined) return parseAny(text, 'The description');
  const message = 'expected either description or descriptionText, but got both';
  const problems = [{ code: 'INVALID_VALUE' as const, path: 'descriptionText', message }];
  throw new MinimesosError('INVALID_REQUEST', { request: 'The body', problems });
}
