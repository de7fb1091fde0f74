import type Docker from 'dockerode';
import type { Engine } from '../../docker/engine.js';
import { pushImage } from '../../docker/image-push.js';
import { LABELS } from '../../docker/labels.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import type { Address } from '../../mesos/process/pid.js';
import { systemRandom } from '../../mesos/process/random.js';
import { openTcpClient } from '../../zookeeper/tcp-client.js';
import { formatZooKeeperUrl, type ZooKeeperUrl } from '../../zookeeper/url.js';
import { agentResources, DEFAULT_PORTS, describedResources, resourcesFlag } from '../agent-resources.js';
import { deleteZnodesOfDead, LOOK_SESSION_MS } from '../dead-masters.js';
import {
  type AgentDescription,
  type ClusterDescription,
  type ContainerSettings,
  type DockerDescription,
  MASTERS_ZOOKEEPER,
  type MasterDescription,
  type OwnZooKeeper,
} from '../description.js';
import type { DriverContainer, DriverZooKeeper, PushedImage } from '../driver.js';
import { text } from '../listen.js';
import { commandLineWithFiles } from '../program-command.js';
import type { Program } from '../programs/program.js';
import { ProgramCluster } from '../programs/program-cluster.js';
import { asFlag, type Place, ProgramAgent, ProgramMaster } from '../programs/program-members.js';
import {
  AgentContainers,
  agentFlags,
  type DescribedAgent,
  FLAGS_DIRECTORY,
  keeperOf,
  REGISTRY,
  WORK_DIRECTORY,
} from './agent-containers.js';
import { ClusterOnEngine } from './cluster-on-engine.js';
import type { DockerContainer } from './container.js';
import { ContainerZooKeeper } from './container-zookeeper.js';
import { imagesOf } from './images.js';
import { pullOn } from './pull.js';
import { listens, SideContainers } from './side-containers.js';
import { Subnet } from './subnet.js';
import { tokenName } from './tokens.js';

const MASTER_PORT = 5050;
const AGENT_PORT = 5051;
const ZOOKEEPER_PORT = 2181;
const REGISTRY_PORT = 5000;
const REGISTRY_MEMBER = 'registry';
const PATH = '/mesos';

/** A place in a container, of which it is known later where it is reached from here. */
type ContainerPlace = { -readonly [Key in keyof Place]: Place[Key] } & { readonly settings: ContainerSettings | undefined };

const zooKeeperMember = (name: string) => (name === MASTERS_ZOOKEEPER ? 'zookeeper' : `zookeeper-${name}`);
const memberOf = ({ kind, number }: Place) => `${kind}-${number}`;

/** Programs of Mesos in containers of Docker. */
export class DockerCluster extends ProgramCluster {
  readonly driver = 'docker';
  readonly #docker: DockerDescription;
  readonly #on: ClusterOnEngine;
  readonly #images: ReturnType<typeof imagesOf>;
  readonly #agentContainers: AgentContainers;
  /** That of the masters first, unless it is not run here. */
  readonly #zookeepers: ContainerZooKeeper[] = [];
  readonly #places = new Map<string, ContainerPlace>();
  readonly #lostListeners = new Set<(error: Error) => void>();
  #sides: SideContainers | undefined;

  constructor(name: string, description: ClusterDescription, engine: Engine) {
    const { docker } = description;
    if (!docker) throw new Error('The description tells nothing of containers.');
    super(name, description, docker.credential);
    this.#docker = docker;
    this.#images = imagesOf(description);
    this.#on = new ClusterOnEngine(engine, name, docker.publish ?? !engine.local, description.timeoutMs);
    this.#agentContainers = new AgentContainers(this.#on, description.containerizers, docker, this.#images);
  }

