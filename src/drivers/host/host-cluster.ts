import { isMinimesosError, MinimesosError } from '../../errors.js';
import type { FaultInfo } from '../../faults/fault-rule.js';
import type { StartedServer } from '../../host/start-server.js';
import type { Credential } from '../../mesos/flags/credentials.js';
import { Clock } from '../../mesos/process/clock.js';
import { native } from '../../mesos/process/native.js';
import { Timeline, type TimelineEntry } from '../../timeline/timeline.js';
import type { Capability } from '../capabilities.js';
import type { AgentDescription } from '../description.js';
import type {
  DriverActs,
  DriverAgent,
  DriverClock,
  DriverCluster,
  DriverContainer,
  DriverFaults,
  DriverMaster,
  DriverZooKeeper,
  FailoverOptions,
  NamesAddress,
  PushedImage,
  TaskName,
} from '../driver.js';
import { LOOPBACK } from '../listen.js';
import type { ApiClient } from './api-client.js';
import type { AgentInfo, ClusterInfo } from './cluster-info.js';
import { type AgentOperation, HostAgent } from './host-agent.js';
import { HostApps } from './host-apps.js';
import { HostMaster, type MasterOperation } from './host-master.js';
import { HostZooKeeper } from './host-zookeeper.js';
import type { Lease } from './lease.js';

/** What a cluster in a host process hangs on. */
export interface HostConnection {
  readonly client: ApiClient;
  /** Held as long as the cluster is in use here. */
  readonly lease: Lease;
  /** The host process, when it was started for this cluster alone. */
  readonly server?: StartedServer;
}

/** Operations end when they end; those that start something have a deadline of their own on the other side. */
const NO_DEADLINE = { timeoutMs: Number.POSITIVE_INFINITY };
const END_DEADLINE_MS = 30_000;
const RETRY_MS = 50;
/** Errors that mean that the cluster is no more. */
const GONE = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'HOST_GONE', 'SERVER_STOPPING'] as const;

/** Whether this may tell of masters and agents that come and go. What rules do to traffic does not. */
const isAboutMembers = ({ kind, details }: TimelineEntry): boolean =>
  kind === 'agent' || kind === 'election' || kind === 'cluster' || (kind === 'fault' && details?.['rule'] === undefined);

/** A cluster that lives in a host process: asks it by the remote API, and hears from it what happens. */
export class HostCluster implements DriverCluster {
  readonly timeline = new Timeline();
  readonly #connection: HostConnection;
  readonly #path: string;
  readonly #listeners = new Set<() => void>();
  readonly #lossListeners = new Set<(error: Error) => void>();
  readonly #clock = new Clock();
  readonly #ended = new AbortController();
  #info: ClusterInfo;
  readonly zookeepers: readonly DriverZooKeeper[];
  readonly apps = new HostApps({
    ask: (method, path, body) => this.#ask(method, path, body),
    info: () => this.#info,
    refresh: () => this.#refresh(),
  });
  readonly #masters: HostMaster[] = [];
  /** The one that leads, or that was seen to lead last. */
  #leader: HostMaster | undefined;
  #agents: HostAgent[] = [];
  #refreshing: Promise<void> | undefined;
  #failure: Error | undefined;

  /**
   * @param info what the host process says of the cluster now
   * @param entries what happened on it until now
   */
  constructor(connection: HostConnection, info: ClusterInfo, entries: readonly TimelineEntry[] = []) {
    this.#connection = connection;
    this.#path = `/v1/clusters/${encodeURIComponent(info.id)}`;
    this.#info = info;
    this.zookeepers = Object.entries(info.zookeepers).map(([name, zookeeper]) => {
      const path = `/zookeepers/${encodeURIComponent(name)}`;
      return new HostZooKeeper(name, zookeeper, (method, rest, body) => this.#ask(method, path + rest, body));
    });
    this.#take(info);
    for (const entry of entries) this.timeline.add(entry);
    void connection.lease.ended.then(() => this.#check());
    void connection.server?.ended.then(() => this.#check());
    void this.#follow();
  }

  get name(): string {
    return this.#info.name;
  }

  get driver(): ClusterInfo['driver'] {
    return this.#info.driver;
  }

  get capabilities(): readonly Capability[] {
    return this.#info.capabilities;
  }

  get mesosVersion(): string {
    return this.#info.mesosVersion;
  }

  get masters(): readonly DriverMaster[] {
    return this.#masters;
  }

  get leader(): DriverMaster {
    const leader = this.#leader ?? this.#masters[0];
    if (!leader) throw new Error('The cluster has no master.');
    return leader;
  }

  get names(): NamesAddress | undefined {
    return this.#info.names ?? undefined;
  }

  get gateway(): string | undefined {
    const { MINIMESOS_NETWORK_GATEWAY: gateway } = this.#info.exports;
    return gateway === LOOPBACK ? undefined : gateway;
  }

  get credential(): Credential | undefined {
    return this.#info.credential;
  }

  get agents(): readonly DriverAgent[] {
    return this.#agents.filter(({ running }) => running);
  }

  async addAgent({ container, ...described }: AgentDescription): Promise<DriverAgent> {
    const { id } = await this.#ask<AgentInfo>('POST', '/agents', { ...described, ...container });
    await this.#refresh();
    const agent = this.#agents.find((candidate) => candidate.id === id);
    if (agent) return agent;
    throw new MinimesosError('AGENT_GONE', { agent: id, operation: 'addAgent()' });
  }

  async killTask(frameworkId: string, taskId: string): Promise<void> {
    await this.#ask('POST', `/tasks/${encodeURIComponent(taskId)}/kill?framework=${encodeURIComponent(frameworkId)}`);
  }

  get containers(): readonly DriverContainer[] {
    return this.#info.containers.map((container) => ({
      ...container,
      log: () =>
        this.#ask<{ log: string }>('GET', `/containers/${encodeURIComponent(container.name)}/log`).then(({ log }) => log),
    }));
  }

