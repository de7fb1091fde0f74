import { type Authorizer, OPEN_AUTHORIZER } from '../authorizer/authorizer.js';
import type { Containerizer, FetchCounts } from '../containerizer/containerizer.js';
import type { Disk } from '../disk/disk.js';
import { realDisk } from '../disk/real-disk.js';
import { Files } from '../files/files.js';
import type { AgentFlags } from '../flags/agent-flags.js';
import type { Timer } from '../process/clock.js';
import { Logging } from '../process/http/logging.js';
import type { Router } from '../process/http/router.js';
import { type Address, FIRST_AGENT, formatAddress, type Pid, roleOf } from '../process/pid.js';
import { Process } from '../process/process.js';
import type { ActionOptions, Happening, Runtime } from '../process/runtime.js';
import type { Action } from '../process/traffic.js';
import { Resources } from '../resources/resources.js';
import type { MessageName, Messages } from '../wire/internal-messages.js';
import type { AgentID, AgentInfo, ContainerInfo, TaskID } from '../wire/messages.js';
import { parseJson } from '../wire/parse-json.js';
import { isUuidBytes, NOT_A_UUID } from '../wire/uuid-bytes.js';
import type { AgentOptions } from './agent-options.js';
import { type AgentContainerizer, makeContainerizer } from './containerizers.js';
import { DiskIsolator } from './disk-isolator.js';
import { Drain } from './drain.js';
import type { Executor } from './executor.js';
import { executorVariables } from './executor-environment.js';
import type { ExecutorPeer } from './executor-peer.js';
import { Executors } from './executors.js';
import { Framework } from './framework.js';
import { FrameworkMessages } from './framework-messages.js';
import { Frameworks } from './frameworks.js';
import { GarbageCollector } from './garbage-collector.js';
import { addAgentRoutes } from './http/routes.js';
import { Kill } from './kill.js';
import { Launch } from './launch.js';
import { Checkpointing } from './meta/checkpointing.js';
import { readState } from './meta/read-state.js';
import { AgentMetrics } from './metrics.js';
import { Operations } from './operations.js';
import { PidPeer } from './pid-peer.js';
import { Recovery } from './recovery.js';
import { Registration } from './registration.js';
import { Sandboxes } from './sandboxes.js';
import { StatusUpdates } from './status-updates.js';

/**
 * A Mesos agent: it runs what the master orders and reports what becomes of it. The work is done by the parts below, each
 * of which holds one side of it; this class holds what they share.
 */
