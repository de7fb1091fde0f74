import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMinimesosError, MinimesosError } from '../../errors.js';
import { HttpClient } from '../../http-client.js';
import type { Credential } from '../../mesos/flags/credentials.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { Clock } from '../../mesos/process/clock.js';
import { type Address, formatAddress, parsePid } from '../../mesos/process/pid.js';
import { Supervisor } from '../../mesos/process/supervisor/client.js';
import { deleteTree } from '../../mesos/process/supervisor/directories.js';
import { Timeline } from '../../timeline/timeline.js';
import { ZooKeeperServer } from '../../zookeeper/server.js';
import { agentResources, DEFAULT_PORTS, describedResources, resourcesFlag } from '../agent-resources.js';
import { AttachedCluster } from '../attached/attached-cluster.js';
import { type Capability, unsupported } from '../capabilities.js';
import {
  type AgentDescription,
  type ClusterDescription,
  MASTERS_ZOOKEEPER,
  type MasterDescription,
  type OwnZooKeeper,
} from '../description.js';
import type { DriverClock, DriverCluster, DriverMaster, DriverZooKeeper, FailoverOptions } from '../driver.js';
import { LOOPBACK, text } from '../listen.js';
import { LocatedZooKeeper } from '../located-zookeeper.js';
import { noLeader } from '../no-leader.js';
import { bindPortBlock } from '../port-blocks.js';
import { findPrograms, type MesosPrograms } from './find-programs.js';
import { asFlag, NativeAgent, NativeMaster } from './native-members.js';
import type { NativeProcess } from './native-process.js';

const LOOK_MS = 20;
const PATH = '/mesos';
/** The znode by which a master leads is that of its session. */
const MASTER_ZNODE = /\/json\.info_\d+$/;

/** Mesos's own programs as processes of this machine. What goes on in them is seen as that of a cluster elsewhere is. */
export class NativeCluster implements DriverCluster {
  readonly driver = 'native';
  readonly capabilities: readonly Capability[] = ['members', 'pause'];
  readonly root: string;
  readonly supervisor = Supervisor.acquire();
  readonly credential: Credential | undefined;
  readonly http: HttpClient;
  readonly #clock = new Clock();
  readonly #timeline = new Timeline();
  readonly #masters: NativeMaster[] = [];
  readonly #agents: NativeAgent[] = [];
  readonly #listeners = new Set<() => void>();
  #programs: MesosPrograms | undefined;
  /** That of the masters first, unless it is not run here. */
  readonly #zookeepers: LocatedZooKeeper[] = [];
  #zookeeperUrl: string | undefined;
  /** What is seen of the cluster from outside. */
  #seen: AttachedCluster | undefined;
  #alive = true;

  constructor(
    readonly name: string,
    private readonly description: ClusterDescription,
  ) {
    this.credential = description.native?.credential;
    this.http = new HttpClient(() => this.credential);
    try {
      this.root = mkdtempSync(join(tmpdir(), `minimesos-${name}-`));
      this.supervisor.addDirectory(this.root);
    } catch (error) {
      void this.supervisor.release().catch(() => {});
      throw error;
    }
  }

  get directory(): string {
    return this.root;
  }

  get timeline(): Timeline {
    return this.#timeline;
  }

  get mesosVersion(): string {
    return this.#seen?.mesosVersion ?? '';
  }

  get masters(): readonly DriverMaster[] {
    return this.#masters;
  }

  get leader(): DriverMaster {
    const url = this.#seen?.leader.url;
    const leader = this.#masters.find((master) => master.url === url) ?? this.#masters[0];
    if (!leader) throw new Error('No master is known.');
    return leader;
  }

  get agents(): readonly NativeAgent[] {
    return this.#agents.filter(({ running }) => running);
  }

