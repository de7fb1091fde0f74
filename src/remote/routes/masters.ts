import * as v from 'valibot';
import type { ErrorCode } from '../../error-catalogue.js';
import { MinimesosError } from '../../errors.js';
import type { ClusterMaster, MesosCluster } from '../../index.js';
import { json } from '../answer.js';
import { masterInfo } from '../cluster-info.js';
import { type Call, type Route, route } from '../route.js';
import { FailoverRequest, MasterInfo } from '../schemas/cluster.js';

/** The masters of a cluster; `{master}` is `leader`, a number from 0, or a URL. */
export const masterRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/masters',
    name: 'listMasters',
    summary: 'Lists the masters of a cluster',
    description: 'Also those that were killed.',
    answers: { 200: { what: 'The masters', content: { 'application/json': v.array(MasterInfo) } } },
    errors: ['UNKNOWN_CLUSTER'],
    handle: ({ server, params }) => json(server.clusters.find(params.cluster).cluster.masters.map(masterInfo)),
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/failover',
    name: 'failOver',
    summary: 'Has another master lead',
    description:
      'Kills the leading master, ends its session, so that nobody waits for that, and starts it again as a follower. Answers when ' +
      'another one leads and all agents are registered with it; where there is one master, that is its successor.',
    body: { schema: FailoverRequest, required: false },
    answers: { 200: { what: 'The masters as they are now', content: { 'application/json': v.array(MasterInfo) } } },
    errors: [
      'UNKNOWN_CLUSTER',
      'CLUSTER_DESTROYED',
      'START_TIMEOUT',
      'START_FAILED',
      'INVALID_ARGUMENT',
      'UNSUPPORTED_BY_DRIVER',
    ],
    handle: async ({ server, params, body }) => {
      const { cluster } = server.clusters.find(params.cluster);
      await cluster.failover(body);
      return json(cluster.masters.map(masterInfo));
    },
  }),
  operation('kill', 'Kills a master', {
    description:
      'As if its process had crashed: connections are cut. Tasks run on. Where there is a ZooKeeper, others take over when its ' +
      'session there is over; see `failOver`.',
    errors: ['MASTER_GONE', 'DESTROY_TIMEOUT'],
  }),
  operation('pause', 'Stops the process of a master', {
    description:
      'It stands still, and nobody answers on its connections, until it is resumed. Only for a master that is a process of its own.',
    errors: ['MASTER_GONE', 'OWN_PROCESS_NEEDED'],
  }),
  operation('resume', 'Lets the process of a master go on', {
    description: 'That was paused.',
    errors: ['MASTER_GONE', 'OWN_PROCESS_NEEDED'],
  }),
  operation('restart', 'Starts a master again', {
    description:
      'At the same port, with a new id; one that runs is killed first. It knows the agents, and what operators have ordered, when ' +
      'it leads; agents register again with their tasks, and schedulers have to subscribe again. Answers when it takes part in the ' +
      'election of the leader, which one that is alone has won by then.',
    errors: ['PORT_TAKEN', 'START_FAILED', 'START_TIMEOUT', 'DESTROY_TIMEOUT'],
  }),
];

function operation(
  name: 'kill' | 'pause' | 'resume' | 'restart',
  summary: string,
  { description, errors }: { readonly description: string; readonly errors: readonly ErrorCode[] },
): Route {
  return route({
    method: 'POST',
    path: `/v1/clusters/{cluster}/masters/{master}/${name}`,
    name: `${name}Master`,
    summary,
    description,
    answers: { 200: { what: 'The master as it is now', content: { 'application/json': MasterInfo } } },
    errors: ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'UNKNOWN_MASTER', 'UNSUPPORTED_BY_DRIVER', ...errors],
    handle: async ({ server, params }: Call<'cluster' | 'master'>) => {
      const master = findMaster(server.clusters.find(params.cluster).cluster, params.master);
      await master[name]();
      return json(masterInfo(master));
    },
  });
}

function findMaster({ name, leader, masters }: MesosCluster, given: string): ClusterMaster {
  const numbered = /^\d{1,9}$/.test(given) ? masters[Number(given)] : undefined;
  const found = given === 'leader' ? leader : (masters.find(({ url }) => url === given) ?? numbered);
  if (found) return found;
  throw new MinimesosError('UNKNOWN_MASTER', { cluster: name, master: given, masters: masters.map(({ url }) => url) });
}
