import { exportsOf } from '../cluster/apps/exports.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import type { ClusterAgent, ClusterMarathon, ClusterNames, MesosCluster } from '../index.js';

/**
 * The agents of a cluster, also those that were stopped or killed, for they can be started again. Their order, by which they
 * are numbered, is that of their first start.
 */
export class Roster {
  readonly #agents = new Set<ClusterAgent>();

  constructor(private readonly cluster: MesosCluster) {
    this.#look();
  }

  get all(): readonly ClusterAgent[] {
    this.#look();
    return [...this.#agents];
  }

  /**
   * The agent of this id, URL or number, counted from 0.
   * @throws MinimesosError `UNKNOWN_AGENT`
   */
  find(name: string): ClusterAgent {
    const agents = this.all;
    const agent =
      agents.find(({ id, url }) => id === name || url === name) ?? (/^\d{1,9}$/.test(name) ? agents[Number(name)] : undefined);
    if (agent) return agent;
    throw new MinimesosError('UNKNOWN_AGENT', { cluster: this.cluster.name, agent: name, agents: agents.map(({ id }) => id) });
  }

  /** To be called after a reset, by which all that still belong to the cluster run. */
  reset(): void {
    this.#agents.clear();
    this.#look();
  }

  #look(): void {
    for (const agent of this.cluster.agents) this.#agents.add(agent);
  }

  /** The environment variables that tell programs where everything is. */
  get exports(): Record<string, string> {
    const { leader, zookeepers, containers, gateway } = this.cluster;
    const [names, marathon] = [namesOf(this.cluster), marathonOf(this.cluster)];
    return exportsOf({
      ...{ leader, zookeepers: Object.values(zookeepers), containers, names, marathon, gateway },
      agents: this.all,
    });
  }
}

/** The names of a cluster, if it serves them. */
export function namesOf(cluster: MesosCluster): ClusterNames | undefined {
  try {
    return cluster.names;
  } catch (error) {
    if (isMinimesosError(error, 'NO_NAMES')) return undefined;
    throw error;
  }
}

/** The Marathon of a cluster, if it has one. */
export function marathonOf(cluster: MesosCluster): ClusterMarathon | undefined {
  try {
    return cluster.marathon;
  } catch (error) {
    if (isMinimesosError(error, 'NO_MARATHON')) return undefined;
    throw error;
  }
}
