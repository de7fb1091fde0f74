import { MASTERS_ZOOKEEPER } from '../cluster/cluster-zookeeper.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import type { ClusterAgent, ClusterNames, ClusterZooKeeper, MesosCluster } from '../index.js';
import { addressVariables } from './exports.js';
import { isLoopback } from './guard.js';

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
    const { leader, zookeepers, containers } = this.cluster;
    const running = this.all.flatMap((agent, index) => (agent.running ? [{ agent, index }] : []));
    const names = namesOf(this.cluster);
    return Object.assign(
      addressVariables('MINIMESOS_MASTER', leader),
      ...Object.values(zookeepers).map((each) => addressVariables(variableOf(each), each)),
      ...containers.flatMap(({ name, addresses: [first] }) => {
        if (!first) return [];
        const { ip, port } = first.reached;
        return [addressVariables(`MINIMESOS_${variablePart(name)}`, { url: `http://${ip}:${port}`, ip, port })];
      }),
      names && addressVariables('MINIMESOS_MESOSDNS', names),
      // As in the original minimesos: a role that is there once needs no number, and tasks get at this machine by the gateway.
      running.length === 1 && running[0] && addressVariables('MINIMESOS_AGENT', running[0].agent),
      ...running.map(({ agent, index }) => addressVariables(`MINIMESOS_AGENT_${index}`, agent)),
      isLoopback(leader.ip) && { MINIMESOS_NETWORK_GATEWAY: leader.ip },
    );
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

/** `MINIMESOS_ZOOKEEPER` for that of the masters, `MINIMESOS_ZOOKEEPER_STATE` for the one that is called `state`. */
const variableOf = ({ name }: ClusterZooKeeper): string =>
  name === MASTERS_ZOOKEEPER ? 'MINIMESOS_ZOOKEEPER' : `MINIMESOS_ZOOKEEPER_${variablePart(name)}`;

const variablePart = (name: string): string => name.toUpperCase().replaceAll('-', '_');
