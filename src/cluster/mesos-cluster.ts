import type { ClusterMarathon, InstalledApp } from '../drivers/apps.js';
import type { Capability } from '../drivers/capabilities.js';
import type { ConnectOptions } from '../drivers/connect.js';
import type { ClusterDescription } from '../drivers/description.js';
import type { DriverCluster, FailoverOptions } from '../drivers/driver.js';
import { startFailed } from '../drivers/start-failed.js';
import { isMinimesosError } from '../errors.js';
import type { Credential } from '../mesos/flags/credentials.js';
import type { TimelineEntry, TimelineFilter, TimelineKind } from '../timeline/timeline.js';
import type { During } from './access.js';
import type { AppSource } from './apps/app-source.js';
import type { InstallOptions, UninstallOptions } from './apps/cluster-apps.js';
import { requireMarathon } from './apps/require-marathon.js';
import { ClusterClock } from './clock.js';
import type { ClusterAgent } from './cluster-agent.js';
import type { ClusterContainer } from './cluster-container.js';
import { ClusterImages } from './cluster-images.js';
import type { ClusterMaster } from './cluster-master.js';
import { ClusterNames, requireNames } from './cluster-names.js';
import { ClusterWaits } from './cluster-waits.js';
import { type ClusterZooKeeper, requireZooKeeper } from './cluster-zookeeper.js';
import { type AgentInput, type ClusterDescriptionInput, resolveAgent } from './description.js';
import type { DiagnosticsOptions } from './diagnostics/diagnostics.js';
import { listen, readEvents } from './events.js';
import { ClusterExpect } from './expect.js';
import { ClusterFaults } from './faults.js';
import { type FrameworkFilter, findFrameworks, findTasks, type TaskFilter, type TaskOwner } from './find.js';
import { Handles } from './handles.js';
import { failover } from './leader.js';
import type { FrameworkInState, MesosState, OfferInState, TaskInState } from './mesos-state.js';
import type { RunOptions, RunResult } from './run-options.js';
import { type FollowOptions, type LogOptions, TaskSandbox } from './sandboxes/task-sandbox.js';
import { Session } from './session.js';
import { connectCluster, type KnownDescription, type RunningCluster, startCluster } from './start.js';

export { ALL_CAPABILITIES, type Capability } from '../drivers/capabilities.js';
export type { ConnectOptions } from '../drivers/connect.js';
export type { FailoverOptions } from '../drivers/driver.js';

/**
 * A whole Mesos cluster: masters, agents, and the tasks that frameworks run on them.
 *
 * ```ts
 * await using cluster = await MesosCluster.start({ agents: 2 });
 * console.log(cluster.leader.url); // what the framework under test is given as its master
 * const { stdout } = await cluster.run('echo hello');
 * ```
 *
 * Every method has an example in docs/library.md. What is under way when the cluster is destroyed, and every later call,
 * rejects with `CLUSTER_DESTROYED`.
 */
export class MesosCluster extends ClusterWaits implements AsyncDisposable {
  /** The name of the description, or one made up; what Mesos calls the cluster, too. */
  readonly name: string;
  readonly #running: DriverCluster;
  readonly #description: KnownDescription;
  readonly #forget: () => Promise<void>;
  readonly #names: ClusterNames | undefined;
  readonly #apps: RunningCluster['apps'];
  readonly #session: Session;
  readonly #handles = new Handles((operation, work) => this.#during(operation, work));
  /** Whether it was started by somebody else. */
  readonly #connected: boolean;
  #destroyed: Promise<void> | undefined;

