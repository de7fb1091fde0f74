import { MinimesosError } from '../../errors.js';
import type { ClusterMaster, MesosCluster } from '../../index.js';
import { json } from '../answer.js';
import { masterInfo } from '../cluster-info.js';
import { type Call, type Route, route } from '../route.js';
import { MasterInfo } from '../schemas/cluster.js';

/** The masters of a cluster; `{master}` is `leader`, a number from 0, or a URL. */
export const masterRoutes: readonly Route[] = [
  operation('kill', 'Kills a master', {
    description: 'As if its process had crashed: connections are cut, and agents detect that no master leads. Tasks run on.',
    errors: ['MASTER_GONE'],
  }),
  operation('restart', 'Starts a master again', {
    description:
      'At the same port, with a new id; one that runs is killed first. It knows the agents, and what operators have ' +
      'ordered; agents register again with their tasks, and schedulers have to subscribe again. Answers when it leads.',
    errors: ['PORT_TAKEN'],
  }),
];

function operation(
  name: 'kill' | 'restart',
  summary: string,
  { description, errors }: { description: string; errors: readonly ('MASTER_GONE' | 'PORT_TAKEN')[] },
): Route {
  return route({
    method: 'POST',
    path: `/v1/clusters/{cluster}/masters/{master}/${name}`,
    name: `${name}Master`,
    summary,
    description,
    answers: { 200: { what: 'The master as it is now', content: { 'application/json': MasterInfo } } },
    errors: ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'UNKNOWN_MASTER', ...errors],
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
