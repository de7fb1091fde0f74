import type * as v from 'valibot';
import { MASTERS_ZOOKEEPER } from '../cluster/cluster-zookeeper.js';
import type { MesosState } from '../cluster/mesos-state.js';
import type { ClusterAgent, ClusterContainer, ClusterMaster, ClusterZooKeeper, MesosCluster } from '../index.js';
import { atMost } from '../mesos/process/at-most.js';
import { Clock } from '../mesos/process/clock.js';
import type { ClusterEntry } from './clusters.js';
import { marathonOf, namesOf } from './roster.js';
import type { AgentInfo, ClusterInfo, ContainerInfo, MasterInfo, NamesInfo, ZooKeeperInfo } from './schemas/cluster.js';

/** What clients are told of a cluster. */
export async function clusterInfo({
  id,
  cluster,
  roster,
  createdAt,
  kept,
}: ClusterEntry): Promise<v.InferOutput<typeof ClusterInfo>> {
  const { name, driver, mesosVersion, capabilities, masters, zookeepers, credential } = cluster;
  const state = await stateOf(cluster);
  const all = Object.fromEntries(Object.entries(zookeepers).map(([key, each]) => [key, zookeeperInfo(each)]));
  return {
    ...{ id, name, driver, mesosVersion, capabilities: [...capabilities], createdAt, kept },
    credential,
    masters: masters.map(masterInfo),
    agents: roster.all.map((agent) => agentInfo(agent, state)),
    zookeeper: all[MASTERS_ZOOKEEPER] ?? null,
    zookeepers: all,
    containers: cluster.containers.map(containerInfo),
    ownEngines: cluster.images.possible,
    names: namesInfo(cluster),
    marathon: marathonOf(cluster) ?? null,
    exports: roster.exports,
    host: { pid: process.pid },
  };
}

/** What clients are told of a master. */
export const masterInfo = ({ url, ip, port, running, end, leading }: ClusterMaster): v.InferOutput<typeof MasterInfo> => ({
  ...{ url, ip, port, running, end, leading },
});

/** What clients are told of a ZooKeeper. */
export const zookeeperInfo = (zookeeper: ClusterZooKeeper): v.InferOutput<typeof ZooKeeperInfo> => {
  const { url, connectString, ip, port, external } = zookeeper;
  return { url, connectString, ip, port, external };
};

/** What clients are told of a container beside those of Mesos. */
export const containerInfo = ({ name, running, ip, addresses }: ClusterContainer): v.InferOutput<typeof ContainerInfo> => ({
  ...{ name, running, ip },
  addresses: addresses.map(({ port, reached }) => ({ port, reached: { ...reached } })),
});

/** What clients are told of the names of a cluster, if it serves them. */
function namesInfo(cluster: MesosCluster): v.InferOutput<typeof NamesInfo> | null {
  const names = namesOf(cluster);
  if (!names) return null;
  const { url, ip, port, httpPort, domain } = names;
  return { url, ip, port, httpPort, domain };
}

/** What clients are told of an agent: what it has is known as long as it is registered. */
export function agentInfo(agent: ClusterAgent, state: MesosState | undefined): v.InferOutput<typeof AgentInfo> {
  const { id, url, ip, port, running, end } = agent;
  const { resources, attributes } = state?.slaves.find((each) => each.id === id) ?? {};
  return { id, url, ip, port, running, end, resources, attributes };
}

/** Less than clients of ours wait for what they ask first. */
const STATE_MS = 1000;

/** Undefined while the master does not answer, or not soon: where things are can be told even then. */
export const stateOf = (cluster: MesosCluster): Promise<MesosState | undefined> =>
  atMost(
    new Clock(),
    STATE_MS,
    cluster.state().catch(() => undefined),
  );
