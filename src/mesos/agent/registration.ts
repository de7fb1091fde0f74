import type { MasterDetector } from '../detector/detector.js';
import type { Timer } from '../process/clock.js';
import type { Pid } from '../process/pid.js';
import { copyOf } from '../tasks/task.js';
import type { Messages } from '../wire/internal-messages.js';
import type { MasterInfo } from '../wire/messages.js';
import type { Agent } from './agent.js';
import { CramMd5Authenticatee, type Outcome } from './cram-md5-authenticatee.js';

/** The longest wait between two attempts to register. */
const LONGEST_BACKOFF_MS = 60_000;

/** With --registration_backoff_factor=0 the first attempt is made at once, and the next ones after a time between these. */
const SHORTEST_RETRY_MS = 100;
const IMPATIENT_RETRY_MS = 1000;

/** Pings that stay away for so long mean that the master is gone, unless it says otherwise on registration. */
const DEFAULT_PING_TIMEOUT_MS = 75_000;

/** What an agent of this make can do, as it tells the master. */
export const AGENT_CAPABILITIES = [
  ...['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT', 'RESOURCE_PROVIDER', 'RESIZE_VOLUME'],
  ...['AGENT_OPERATION_FEEDBACK', 'AGENT_DRAINING', 'TASK_RESOURCE_LIMITS'],
] as const;

/** The agent's relation to the master: finding it, registering with it, noticing that it is gone. */
export class Registration {
  #master: { readonly pid: Pid; readonly info: MasterInfo } | undefined;
  #registered = false;
  #authenticated = false;
  #refused = false;
  #authenticatee: CramMd5Authenticatee | undefined;
  #retry: Timer | undefined;
  #pingTimer: Timer | undefined;
  #pingTimeoutMs = DEFAULT_PING_TIMEOUT_MS;
  #stopDetecting: () => void = () => {};

  constructor(
    private readonly agent: Agent,
    private readonly detector: MasterDetector,
  ) {}

  /** Whether the master has this agent in its books, as far as the agent knows. */
  get registered(): boolean {
    return this.#registered;
  }

  /** The leading master; undefined when there is none. */
  get master(): Pid | undefined {
    return this.#master?.pid;
  }

  /** Whether the master does not take this agent for whom it says it is. Then it does not try again. */
  get refused(): boolean {
    return this.#refused;
  }

  get masterHostname(): string | undefined {
    return this.#master?.info.hostname;
  }