  get zookeepers(): readonly DriverZooKeeper[] {
    const { zookeeper } = this.description;
    const external = zookeeper && 'url' in zookeeper ? (this.seen?.zookeepers ?? []) : [];
    return [...external, ...this.#zookeepers];
  }

  get containers(): readonly DriverContainer[] {
    return this.#sides?.all ?? [];
  }

  get gateway(): string {
    return this.#on.gateway;
  }

  /** Makes sure that the engine has all images; that takes as long as it takes. @throws MinimesosError `IMAGE_NOT_FOUND` */
  async pull(): Promise<void> {
    const told = (what: string) => this.timeline.add({ at: this.time.now(), kind: 'cluster', source: 'docker', what });
    await pullOn(this.#on.engine, this.description, told);
  }

  /** @throws MinimesosError `START_FAILED` with the last log lines, `START_TIMEOUT`, `PORT_TAKEN`, and those of Docker */
  async start(): Promise<void> {
    const { docker: { credential: _, ...docker } = {}, ...others } = this.description;
    await this.#on.create(this.#docker.subnet, JSON.stringify({ ...others, docker }), (error) => this.#lost(error));
    await this.#plan();
    const zookeeper = Promise.all(this.#zookeepers.map((each) => this.#startZooKeeper(each)));
    const launched = this.launchMembers();
    const masters = Promise.all([launched, zookeeper]).then(() => this.mastersServe(this.#masterUrl));
    const registry = this.#docker.dockerInDocker ? this.#startRegistry() : undefined;
    const agents = masters.then(() => this.agentsServe());
    const sides = this.#sides?.start(this.#tokens, { zookeeper, masters, agents });
    await Promise.all([zookeeper, launched, masters, agents, registry, sides]);
  }

  /**
   * Takes over a cluster that another process has started, as it is now.
   * @param network what the engine says of its network
   */
  protected async adopt(network: Docker.NetworkInspectInfo): Promise<void> {
    await this.#on.adopt(new Subnet(network.IPAM?.Config?.[0]?.['Subnet'] ?? ''), (error) => this.#lost(error));
    // In the order in which its addresses were given out.
    await this.#plan();
    const found = await this.#on.find();
    for (const zookeeper of this.#zookeepers) {
      const container = found.get(zooKeeperMember(zookeeper.name));
      if (!container) continue;
      zookeeper.container = container;
      zookeeper.published = await this.#on.reached(container, ZOOKEEPER_PORT);
    }
    for (const [member, container] of found) if (/^agent-\d+$/.test(member)) await this.#adoptAdded(member, container);
    for (const member of [...this.allMasters, ...this.allAgents]) {
      const name = memberOf(member.place);
      const [container, place] = [found.get(name), this.#places.get(name)];
      if (!container || !place) continue;
      place.published = await this.#on.reached(found.get(keeperOf(name)) ?? container, place.address.port);
      member.adopt(container);
    }
    await this.#sides?.adopt(found);
    await this.look(this.#masterUrl);
    await this.refresh();
  }

  /** An agent that was added after the start is described by its container alone. */
  async #adoptAdded(member: string, container: DockerContainer): Promise<void> {
    if (this.#places.has(member)) return;
    const { Config } = await container.inspect();
    const described = Config.Labels[LABELS.described];
    if (described === undefined) return;
    const { flags, settings } = JSON.parse(described) as DescribedAgent;
    const address = { ip: text(flags['ip']) ?? '', port: Number(flags['port']) };
    this.#on.taken(address.ip);
    const place = this.#place('agent', Number(member.slice('agent-'.length)), address, settings);
    this.allAgents.push(new ProgramAgent(this, place, flags));
  }

  /** Lets go of it. */
  protected async release(): Promise<void> {
    this.end();
    this.http.close();
    await this.seen?.destroy();
    this.#on.release();
    this.time.stop();
  }

  /** Brings an image of the engine of the user to those of the agents. */
  get pushImage(): ((image: string) => Promise<PushedImage>) | undefined {
    return this.#docker.dockerInDocker ? (image) => this.#pushImage(image) : undefined;
  }

  async #pushImage(image: string): Promise<PushedImage> {
    const receivers = await Promise.all(
      this.allAgents.flatMap(({ place }) => {
        const keeper = this.#on.container(keeperOf(memberOf(place)));
        if (!keeper?.running) return [];
        return [this.#agentContainers.innerEngine(keeper).then((engine) => ({ name: memberOf(place), engine }))];
      }),
    );
    const hostPort = await this.#on.hostPort(REGISTRY_MEMBER, REGISTRY_PORT);
    const { pushed } = await pushImage(this.#on.engine, image, { hostPort, address: REGISTRY }, receivers);
    return { image, layersSent: pushed.sent, layersPresent: pushed.present };
  }

  /** By it images get to the engines of the agents. */
  async #startRegistry(): Promise<void> {
    const container = await this.#on.start({
      ...{ member: REGISTRY_MEMBER, role: 'registry', image: this.#images.registry },
      network: { name: this.#on.network, ip: this.#on.takeAddress(), aliases: [REGISTRY_MEMBER] },
      // Engines take what is on loopback for safe.
      published: [{ port: REGISTRY_PORT, hostIp: '127.0.0.1' }],
    });
    const port = await this.#on.hostPort(REGISTRY_MEMBER, REGISTRY_PORT);
    await this.await('the registry to listen', () => !this.#on.engine.local || listens({ ip: '127.0.0.1', port }), container);
  }

  onLost(listener: (error: Error) => void): void {
    this.#lostListeners.add(listener);
  }

  async destroy({ retain = false }: { retain?: boolean | undefined } = {}): Promise<void> {
    this.end();
    this.http.close();
    await this.seen?.destroy();
    try {
      if (retain) this.#on.release({ retain });
      else await this.#on.remove();
    } finally {
      this.time.stop();
    }
  }

  async launch(place: Place, flags: GivenFlags): Promise<Program> {
    const member = memberOf(place);
    const own = this.#places.get(member);
    if (!own) throw new Error(`There is no place for ${member}.`);
    const chosen = own.published ? { [place.address.port]: own.published.port } : {};
    if (place.kind === 'master') {
      // Nobody waits for the end of the session of the one before.
      if (this.#on.container(member))
        await this.#deleteZnodes((ip, port) => ip === place.address.ip && port === place.address.port);
      const { image = this.#images.master, environment, binds = [], files } = own.settings ?? {};
      const { arguments: words, secrets } = commandLineWithFiles(flags, FLAGS_DIRECTORY);
      const container = await this.#on.start({
        ...{ member, role: 'master', image, environment, files, secrets },
        command: ['mesos-master', ...words],
        binds: [`${await this.#on.volume(`${member}-work`)}:${WORK_DIRECTORY}`, ...binds],
        network: { name: this.#on.network, ip: place.address.ip, aliases: [member] },
        published: this.#on.published([place.address.port], chosen),
      });
      own.published = await this.#on.reached(container, place.address.port);
      return container;
    }
    const keeper = await this.#keeper(own, member);
    const container = await this.#on.start(await this.#agentContainers.agent(place, member, flags, own.settings, keeper?.id));
    own.published = await this.#on.reached(keeper ?? container, place.address.port);
    return container;
  }

  async endSessionsOfDead(): Promise<void> {
    const dead = this.allMasters.filter(({ running }) => !running).map(({ place }) => place.address);
    if (dead.length === 0) return;
    await this.#deleteZnodes((ip, port) => dead.some((address) => address.ip === ip && address.port === port));
  }

  /** Ends the candidature of masters that are dead. */
  async #deleteZnodes(isDead: (ip: string, port: number) => boolean): Promise<void> {
    const [zookeeper] = this.#zookeepers;
    if (zookeeper?.name !== MASTERS_ZOOKEEPER) return;
    const { connectString, inside } = zookeeper;
    const open = () => openTcpClient(connectString, LOOK_SESSION_MS, systemRandom);
    const { path, credentials } = inside;
    await deleteZnodesOfDead({ connectString, path, credentials, open }, isDead, this.time);
  }

  protected async planAgent({ port, flags, resources, attributes, container }: AgentDescription): Promise<ProgramAgent> {
    const address = { ip: this.#on.takeAddress(), port: port ?? AGENT_PORT };
    const place = this.#place('agent', this.#count('agent') + 1, address, container);
    const described = describedResources(resources, text(flags['default_role']) ?? '*');
    return new ProgramAgent(this, place, {
      ...{ hostname: address.ip, ...agentFlags(this.description) },
      ...{ ...flags, ip: address.ip, port: String(address.port) },
      master: this.#masterFlag,
      resources: resourcesFlag(agentResources(described, DEFAULT_PORTS)),
      ...(attributes !== undefined && { attributes: asFlag(attributes) }),
    });
  }

  /** The container that has the address of an agent; it stays when the agent starts again. */
  async #keeper(place: Place, member: string) {
    const spec = await this.#agentContainers.keeper(place, member);
    if (!spec) return undefined;
    const before = this.#on.container(spec.member);
    if (before?.running) return before;
    const keeper = await this.#on.start(spec);
    await this.await(`${spec.member} to be ready`, () => this.#agentContainers.keeps(keeper), keeper);
    return keeper;
  }

  async #plan(): Promise<void> {
    const { masters, agents, zookeeper, zookeepers = {} } = this.description;
    if (zookeeper && !('url' in zookeeper)) this.#planZooKeeper(MASTERS_ZOOKEEPER, zookeeper, PATH);
    for (const [name, described] of Object.entries(zookeepers)) this.#planZooKeeper(name, described, '');
    masters.forEach((described) => {
      this.#planMaster(described);
    });
    for (const described of agents) this.allAgents.push(await this.planAgent(described));
    this.#sides = new SideContainers(this.#on, this.#docker.sides, this.#images, {
      http: this.http,
      until: (what, container, holds) => this.await(what, holds, container),
    });
  }

  #planZooKeeper(name: string, { credentials }: OwnZooKeeper, path: string): void {
    const location: ZooKeeperUrl = { servers: [{ host: this.#on.takeAddress(), port: ZOOKEEPER_PORT }], path, credentials };
    const address = { ip: location.servers[0]?.host ?? '', port: ZOOKEEPER_PORT };
    const observe = (what: string) => this.observe(what, address);
    // The end of its container that a restart brings is none that ends the wait.
    const listening = (zookeeper: ContainerZooKeeper) => this.#awaitZooKeeper(zookeeper);
    this.#zookeepers.push(new ContainerZooKeeper(name, location, observe, listening));
  }

  #planMaster({ port, flags, container }: MasterDescription): void {
    const { length } = this.description.masters;
    const address = { ip: this.#on.takeAddress(), port: port ?? MASTER_PORT };
    const place = this.#place('master', this.allMasters.length + 1, address, container);
    const zk = this.#zookeeperUrl;
    const quorum = text(flags['quorum']) ?? String(Math.floor(length / 2) + 1);
    const master = new ProgramMaster(this, place, {
      ...{ cluster: this.name, hostname: address.ip, ...flags, ip: address.ip, port: String(address.port) },
      work_dir: WORK_DIRECTORY,
      ...(zk !== undefined && { zk, quorum }),
    });
    this.allMasters.push(master);
  }

  #place(kind: 'master' | 'agent', number: number, address: Address, settings: ContainerSettings | undefined): ContainerPlace {
    const place: ContainerPlace = { kind, number, address, published: undefined, settings };
    this.#places.set(memberOf(place), place);
    return place;
  }

  #count(kind: 'master' | 'agent'): number {
    return [...this.#places.values()].filter((place) => place.kind === kind).length;
  }

  async #startZooKeeper(zookeeper: ContainerZooKeeper): Promise<void> {
    const { zookeeper: ofMasters, zookeepers = {} } = this.description;
    const { name, inside } = zookeeper;
    const described = name === MASTERS_ZOOKEEPER ? ofMasters : zookeepers[name];
    const { container: settings, port } = described && !('url' in described) ? described : {};
    const member = zooKeeperMember(name);
    const container = await this.#on.start({
      ...{ member, role: 'zookeeper', image: settings?.image ?? this.#images.zookeeper, files: settings?.files },
      // Of the image that is the default; one who asks it who is there, gets an answer.
      environment: { ZOO_4LW_COMMANDS_WHITELIST: '*', ZOO_ADMINSERVER_ENABLED: 'false', ...settings?.environment },
      binds: settings?.binds,
      network: { name: this.#on.network, ip: inside.servers[0]?.host, aliases: [member] },
      published: this.#on.published([ZOOKEEPER_PORT], port === undefined ? {} : { [ZOOKEEPER_PORT]: port }),
    });
    zookeeper.container = container;
    await this.#awaitZooKeeper(zookeeper, container);
  }

  /** @param program whose end ends the wait */
  async #awaitZooKeeper(zookeeper: ContainerZooKeeper, program?: Program): Promise<void> {
    const { name, container } = zookeeper;
    zookeeper.published = container && (await this.#on.reached(container, ZOOKEEPER_PORT));
    await this.await(`${zooKeeperMember(name)} to take sessions`, () => zookeeper.takesSessions(this.time), program);
  }

  /** Where masters are found by those in the network; undefined: there is no ZooKeeper. */
  get #zookeeperUrl(): string | undefined {
    const { zookeeper } = this.description;
    if (zookeeper && 'url' in zookeeper) return zookeeper.url;
    const [ofMasters] = this.#zookeepers;
    return ofMasters?.name === MASTERS_ZOOKEEPER ? formatZooKeeperUrl(ofMasters.inside) : undefined;
  }

  /** Where agents find the master. */
  get #masterFlag(): string {
    const [master] = this.allMasters;
    return this.#zookeeperUrl ?? (master ? `${master.place.address.ip}:${master.place.address.port}` : '');
  }

  /** Where masters are found from here. */
  get #masterUrl(): string {
    const { zookeeper } = this.description;
    if (zookeeper && 'url' in zookeeper) return zookeeper.url;
    const [ofMasters] = this.#zookeepers;
    return ofMasters?.name === MASTERS_ZOOKEEPER ? ofMasters.url : (this.allMasters[0]?.url ?? '');
  }

  /** What side containers may ask for. */
  get #tokens(): Readonly<Record<string, string>> {
    const [master] = this.allMasters;
    const zookeepers = this.#zookeepers.map(({ name, inside }): [string, string] => {
      return [name === MASTERS_ZOOKEEPER ? 'ZOOKEEPER' : `ZOOKEEPER_${tokenName(name)}`, formatZooKeeperUrl(inside)];
    });
    const [ofMasters] = this.#zookeepers;
    return {
      ...Object.fromEntries(zookeepers),
      ...(ofMasters && { ZOOKEEPER_SERVERS: formatZooKeeperUrl({ ...ofMasters.inside, path: '' }) }),
      ...(ofMasters && { ZOOKEEPER_IP: ofMasters.inside.servers[0]?.host ?? '' }),
      ...(master && {
        MASTER: `http://${master.place.address.ip}:${master.place.address.port}`,
        MASTER_IP: master.place.address.ip,
      }),
      NETWORK_GATEWAY: this.#on.gateway,
    };
  }

  #lost(error: Error): void {
    this.end(error);
    for (const listener of this.#lostListeners) listener(error);
  }
}
