import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMinimesosError, MinimesosError } from '../../errors.js';
import { masterZnodeNumber } from '../../mesos/documents/master-znode.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import { type Address, formatAddress } from '../../mesos/process/pid.js';
import { Supervisor } from '../../mesos/process/supervisor/client.js';
import { deleteTree } from '../../mesos/process/supervisor/directories.js';
import { ZooKeeperServer } from '../../zookeeper/server.js';
import { agentResources, DEFAULT_PORTS, describedResources, resourcesFlag } from '../agent-resources.js';
import { requireNoContainer } from '../capabilities.js';
import {
  type AgentDescription,
  type ClusterDescription,
  MASTERS_ZOOKEEPER,
  type MasterDescription,
  type OwnZooKeeper,
} from '../description.js';
import type { DriverZooKeeper } from '../driver.js';
import { LOOPBACK, text } from '../listen.js';
import { LocatedZooKeeper } from '../located-zookeeper.js';
import { bindPortBlock, holdPortBlock } from '../port-blocks.js';
import type { Program } from '../programs/program.js';
import { ProgramCluster } from '../programs/program-cluster.js';
import { asFlag, type Place, ProgramAgent, ProgramMaster } from '../programs/program-members.js';
import { Takedown } from '../takedown.js';
import { findPrograms, type MesosPrograms } from './find-programs.js';
import { NativeProcess } from './native-process.js';

const PATH = '/mesos';

/** Mesos's own programs as processes of this machine. */
export class NativeCluster extends ProgramCluster {
  readonly driver = 'native';
  readonly directory: string;
  readonly #supervisor = Supervisor.acquire();
  readonly #programs: MesosPrograms;
  /** That of the masters first, unless it is not run here. */
  readonly #zookeepers: LocatedZooKeeper[] = [];
  /** Ends what keeps the blocks of ports of its agents from others, who would find them free until the programs listen. */
  readonly #holds: (() => Promise<void>)[] = [];
  #zookeeperUrl: string | undefined;

  /** @throws MinimesosError `MESOS_NOT_FOUND` */
  constructor(name: string, description: ClusterDescription) {
    const programs = findPrograms(description.native?.home);
    super(name, description, description.native?.credential);
    this.#programs = programs;
    try {
      this.directory = this.#supervisor.makeDirectory(join(tmpdir(), `minimesos-${name}-`));
    } catch (error) {
      void this.#supervisor.release().catch(() => {});
      throw error;
    }
  }

  get zookeepers(): readonly DriverZooKeeper[] {
    const { zookeeper } = this.description;
    const external = zookeeper && 'url' in zookeeper ? (this.seen?.zookeepers ?? []) : [];
    return [...external, ...this.#zookeepers];
  }

  /** @throws MinimesosError `START_FAILED` with the last log lines, `START_TIMEOUT`, `PORT_TAKEN` */
  async start(): Promise<void> {
    const { masters, agents } = this.description;
    await this.#startZooKeepers();
    for (const described of masters) await this.#planMaster(described);
    await this.launchMembers();
    // One after the other: two that look for ports at the same time could find the same ones.
    for (const described of agents) this.allAgents.push(await this.planAgent(described));
    await Promise.all(this.allAgents.map((agent) => agent.launch()));
    await this.mastersServe(this.#zookeeperUrl ?? this.allMasters[0]?.url ?? '');
    await this.agentsServe();
  }

  async destroy({ retain = false }: { retain?: boolean | undefined } = {}): Promise<void> {
    this.end();
    this.http.close();
    const takedown = new Takedown(this.name);
    await takedown.attempt(() => this.seen?.destroy());
    // Those that could not be killed do not end: nobody waits for them.
    const closing = [...this.allMasters, ...this.allAgents].map((member) => takedown.attempt(() => member.close()));
    await takedown.attempt(() => this.#supervisor.killAll(this.name).then(() => Promise.all(closing)));
    await Promise.all(this.#zookeepers.map((zookeeper) => takedown.attempt(() => zookeeper.stop())));
    await takedown.attempt(async () => {
      if (!retain) await deleteTree(this.directory);
      this.#supervisor.removeDirectory(this.directory); // The supervisor tries again, at its end, to delete what could not be.
    });
    await Promise.all(this.#holds.map((release) => takedown.attempt(release)));
    await takedown.attempt(() => this.#supervisor.release());
    this.time.stop();
    takedown.assertDone();
  }

  async launch({ kind, address: { port } }: Place, flags: GivenFlags): Promise<Program> {
    this.assertAlive(); // Nothing would end what is started now.
    return new NativeProcess(this.#supervisor, {
      ...{ program: this.#programs[kind], flags, directory: join(this.directory, `${kind}-${port}`) },
      marker: `${this.name}/${kind}-${port}`,
    });
  }

  async endSessionsOfDead(): Promise<void> {
    const server = this.#zookeepers.find(({ name }) => name === MASTERS_ZOOKEEPER)?.server;
    for (const { id, client, ephemerals } of server?.sessions ?? []) {
      if (client === undefined && ephemerals.some((path) => masterZnodeNumber(path) !== undefined)) server?.expireSession(id);
    }
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
          this.timeline.add({ at: this.time.now(), kind: 'zookeeper', source, what: `session ${what}`, details });
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

  async #planMaster({ port, flags }: MasterDescription): Promise<void> {
    const ip = text(flags['ip']) ?? LOOPBACK;
    const address = { ip, port: port ?? (await freePort(ip)) };
    const { length } = this.description.masters;
    const quorum = Math.floor(length / 2) + 1;
    const place = { kind: 'master', number: this.allMasters.length + 1, address } as const;
    const master = new ProgramMaster(this, place, {
      ...{ cluster: this.name, hostname: ip, ...flags, ip, port: String(address.port) },
      work_dir: join(this.directory, `master-${address.port}`, 'work'),
      ...(this.#zookeeperUrl !== undefined && { zk: this.#zookeeperUrl, quorum: flags['quorum'] ?? String(quorum) }),
    });
    this.allMasters.push(master);
  }

  protected async planAgent({ port, flags, resources, attributes, container }: AgentDescription): Promise<ProgramAgent> {
    requireNoContainer(this.driver, { container });
    const ip = text(flags['ip']) ?? LOOPBACK;
    const block = port === undefined ? await bindPortBlock((first) => probed(ip, first)) : undefined;
    if (block) this.#holds.push(await holdPortBlock(block.address.port));
    const address = block?.address ?? { ip, port: port ?? (await freePort(ip)) };
    const directory = join(this.directory, `agent-${address.port}`);
    const described = describedResources(resources, text(flags['default_role']) ?? '*');
    const place = { kind: 'agent', number: this.allAgents.length + 1, address } as const;
    return new ProgramAgent(this, place, {
      ...{ hostname: ip, launcher: 'posix', isolation: 'posix/cpu,posix/mem', systemd_enable_support: 'false' },
      ...{ registration_backoff_factor: '100ms', fetcher_cache_dir: join(directory, 'fetch') },
      ...{ ...flags, ip, port: String(address.port) },
      master: this.#zookeeperUrl ?? this.allMasters.map((master) => formatAddress(master))[0] ?? '',
      resources: resourcesFlag(agentResources(described, block?.ports ?? DEFAULT_PORTS)),
      ...(attributes !== undefined && { attributes: asFlag(attributes) }),
      ...{ work_dir: join(directory, 'work'), runtime_dir: join(directory, 'runtime') },
    });
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
