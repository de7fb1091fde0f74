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

  /** Why it does not run, when it has ended by itself; undefined while it runs, and when it was killed. */
  get end(): string | undefined {
    return this.#master.end;
  }

  /** Whether it leads: it has been elected, and serves. */
  get leading(): boolean {
    return this.#master.leading;
  }

  /**
   * Is gone at once, as if its process had crashed: connections are cut, and nobody listens at its port. Executors and tasks run
   * on. Where there is a ZooKeeper, nobody takes over before its session there is over: after `zk_session_timeout` (10 s) of the
   * cluster's time, with `reaction: 'immediate'` at once.
   * @throws MinimesosError `MASTER_GONE` when it does not run, `CLUSTER_DESTROYED`, `DESTROY_TIMEOUT` when its process does not end
   */
  kill(): Promise<void> {
    return this.#during('master.kill()', () => this.#master.kill());
  }

  /**
   * Stands still, as a process on SIGSTOP: connections stay, and nobody answers on them. Only for masters that are processes of
   * their own (`ownProcess: true`).
   * @throws MinimesosError `OWN_PROCESS_NEEDED`, `MASTER_GONE`, `CLUSTER_DESTROYED`
   */
  pause(): Promise<void> {
    return this.#during('master.pause()', () => this.#master.pause());
  }

  /**
   * Goes on.
   * @throws MinimesosError as {@link ClusterMaster.pause}
   */
  resume(): Promise<void> {
    return this.#during('master.resume()', () => this.#master.resume());
  }

  /**
   * Starts a new master at the same port, with an id of its own; one that runs is killed first. Nobody waits for the end of the
   * session that the one before had. As in Mesos it recovers the registry: the agents, what operators have ordered of them, quotas,
   * weights and maintenance; with the flag `registry: 'in_memory'` it does not. It learns of tasks when agents register again, which
   * they do at once, and of frameworks when they subscribe with their ids. Agents that stay away for `agent_reregister_timeout`,
   * 10 minutes, become unreachable. Resolves when it takes part in the election of the leader, which one that is alone has won by
   * then.
   * @throws MinimesosError `PORT_TAKEN`, `START_FAILED`, `START_TIMEOUT`, `CLUSTER_DESTROYED`, `DESTROY_TIMEOUT`
   */
  restart(): Promise<void> {
    return this.#during('master.restart()', () => this.#master.restart());
  }
}