  get pushImage(): ((image: string) => Promise<PushedImage>) | undefined {
    if (!this.#info.ownEngines) return undefined;
    return (image) => this.#ask<PushedImage>('POST', '/images', { image });
  }

  get clock(): DriverClock {
    const now = async (method: string, path: string, body?: object) =>
      (await this.#ask<{ now: number | null }>(method, path, body)).now ?? undefined;
    return {
      now: async () => (await now('GET', '/clock')) ?? Number.NaN,
      advance: async (by) => (await now('POST', '/clock/advance', { by })) ?? Number.NaN,
      step: (latest) => now('POST', '/clock/step', { latest }),
      settle: () => this.#ask<void>('POST', '/clock/settle'),
    };
  }

  async faults(): Promise<DriverFaults> {
    return {
      add: (rule) => this.#ask<FaultInfo>('POST', '/faults', rule),
      list: () => this.#ask<FaultInfo[]>('GET', '/faults'),
      release: (id, count) => this.#ask<FaultInfo>('POST', `/faults/${id}/release`, count === undefined ? {} : { count }),
      remove: (id) => this.#ask<void>('DELETE', `/faults/${id}`),
    };
  }

  async acts(): Promise<DriverActs> {
    const toTask = ({ framework, task }: TaskName, act: string) =>
      this.#ask<void>('POST', `/tasks/${encodeURIComponent(task)}/${act}?framework=${encodeURIComponent(framework)}`);
    return {
      rescindOffers: async (offers) => (await this.#ask<{ count: number }>('POST', '/offers/rescind', offers)).count,
      killExecutor: (executor) => this.#ask<void>('POST', '/executors/kill', executor),
      pauseTask: (task) => toTask(task, 'pause'),
      resumeTask: (task) => toTask(task, 'resume'),
      fillSandbox: (task) => toTask(task, 'fill-sandbox'),
    };
  }

  async failover({ restart }: FailoverOptions = {}): Promise<void> {
    await this.#ask('POST', '/failover', restart === undefined ? {} : { restart });
    await this.#refresh();
  }

  async reset(): Promise<void> {
    await this.#ask('POST', '/reset');
    await this.#refresh();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onLost(listener: (error: Error) => void): void {
    this.#lossListeners.add(listener);
  }

  refresh(): Promise<void> {
    return this.#check();
  }

  async explain(error: unknown): Promise<unknown> {
    await this.#check();
    // News of the end that were sent before that answer are read by then.
    await new Promise((resolve) => native.setImmediate(resolve));
    return this.#failure ?? error;
  }

  async destroy({ retain = false }: { retain?: boolean | undefined } = {}): Promise<void> {
    const { client, server } = this.#connection;
    this.#ended.abort();
    try {
      const query = retain ? { retain } : {};
      if (!this.#failure) await client.json('DELETE', this.#path, { ...NO_DEADLINE, query });
      // Somebody else may have put another cluster there.
      const others = server && !this.#failure ? await client.json<ClusterInfo[]>('GET', '/v1/clusters') : [];
      if (others.length === 0) await server?.end(END_DEADLINE_MS);
    } catch (error) {
      // Somebody else has destroyed it already, or all that it lived in is gone.
      if (!isMinimesosError(error, ...GONE)) throw error;
    } finally {
      this.#letGo();
    }
  }

  /** Lets go of the cluster. It lives on if it is kept, or if somebody else holds on to it. */
  async disconnect(): Promise<void> {
    this.#letGo();
  }

  #letGo(): void {
    const { client, lease, server } = this.#connection;
    this.#ended.abort();
    this.#clock.stop();
    lease.release();
    client.close();
    server?.letGo();
  }

  async #ask<Value>(method: string, path: string, body?: unknown): Promise<Value> {
    if (this.#failure) throw this.#failure;
    try {
      const options = { ...NO_DEADLINE, ...(body !== undefined && { body }) };
      return await this.#connection.client.json<Value>(method, this.#path + path, options);
    } catch (error) {
      throw isMinimesosError(error, 'HOST_GONE') ? await this.explain(error) : error;
    }
  }

  /** Hears what happens, and goes on where it stopped when the connection is cut. */
  async #follow(): Promise<void> {
    const { client } = this.#connection;
    const { signal } = this.#ended;
    while (!signal.aborted && !this.#failure) {
      try {
        const headers = { 'Last-Event-ID': String(this.timeline.lastSequence) };
        const events = client.events('GET', `${this.#path}/events`, { headers, signal });
        for await (const { event, data } of events) {
          // Others tell of what was forgotten before it could be read.
          if (event === 'message') this.#add(JSON.parse(data) as TimelineEntry);
        }
        // Only the end of the cluster ends them in good order.
        this.#lose(this.#destroyed());
      } catch {
        await this.#check();
      }
      if (!signal.aborted && !this.#failure) await this.#clock.sleep(RETRY_MS);
    }
  }

  #add(entry: TimelineEntry): void {
    if (entry.sequence <= this.timeline.lastSequence) return;
    this.timeline.add(entry);
    if (isAboutMembers(entry)) this.#refresh().catch(() => {});
    for (const listener of this.#listeners) listener();
  }

  /** Asks what the cluster looks like. Whoever asks while an answer is under way waits for the one after it. */
  #refresh(): Promise<void> {
    const current = this.#refreshing;
    const next = (async () => {
      await current?.catch(() => {});
      this.#take(await this.#connection.client.json<ClusterInfo>('GET', this.#path));
    })();
    this.#refreshing = next;
    return next;
  }

  /** An agent that comes back with a new id keeps its port. One that is gone may have left its port to a new one. */
  #take(info: ClusterInfo): void {
    const before = new Set(this.#agents);
    const claim = (is: (agent: HostAgent) => boolean) => {
      const found = [...before].find(is);
      if (found) before.delete(found);
      return found;
    };
    const unchanged = info.agents.map(({ id, url }) => claim((agent) => agent.id === id && agent.url === url));
    this.#info = info;
    for (const [number, master] of info.masters.entries()) {
      this.#masters[number] ??= new HostMaster(master, (operation) => this.#operateMaster(number, operation));
      this.#masters[number].update(master);
    }
    this.#leader = this.#masters.find(({ leading }) => leading) ?? this.#leader;
    this.#agents = info.agents.map((agent, index) => {
      const known = unchanged[index] ?? claim(({ url }) => url === agent.url);
      known?.update(agent);
      return known ?? new HostAgent(agent, (id, operation, body) => this.#operate(id, operation, body));
    });
    for (const agent of before) agent.update(undefined);
  }

  async #operate(id: string, operation: AgentOperation, body?: unknown): Promise<void> {
    try {
      await this.#ask('POST', `/agents/${encodeURIComponent(id)}/${operation}`, body);
    } catch (error) {
      if (!isMinimesosError(error, 'UNKNOWN_AGENT')) throw error;
      throw new MinimesosError('AGENT_GONE', { agent: id, operation: `${operation}()` }, { cause: error });
    } finally {
      await this.#refresh().catch(() => {});
    }
  }