export class Agent extends Process {
  readonly version: string;
  readonly flags: AgentFlags;
  readonly flagsText: Readonly<Record<string, string>>;
  readonly authorizer: Authorizer;
  readonly disk: Disk;
  /** The agent flag --work_dir. */
  readonly workDirectory: string;
  readonly startSeconds: number;
  /** What the agent flag --executor_environment_variables gives executors. */
  readonly executorVariables: Readonly<Record<string, string>>;
  /** What the agent flag --default_container_info gives executors without a container of their own. */
  readonly defaultContainer: ContainerInfo | undefined;
  readonly files = new Files();
  readonly metrics = new AgentMetrics(this);
  readonly logging = new Logging((milliseconds, action) => this.after(milliseconds, action));
  readonly checkpointing: Checkpointing;
  readonly garbageCollector: GarbageCollector;
  readonly diskIsolator: DiskIsolator;
  readonly sandboxes = new Sandboxes(this);
  readonly frameworks: Frameworks;
  readonly registration: Registration;
  readonly updates: StatusUpdates;
  readonly operations: Operations;
  readonly executors = new Executors(this);
  readonly frameworkMessages = new FrameworkMessages(this);
  readonly recovery = new Recovery(this);
  readonly #launch = new Launch(this);
  readonly #kill = new Kill(this);
  readonly drain = new Drain(this, this.#kill);
  #info: AgentInfo;
  #terminating = false;
  /** Resolves when the agent has ended: shut down by whoever, or crashed. */
  readonly ended: Promise<void>;
  #end: () => void = () => {};
  #aborted: string | undefined;
  readonly #containerizer: AgentContainerizer;

  constructor(runtime: Runtime, options: AgentOptions) {
    super(runtime, options.id ?? FIRST_AGENT, options.address);
    const { address, hostname, flags, flagsText, attributes, resources } = options;
    this.version = options.version;
    this.flags = flags;
    this.flagsText = flagsText;
    this.authorizer = options.authorizer ?? OPEN_AUTHORIZER;
    this.disk = options.disk ?? realDisk;
    if (flags.work_dir === undefined) throw new Error('An agent needs the flag work_dir.');
    this.workDirectory = flags.work_dir;
    this.startSeconds = runtime.clock.seconds();
    this.executorVariables = executorVariables(flags.executor_environment_variables);
    const { default_container_info: container } = flags;
    this.defaultContainer = container === undefined ? undefined : parseJson('ContainerInfo', container);
    this.#info = {
      hostname,
      port: address.port,
      resources: [...resources],
      ...(attributes?.length && { attributes: [...attributes] }),
      ...(flags.domain && { domain: flags.domain }),
    };
    this.registration = new Registration(this, options.detector);
    this.updates = new StatusUpdates(this);
    this.operations = new Operations(this);
    this.frameworks = new Frameworks({
      maxCompletedExecutors: flags.max_completed_executors_per_framework,
      removed: ({ id, info }) => {
        this.garbageCollector.frameworkRemoved(id, info.checkpoint === true);
        this.drain.check();
        this.#finishIfIdle();
      },
    });
    const nestedSandboxes = flags.gc_non_executor_container_sandboxes
      ? {
          ended: (directory: string) => this.garbageCollector.schedule(directory),
          removed: (directory: string) => this.garbageCollector.unschedule(directory),
        }
      : undefined;
    const { pid, disk, workDirectory } = this;
    const containerizerOptions = { runtime, ...options, pid, disk, workDirectory, nestedSandboxes };
    this.#containerizer = options.containerizer?.succeeded(containerizerOptions) ?? makeContainerizer(containerizerOptions);
    this.checkpointing = new Checkpointing({
      ...{ workDirectory: this.workDirectory, disk: this.disk },
      agentId: () => this.agentId,
      track: (work) => void runtime.track(work),
      failed: ({ message }) => this.#abort(`Failed to checkpoint: ${message}`),
    });
    this.garbageCollector = new GarbageCollector(this);
    this.diskIsolator = new DiskIsolator(this);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    if (flags.external_log_file !== undefined) this.files.attach('/slave/log', flags.external_log_file);
    this.#handleMessages();
  }

