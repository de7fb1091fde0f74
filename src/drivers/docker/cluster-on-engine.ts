import type { ContainerSpec, PublishedPort } from '../../docker/container-spec.js';
import { ContainerWatch } from '../../docker/container-watch.js';
import type { Engine } from '../../docker/engine.js';
import { understood } from '../../docker/engine-failure.js';
import { answered, inTime } from '../../docker/in-time.js';
import { LABELS, labelFilter } from '../../docker/labels.js';
import { ownerLabel } from '../../docker/owner.js';
import { holdReaper, type Reaper } from '../../docker/reaper/reaper.js';
import { removeCluster } from '../../docker/remove-cluster.js';
import { isMinimesosError, MinimesosError } from '../../errors.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import type { Address } from '../../mesos/process/pid.js';
import { DockerContainer } from './container.js';
import { createNetwork, nameOf } from './network.js';
import type { Subnet } from './subnet.js';

/** What of a container its role does not decide. */
export type MemberSpec = Omit<ContainerSpec, 'name' | 'labels'> & {
  /** Which one it is: `master-1`. */
  readonly member: string;
  readonly role: string;
  /** By which another process finds it again, where its cluster's description does not tell of it. */
  readonly described?: object | undefined;
};

/** All that a cluster has on an engine: its network, volumes and containers, known by their labels. */
export class ClusterOnEngine {
  readonly #containers = new Map<string, DockerContainer>();
  /** What is being made may still come to be after it was given up. */
  readonly #starting = new Set<Promise<unknown>>();
  /** The names of all that was made, or may have been. */
  readonly #made = new Set<string>();
  /** Whether there may be a network, although none is known. */
  #isDoubtful = false;
  #subnet: Subnet | undefined;
  #watch: ContainerWatch | undefined;
  #reaper: Reaper | undefined;
  #over = false;

  /**
   * @param publish whether ports are published on the machine of the engine
   * @param patienceMs how long the engine may take to make one thing
   */
  constructor(
    readonly engine: Engine,
    readonly name: string,
    readonly publish: boolean,
    private readonly patienceMs: number,
  ) {}

