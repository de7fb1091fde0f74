import type Docker from 'dockerode';
import { connectEngine, type Engine } from '../../docker/engine.js';
import { understood } from '../../docker/engine-failure.js';
import { answered } from '../../docker/in-time.js';
import { LABELS, labelFilter } from '../../docker/labels.js';
import { isMinimesosError } from '../../errors.js';
import type { ConnectedCluster } from '../connect.js';
import type { ClusterDescription } from '../description.js';
import { DockerCluster } from './docker-cluster.js';

/** How long the engine may take to tell. */
const LOOK_MS = 10_000;

/**
 * Finds a cluster in containers by its name, which its labels tell, and connects to it.
 * @returns undefined where there is none, or no engine
 * @throws MinimesosError `DOCKER_GONE`, `MASTER_UNREACHABLE`
 */
export async function adopt(name: string): Promise<ConnectedCluster | undefined> {
  let engine: Engine;
  try {
    engine = await connectEngine();
  } catch (error) {
    if (isMinimesosError(error)) return undefined;
    throw error;
  }
  const network = await networkOf(engine, name);
  const described = network?.Labels?.[LABELS.described];
  if (!network || described === undefined) return undefined;
  const cluster = new AdoptedCluster(name, JSON.parse(described) as ClusterDescription, engine);
  try {
    await cluster.takeOver(network);
  } catch (error) {
    await cluster.disconnect();
    throw error;
  }
  return { name, driver: 'docker', mesosVersion: cluster.mesosVersion, cluster };
}

async function networkOf({ docker }: Engine, name: string): Promise<Docker.NetworkInspectInfo | undefined> {
  const doing = `look for cluster ${name}`;
  try {
    const [network] = await answered(LOOK_MS, doing, docker.listNetworks({ filters: labelFilter({ [LABELS.cluster]: name }) }));
    return network;
  } catch (error) {
    throw understood(error, doing);
  }
}

/** A cluster that another process has started: it ends with that process, unless it is destroyed before. */
class AdoptedCluster extends DockerCluster {
  takeOver(network: Docker.NetworkInspectInfo): Promise<void> {
    return this.adopt(network);
  }

  disconnect(): Promise<void> {
    return this.release();
  }
}
