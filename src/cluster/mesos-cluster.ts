import type { DriverAgent, DriverCluster } from '../drivers/driver.js';
import { loadDriver } from '../drivers/load-driver.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { Clock } from '../mesos/process/clock.js';
import { systemRandom } from '../mesos/process/random.js';
import { ClusterAgent, type ClusterMember } from './cluster-agent.js';
import { type AgentInput, type ClusterDescriptionInput, resolveAgent, resolveDescription } from './description.js';
import { HttpClient } from './http-client.js';
import { Lifetime } from './lifetime.js';
import type { MesosState } from './mesos-state.js';
import { readableName } from './names.js';
import type { RunOptions, RunResult } from './run-options.js';
import type { StatePredicate, WaitOptions } from './wait-for.js';

/** The names of the clusters of this process, from the beginning of their start until they are gone. */
const names = new Set<string>();

/**
 * A whole Mesos cluster: masters, agents, and the tasks that frameworks run on them.
 *
 * ```ts
 * await using cluster = await MesosCluster.start({ agents: 2 });
 * console.log(cluster.leader.url); // what the framework under test is given as its master
 * const { stdout } = await cluster.run('echo hello');
 * ```
 */
export class MesosCluster implements AsyncDisposable {
  readonly #running: DriverCluster;
  readonly #lifetime: Lifetime;
  readonly #agents = new WeakMap<DriverAgent, ClusterAgent>();
  readonly #clock = new Clock();
  readonly #http = new HttpClient();
  #destroyed: Promise<void> | undefined;

  private constructor(
    /** The name of the description, or one made up; what Mesos calls the cluster, too. */
    readonly name: string,
    running: DriverCluster,
  ) {
    this.#running = running;
    this.#lifetime = new Lifetime(name);
  }

