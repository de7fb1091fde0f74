import { MinimesosError } from '../../errors.js';
import { json } from '../answer.js';
import { type Route, route } from '../route.js';
import { ContainerLog, PushedImage, PushRequest } from '../schemas/cluster.js';

const ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'DOCKER_GONE'] as const;

/** What there is only of clusters in containers. */
export const containerRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/containers/{container}/log',
    name: 'readContainerLog',
    summary: 'What a container beside those of Mesos has written',
    answers: { 200: { what: 'All of it, both streams mixed', content: { 'application/json': ContainerLog } } },
    errors: [...ERRORS, 'UNKNOWN_CONTAINER'],
    handle: async ({ server, params }) => {
      const { cluster } = server.clusters.find(params.cluster);
      const container = cluster.containers.find(({ name }) => name === params.container);
      if (container) return json({ log: await container.log() });
      throw new MinimesosError('UNKNOWN_CONTAINER', {
        ...{ cluster: cluster.name, container: params.container, containers: cluster.containers.map(({ name }) => name) },
      });
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/images',
    name: 'pushImage',
    summary: 'Brings an image of the engine of the user to the engines of all agents',
    description: 'By a registry of the cluster: what of it is there already is not sent again. Only with `dockerInDocker`.',
    body: { schema: PushRequest },
    answers: { 200: { what: 'What was sent', content: { 'application/json': PushedImage } } },
    errors: [...ERRORS, 'INVALID_ARGUMENT', 'UNSUPPORTED_BY_DRIVER', 'IMAGE_NOT_FOUND', 'IMAGE_NOT_PUSHED', 'DOCKER_FAILED'],
    handle: async ({ server, params, body }) => json(await server.clusters.find(params.cluster).cluster.images.push(body.image)),
  }),
];
