import { HierarchicalAllocator } from '../allocator/allocator.js';
import { parseMinAllocatable } from '../allocator/min-allocatable.js';
import { type Authorizer, OPEN_AUTHORIZER } from '../authorizer/authorizer.js';
import type { MasterContender } from '../detector/contender.js';
import type { MasterDetector } from '../detector/detector.js';
import type { MasterFlags } from '../flags/master-flags.js';
import type { Timer } from '../process/clock.js';
import { Logging } from '../process/http/logging.js';
import { type Address, type Pid, packedIp } from '../process/pid.js';
import { Process } from '../process/process.js';
import type { Happening, Runtime } from '../process/runtime.js';
import { Resources } from '../resources/resources.js';
import type { MessageName, Messages, Task } from '../wire/internal-messages.js';
import type { MasterInfo, Resource, scheduler } from '../wire/messages.js';
import { Agents } from './agents.js';
import { Authentication } from './authentication.js';
import { BoundedList } from './bounded-list.js';
import { performCall } from './calls.js';
import type { Framework, SchedulerConnection } from './framework.js';
import { Frameworks } from './frameworks.js';
import { InverseOffers } from './inverse-offers.js';
import { Leadership } from './leadership.js';
import { Maintenance } from './maintenance.js';
import { type MasterCounter, MasterMetrics } from './metrics/master-metrics.js';
import { Offers } from './offers.js';
import { OperatedAgents } from './operated-agents.js';
import { Operations } from './operations.js';
import { Quotas } from './quotas.js';
import { RecoveredAgents } from './recovered-agents.js';
import type { RegisteredAgent } from './registered-agent.js';
import { Registrar } from './registrar.js';
import type { RegistryContents } from './registry.js';
import { collectRegistryGarbage } from './registry-gc.js';
import { MemoryRegistryStorage, type RegistryStorage } from './registry-storage.js';
import { RoleWhitelist } from './role-whitelist.js';
import { Subscribers } from './subscribers.js';
import { TaskUpdates } from './task-updates.js';
import { FrameworkTraffic } from './v0/framework-traffic.js';
import { SchedulerMessages } from './v0/scheduler-messages.js';
import { Weights } from './weights.js';

/** What a master can do. */
export const MASTER_CAPABILITIES = ['AGENT_UPDATE', 'AGENT_DRAINING', 'QUOTA_V2'] as const;

export interface MasterOptions {
  address: Address;
  hostname: string;
  /** As which Mesos this master presents itself, such as `1.11.0`. */
  version: string;
  flags: MasterFlags;
  /** The flags as `/flags` shows them. */
  flagsText: Readonly<Record<string, string>>;
  /** Who may do what. Default: everybody everything. */
  authorizer?: Authorizer;
  /** Whether what becomes free is offered at once, instead of with the next periodic allocation as in Mesos. */
  allocateOnRecovery?: boolean;
  /** Where the registry is. Default: in memory, for this master alone. */
  registry?: RegistryStorage;
  /** Called when it leads: it has been elected, and has recovered. */
  leading?: () => void;
  /** Called when it ends because it cannot go on, before it does. */
  exiting?: (reason: string) => void;
}

/**
 * A Mesos master: the books of frameworks, agents, tasks and offers, and the messages by which they change. The work is
 * done by the parts below, each of which holds one side of it; this class holds what they share.
 */
export class Master extends Process {
  readonly masterId: string;
  readonly info: MasterInfo;
  readonly startSeconds: number;
  readonly version: string;
  readonly flags: MasterFlags;
  readonly flagsText: Readonly<Record<string, string>>;
  readonly authorizer: Authorizer;

  readonly frameworks = new Map<string, Framework>();
  readonly completedFrameworks: BoundedList<Framework>;
  readonly agents = new Map<string, RegisteredAgent>();

