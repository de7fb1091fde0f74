import type { DriverAgent } from '../drivers/driver.js';
import { MinimesosError } from '../errors.js';
import type { Lifetime } from './lifetime.js';

/** A master or an agent, and where it listens. */
export interface ClusterMember {
  /** `http://ip:port`. */
  readonly url: string;
  readonly ip: string;
  readonly port: number;
}

/**
 * An agent of a running cluster.
 *
 * ```ts
 * const [agent] = cluster.agents;
 * await agent?.kill(); // and see what the framework does
 * ```
 */
export class ClusterAgent implements ClusterMember {
  readonly #agent: DriverAgent;
  readonly #lifetime: Lifetime;
  #ended = false;

  /** The id the master gave it, `AgentID` in Mesos. */
  readonly id: string;
  readonly url: string;
  readonly ip: string;
  readonly port: number;

  /** Made by {@link MesosCluster}. */
  constructor(agent: DriverAgent, lifetime: Lifetime) {
    const { id, url, ip, port } = agent;
    this.id = id;
    this.url = url;
    this.ip = ip;
    this.port = port;
    this.#agent = agent;
    this.#lifetime = lifetime;
  }

  /**
   * Leaves the cluster in an orderly way, as mesos-agent does on SIGUSR1: its executors are shut down, its tasks end, the
   * master removes it. Resolves when it is gone.
   * @throws MinimesosError `AGENT_GONE`, `CLUSTER_DESTROYED`
   */
  stop(): Promise<void> {
    return this.#end('stop()', () => this.#agent.stop());
  }

  /**
   * Is gone at once, as if its process had crashed: nobody is told, its tasks run on. What the master then does depends on
   * its flags `agent_ping_timeout` and `max_agent_ping_timeouts`.
   * @throws MinimesosError `AGENT_GONE`, `CLUSTER_DESTROYED`
   */
  kill(): Promise<void> {
    return this.#end('kill()', () => this.#agent.kill());
  }

  #end(operation: string, end: () => Promise<void>): Promise<void> {
    return this.#lifetime.during(`agent.${operation}`, async () => {
      if (this.#ended) throw new MinimesosError('AGENT_GONE', { agent: this.id, operation });
      this.#ended = true;
      await end();
    });
  }
}