  /**
   * Starts a cluster and resolves when it is ready: a leading master that all agents are registered with. A start that
   * fails leaves nothing behind.
   *
   * ```ts
   * const cluster = await MesosCluster.start({
   *   agents: [{ count: 2, resources: 'cpus:4;mem:4096' }, { resources: 'cpus:1;mem:512', attributes: 'rack:b' }],
   * });
   * ```
   * @param description default: one master and one agent
   * @throws MinimesosError `INVALID_DESCRIPTION` with all that is wrong, `NOT_YET_SUPPORTED`, `CLUSTER_ALREADY_STARTED` when
   *   this process has a cluster of that name, `PORT_TAKEN`, `START_TIMEOUT`, `START_FAILED`
   */
  static async start(description: ClusterDescriptionInput = {}): Promise<MesosCluster> {
    const resolved = resolveDescription(description);
    const name = resolved.name ?? readableName(systemRandom, (candidate) => names.has(candidate));
    if (names.has(name)) throw new MinimesosError('CLUSTER_ALREADY_STARTED', { cluster: name });
    names.add(name);
    try {
      const driver = await loadDriver(resolved.driver);
      return new MesosCluster(name, await driver.start(name, { ...resolved, name }));
    } catch (error) {
      names.delete(name);
      if (isMinimesosError(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new MinimesosError('START_FAILED', { cluster: name, reason }, { cause: error });
    }
  }

  get masters(): readonly ClusterMember[] {
    return this.#running.masters;
  }

  /** The leading master. Frameworks are given its `url`, or its `ip` and `port`. */
  get leader(): ClusterMember {
    const [leader] = this.#running.masters;
    if (!leader) throw new Error(`Cluster ${this.name} has no master.`);
    return leader;
  }

  /** The agents that were started and neither stopped nor killed, oldest first. */
  get agents(): readonly ClusterAgent[] {
    return this.#running.agents.map((agent) => this.#agentOf(agent));
  }

  /**
   * Adds an agent; resolves when the master has registered it.
   *
   * ```ts
   * const agent = await cluster.addAgent({ resources: 'cpus:8;mem:8192', attributes: 'rack:c' });
   * ```
   * @throws MinimesosError as {@link MesosCluster.start}, or `CLUSTER_DESTROYED`
   */
  addAgent(description?: Omit<AgentInput, 'count'>): Promise<ClusterAgent> {
    return this.#lifetime.during('addAgent()', async () =>
      this.#agentOf(await this.#running.addAgent(resolveAgent(description))),
    );
  }

  /**
   * What the leading master answers to `GET /state`.
   *
   * ```ts
   * const { frameworks } = await cluster.state();
   * ```
   * @throws MinimesosError `CLUSTER_DESTROYED`
   */
  state(): Promise<MesosState> {
    return this.#lifetime.during('state()', (signal) => this.#state(signal));
  }

  /**
   * Waits until the state of the cluster is as the predicate wants it, and resolves with that state. Looks whenever
   * something happens on the cluster.
   *
   * ```ts
   * await cluster.waitFor(({ frameworks }) => frameworks.some(({ name }) => name === 'mine'), {
   *   description: 'The framework mine',
   *   timeout: '5secs',
   * });
   * ```
   * @throws MinimesosError `WAIT_TIMEOUT`, which tells what was seen instead and when it last changed; `INVALID_ARGUMENT`;
   *   `CLUSTER_DESTROYED`; and whatever the predicate throws
   */
  waitFor(predicate: StatePredicate, options: WaitOptions = {}): Promise<MesosState> {
    return this.#lifetime.during('waitFor()', async (destroyed) => {
      const { waitFor } = await import('./wait-for.js');
      const watched = {
        clock: this.#clock,
        state: (signal: AbortSignal) => this.#state(signal),
        onChange: (listener: () => void) => this.#running.onChange(listener),
      };
      return waitFor(watched, predicate, options, destroyed);
    });
  }

  /**
   * Runs a command as a task, as mesos-execute does, and resolves when the task has ended, however it ended: look at
   * `state`, or ask for an error with `throwOnFailure`.
   *
   * ```ts
   * const { state, exitCode, stdout } = await cluster.run('echo $GREETING', { environment: { GREETING: 'hello' } });
   * const listing = await cluster.run(['ls', '-l', 'a file']);
   * ```
   * @param command text for a shell, or a program and its arguments as they are
   * @throws MinimesosError `INVALID_ARGUMENT`, also when no agent has the resources asked for (the message tells which agent
   *   lacks what); `UNKNOWN_AGENT`; `WAIT_TIMEOUT` when it has not ended in time, after killing it; `RUN_FAILED` when the
   *   master ends it, or with `throwOnFailure`; `CLUSTER_DESTROYED`
   */
  run(command: string | readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return this.#lifetime.during('run()', async (destroyed) => {
      const { run } = await import('./run.js');
      const context = {
        name: this.name,
        master: this.leader.url,
        agents: this.agents,
        clock: this.#clock,
        random: systemRandom,
        http: this.#http,
        state: (signal: AbortSignal) => this.#state(signal),
      };
      return run(context, command, options, destroyed);
    });
  }

  /**
   * Ends everything that belongs to the cluster, every process of its tasks included, and resolves when nothing of it is
   * left. What is still under way on it rejects with `CLUSTER_DESTROYED`. To call it again does nothing more.
   * @throws MinimesosError `DESTROY_TIMEOUT` when something could not be ended or removed
   */
  destroy(): Promise<void> {
    this.#destroyed ??= this.#end();
    return this.#destroyed;
  }

  /** Destroys the cluster at the end of a block: `await using cluster = await MesosCluster.start();` */
  [Symbol.asyncDispose](): Promise<void> {
    return this.destroy();
  }

  async #end(): Promise<void> {
    this.#lifetime.end();
    this.#http.close();
    this.#clock.stop();
    try {
      await this.#running.destroy();
    } finally {
      names.delete(this.name);
    }
  }

  #state(signal: AbortSignal): Promise<MesosState> {
    return this.#http.getJson<MesosState>(`${this.leader.url}/state`, signal);
  }

  #agentOf(agent: DriverAgent): ClusterAgent {
    const known = this.#agents.get(agent) ?? new ClusterAgent(agent, this.#lifetime);
    this.#agents.set(agent, known);
    return known;
  }
}