  readonly metrics: MasterMetrics;
  readonly allocator: HierarchicalAllocator;
  readonly registrar: Registrar;
  readonly roleWhitelist: RoleWhitelist;
  readonly weights: Weights;
  readonly quotas = new Quotas(this);
  readonly offers = new Offers(this);
  readonly inverseOffers = new InverseOffers(this);
  readonly maintenance = new Maintenance(this);
  readonly updates = new TaskUpdates(this);
  readonly operations = new Operations(this);
  readonly agentsOf = new Agents(this);
  readonly frameworksOf = new Frameworks(this);
  readonly operatedAgents = new OperatedAgents(this);
  readonly recoveredAgents = new RecoveredAgents(this);
  readonly subscribers = new Subscribers(this);
  readonly authentication = new Authentication(this);
  readonly frameworkTraffic: FrameworkTraffic;
  readonly logging = new Logging((milliseconds, action) => this.after(milliseconds, action));
  readonly #leadership = new Leadership(this);
  #leader: MasterInfo | undefined;
  readonly #leading: () => void;
  readonly #exiting: (reason: string) => void;
  #electedSeconds: number | undefined;
  #recovered = false;

  constructor(runtime: Runtime, options: MasterOptions) {
    const { address, hostname, version, flags, flagsText, authorizer = OPEN_AUTHORIZER, allocateOnRecovery } = options;
    const { registry = new MemoryRegistryStorage(), leading = () => {}, exiting = () => {} } = options;
    super(runtime, 'master', address);
    this.version = version;
    this.flags = flags;
    this.flagsText = flagsText;
    this.authorizer = authorizer;
    this.#leading = leading;
    this.#exiting = exiting;
    this.masterId = runtime.random.uuid();
    this.startSeconds = runtime.clock.seconds();
    this.info = { ...makeMasterInfo(this.masterId, this.pid, address, hostname, version), domain: flags.domain };
    this.completedFrameworks = new BoundedList(flags.max_completed_frameworks);
    this.metrics = new MasterMetrics(this);
    this.allocator = new HierarchicalAllocator({
      metrics: this.metrics.registry,
      clock: runtime.clock,
      random: runtime.random,
      allocationIntervalMs: flags.allocation_interval,
      allocateOnRecovery,
      recovery: { timeoutMs: flags.allocator_recovery_timeout, agentFactor: flags.allocator_agent_recovery_factor },
      minAllocatableResources: parseMinAllocatable(flags.min_allocatable_resources),
      filterGpuResources: flags.filter_gpu_resources,
      domain: flags.domain,
      fairSharingExcludedResourceNames: new Set(flags.fair_sharing_excluded_resource_names?.split(',')),
      offer: (frameworkId, offers) => this.offers.make(frameworkId, offers),
      inverseOffer: (frameworkId, requests) => this.inverseOffers.make(frameworkId, requests),
      dispatch: (action) => runtime.dispatch(action),
    });
    this.registrar = new Registrar(this, registry);
    this.frameworkTraffic = new FrameworkTraffic(this);
    this.roleWhitelist = new RoleWhitelist(flags.roles);
    this.weights = new Weights(this, flags.weights);

    this.on('AuthenticateMessage', (message, from) => this.authentication.begin(message, from));
    new SchedulerMessages(this).install((name, handler) => this.on(name, handler));
    this.on('RegisterSlaveMessage', (message, from) => this.agentsOf.register(message, from));
    this.on('ReregisterSlaveMessage', (message, from) => this.agentsOf.reregister(message, from));
    this.on('UnregisterSlaveMessage', ({ agent_id }) =>
      this.#withAgent(agent_id.value, (agent) =>
        this.agentsOf.remove(agent, 'the agent unregistered', 'slave_removals/reason_unregistered'),
      ),
    );
    this.on('UpdateSlaveMessage', ({ agent_id, operations }) =>
      this.#withAgent(agent_id.value, (agent) => this.operations.reconcileWith(agent, operations?.operations ?? [])),
    );
    this.on('UpdateOperationStatusMessage', (message) =>
      this.#withAgent(
        message.agent_id?.value,
        (agent) => this.operations.updated(message, agent),
        'invalid_operation_status_updates',
      ),
    );
    this.on('PongSlaveMessage', (_, from) => {
      const agent = this.agentsOf.byPid(from);
      if (agent) this.agentsOf.observers.ponged(agent.id);
    });
    this.on('StatusUpdateMessage', ({ update }) =>
      this.#withAgent(update.agent_id?.value, (agent) => this.updates.receive(update, agent), 'invalid_status_updates'),
    );
    this.on('ExitedExecutorMessage', (message) => this.#executorExited(message));
    this.on('ExecutorToFrameworkMessage', (message) =>
      this.#withAgent(message.agent_id.value, () => this.#executorMessage(message), 'invalid_executor_to_framework_messages'),
    );
  }

  /** Since when it leads, in seconds since 1970; undefined while it does not. */
  get electedSeconds(): number | undefined {
    return this.#electedSeconds;
  }

  /** Who leads, as far as this master knows. */
  get leader(): MasterInfo | undefined {
    return this.#leader;
  }

  /** Whether it leads. */
  get elected(): boolean {
    return this.#leader?.id === this.masterId;
  }

  /** Whether it leads, and has recovered what the leader before it has left. Until then it drops all messages. */
  get recovered(): boolean {
    return this.#recovered;
  }

  /** What it knows of what its successor has to know, too; empty until it has recovered. */
  get registry(): RegistryContents {
    return this.registrar.registry;
  }

  /** Whether it takes part in the election of the leader. */
  get contends(): boolean {
    return this.#leadership.contends;
  }

  /** Takes part in the election of the leader from now on. */
  contend(contender: MasterContender, detector: MasterDetector): void {
    this.#leadership.begin(contender, detector);
  }

  /** Another master leads, or none does. */
  leaderIs(leader: MasterInfo | undefined): void {
    this.#leader = leader;
  }

  /** It has been elected, and leads from now on: it recovers, and then serves. */
  lead(): void {
    this.#leader = this.info;
    this.#electedSeconds = this.seconds();
    this.observe({ kind: 'election', process: this.pid, what: 'elected' });
    this.registrar.recover(() => {
      this.recoveredAgents.recover();
      this.maintenance.recover();
      this.quotas.recover();
      this.weights.recover();
      collectRegistryGarbage(this);
      this.#recovered = true;
      this.note('info', `Leads; agents to come back: ${this.recoveredAgents.size}`);
      this.observe({ kind: 'election', process: this.pid, what: 'leads' });
      this.#leading();
    });
  }

  /** Ends at once, as a master of Mesos does that cannot go on. */
  exit(reason: string): void {
    if (!this.alive) return;
    this.note('error', reason);
    this.observe({ kind: 'election', process: this.pid, what: 'ended', message: reason });
    this.#exiting(reason);
    this.terminate();
  }

  /** Handles the SUBSCRIBE call of a scheduler whose event stream is open. */
  subscribe(connection: SchedulerConnection, subscribe: scheduler.Call.Subscribe): void {
    this.frameworksOf.subscribe(connection, subscribe);
  }

  override receive(from: Pid, name: MessageName, message: Messages[MessageName]): void {
    this.metrics.countMessage(name);
    this.frameworkTraffic.received(from);
    if (this.#recovered) this.frameworkTraffic.pass(from, name, () => super.receive(from, name, message));
    else this.metrics.count('dropped_messages');
  }

  /** Handles a valid call of a subscribed scheduler. */
  call(framework: Framework, call: scheduler.Call): void {
    this.metrics.countCall(call);
    performCall(this, framework, call);
  }

  isCompleted(frameworkId: string): boolean {
    return [...this.completedFrameworks].some(({ id }) => id === frameworkId);
  }

  get totalPingTimeoutSeconds(): number {
    return (this.flags.agent_ping_timeout * this.flags.max_agent_ping_timeouts) / 1000;
  }

  /** Enters a task into the books of its framework and its agent. */
  addTask(framework: Framework, agent: RegisteredAgent, task: Task): void {
    framework.tasks.set(task.task_id.value, task);
    framework.metrics.task(task.state);
    agent.addTask(task);
    this.subscribers.taskAdded(task);
  }

  /** What all frameworks together use on an agent. */
  usedOn(agent: RegisteredAgent): Resources {
    return Resources.of([...this.frameworks.values()].flatMap((framework) => [...framework.usedOn(agent.id)]));
  }

  /** Resources that a task or executor no longer uses go back to the allocator. */
  releaseResources(framework: Framework, agentId: string, resources: readonly Resource[]): void {
    const released = Resources.of(resources);
    framework.used.set(agentId, framework.usedOn(agentId).minus(released));
    this.allocator.recoverResources(framework.id, agentId, released);
  }

  override exited(pid: Pid): void {
    this.frameworkTraffic.passExit(pid, () => this.#exited(pid));
  }

  #exited(pid: Pid): void {
    const framework = this.frameworksOf.byPid(pid);
    if (framework) return this.frameworksOf.exited(framework);
    this.authentication.forget(pid);
    const agent = this.agentsOf.byPid(pid);
    if (agent) this.agentsOf.disconnected(agent);
  }

  protected override finalize(): void {
    this.#leadership.stop();
    this.registrar.stop();
    this.authentication.stop();
    this.allocator.stop();
    for (const framework of this.frameworks.values()) framework.connection?.close();
    this.subscribers.closeAll();
  }

  // What the parts need of a process, which keeps these to itself.

  sendTo<Name extends MessageName>(to: Pid, name: Name, message: Messages[Name]): void {
    this.send(to, name, message);
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

  seconds(): number {
    return this.runtime.clock.seconds();
  }

  /** Since 1970. */
  nanoseconds(): number {
    return Math.round(this.seconds() * 1e9);
  }

  get queuedMessages(): number {
    return this.runtime.queuedMessages(this.pid);
  }

  uuid(): string {
    return this.runtime.random.uuid();
  }

  note(level: 'info' | 'warning' | 'error', text: string): void {
    this.log(level, text);
  }

  pingAgent(agent: RegisteredAgent): void {
    this.send(agent.pid, 'PingSlaveMessage', { connected: agent.connected });
  }

  observeTask(framework: string, task: Task): void {
    const { state, task_id, agent_id, statuses } = task;
    const { reason, message } = statuses.at(-1) ?? {};
    this.runtime.observe({
      ...{ kind: 'task', process: this.pid, framework, task: task_id.value, state },
      ...{ agent: agent_id.value, reason, message },
    });
  }

  observeAgent(what: Extract<Happening, { kind: 'agent' }>['what'], agent: string): void {
    this.runtime.observe({ kind: 'agent', process: this.pid, what, agent });
  }

  /** For the HTTP side: a call or an event of an API, for the timeline. */
  observe(happening: Happening): void {
    this.runtime.observe(happening);
  }

  /** @param invalid what counts a message of an agent that is not in the books */
  #withAgent(id: string | undefined, action: (agent: RegisteredAgent) => void, invalid?: MasterCounter): void {
    const agent = id === undefined ? undefined : this.agents.get(id);
    if (agent) return action(agent);
    this.log('warning', `Ignored a message of the unknown agent ${id}`);
    if (invalid) this.metrics.count(invalid);
  }

  #executorMessage({ framework_id, agent_id, executor_id, data }: Messages['ExecutorToFrameworkMessage']): void {
    const framework = this.frameworks.get(framework_id.value);
    if (!framework?.connected) return this.metrics.count('invalid_executor_to_framework_messages');
    framework.send({ type: 'MESSAGE', message: { agent_id, executor_id, data } });
    this.metrics.count('valid_executor_to_framework_messages');
  }

  #executorExited({ agent_id, framework_id, executor_id, status }: Messages['ExitedExecutorMessage']): void {
    const framework = this.frameworks.get(framework_id.value);
    // Executors of command tasks are the agent's own affair: no scheduler hears of their end.
    if (!framework?.executor(agent_id.value, executor_id.value)) return;
    this.agentsOf.removeExecutor(framework, agent_id.value, executor_id.value);
    framework.send({ type: 'FAILURE', failure: { agent_id, executor_id, status } });
  }
}

function makeMasterInfo(id: string, pid: Pid, address: Address, hostname: string, version: string): MasterInfo {
  // The v1 API of Mesos 1.11 has no name for QUOTA_V2.
  const named = MASTER_CAPABILITIES.filter((type) => type !== 'QUOTA_V2' || !version.startsWith('1.11'));
  return {
    id,
    ip: packedIp(address.ip),
    port: address.port,
    pid,
    hostname,
    version,
    address: { hostname, ip: address.ip, port: address.port },
    capabilities: named.map((type) => ({ type })),
  };
}