  private constructor({ name, description, running, names, apps, connected, forget }: RunningCluster) {
    super((operation, work) => this.#during(operation, work));
    this.name = name;
    this.#connected = connected;
    this.#running = running;
    this.images = new ClusterImages(running, (operation, work) => this.#during(operation, work));
    this.#description = description;
    this.#forget = forget;
    this.#names = names && new ClusterNames(names, this.#during);
    this.#apps = apps;
    this.#session = new Session(this, running);
  }

  /**
   * Starts a cluster and resolves when it is ready: a leading master that all agents are registered with. A start that
   * fails leaves nothing behind, save for the directory when the description says `retain`.
   *
   * ```ts
   * const cluster = await MesosCluster.start({
   *   agents: [{ count: 2, resources: 'cpus:4;mem:4096' }, { resources: 'cpus:1;mem:512', attributes: 'rack:b' }],
   * });
   * ```
   * @param description default: one master and one agent; some keys have a variable in the environment that counts where
   *   the key is left out, see {@link ClusterDescriptionInput}
   * @throws MinimesosError `INVALID_DESCRIPTION` with all that is wrong, `NOT_YET_SUPPORTED`, `CLUSTER_ALREADY_STARTED` when
   *   this process has a cluster of that name, `PORT_TAKEN`, `START_TIMEOUT`, `START_FAILED`; of a ZooKeeper
   *   `ZOOKEEPER_DATA_UNREADABLE`, `ZOOKEEPER_DATA_IN_USE`, `ZOOKEEPER_UNREACHABLE`, `ZOOKEEPER_PATH_TAKEN`, `ZNODE_NOT_READABLE`,
   *   and of a Marathon `MARATHON_STATE_UNREADABLE`
   */
  static async start(description: ClusterDescriptionInput = {}): Promise<MesosCluster> {
    return new MesosCluster(await startCluster(description));
  }

  /**
   * Connects to a cluster that another process has started: one in the background (`minimesos up`), or one with `host:
   * 'process'`. As long as this is connected, the cluster does not end because its starter does.
   *
   * ```ts
   * await using cluster = await MesosCluster.connect('blue'); // lets go of it at the end
   * ```
   * @param nameOrUrl the name of a cluster of this user, `http://ip:port` of a host process that has only one, or
   *   `http://ip:port/v1/clusters/name`
   * @param options with the token of the host process, when it is not one of this user
   * @throws MinimesosError `HOST_NOT_FOUND`, `HOST_GONE`, `HOST_INCOMPATIBLE`, `TOKEN_REFUSED`, `INVALID_ARGUMENT`
   */
  static async connect(nameOrUrl: string, options: ConnectOptions = {}): Promise<MesosCluster> {
    return new MesosCluster(await connectCluster(nameOrUrl, options));
  }

  /** The time of the cluster, which can be moved; see docs/faults.md. */
  readonly clock = new ClusterClock((operation, work) => this.#during(operation, work));

  /** What can be made to go wrong between schedulers, master, agents and executors; see docs/faults.md. */
  readonly faults = new ClusterFaults((operation, work) => this.#during(operation, work));

  /** Waits for calls, events and messages; see docs/faults.md. */
  readonly expect = new ClusterExpect((operation, work) => this.#during(operation, work));

  /** Images for the engines of agents; see docs/docker.md. */
  readonly images: ClusterImages;

  /** What runs the cluster. */
  get driver(): ClusterDescription['driver'] {
    return this.#running.driver;
  }

  /** What can be done with it, of what not every driver can; the rest rejects with `UNSUPPORTED_BY_DRIVER`. See docs/drivers.md. */
  get capabilities(): readonly Capability[] {
    return this.#running.capabilities;
  }

  /** Whether this can be done with the cluster: `if (!cluster.can('clock')) skip()`. */
  can(capability: Capability): boolean {
    return this.capabilities.includes(capability);
  }

  /** The version of Mesos: that which the cluster behaves like (`1.11.0`), or which one that was there before is. */
  get mesosVersion(): string {
    return this.#description.mesosVersion;
  }

  get masters(): readonly ClusterMaster[] {
    return this.#running.masters.map((master) => this.#handles.masterOf(master));
  }

  /**
   * The master that leads; while none does, the one that led last. Frameworks are given its `url`, or its `ip` and `port`, and
   * where another one may take over, the URL of {@link MesosCluster.zookeeper}.
   */
  get leader(): ClusterMaster {
    return this.#handles.masterOf(this.#running.leader);
  }

  /**
   * Has another master lead: kills the leader and ends its session, so that nobody waits for that, and starts it again as a
   * follower. Resolves when another one leads and all agents that were registered are registered with it; where there is one
   * master, that is its successor.
   * @throws MinimesosError `START_TIMEOUT` when that takes too long; `INVALID_ARGUMENT`, also when too few masters would be left
   */
  failover(options: FailoverOptions = {}): Promise<void> {
    return this.#during('failover()', () => failover(this.#running, options));
  }

  /**
   * The ZooKeeper by which the masters are found; frameworks are given its `url`.
   * @throws MinimesosError `NO_ZOOKEEPER` when the description has none
   */
  get zookeeper(): ClusterZooKeeper {
    return requireZooKeeper(this);
  }

  /** All its ZooKeepers by name: that of the masters, `masters`, and the further ones of the description. */
  get zookeepers(): Readonly<Record<string, ClusterZooKeeper>> {
    return Object.fromEntries(this.#running.zookeepers.map((each) => [each.name, this.#handles.zookeeperOf(each)]));
  }

  /**
   * Where tasks, masters and agents are found by name, as with Mesos-DNS.
   * @throws MinimesosError `NO_NAMES` when the description has no `names`
   */
  get names(): ClusterNames {
    return requireNames(this.#names, this.name);
  }

  /** Where tasks get at the machine that runs them, where that is not loopback: with the driver `docker`, as `MINIMESOS_NETWORK_GATEWAY`. */
  get gateway(): string | undefined {
    return this.#running.gateway;
  }

  /** Who minimesos itself is to masters and agents that ask: for requests of a test that are answered whatever the flags say. */
  get credential(): Credential | undefined {
    return this.#running.credential;
  }

  /** The agents that were started and neither stopped nor killed, oldest first. */
  get agents(): readonly ClusterAgent[] {
    return this.#running.agents.map((agent) => this.#handles.agentOf(agent));
  }

  /** The containers beside those of Mesos that the description names. */
  get containers(): readonly ClusterContainer[] {
    return (this.#running.containers ?? []).map((container) => this.#handles.containerOf(container));
  }

  /**
   * Adds an agent; resolves when the master has registered it.
   * @throws MinimesosError as {@link MesosCluster.start}
   */
  addAgent(description?: Omit<AgentInput, 'count'>): Promise<ClusterAgent> {
    return this.#during('addAgent()', async () => this.#handles.agentOf(await this.#running.addAgent(resolveAgent(description))));
  }

  /**
   * What the leading master answers to `GET /state`.
   * @throws MinimesosError `NO_LEADER` while there is none; `MASTER_GONE` when the only one does not run
   */
  state(): Promise<MesosState> {
    return this.#during('state()', (cluster) => cluster.state());
  }

  /**
   * The frameworks that are registered, connected or not; with `completed`, also those that have ended.
   * @throws MinimesosError `INVALID_ARGUMENT`
   */
  frameworks(filter: FrameworkFilter = {}): Promise<FrameworkInState[]> {
    return this.#during('frameworks()', async (cluster) => findFrameworks(await cluster.state(), filter));
  }

  /**
   * The tasks of all frameworks, those that have ended included, as far as the master remembers them.
   * @throws MinimesosError `INVALID_ARGUMENT`
   */
  tasks(filter: TaskFilter = {}): Promise<TaskInState[]> {
    return this.#during('tasks()', async (cluster) => findTasks(await cluster.state(), filter));
  }

  /** The offers that frameworks hold and have not answered yet. */
  offers(): Promise<OfferInState[]> {
    return this.#during('offers()', async (cluster) => (await cluster.state()).frameworks.flatMap(({ offers }) => offers));
  }

  /**
   * Kills a task as if its scheduler had asked for it. One that has ended stays as it is.
   * @throws MinimesosError `UNKNOWN_TASK`, `AMBIGUOUS_NAME`, `INVALID_ARGUMENT`
   */
  killTask(taskId: string, options: TaskOwner = {}): Promise<void> {
    return this.#during('killTask()', async (cluster) => (await import('./operate.js')).killTask(cluster, taskId, options));
  }

  /**
   * Ends a framework with all its tasks, as an operator does; resolves when the master has removed it.
   * @param framework its id or its name
   * @throws MinimesosError `UNKNOWN_FRAMEWORK`, `AMBIGUOUS_NAME`, `INVALID_ARGUMENT`
   */
  teardown(framework: string): Promise<void> {
    return this.#during('teardown()', async (cluster) => (await import('./operate.js')).teardown(cluster, framework));
  }

  /**
   * All that a task has written so far, as text in UTF-8.
   * @throws MinimesosError as {@link TaskSandbox.list}
   */
  async logs(taskId: string, { stream = 'stdout', ...owner }: LogOptions = {}): Promise<string> {
    return (await this.sandbox(taskId, owner).read(stream)).toString();
  }

  /**
   * What a task writes, from its beginning until the task has ended: `for await (const text of cluster.followLog('t1'))`.
   * @throws MinimesosError as {@link TaskSandbox.follow}
   */
  followLog(taskId: string, options: LogOptions & FollowOptions = {}): AsyncIterableIterator<string, undefined> {
    const { stream = 'stdout', signal, ...owner } = options;
    return this.sandbox(taskId, owner).follow(stream, { signal });
  }

  /** The files of a task. Nothing is looked up, and nothing can fail, before one of its methods is called. */
  sandbox(taskId: string, options: TaskOwner = {}): TaskSandbox {
    return new TaskSandbox(taskId, options, this.#during, (operation, action) => this.#session.lifetime.atEnd(operation, action));
  }

  /**
   * Runs a command as a task, as mesos-execute does, and resolves when the task has ended, however it ended: look at
   * `state`, or ask for an error with `throwOnFailure`.
   * @param command text for a shell, or a program and its arguments as they are
   * @throws MinimesosError `INVALID_ARGUMENT`, also when no agent has the resources asked for (the message tells which agent
   *   lacks what); `UNKNOWN_AGENT`; `WAIT_TIMEOUT` when it has not ended in time, after killing it; `RUN_FAILED` when the
   *   master ends it, or with `throwOnFailure`
   */
  run(command: string | readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return this.#during('run()', async (cluster) => (await import('./run.js')).run(cluster, command, options));
  }

  /**
   * Where its Marathon is: that of the description, or the one that the first {@link MesosCluster.install} has started.
   * @throws MinimesosError `NO_MARATHON`
   */
  get marathon(): ClusterMarathon {
    return requireMarathon(this.#apps.marathon, this.name);
  }

  /** What is installed, and how it stands with it. */
  apps(): Promise<readonly InstalledApp[]> {
    return this.#during('apps()', () => this.#apps.list());
  }

  /**
   * Installs an app or a group of Marathon; resolves when all its instances run and are healthy.
   * @param app its JSON as an object, or where that is; tokens such as `${MINIMESOS_MASTER}` are replaced (docs/marathon.md)
   * @throws MinimesosError `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `INVALID_FILE`, `UNKNOWN_TOKEN`, `APP_REJECTED`, `APP_EXISTS`,
   *   `INVALID_ARGUMENT`, `MARATHON_STATE_UNREADABLE`; `WAIT_TIMEOUT` with why it waits, after removing what was new
   */
  install(app: AppSource, options: InstallOptions = {}): Promise<readonly InstalledApp[]> {
    return this.#during('install()', async ({ clock }) => (await useApps()).installApp(this.#apps, clock, app, options));
  }

  /**
   * Ends all instances of an app or group, and removes it; resolves with the ids of its apps when nothing of it is left, not even the
   * framework that an app was.
   * @throws MinimesosError `UNKNOWN_APP`, `WAIT_TIMEOUT`, `INVALID_ARGUMENT`
   */
  uninstall(id: string, options: UninstallOptions = {}): Promise<readonly string[]> {
    return this.#during('uninstall()', async () => (await useApps()).uninstallApp(this.#apps, id, options));
  }

  /**
   * Calls the listener with everything of a kind that happens from now on (`*`: of all); returns a function that ends this.
   * @throws MinimesosError `INVALID_ARGUMENT`, `CLUSTER_DESTROYED`
   */
  on(kind: TimelineKind | '*', listener: (entry: TimelineEntry) => unknown): () => void {
    this.#session.lifetime.atEnd('on()', () => {})();
    return listen(this.#running.timeline, kind, listener);
  }

  /**
   * What happens from now on, for `for await`; with `since`, first what has happened after that entry. Ends with the cluster.
   * @throws MinimesosError `INVALID_ARGUMENT`, `CLUSTER_DESTROYED`; `READER_TOO_SLOW` while it is read
   */
  events(filter: TimelineFilter = {}): AsyncIterableIterator<TimelineEntry, undefined> {
    let cancel = this.#session.lifetime.atEnd('events()', () => {});
    cancel(); // a filter that is wrong leaves nothing for the end
    const feed = readEvents(this.#running.timeline, filter, () => cancel());
    cancel = this.#session.lifetime.atEnd('events()', () => feed.end());
    return feed;
  }

  /**
   * What has happened, oldest first: the last 10,000 entries. Also after the cluster was destroyed.
   * @throws MinimesosError `INVALID_ARGUMENT`
   */
  timeline(filter: TimelineFilter = {}): TimelineEntry[] {
    return this.#running.timeline.entries(filter);
  }

  /**
   * Makes the cluster as it was after its start, in milliseconds: tasks are killed, streams of schedulers and executors end,
   * frameworks and tasks are forgotten, ids are new; names, ports and URLs stay. The agents of the description are there
   * again, those added later are gone. Waits, listeners and `events()` go on; the handles of agents of the description stay
   * valid, with new ids.
   * @throws MinimesosError `START_TIMEOUT`, and `START_FAILED`, of a full disk for example: it can be tried again
   */
  reset(): Promise<void> {
    const { reset = (work) => work() } = this.#apps;
    return this.#during('reset()', async () => {
      try {
        await this.#session.reset(reset.call(this.#apps, () => this.#running.reset()));
      } catch (error) {
        throw startFailed(this.name, error);
      }
    });
  }

  /**
   * Everything that helps to see what went wrong, in one `.tar.gz`: states of master and agents, log, timeline, sandboxes,
   * versions, and the description. What looks like a secret is left out.
   * @param file where to write it; without, it is returned
   * @throws MinimesosError `FILE_NOT_WRITABLE`, `INVALID_ARGUMENT`
   */
  diagnostics(file: string, options?: DiagnosticsOptions): Promise<string>;
  diagnostics(file?: undefined, options?: DiagnosticsOptions): Promise<Buffer>;
  diagnostics(file?: string, options: DiagnosticsOptions = {}): Promise<string | Buffer> {
    return this.#during('diagnostics()', async (cluster) =>
      (await import('./diagnostics/diagnostics.js')).diagnostics(cluster, this.#description, file, options),
    );
  }

  /**
   * Ends everything that belongs to the cluster, every process of its tasks included, and resolves when nothing of it is
   * left. To call it again does nothing more, unless an engine of Docker has failed to remove it: then it is tried again.
   * @param options with `retain`, the directory with the sandboxes stays, where the cluster has one on this machine
   * @throws MinimesosError `DESTROY_TIMEOUT`, `DOCKER_NOT_REMOVED` when something could not be ended or removed
   */
  destroy(options: { retain?: boolean | undefined } = {}): Promise<void> {
    this.#destroyed ??= this.#end(() => this.#running.destroy(options)).catch((error) => {
      if (isMinimesosError(error, 'DOCKER_NOT_REMOVED')) this.#destroyed = undefined;
      throw error;
    });
    return this.#destroyed;
  }

  /**
   * Lets go of the cluster: it lives on where it can, that is in a host process, and only as long as somebody else is
   * connected, unless it was created to be kept. For this object it is the same as {@link MesosCluster.destroy}.
   */
  disconnect(): Promise<void> {
    this.#destroyed ??= this.#end(() => this.#running.disconnect?.() ?? this.#running.destroy());
    return this.#destroyed;
  }

  /**
   * At the end of a block destroys the cluster that was started there, or lets go of the one that was connected to:
   * `await using cluster = await MesosCluster.start();`
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#connected ? this.disconnect() : this.destroy();
  }

  async #end(end: () => Promise<void>): Promise<void> {
    this.#session.end();
    // What fails of it keeps nothing from its end.
    try {
      await this.#apps.close?.();
    } finally {
      try {
        await end();
      } finally {
        await this.#forget();
      }
    }
  }

  readonly #during: During = (operation, work) => this.#session.during(operation, work);
}

const useApps = () => import('./apps/cluster-apps.js');
