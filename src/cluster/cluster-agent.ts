import type { DriverAgent } from '../drivers/driver.js';
import { MinimesosError } from '../errors.js';
import type { During } from './access.js';
import type { AgentState } from './agent-state.js';
import { type AgentInput, resolveChanges } from './description.js';

/** What may be different when an agent starts again, as in the description of an agent; flags are added to those it has. */
export type RestartChanges = Pick<AgentInput, 'resources' | 'attributes' | 'flags'>;

/** A master or an agent, and where it listens. */
export interface ClusterMember {
  /** `http://ip:port`. */
  readonly url: string;
  readonly ip: string;
  readonly port: number;
}

/**
 * An agent of a running cluster. It stands for the same agent as long as there is one: over restarts, and, if the description
 * of the cluster has it, over resets.
 *
 * ```ts
 * const [agent] = cluster.agents;
 * await agent?.kill(); // and see what the framework does
 * await agent?.restart();
 * ```
 */
export class ClusterAgent implements ClusterMember {
  readonly #agent: DriverAgent;
  readonly #during: During;
  #leaving = false;

  /** Made by {@link MesosCluster}. */
  constructor(agent: DriverAgent, during: During) {
    this.#agent = agent;
    this.#during = during;
  }

  /**
   * The id the master gave it last, `AgentID` in Mesos. A reset, and a restart after `stop()`, bring a new one; a restart
   * after `kill()` does not.
   */
  get id(): string {
    return this.#agent.id;
  }

  /** `http://ip:port`; stays the same. */
  get url(): string {
    return this.#agent.url;
  }

  get ip(): string {
    return this.#agent.ip;
  }

  get port(): number {
    return this.#agent.port;
  }

  /** Whether it is there: started, and neither stopped nor killed since. */
  get running(): boolean {
    return this.#agent.running && !this.#leaving;
  }

  /** Why it does not run, when it has ended by itself; undefined while it runs, and when it was stopped or killed. */
  get end(): string | undefined {
    return this.#agent.end;
  }

  /**
   * Leaves the cluster in an orderly way, as mesos-agent does on SIGUSR1: its executors are shut down, its tasks end, the
   * master removes it. Resolves when it is gone.
   * @throws MinimesosError `AGENT_GONE`, `CLUSTER_DESTROYED`, `DESTROY_TIMEOUT` when its process does not end within the `timeout` of the
   *   cluster; then it is still there
   */
  stop(): Promise<void> {
    return this.#leave('stop()', () => this.#agent.stop());
  }

  /**
   * Is gone at once, as if its process had crashed: nobody is told, its tasks run on. What the master then does depends on
   * its flags `agent_ping_timeout` and `max_agent_ping_timeouts`.
   * @throws MinimesosError `AGENT_GONE`, `CLUSTER_DESTROYED`, `DESTROY_TIMEOUT` when its process does not end
   */
  kill(): Promise<void> {
    return this.#leave('kill()', () => this.#agent.kill());
  }

  /**
   * Stands still, as a process on SIGSTOP: connections stay, and nobody answers on them. Its tasks run on. Only for agents that
   * are processes of their own (`ownProcess: true`).
   * @throws MinimesosError `OWN_PROCESS_NEEDED`, `AGENT_GONE`, `CLUSTER_DESTROYED`
   */
  pause(): Promise<void> {
    return this.#during('agent.pause()', () => this.#agent.pause());
  }

  /**
   * Goes on.
   * @throws MinimesosError as {@link ClusterAgent.pause}
   */
  resume(): Promise<void> {
    return this.#during('agent.resume()', () => this.#agent.resume());
  }

  /**
   * Starts it again at the same port, on the same work directory; one that runs is killed first. One that was killed keeps its
   * id and recovers the executors of frameworks that have `checkpoint`; one that was stopped comes back as a new agent.
   * Resolves when the master has registered it, or, with the flag `recover: 'cleanup'`, when it has ended what it found and
   * itself.
   *
   * ```ts
   * await agent.restart({ resources: 'cpus:8;mem:8192', flags: { reconfiguration_policy: 'additive' } });
   * ```
   * @param changes How it is configured from now on, until a reset; what is not mentioned stays. Unless the agent is a new
   *   one, its flag `reconfiguration_policy` has to allow other resources and attributes.
   * @throws MinimesosError `PORT_TAKEN`, `START_FAILED`, `START_TIMEOUT`, `CLUSTER_DESTROYED`, `DESTROY_TIMEOUT`, `AGENT_GONE` when a
   *   reset has taken it off the cluster, `RECOVERY_FAILED` when its checkpoint is damaged or does not allow the changes,
   *   `INVALID_DESCRIPTION`
   */
  restart(changes: RestartChanges = {}): Promise<void> {
    return this.#during('agent.restart()', () => this.#agent.restart(resolveChanges(changes)));
  }

  /**
   * What it answers to `GET /state`.
   *
   * ```ts
   * const executors = (await agent.state()).frameworks.flatMap(({ executors }) => executors);
   * ```
   * @throws MinimesosError `AGENT_GONE`, `CLUSTER_DESTROYED`
   */
  state(): Promise<AgentState> {
    return this.#during('agent.state()', ({ http, destroyed }) => {
      this.#assertRunning('state()');
      return http.getJson<AgentState>(`${this.url}/state`, destroyed);
    });
  }

  #leave(operation: string, leave: () => Promise<void>): Promise<void> {
    return this.#during(`agent.${operation}`, async () => {
      this.#assertRunning(operation);
      this.#leaving = true;
      try {
        await leave();
      } finally {
        this.#leaving = false;
      }
    });
  }

  #assertRunning(operation: string): void {
    if (!this.running) throw new MinimesosError('AGENT_GONE', { agent: this.id, operation, reason: this.end });
  }
}
