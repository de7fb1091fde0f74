import { isMinimesosError, MinimesosError } from '../../errors.js';
import { HttpClient, HttpStatusError } from '../../http-client.js';
import type { Credential } from '../../mesos/flags/credentials.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { delayAwake } from '../../mesos/process/awake.js';
import { Clock } from '../../mesos/process/clock.js';
import { keepAlive } from '../../mesos/process/keep-alive.js';
import type { master } from '../../mesos/wire/messages.js';
import { parseJson } from '../../mesos/wire/parse-json.js';
import { readRecords } from '../../mesos/wire/recordio.js';
import { Timeline } from '../../timeline/timeline.js';
import { parseZooKeeperUrl, withoutCredentials } from '../../zookeeper/url.js';
import type { Capability } from '../capabilities.js';
import { connectionFailure } from '../connection-failure.js';
import { type AttachedDescription, MASTERS_ZOOKEEPER } from '../description.js';
import type { DriverClock, DriverCluster } from '../driver.js';
import { LocatedZooKeeper } from '../located-zookeeper.js';
import { AttachedAgent, AttachedMaster, refused } from './attached-members.js';
import { type Masters, type PlaceOf, placeOf } from './masters.js';
import { MastersByUrl } from './masters-by-url.js';
import { MastersByZooKeeper } from './masters-by-zookeeper.js';
import { entryOf } from './operator-events.js';

/** How long to wait before it is looked again who leads. */
const RETRY_MS = 500;
/** How long a ZooKeeper may take to answer before that is told. */
const LONGEST_CONNECT_MS = 5000;
/** A master of Mesos is heard of every 15 s at least. */
const SILENCE_MS = 60_000;
const OTHERS_TIME = 'its time is that of the machines it runs on';
const OTHERS_TRAFFIC = 'its traffic does not pass through minimesos';
/** Nothing of these passes by itself. */
const LASTING = ['NOT_A_MASTER', 'CREDENTIALS_REFUSED', 'ZNODE_NOT_READABLE'] as const;

/**
 * A cluster that was there before and runs elsewhere, of Apache Mesos or of minimesos: it is looked at by the operator API of the
 * leading master, and nothing of it is ever ended.
 */
export class AttachedCluster implements DriverCluster {
  readonly driver = 'attached';
  readonly capabilities: readonly Capability[] = [];
  readonly timeline = new Timeline();
  readonly zookeepers: readonly LocatedZooKeeper[];
  readonly credential: Credential | undefined;
  readonly #http: HttpClient;
  readonly #clock = new Clock();
  readonly #masters: Masters;
  readonly #handles = new Map<string, AttachedMaster>();
  readonly #agents = new Map<string, AttachedAgent>();
  readonly #listeners = new Set<() => void>();
  readonly #ended = new AbortController();
  #version = '';
  #lastLeader: AttachedMaster | undefined;
  #hurry = () => {};

  constructor(
    private readonly description: AttachedDescription,
    private readonly timeoutMs: number,
    place: PlaceOf = placeOf,
  ) {
    this.credential = description.credential;
    this.#http = new HttpClient(() => this.credential);
    const location = parseZooKeeperUrl(description.master);
    if ('problem' in location) {
      this.#masters = new MastersByUrl(description.master, this.#http, place);
      this.zookeepers = [];
    } else {
      this.#masters = new MastersByZooKeeper(location, this.#clock, Math.min(timeoutMs / 2, LONGEST_CONNECT_MS), place);
      this.zookeepers = [new LocatedZooKeeper(MASTERS_ZOOKEEPER, location, undefined, () => {})];
    }
    this.#masters.onChange(() => this.#hurry());
  }