  start(): void {
    this.#stopDetecting = this.detector.detect(
      (leader) => this.#detected(leader),
      ({ message }) => this.agent.note('error', `Failed to detect a master: ${message}`),
    );
  }

  stop(): void {
    this.#stopDetecting();
    this.#retry?.cancel();
    this.#pingTimer?.cancel();
    this.#authenticatee?.terminate();
  }

  welcomed({ agent_id, connection }: Messages['SlaveRegisteredMessage'], from: Pid): void {
    if (from !== this.master || this.#registered) return;
    if (this.agent.info.id && this.agent.info.id.value !== agent_id.value) {
      return this.agent.note('error', `Ignored the registration as ${agent_id.value}: this agent is ${this.agent.agentId}`);
    }
    this.agent.named(agent_id);
    this.agent.checkpointing.registered(this.agent.info);
    this.#succeeded(connection);
  }

  welcomedBack({ agent_id, connection, reconciliations }: Messages['SlaveReregisteredMessage'], from: Pid): void {
    if (from !== this.master || this.agent.info.id?.value !== agent_id.value) return;
    if (!this.#registered) this.#succeeded(connection);
    for (const { framework_id, statuses } of reconciliations) {
      for (const { task_id } of statuses) this.agent.reportUnknownTask(framework_id.value, task_id);
    }
  }

  /** The master looks whether the agent is alive, and tells whether it takes it for registered. */
  pinged({ connected }: Messages['PingSlaveMessage'], from: Pid): void {
    this.agent.sendTo(from, 'PongSlaveMessage', {});
    if (!connected && this.#registered) {
      this.agent.note('warning', 'The master takes this agent for disconnected: registering again');
      this.#disconnected();
      this.#attempt(this.#firstBackoffMs);
    }
    this.#expectPing();
  }

  /** A linked process is gone. */
  exited(pid: Pid): void {
    if (pid !== this.master || !this.#registered) return;
    // Its successor has to be detected, even if it is where this one was. That is when pings have stayed away for too long.
    this.agent.note('warning', `The master ${pid} is gone: waiting for one`);
    this.#disconnected();
  }

  #detected(leader: MasterInfo | undefined): void {
    this.#disconnected();
    this.#pingTimer?.cancel();
    this.#master = leader && { pid: leader.pid ?? `master@${leader.address?.ip}:${leader.port}`, info: leader };
    if (!this.#master) return this.agent.note('warning', 'There is no leading master: waiting for one');
    this.agent.note('info', `The leading master is ${this.#master.pid}`);
    const backoff = this.#firstBackoffMs;
    if (backoff === 0) this.#attempt(0);
    else this.#attemptLater(backoff);
  }

  get #firstBackoffMs(): number {
    return this.agent.flags.registration_backoff_factor;
  }

  /** Registers after a random part of this time. */
  #attemptLater(backoffMs: number): void {
    const longest = backoffMs === 0 ? IMPATIENT_RETRY_MS : Math.min(backoffMs, LONGEST_BACKOFF_MS);
    const wait = this.agent.random() * longest;
    this.#retry?.cancel();
    this.#retry = this.agent.after(backoffMs === 0 ? Math.max(wait, SHORTEST_RETRY_MS) : wait, () => this.#attempt(backoffMs));
  }

  /** Proves to the master who this is. An attempt that fails is followed by another after a while, to which more time is given. */
  #authenticate(master: Pid, backoffMs: number): void {
    const { credential, authentication_timeout_min: least, authentication_timeout_max: most } = this.agent.flags;
    if (!credential) return;
    const longest = Math.min(least + 2 * backoffMs, most);
    const timeoutMs = least + this.agent.random() * (longest - least);
    this.#authenticatee?.terminate();
    this.#authenticatee = this.agent.spawnBeside(
      'crammd5-authenticatee',
      (runtime, id, address) =>
        new CramMd5Authenticatee(runtime, id, address, {
          ...{ master, client: this.agent.pid, credential: credential.credential, timeoutMs },
          done: (outcome) => this.#authenticationEnded(master, outcome, backoffMs),
        }),
    );
    this.#authenticatee.begin();
  }

  #authenticationEnded(master: Pid, outcome: Outcome, backoffMs: number): void {
    this.#authenticatee = undefined;
    if (outcome.kind === 'failed') {
      this.agent.note('warning', `Failed to authenticate with the master ${master}: ${outcome.reason}`);
      const again = () => this.#authenticate(master, Math.min(2 * backoffMs, LONGEST_BACKOFF_MS));
      this.#retry = this.agent.after(backoffMs, again);
      return;
    }
    if (outcome.kind === 'refused') {
      this.#refused = true;
      return this.agent.note('error', `Master ${master} refused authentication`);
    }
    this.#authenticated = true;
    this.agent.note('info', `Authenticated with the master ${master}`);
    this.#attempt(this.#firstBackoffMs);
  }

  /** Registers, and again after a random part of twice the time if there is no answer until then. */
  #attempt(backoffMs: number): void {
    if (this.#registered || !this.#master || this.agent.terminating) return;
    this.agent.linkTo(this.#master.pid);
    const { credential, authentication_backoff_factor: backoff } = this.agent.flags;
    if (credential && !this.#authenticated) return this.#authenticate(this.#master.pid, backoff);
    if (this.agent.info.id) this.agent.sendToMaster('ReregisterSlaveMessage', this.#reregistration());
    else this.agent.sendToMaster('RegisterSlaveMessage', this.#registrationMessage());
    this.#attemptLater(backoffMs * 2);
  }

  #registrationMessage(): Messages['RegisterSlaveMessage'] {
    return {
      // As of Mesos 1.0 every agent is able to. In v1, where executors and operators see it, the member is gone.
      agent: { ...this.agent.info, checkpoint: true },
      version: this.agent.version,
      checkpointed_resources: this.agent.operations.checkpointed,
      agent_capabilities: AGENT_CAPABILITIES.map((type) => ({ type })),
      resource_version_uuid: this.agent.operations.resourceVersion,
    };
  }

  /** All that the master has to know of what is here, should it have forgotten. */
  #reregistration(): Messages['ReregisterSlaveMessage'] {
    const executors = [...this.agent.frameworks.executors()];
    return {
      ...this.#registrationMessage(),
      tasks: executors.flatMap((executor) => [
        ...Array.from(executor.queuedTasks.values(), (task) => executor.createTask(task)),
        ...Array.from(executor.launchedTasks.values(), copyOf),
        ...Array.from(executor.terminatedTasks.values(), copyOf),
      ]),
      // The master has command executors not in its books.
      executor_infos: executors
        .filter(({ forCommandTask, state }) => !forCommandTask && state !== 'TERMINATED')
        .map(({ info, framework }) => ({ ...info, framework_id: info.framework_id ?? framework.info.id })),
      frameworks: Array.from(this.agent.frameworks.active, ({ info }) => info),
    };
  }

  #succeeded({ total_ping_timeout_seconds: seconds }: Messages['SlaveRegisteredMessage']['connection'] = {}): void {
    this.#registered = true;
    this.#retry?.cancel();
    this.#pingTimeoutMs = seconds ? seconds * 1000 : DEFAULT_PING_TIMEOUT_MS;
    this.#expectPing();
    this.agent.note('info', `Registered with the master ${this.master} as ${this.agent.agentId}`);
    this.agent.updates.manager.resume();
    const { unacknowledged, resourceVersion } = this.agent.operations;
    this.agent.sendToMaster('UpdateSlaveMessage', {
      agent_id: { value: this.agent.agentId },
      update_oversubscribed_resources: false,
      operations: { operations: unacknowledged },
      resource_version_uuid: resourceVersion,
      resource_providers: { providers: [] },
    });
    this.agent.operations.resume();
  }

  #expectPing(): void {
    this.#pingTimer?.cancel();
    this.#pingTimer = this.agent.after(this.#pingTimeoutMs, () => {
      this.agent.note('warning', `No pings of the master for ${this.#pingTimeoutMs} ms: looking for it again`);
      this.#stopDetecting();
      this.start();
    });
  }

  #disconnected(): void {
    this.#registered = false;
    this.#authenticated = false;
    this.#authenticatee?.terminate();
    this.#retry?.cancel();
    this.agent.updates.manager.pause();
    this.agent.operations.pause();
  }
}
