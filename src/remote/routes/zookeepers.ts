import * as v from 'valibot';
import type { ErrorCode } from '../../error-catalogue.js';
import { MinimesosError } from '../../errors.js';
import type { ClusterZooKeeper } from '../../index.js';
import { json, nothing } from '../answer.js';
import type { ServerContext } from '../context.js';
import { type Call, type Route, route } from '../route.js';
import { ReadOnlyRequest, ZooKeeperSession } from '../schemas/zookeeper.js';

const ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'NO_ZOOKEEPER', 'ZOOKEEPER_EXTERNAL'] as const;
const DONE = { 204: { what: 'It is done' } };

/** The ZooKeepers of a cluster; `{zookeeper}` is `masters`, or the name of a further one. */
export const zookeeperRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/zookeepers/{zookeeper}/sessions',
    name: 'listZooKeeperSessions',
    summary: 'The sessions with a ZooKeeper that have not ended',
    answers: { 200: { what: 'The sessions', content: { 'application/json': v.array(ZooKeeperSession) } } },
    errors: ERRORS,
    handle: async ({ server, params }) => {
      const sessions = await find(server, params).sessions();
      return json(sessions.map((session) => ({ ...session, client: session.client ?? null })));
    },
  }),
  onSession('expire', 'expireSession', 'Ends a session, as if its client had been silent for too long', {
    description: 'Its ephemeral znodes are gone, and its client learns it when it connects again.',
  }),
  onSession('drop-connection', 'dropConnection', 'Cuts the connection of a session', {
    description: 'The session goes on when its client connects again in time.',
  }),
  act('freeze', 'Has a ZooKeeper stand still, as a process that is stopped', {
    description: 'Connections stay, nothing is answered, no session ends.',
  }),
  act('thaw', 'Has a ZooKeeper that stands still go on', { description: 'Sessions whose time is over by then end.' }),
  act('restart', 'Stops a ZooKeeper and starts it again', {
    description: 'On the same port, with all data and sessions; these have their whole time again.',
    errors: ['PORT_TAKEN', 'START_TIMEOUT'],
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/zookeepers/{zookeeper}/read-only',
    name: 'setZooKeeperReadOnly',
    summary: 'Has a ZooKeeper only read, as a server that has lost its quorum, or write again',
    description: 'All connections are cut; only clients that are content with reading are let in meanwhile, and no session ends.',
    body: { schema: ReadOnlyRequest },
    answers: DONE,
    errors: ERRORS,
    handle: async ({ server, params, body }) => {
      await find(server, params).setReadOnly(body.readOnly);
      return nothing();
    },
  }),
];

interface Documented {
  readonly description: string;
  readonly errors?: readonly ErrorCode[];
}

function act(name: 'freeze' | 'thaw' | 'restart', summary: string, { description, errors = [] }: Documented): Route {
  return route({
    method: 'POST',
    path: `/v1/clusters/{cluster}/zookeepers/{zookeeper}/${name}`,
    name: `${name}ZooKeeper`,
    ...{ summary, description, answers: DONE },
    errors: [...ERRORS, ...errors],
    handle: async ({ server, params }: Call<'cluster' | 'zookeeper'>) => {
      await find(server, params)[name]();
      return nothing();
    },
  });
}

function onSession(path: string, name: 'expireSession' | 'dropConnection', summary: string, { description }: Documented): Route {
  return route({
    method: 'POST',
    path: `/v1/clusters/{cluster}/zookeepers/{zookeeper}/sessions/{session}/${path}`,
    name: `${name}OfZooKeeper`,
    ...{ summary, description, answers: DONE },
    errors: [...ERRORS, 'UNKNOWN_SESSION'],
    handle: async ({ server, params }: Call<'cluster' | 'zookeeper' | 'session'>) => {
      await find(server, params)[name](params.session);
      return nothing();
    },
  });
}

function find(server: ServerContext, params: Readonly<Record<'cluster' | 'zookeeper', string>>): ClusterZooKeeper {
  const { name, zookeepers } = server.clusters.find(params.cluster).cluster;
  const found = Object.hasOwn(zookeepers, params.zookeeper) ? zookeepers[params.zookeeper] : undefined;
  if (found) return found;
  throw new MinimesosError('NO_ZOOKEEPER', { cluster: name, zookeeper: params.zookeeper, zookeepers: Object.keys(zookeepers) });
}
