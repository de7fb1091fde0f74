import type { DriverMaster } from '../drivers/driver.js';
import type { During } from './access.js';
import type { ClusterMember } from './cluster-agent.js';

/**
 * A master of a running cluster. It stands for the same place over restarts and resets: who leads there may be another one.
 *
 * ```ts
 * await cluster.leader.kill(); // and see what the framework does
 * await cluster.leader.restart();
 * ```
 */
export class ClusterMaster implements ClusterMember {
  readonly #master: DriverMaster;
  readonly #during: During;

  /** Made by {@link MesosCluster}. */
  constructor(master: DriverMaster, during: During) {
    this.#master = master;
    this.#during = during;
  }

  /** `http://ip:port`; stays the same. */
  get url(): string {
    return this.#master.url;
  }

  get ip(): string {
    return this.#master.ip;
  }

  get port(): number {
    return this.#master.port;
  }

  /** Whether it is there: started, and not killed since. */
  get running(): boolean {
    return this.#master.running;
  }

  /**
   * Is gone at once, as if its process had crashed: connections are cut, nobody listens at its port, and agents detect that
   * no master leads. Executors and tasks run on.
   * @throws MinimesosError `MASTER_GONE` when it does not run, `CLUSTER_DESTROYED`
   */
  kill(): Promise<void> {
    return this.#during('master.kill()', () => this.#master.kill());
  }

  /**
   * Starts a new master at the same port, with an id of its own; one that runs is killed first. As in Mesos it recovers the
   * registry of the one before: the agents, what operators have ordered of them, quotas, weights and maintenance; with the flag
   * `registry: 'in_memory'` it does not. It learns of tasks when agents register again, which they do at once, and of frameworks
   * when they subscribe with their ids. Agents that stay away for `agent_reregister_timeout`, 10 minutes, become unreachable.
   * Resolves when it leads.
   * @throws MinimesosError `PORT_TAKEN`, `CLUSTER_DESTROYED`
   */
  restart(): Promise<void> {
    return this.#during('master.restart()', () => this.#master.restart());
  }
}