  get zookeepers(): readonly DriverZooKeeper[] {
    const { zookeeper } = this.description;
    const external = zookeeper && 'url' in zookeeper ? (this.#seen?.zookeepers ?? []) : [];
    return [...external, ...this.#zookeepers];
  }

  /** @throws MinimesosError `MESOS_NOT_FOUND`, `START_FAILED` with the last log lines, `START_TIMEOUT`, `PORT_TAKEN` */
  async start(): Promise<void> {
    const { masters, agents, native, timeoutMs } = this.description;
    this.#programs = findPrograms(native?.home);
    await this.#startZooKeepers();
    for (const described of masters) await this.#newMaster(described);
    await Promise.all(this.#masters.map((master) => master.start()));
    const master = this.#zookeeperUrl ?? this.#masters[0]?.url ?? '';
    const seen = new AttachedCluster({ master, credential: this.credential }, timeoutMs);
    this.#seen = seen;
    seen.timeline.on(({ sequence: _, ...entry }) => this.#timeline.add(entry));
    seen.onChange(() => this.#changed());
    await seen.start();
    await Promise.all(agents.map(async (described) => (await this.#newAgent(described)).start()));
  }

  get clock(): DriverClock {
    const refuse = async (operation: string): Promise<never> => {
      throw unsupported(this.driver, operation, 'the time of its processes is that of the machine');
    };
    return {
      now: async () => this.#clock.now(),
      advance: () => refuse('clock.advance()'),
      step: () => refuse('clock.step()'),
      settle: () => refuse('clock.settle()'),
    };
  }

  async addAgent(description: AgentDescription): Promise<NativeAgent> {
    const agent = await this.#newAgent(description);
    try {
      await agent.start();
      return agent;
    } catch (error) {
      this.#agents.splice(this.#agents.indexOf(agent), 1);
      await agent.close();
      throw error;
    }
  }

  async failover({ restart = true }: FailoverOptions = {}): Promise<void> {
    const leader = this.#masters.find(({ leading }) => leading);
    if (!leader) throw noLeader(this.#masters, 'failover()');
    const others = this.#masters.filter((master) => master !== leader && master.running).length;
    if (!restart && others < Math.floor(this.#masters.length / 2) + 1) {
      const came = `false, with ${others} of ${this.#masters.length} masters left`;
      throw new MinimesosError('INVALID_ARGUMENT', { argument: 'restart of failover()', came, expected: 'true, or left out' });
    }
    const before = this.agents.map(({ id }) => id);
    this.observe('failed over from master', leader);
    await leader.kill();
    if (restart) await leader.restart();
    const isBack = () => this.leader.leading && before.every((id) => this.#seen?.agents.some((agent) => agent.id === id));
    await this.#until('another master to lead, with all agents', isBack);
  }

  async killTask(): Promise<never> {
    throw unsupported(
      this.driver,
      'killTask()',
      'only the scheduler of a task may kill it; an operator can tear down its framework',
    );
  }

  async faults(): Promise<never> {
    throw unsupported(this.driver, 'A fault', 'what its processes send each other does not pass through minimesos');
  }

  async acts(): Promise<never> {
    throw unsupported(this.driver, 'What is to go wrong', 'only its own master and agents could do it');
  }

  async reset(): Promise<never> {
    throw unsupported(this.driver, 'reset()', 'processes of Mesos are ended and started anew: destroy it and start another');
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async refresh(): Promise<void> {
    await this.#seen?.refresh();
  }

  async destroy({ retain = false }: { retain?: boolean | undefined } = {}): Promise<void> {
    this.#alive = false;
    this.http.close();
    await this.#seen?.destroy();
    try {
      await Promise.all([...this.#masters, ...this.#agents].map((member) => member.close()));
      await this.supervisor.killAll(this.name);
      await Promise.all(this.#zookeepers.map((zookeeper) => zookeeper.stop()));
      if (!retain) await deleteTree(this.root);
      this.supervisor.removeDirectory(this.root);
    } finally {
      await this.supervisor.release();
      this.#clock.stop();
    }
  }

  // What masters and agents need.

  observe(what: string, { ip, port }: Address): void {
    this.#timeline.add({ at: this.#clock.now(), kind: 'cluster', source: formatAddress({ ip, port }), what });
    this.#changed();
  }

  leads(url: string): boolean {
    return this.#seen?.leader.url === url && this.#seen.leader.leading;
  }

  idOf({ ip, port }: Address): string | undefined {
    const agents = this.#seen?.agents ?? [];
    return agents.find(({ pid }) => {
      const address = parsePid(pid)?.address;
      return address?.ip === ip && address.port === port;
    })?.id;
  }

  until(what: string, process: NativeProcess, holds: () => boolean | Promise<boolean>): Promise<void> {
    return this.#until(what, holds, process);
  }

  async #until(what: string, holds: () => boolean | Promise<boolean>, process?: NativeProcess): Promise<void> {
    const { timeoutMs } = this.description;
    const deadline = this.#clock.now() + timeoutMs;
    while (!(await holds())) {
      if (process?.end !== undefined) {
        const reason = `the process that was to serve as ${what.split(' to ')[0]} ${process.end}`;
        throw new MinimesosError('START_FAILED', { cluster: this.name, reason, log: process.lastLines });
      }
      if (!this.#alive) throw new MinimesosError('CLUSTER_DESTROYED', { cluster: this.name, operation: 'start()' });
      if (this.#clock.now() > deadline) {
        const details = { cluster: this.name, timeout: formatDuration(timeoutMs), waitedFor: what, log: process?.lastLines };
        throw new MinimesosError('START_TIMEOUT', details);
      }
      await this.#clock.sleep(LOOK_MS);
      await this.#seen?.refresh();
    }
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #startZooKeepers(): Promise<void> {
    const { zookeeper, zookeepers = {} } = this.description;
    if (zookeeper && 'url' in zookeeper) this.#zookeeperUrl = zookeeper.url;
    else if (zookeeper) this.#zookeeperUrl = (await this.#startZooKeeper(MASTERS_ZOOKEEPER, zookeeper, PATH)).url;
    for (const [name, described] of Object.entries(zookeepers)) await this.#startZooKeeper(name, described, '');
  }

  async #startZooKeeper(name: string, { port, dataDirectory: directory, credentials }: OwnZooKeeper, path: string) {
    try {
      const server: ZooKeeperServer = await ZooKeeperServer.start({
        ...{ port, directory },
        onSession: ({ what, id, client, timeoutMs, ephemerals = [] }) => {
          const details = { session: id, client, timeoutMs, ...(ephemerals.length > 0 && { ephemerals }) };
          const source = `zookeeper@${server.ip}:${server.port}`;
          this.#timeline.add({ at: this.#clock.now(), kind: 'zookeeper', source, what: `session ${what}`, details });
        },
      });
      const location = { servers: [{ host: server.ip, port: server.port }], path, credentials };
      const started = new LocatedZooKeeper(name, location, server, (what) => this.observe(what, server));
      this.#zookeepers.push(started);
      return started;
    } catch (error) {
      if (isMinimesosError(error)) throw error;
      const reason = (error as Error).message;
      throw new MinimesosError('PORT_TAKEN', { owner: 'The ZooKeeper', ip: LOOPBACK, port: port ?? 0, reason });
    }
  }

  async #newMaster({ port, flags }: MasterDescription): Promise<void> {
    const ip = text(flags['ip']) ?? LOOPBACK;
    const address = { ip, port: port ?? (await freePort(ip)) };
    const { length } = this.description.masters;
    const quorum = Math.floor(length / 2) + 1;
    const master = new NativeMaster(this, this.#programs?.master ?? '', address, {
      ...{ cluster: this.name, hostname: ip, ...flags, ip, port: String(address.port) },
      work_dir: join(this.root, `master-${address.port}`, 'work'),
      ...(this.#zookeeperUrl !== undefined && { zk: this.#zookeeperUrl, quorum: flags['quorum'] ?? String(quorum) }),
    });
    this.#masters.push(master);
  }

  async #newAgent({ port, flags, resources, attributes }: AgentDescription): Promise<NativeAgent> {
    const ip = text(flags['ip']) ?? LOOPBACK;
    const block = port === undefined ? await bindPortBlock((first) => probed(ip, first)) : undefined;
    const address = block?.address ?? { ip, port: port ?? (await freePort(ip)) };
    const directory = join(this.root, `agent-${address.port}`);
    const described = describedResources(resources, text(flags['default_role']) ?? '*');
    const agent = new NativeAgent(this, this.#programs?.agent ?? '', address, {
      ...{ hostname: ip, launcher: 'posix', isolation: 'posix/cpu,posix/mem', systemd_enable_support: 'false' },
      ...{ registration_backoff_factor: '100ms', fetcher_cache_dir: join(directory, 'fetch') },
      ...{ ...flags, ip, port: String(address.port) },
      master: this.#zookeeperUrl ?? this.#masters.map((master) => formatAddress(master))[0] ?? '',
      resources: resourcesFlag(agentResources(described, block?.ports ?? DEFAULT_PORTS)),
      ...(attributes !== undefined && { attributes: asFlag(attributes) }),
      ...{ work_dir: join(directory, 'work'), runtime_dir: join(directory, 'runtime') },
    });
    this.#agents.push(agent);
    return agent;
  }

  endSessionsOfDead(): void {
    const server = this.#zookeepers.find(({ name }) => name === MASTERS_ZOOKEEPER)?.server;
    for (const { id, client, ephemerals } of server?.sessions ?? []) {
      if (client === undefined && ephemerals.some((path) => MASTER_ZNODE.test(path))) server?.expireSession(id);
    }
  }
}

/** A port on which nobody listens. Another program may take it before it is used; then that one says so. */
const freePort = async (ip: string): Promise<number> => (await probed(ip, 0)).port;

/** Listens, and stops that again. */
function probed(ip: string, port: number): Promise<Address> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(port, ip, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve({ ip, port: bound }));
    });
  });
}