  /** Makes the network, after which whatever becomes of this process nothing stays. @param lost told when the engine is gone */
  async create(subnet: string | undefined, described: string, lost: (error: Error) => void): Promise<void> {
    this.#reaper = holdReaper(this.engine.address);
    const labels = { ...this.#labels, [LABELS.described]: described };
    try {
      this.#subnet = await this.#inTime('the network', createNetwork(this.engine, this.name, labels, subnet));
    } catch (error) {
      this.#isDoubtful = isMinimesosError(error, 'DOCKER_GONE', 'START_TIMEOUT');
      throw error;
    }
    this.#made.add(`network ${this.network}`);
    await this.#open(lost);
  }

  /** Takes over what another process has made. */
  async adopt(subnet: Subnet, lost: (error: Error) => void): Promise<void> {
    this.#subnet = subnet;
    await this.#open(lost);
  }

  get network(): string {
    return nameOf(this.name);
  }

  get gateway(): string {
    return this.#subnet?.gateway ?? '';
  }

  /** An address in its network that nobody has yet. */
  takeAddress(): string {
    const address = this.#subnet?.take();
    if (address !== undefined) return address;
    const reason = `all addresses of ${this.#subnet?.cidr} are given to members; docker.subnet may name a larger range`;
    throw new MinimesosError('DOCKER_NETWORKS_EXHAUSTED', { reason });
  }

  /** Makes a volume; one that is there already stays as it is. Returns its name. */
  async volume(member: string): Promise<string> {
    const name = nameOf(this.name, member);
    this.#made.add(`volume ${name}`);
    try {
      await this.#inTime(`volume ${name}`, this.engine.docker.createVolume({ Name: name, Labels: this.#labels }));
    } catch (error) {
      throw understood(error, `create the volume ${name}`);
    }
    return name;
  }

  /** Starts a container, in place of the one of this member that there was before. */
  async start({ member, role, described, ...spec }: MemberSpec): Promise<DockerContainer> {
    const watch = this.#watch;
    if (!watch || this.#over) throw new MinimesosError('CLUSTER_DESTROYED', { cluster: this.name, operation: 'start()' });
    const labels = {
      ...{ ...this.#labels, [LABELS.role]: role, [LABELS.member]: member },
      ...(described && { [LABELS.described]: JSON.stringify(described) }),
    };
    const name = nameOf(this.name, member);
    this.#made.add(`container ${name}`);
    const start = async () => {
      await this.#containers.get(member)?.remove();
      const container = await DockerContainer.start(this.engine, { ...spec, name, labels }, watch, this.patienceMs);
      this.#containers.set(member, container);
      return container;
    };
    const starting = start();
    this.#starting.add(starting);
    starting.catch(() => {}).finally(() => this.#starting.delete(starting));
    return this.#inTime(`container ${name}`, starting);
  }

  /** The containers that are there already, by their members; those of tasks are not among them. */
  async find(): Promise<ReadonlyMap<string, DockerContainer>> {
    const watch = this.#watch;
    if (!watch) throw new Error('The cluster has not been taken over yet.');
    const filters = labelFilter({ [LABELS.cluster]: this.name });
    const doing = `list the containers of cluster ${this.name}`;
    const listed = await answered(this.patienceMs, doing, this.engine.docker.listContainers({ all: true, filters }));
    for (const { Id, Labels } of listed) {
      const member = Labels[LABELS.member];
      if (member === undefined || Labels[LABELS.role] === 'task') continue;
      this.#made.add(`container ${nameOf(this.name, member)}`);
      this.#containers.set(
        member,
        await DockerContainer.found(this.engine, Id, nameOf(this.name, member), watch, this.patienceMs),
      );
    }
    return this.#containers;
  }

  /** Somebody in its network has this address already. */
  taken(address: string): void {
    this.#subnet?.taken(address);
  }

  /** The container of a member, if there is one. */
  container(member: string): DockerContainer | undefined {
    return this.#containers.get(member);
  }

  /** Ports of a container as they are to be published, if any are. @param chosen ports of the machine that were chosen before */
  published(ports: readonly number[], chosen: Readonly<Record<number, number>> = {}): PublishedPort[] {
    const { url } = this.engine.address;
    // Another machine publishes for this one, and not only for itself.
    const hostIp = url.startsWith('tcp:') || url.startsWith('ssh:') ? '0.0.0.0' : '127.0.0.1';
    return this.publish ? ports.map((port) => ({ port, hostPort: chosen[port], hostIp })) : [];
  }

  /** The port of the machine of the engine that one of a member is published at. */
  async hostPort(member: string, port: number): Promise<number> {
    const inspected = await this.#containers.get(member)?.inspect();
    return Number(inspected?.NetworkSettings.Ports[`${port}/tcp`]?.[0]?.HostPort);
  }

  /** Where a published port of a container is found from here; undefined where it is found at its own address. */
  async reached(container: DockerContainer, port: number): Promise<Address | undefined> {
    if (!this.publish) return undefined;
    const { url } = this.engine.address;
    const { NetworkSettings } = await container.inspect();
    const hostPort = Number(NetworkSettings.Ports[`${port}/tcp`]?.[0]?.HostPort);
    return { ip: /^(tcp|ssh):/.test(url) ? new URL(url).hostname : '127.0.0.1', port: hostPort };
  }

  /** Lets go of it: it stays as it is. */
  release({ retain = false } = {}): void {
    this.#over = true;
    this.#watch?.close();
    if (retain) this.#reaper?.keep(this.name);
    this.#reaper?.release();
  }

  /**
   * Removes all of it. When that fails it may be tried again.
   * @throws MinimesosError `DOCKER_NOT_REMOVED` with all that is left
   */
  async remove(): Promise<void> {
    // Where there is no network of its own there is nothing of it: what has its name is somebody else's.
    if (!this.#subnet) return this.#isDoubtful ? undefined : this.release();
    this.#over = true;
    try {
      const labels = { [LABELS.cluster]: this.name };
      const means = { made: this.#made, after: Promise.allSettled([...this.#starting]) };
      for (const left of await removeCluster(this.engine, this.name, labels, means)) process.emitWarning(left);
    } catch (error) {
      this.#watch?.close();
      throw error; // The reaper goes on: the engine may come back.
    }
    this.release();
  }

  get #labels(): Record<string, string> {
    return { [LABELS.cluster]: this.name, [LABELS.owner]: ownerLabel() };
  }

  #inTime<Made>(what: string, making: Promise<Made>): Promise<Made> {
    return inTime(this.patienceMs, making, () => {
      const timeout = formatDuration(this.patienceMs);
      return new MinimesosError('START_TIMEOUT', { cluster: this.name, timeout, waitedFor: `the engine to make ${what}` });
    });
  }

  async #open(lost: (error: Error) => void): Promise<void> {
    const doing = 'tell of what happens to containers';
    const opening = ContainerWatch.open(this.engine, { [LABELS.cluster]: this.name }, lost);
    try {
      this.#watch = await answered(this.patienceMs, doing, opening);
    } catch (error) {
      opening.then(
        (watch) => watch.close(),
        () => {},
      );
      throw understood(error, doing);
    }
  }
}