  /**
   * Takes up what a predecessor has left below the work directory, then registers with the master as soon as there is one.
   * With --recover=cleanup it ends what it finds, and then itself.
   * @throws MinimesosError `RECOVERY_FAILED`
   */
  start(): void {
    const { disk } = this;
    disk.makeDirectory(this.workDirectory);
    const first = !this.checkpointing.exists;
    const checkpoint = readState(this.workDirectory, {
      ...{ disk, strict: this.flags.strict },
      note: (text) => this.note('warning', text),
    });
    this.garbageCollector.start();
    this.diskIsolator.start();
    this.recovery.start(checkpoint, () => this.#recovered({ first }));
  }

  /**
   * Leaves the cluster: the master is told, executors are asked to end and have their grace period for it. Resolves when
   * nothing is left and the agent has ended.
   */
  shutdown(): Promise<void> {
    if (this.alive && !this.#terminating && this.#info.id)
      this.sendToMaster('UnregisterSlaveMessage', { agent_id: this.#info.id });
    if (this.alive) this.#terminate();
    return this.ended;
  }

  /** Ends at once, as a killed process does: nobody is told, executors and tasks run on in the containerizer returned. */
  crash(): AgentContainerizer {
    this.terminate();
    return this.#containerizer;
  }

  #recovered({ first }: { first: boolean }): void {
    const { bootId } = this.disk;
    if (bootId !== undefined) this.checkpointing.booted(bootId);
    this.garbageCollector.sweep();
    this.metrics.recoverySeconds = this.seconds() - this.startSeconds;
    if (this.flags.recover === 'cleanup') return this.#terminate();
    // A new cluster is not to wait for the disk.
    if (first) return this.registration.start();
    // An agent that cannot write its checkpoint does not get as far as registering.
    this.work(
      this.checkpointing.settled(),
      () => this.registration.start(),
      () => {},
    );
  }

  /** Why the agent had to end; undefined when it did not have to. */
  get aborted(): string | undefined {
    return this.#aborted;
  }

  /** Ends at once for want of something it cannot do without, as a failed check does in Mesos: like a crash. */
  #abort(problem: string): void {
    if (!this.alive) return;
    this.#aborted = problem;
    this.terminate();
    this.note('error', problem);
  }

  /** Adds everything the agent answers over HTTP. */
  routes(router: Router): void {
    addAgentRoutes(router, this);
  }

  get url(): string {
    return `http://${formatAddress(this.address)}`;
  }

  get info(): AgentInfo {
    return this.#info;
  }

  get containerizer(): Containerizer {
    return this.#containerizer.containerizer;
  }

  get fetches(): FetchCounts {
    return this.#containerizer.fetches;
  }

  /** Empty before the master has given one. */
  get agentId(): string {
    return this.#info.id?.value ?? '';
  }

  get terminating(): boolean {
    return this.#terminating;
  }

  /** What all executors and their tasks have been given. */
  get usedResources(): Resources {
    let used = Resources.empty;
    for (const executor of this.frameworks.executors()) if (executor.state !== 'TERMINATED') used = used.plus(executor.resources);
    return used;
  }

  get fetcherCacheUsedBytes(): number {
    return this.#containerizer.fetcherCacheUsedBytes();
  }

  /** The master has given this agent an id. */
  named(id: AgentID): void {
    this.#info = { ...this.#info, id };
  }

  /** The master knows a task that is not here. */
  reportUnknownTask(frameworkId: string, taskId: TaskID): void {
    const known = this.frameworks.get(frameworkId);
    if (known?.taskExecutors.has(taskId.value)) return;
    // Of a framework that is unknown here the agent does not know either what it understands.
    const framework = known ?? new Framework({ id: { value: frameworkId }, user: '', name: '' }, 0);
    this.updates.report(framework, {
      ...{ taskId, state: framework.lostOr('TASK_DROPPED'), reason: 'REASON_RECONCILIATION' },
      message: 'Reconciliation: task unknown to the agent',
    });
  }

  override exited(pid: Pid): void {
    this.registration.exited(pid);
  }

  protected override finalize(): void {
    this.registration.stop();
    for (const executor of this.frameworks.executors()) executor.peer?.close();
    this.#end();
  }

  #handleMessages(): void {
    this.on('SlaveRegisteredMessage', (message, from) => this.registration.welcomed(message, from));
    this.on('SlaveReregisteredMessage', (message, from) => this.registration.welcomedBack(message, from));
    this.on('PingSlaveMessage', (message, from) => this.registration.pinged(message, from));
    this.on('RunTaskMessage', (message, from) => this.#fromMaster(from, () => this.#launch.runTask(message)));
    this.on('RunTaskGroupMessage', (message, from) => this.#fromMaster(from, () => this.#launch.runTaskGroup(message)));
    this.on('KillTaskMessage', (message, from) => this.#fromMaster(from, () => this.#kill.killTask(message)));
    this.on('DrainSlaveMessage', ({ config }, from) => this.#fromMaster(from, () => this.drain.start(config)));
    this.on('ApplyOperationMessage', (message, from) => this.#fromMaster(from, () => this.operations.apply(message)));
    this.on('CheckpointResourcesMessage', (message, from) => this.#fromMaster(from, () => this.operations.checkpoint(message)));
    this.on('AcknowledgeOperationStatusMessage', (message) => this.operations.acknowledged(message));
    this.on('ShutdownExecutorMessage', ({ framework_id, executor_id }) => {
      const executor = framework_id && executor_id && this.#executor(framework_id.value, executor_id.value);
      if (executor) this.executors.shutdown(executor);
    });
    this.on('ShutdownFrameworkMessage', ({ framework_id }) => {
      const framework = this.frameworks.get(framework_id.value);
      if (framework) this.executors.shutdownFramework(framework);
      else this.updates.manager.cleanup(framework_id.value);
    });
    this.on('UpdateFrameworkMessage', ({ framework_id, framework_info, pid }) => {
      const framework = this.frameworks.get(framework_id.value);
      if (framework) {
        if (framework_info) framework.info = { ...framework_info, id: framework_id };
        framework.schedulerIs(pid);
        this.checkpointing.framework(framework);
      }
      this.updates.manager.resume(framework_id.value);
    });
    // Old drivers of schedulers acknowledge here; of masters only the leading one may.
    this.on('StatusUpdateAcknowledgementMessage', (message, from) => {
      if (roleOf(from) === 'master') this.#fromMaster(from, () => this.updates.acknowledged(message));
      else this.updates.acknowledged(message);
    });
    this.on('ShutdownMessage', ({ message }) => {
      this.note('warning', `The master asks this agent to shut down: ${message}`);
      this.#terminate();
    });
    this.on('FrameworkToExecutorMessage', (message) => this.frameworkMessages.deliver(message));
    this.on('ExecutorToFrameworkMessage', (message) => this.frameworkMessages.passOn(message));
    this.on('RegisterExecutorMessage', (message, from) => this.executors.register(message, from));
    this.on('ReregisterExecutorMessage', (message, from) => this.executors.reregister(message, from));
    this.on('StatusUpdateMessage', ({ update }, from) => this.#receiveUpdate(update, from));
  }

  #receiveUpdate(update: Messages['StatusUpdateMessage']['update'], from: Pid): void {
    const { uuid, framework_id, executor_id, status, agent_id } = update;
    const foreign = [agent_id, status.agent_id].find((id) => id && id.value !== this.agentId);
    if (foreign) return this.updates.refused(update, `it is of the agent ${foreign.value}`);
    const executor = this.#executor(framework_id.value, executor_id?.value ?? '');
    if (status.state === 'TASK_STAGING') {
      this.note('error', `Executor ${executor_id?.value} sent TASK_STAGING: it is shut down`);
      if (executor) this.executors.shutdown(executor);
    } else if (uuid === undefined || !isUuidBytes(uuid)) {
      this.updates.refused(update, NOT_A_UUID);
    } else {
      const peer = executor?.peer ?? this.peerAt(from);
      this.updates.receive({ ...update, uuid }, () => executor && peer.acknowledge(executor, status.task_id, uuid));
    }
  }

  #executor(frameworkId: string, executorId: string): Executor | undefined {
    return this.frameworks.get(frameworkId)?.executors.get(executorId);
  }

  #fromMaster(from: Pid, carryOut: () => void): void {
    if (from === this.registration.master) carryOut();
    else this.note('warning', `Ignored an order of ${from}, which is not the leading master`);
  }

  #terminate(): void {
    this.#terminating = true;
    for (const framework of [...this.frameworks.active]) this.executors.shutdownFramework(framework);
    this.#finishIfIdle();
  }

  #finishIfIdle(): void {
    if (!this.#terminating || this.frameworks.size > 0 || !this.alive) return;
    this.checkpointing.left();
    this.terminate();
  }

  // What the parts need of a process, which keeps these to itself.

  /** The executor behind a pid. */
  peerAt(pid: Pid): ExecutorPeer {
    return new PidPeer(pid, this.agentId, (to, name, message) => this.send(to, name, message));
  }

  sendTo<Name extends MessageName>(to: Pid, name: Name, message: Messages[Name]): void {
    this.send(to, name, message);
  }

  sendToMaster<Name extends MessageName>(name: Name, message: Messages[Name]): void {
    const { master } = this.registration;
    if (master !== undefined) this.send(master, name, message);
  }

  spawnBeside<Spawned extends Process>(kind: string, make: (runtime: Runtime, id: string, address: Address) => Spawned): Spawned {
    return this.spawn(kind, make);
  }

  linkTo(pid: Pid): void {
    this.link(pid);
  }

  after(milliseconds: number, action: () => void): Timer {
    return this.delay(milliseconds, action);
  }

  /** Does something that a fault may stand in the way of. */
  act<Result>(action: Omit<Action, 'kind' | 'process'>, work: () => Promise<Result>, failure: ActionOptions['failure']) {
    return this.perform(action, work, { failure, tracked: true });
  }

  /** Waits for something that is under way. */
  work<Result>(work: Promise<Result>, done: (result: Result) => void, failed: (error: Error) => void): void {
    this.io(work, done, failed);
  }

  override follow<Result>(
    what: Promise<Result>,
    done: (result: Result) => void,
    failed: (error: Error) => void = () => {},
  ): void {
    super.follow(what, done, failed);
  }

  seconds(): number {
    return this.runtime.clock.seconds();
  }

  random(): number {
    return this.runtime.random.number();
  }

  uuid(): string {
    return this.runtime.random.uuid();
  }

  observe(happening: Happening): void {
    this.runtime.observe(happening);
  }

  note(level: 'info' | 'warning' | 'error', text: string): void {
    this.log(level, text);
  }
}
