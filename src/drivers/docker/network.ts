import type { Engine } from '../../docker/engine.js';
import { reasonOf, understood } from '../../docker/engine-failure.js';
import { LABELS, labelFilter } from '../../docker/labels.js';
import { MinimesosError } from '../../errors.js';
import { systemRandom } from '../../mesos/process/random.js';
import { candidates, Subnet } from './subnet.js';

/** Names of all that belongs to a cluster on an engine begin so. */
export const nameOf = (cluster: string, member?: string): string =>
  `minimesos-${cluster}${member === undefined ? '' : `-${member}`}`;

/**
 * Makes the network of a cluster.
 * @param wanted the range it is to have; undefined: one that is free
 * @throws MinimesosError `CLUSTER_EXISTS`, `DOCKER_NETWORKS_EXHAUSTED`, `DOCKER_FAILED`
 */
export async function createNetwork(
  engine: Engine,
  cluster: string,
  labels: Readonly<Record<string, string>>,
  wanted: string | undefined,
): Promise<Subnet> {
  const { docker } = engine;
  try {
    if ((await docker.listNetworks({ filters: labelFilter({ [LABELS.cluster]: cluster }) })).length > 0) {
      throw new MinimesosError('CLUSTER_ON_ENGINE', { cluster });
    }
    const subnets = wanted === undefined ? candidates(await usedSubnets(engine), systemRandom.number()) : [new Subnet(wanted)];
    let reason = 'networks of the engine and of this machine have all of 10.213.0.0/16';
    for (const subnet of subnets) {
      try {
        const { cidr: Subnet, dynamicRange: IPRange, gateway: Gateway } = subnet;
        const Config = [{ Subnet, IPRange, Gateway }];
        const IPAM = { Driver: 'default', Config };
        await docker.createNetwork({ Name: nameOf(cluster), CheckDuplicate: true, Labels: { ...labels }, IPAM });
        return subnet;
      } catch (error) {
        // Somebody was faster.
        if (!/overlaps|conflicts with network|already in use/i.test(reasonOf(error))) throw error;
        reason = reasonOf(error);
      }
    }
    throw new MinimesosError('DOCKER_NETWORKS_EXHAUSTED', { reason });
  } catch (error) {
    throw understood(error, `create the network of cluster ${cluster}`);
  }
}

async function usedSubnets({ docker }: Engine): Promise<string[]> {
  const networks = await docker.listNetworks();
  return networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet?.includes('.') ? [Subnet] : [])));
}