  /**
   * Resolves when the leading master has told all that it knows.
   * @throws MinimesosError `MASTER_UNREACHABLE`, `NOT_A_MASTER`, `CREDENTIALS_REFUSED`, `ZOOKEEPER_UNREACHABLE`, `ZNODE_NOT_READABLE`
   */
  start(): Promise<void> {
    const letEnd = keepAlive();
    const started = new Promise<void>((resolve, reject) => {
      let failure: unknown = new Error('nobody has answered');
      const late = delayAwake(this.#clock, this.timeoutMs, () => {
        const { master } = this.description;
        const location = parseZooKeeperUrl(master);
        const details = {
          master: 'problem' in location ? master : withoutCredentials(location),
          timeout: formatDuration(this.timeoutMs),
          reason: connectionFailure(failure as Error),
        };
        reject(isMinimesosError(failure) ? failure : new MinimesosError('MASTER_UNREACHABLE', details, { cause: failure }));
      });
      void this.#follow(
        () => {
          late.cancel();
          resolve();
        },
        (error) => {
          failure = error;
          if (!isMinimesosError(error, ...LASTING)) return;
          late.cancel();
          reject(error);
        },
      );
    });
    return started.finally(letEnd);
  }

  get mesosVersion(): string {
    return this.#version;
  }

  get masters(): readonly AttachedMaster[] {
    return this.#masters.all.map((place) => this.#handleOf(place.url));
  }

  get leader(): AttachedMaster {
    const leader = this.#lastLeader ?? this.masters[0];
    if (!leader) throw new Error('No master is known.');
    return leader;
  }

  get agents(): readonly AttachedAgent[] {
    return [...this.#agents.values()].filter(({ running }) => running);
  }

  get clock(): DriverClock {
    const refuse = async (operation: string): Promise<never> => {
      throw refused(operation, OTHERS_TIME);
    };
    return {
      now: async () => this.#clock.now(),
      advance: () => refuse('clock.advance()'),
      step: () => refuse('clock.step()'),
      settle: () => refuse('clock.settle()'),
    };
  }

  async addAgent(): Promise<never> {
    throw refused('addAgent()');
  }

  async failover(): Promise<never> {
    throw refused('failover()');
  }

  async killTask(): Promise<never> {
    throw refused('killTask()', 'only the scheduler of a task may kill it; an operator can tear down its framework');
  }

  async faults(): Promise<never> {
    throw refused('A fault', OTHERS_TRAFFIC);
  }

  async acts(): Promise<never> {
    throw refused('What is to go wrong', 'only its own master and agents could do it');
  }

  async reset(): Promise<never> {
    throw refused('reset()', 'it belongs to others, too, and what they have there stays');
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Finds out who leads, and which agents are there. */
  async refresh(): Promise<void> {
    const signal = this.#ended.signal;
    try {
      await this.#masters.look(signal);
      this.#takeLeader();
      const answer = await this.#ask('GET_AGENTS');
      const { get_agents } = parseJson('master.Response', answer);
      this.#takeAgents(get_agents?.agents ?? []);
    } catch {
      // That nobody leads, or can be asked, is how it is now.
      if (!this.#masters.leader) this.#takeLeader();
    }
  }

  async destroy(): Promise<void> {
    this.#ended.abort();
    this.#http.close();
    await this.#masters.close();
    this.#clock.stop();
  }

  disconnect(): Promise<void> {
    return this.destroy();
  }

  /**
   * Hears what happens, from one leader after the other, until this is destroyed.
   * @param attached called when all is known at first
   * @param failed called with whatever goes wrong
   */
  async #follow(attached: () => void, failed: (error: unknown) => void): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      try {
        await this.#masters.look(signal);
        this.#takeLeader();
        await this.#listen(attached);
      } catch (error) {
        if (signal.aborted) return;
        if (this.#lastLeader && (error as NodeJS.ErrnoException).code === 'ECONNREFUSED') this.#lastLeader.running = false;
        failed(this.#understood(error));
      }
      this.#takeLeader(false);
      await this.#pause();
    }
  }

  /** Resolves when the stream ends, or nothing is heard of it. */
  async #listen(attached: () => void): Promise<void> {
    const place = this.#masters.leader;
    if (!place) return;
    this.#version = await this.#versionOf(place.url);
    const connection = new AbortController();
    const end = () => connection.abort(new Error('nothing was heard of the master'));
    this.#ended.signal.addEventListener('abort', end);
    const isLeader = () => this.#masters.leader?.url === place.url;
    try {
      const stream = await this.#http.postJson(`${place.url}/api/v1`, { type: 'SUBSCRIBE' }, connection.signal);
      let silence = this.#clock.delay(SILENCE_MS, end);
      for await (const record of readRecords(stream)) {
        silence.cancel();
        silence = this.#clock.delay(SILENCE_MS, end);
        this.#take(parseJson('master.Event', record.toString()), place.url);
        if (this.#lastLeader?.leading && isLeader()) attached();
      }
      silence.cancel();
    } finally {
      this.#ended.signal.removeEventListener('abort', end);
      connection.abort();
    }
  }

  #take(event: master.Event, source: string): void {
    if (event.subscribed) {
      this.#takeAgents(event.subscribed.get_state?.get_agents?.agents ?? []);
      const leader = this.#handleOf(source);
      leader.leading = true;
      leader.running = true;
      this.timeline.add({ at: this.#clock.now(), kind: 'election', source, what: 'leads' });
    }
    if (event.agent_added) this.#takeAgent(event.agent_added.agent);
    if (event.agent_removed) {
      const id = event.agent_removed.agent_id.value;
      const agent = this.#agents.get(id);
      if (agent) agent.running = false;
      this.#agents.delete(id);
    }
    const entry = entryOf(event, source, this.#clock.now());
    if (entry) this.timeline.add(entry);
    this.#changed();
  }

  #takeAgents(agents: readonly master.Response.GetAgents.Agent[]): void {
    const ids = new Set(agents.map((agent) => this.#takeAgent(agent)));
    for (const [id, agent] of this.#agents) {
      if (ids.has(id)) continue;
      agent.running = false;
      this.#agents.delete(id);
    }
  }

  #takeAgent({ agent_info, pid, active }: master.Response.GetAgents.Agent): string {
    const id = agent_info.id?.value ?? '';
    const agent = this.#agents.get(id) ?? new AttachedAgent(id, pid ?? '');
    agent.pid = pid ?? agent.pid;
    agent.running = active;
    this.#agents.set(id, agent);
    return id;
  }

  /** @param hears whether the one that leads may still do so */
  #takeLeader(hears = true): void {
    const leader = this.#masters.leader;
    const before = this.#lastLeader;
    if (leader) this.#lastLeader = this.#handleOf(leader.url);
    if (before && (before !== this.#lastLeader || !hears || !leader)) before.leading = false;
    this.#changed();
  }

  #handleOf(url: string): AttachedMaster {
    const known = this.#handles.get(url);
    if (known) return known;
    const place = this.#masters.all.find((each) => each.url === url);
    if (!place) throw new Error(`No master is known at ${url}.`);
    const handle = new AttachedMaster(place);
    this.#handles.set(url, handle);
    return handle;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #ask(type: master.Call['type']): Promise<string> {
    const url = this.#masters.leader?.url ?? this.leader.url;
    const answer = await this.#http.postJson(`${url}/api/v1`, { type }, this.#ended.signal);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  }

  async #versionOf(url: string): Promise<string> {
    const { version } = await this.#http.getJson<{ version?: string }>(`${url}/version`, this.#ended.signal);
    if (typeof version === 'string') return version;
    throw new MinimesosError('NOT_A_MASTER', { master: url, reason: 'it does not tell its version' });
  }

  #understood(error: unknown): unknown {
    if (error instanceof HttpStatusError && (error.status === 401 || error.status === 403)) {
      const master = this.#masters.leader?.url ?? this.description.master;
      const details = { master, principal: this.credential?.principal, status: error.status };
      return new MinimesosError('CREDENTIALS_REFUSED', details, { cause: error });
    }
    if (!(error instanceof SyntaxError)) return error;
    const details = { master: this.#masters.leader?.url ?? this.description.master, reason: 'what it answers is no JSON' };
    return new MinimesosError('NOT_A_MASTER', details, { cause: error });
  }

  /** Until it is time to look again who leads, or somebody says so. */
  async #pause(): Promise<void> {
    const hurried = new Promise<void>((resolve) => {
      this.#hurry = resolve;
    });
    await Promise.race([this.#clock.sleep(RETRY_MS), hurried]);
  }
}