  async #operateMaster(number: number, operation: MasterOperation): Promise<void> {
    try {
      await this.#ask('POST', `/masters/${number}/${operation}`);
    } finally {
      await this.#refresh().catch(() => {});
    }
  }

  /** Finds out whether the cluster is still there. When it is not, everybody who waits for something is told. */
  async #check(): Promise<void> {
    if (this.#ended.signal.aborted || this.#failure) return;
    try {
      this.#take(await this.#connection.client.json<ClusterInfo>('GET', this.#path));
    } catch (error) {
      if (this.#ended.signal.aborted || this.#failure) return;
      if (!isMinimesosError(error, ...GONE)) return;
      this.#lose(isMinimesosError(error, 'HOST_GONE') ? await this.#hostGone(error) : this.#destroyed());
    }
  }

  #lose(failure: Error): void {
    if (this.#ended.signal.aborted) return;
    this.#failure ??= failure;
    for (const listener of this.#lossListeners) listener(this.#failure);
    this.#lossListeners.clear();
  }

  #destroyed(): Error {
    return new MinimesosError('CLUSTER_DESTROYED', { cluster: this.name, operation: 'What was under way' });
  }

  /** Whoever started the host process knows how it ended, and what it said. */
  async #hostGone(error: Error): Promise<Error> {
    const { client, server } = this.#connection;
    const how = await Promise.race([server?.ended, this.#clock.sleep(RETRY_MS)]);
    if (!server || how === undefined) return error;
    const details = { url: client.url, reason: how, log: server.lastLogLines() };
    return new MinimesosError('HOST_GONE', details, { cause: error });
  }
}
