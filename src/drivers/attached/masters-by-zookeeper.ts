import { MinimesosError } from '../../errors.js';
import { masterZnodeNumber } from '../../mesos/documents/master-znode.js';
import type { Clock } from '../../mesos/process/clock.js';
import { systemRandom } from '../../mesos/process/random.js';
import { type ZooKeeperClient, ZooKeeperError } from '../../zookeeper/client.js';
import { connected } from '../../zookeeper/connected.js';
import { openTcpClient } from '../../zookeeper/tcp-client.js';
import { connectString, withoutCredentials, type ZooKeeperUrl } from '../../zookeeper/url.js';
import { type MasterPlace, type Masters, type PlaceOf, placeOf } from './masters.js';

const SESSION_TIMEOUT_MS = 10_000;

/** Sees the masters in a ZooKeeper, as agents and schedulers do; that with the lowest number leads. It only reads there. */
export class MastersByZooKeeper implements Masters {
  #client: ZooKeeperClient | undefined;
  #all: readonly MasterPlace[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly location: ZooKeeperUrl,
    private readonly clock: Clock,
    private readonly timeoutMs: number,
    private readonly placeOfTold: PlaceOf = placeOf,
  ) {}

  get all(): readonly MasterPlace[] {
    return this.#all;
  }

  get leader(): MasterPlace | undefined {
    return this.#all[0];
  }

  async look(signal: AbortSignal): Promise<void> {
    const client = await this.#connected();
    signal.throwIfAborted();
    const { path } = this.location;
    const names = await this.#read(() => client.children(path, () => this.#tell()), path);
    const members = (names ?? []).flatMap((name) => {
      const number = masterZnodeNumber(name);
      return number === undefined ? [] : [{ path: `${path}/${name}`, number }];
    });
    members.sort((one, other) => one.number - other.number);
    const places = await Promise.all(members.map((member) => this.#place(client, member.path)));
    this.#all = places.filter((place) => place !== undefined);
    if (this.#all.length === 0) {
      const master = withoutCredentials(this.location);
      throw new Error(names ? `no master is registered in ${master}` : `there is no znode ${path}`);
    }
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#client?.close();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #connected(): Promise<ZooKeeperClient> {
    const servers = connectString(this.location);
    if (!this.#client || ['expired', 'closed'].includes(this.#client.state)) {
      const client = openTcpClient(servers, SESSION_TIMEOUT_MS, systemRandom);
      this.#client = client;
      client.onState((state) => {
        if (state === 'expired') this.#tell();
      });
    }
    const client = this.#client;
    await connected(client, servers, this.timeoutMs, this.clock);
    const { credentials } = this.location;
    if (credentials !== undefined) await client.authenticate('digest', credentials);
    return client;
  }

  async #place(client: ZooKeeperClient, path: string): Promise<MasterPlace | undefined> {
    const data = await this.#read(() => client.data(path), path);
    if (!data) return undefined;
    const { hostname, address, ip, port } = JSON.parse(data.toString()) as MasterNode;
    // Agents use the address, too; the name may be known only where the masters are.
    const host = address?.ip ?? (ip === undefined ? (address?.hostname ?? hostname) : unpacked(ip));
    const listening = address?.port ?? port;
    if (host !== undefined && listening !== undefined) return this.placeOfTold(host, listening);
    throw new MinimesosError('NOT_A_MASTER', {
      master: `${withoutCredentials(this.location)} (${path})`,
      reason: 'the znode does not tell where it listens',
    });
  }

  /** Undefined when the znode is not there. */
  async #read<Value>(read: () => Promise<Value>, path: string): Promise<Value | undefined> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof ZooKeeperError && error.reason === 'NO_NODE') return undefined;
      if (error instanceof ZooKeeperError && error.reason === 'NO_AUTH') {
        throw new MinimesosError('ZNODE_NOT_READABLE', { path }, { cause: error });
      }
      throw error;
    }
  }
}

/** What is of use here of a MasterInfo in JSON. */
interface MasterNode {
  readonly hostname?: string;
  readonly ip?: number;
  readonly port?: number;
  readonly address?: { readonly hostname?: string; readonly ip?: string; readonly port?: number };
}

/** Mesos packs an address into a number, the first byte lowest. */
const unpacked = (ip: number): string => [0, 8, 16, 24].map((shift) => (ip >>> shift) & 255).join('.');
