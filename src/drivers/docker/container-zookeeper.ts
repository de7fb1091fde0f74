import { isMinimesosError } from '../../errors.js';
import type { Clock } from '../../mesos/process/clock.js';
import type { Address } from '../../mesos/process/pid.js';
import { systemRandom } from '../../mesos/process/random.js';
import { connected } from '../../zookeeper/connected.js';
import { openTcpClient } from '../../zookeeper/tcp-client.js';
import { connectString, formatZooKeeperUrl, type ZooKeeperUrl } from '../../zookeeper/url.js';
import { unsupported } from '../capabilities.js';
import { LOOK_SESSION_MS } from '../dead-masters.js';
import type { DriverZooKeeper } from '../driver.js';
import type { DockerContainer } from './container.js';

/** How long a session may take to begin before it is tried anew. */
const PATIENCE_MS = 2000;

/** A ZooKeeper in a container. */
export class ContainerZooKeeper implements DriverZooKeeper {
  readonly external = false;
  container: DockerContainer | undefined;
  /** Where it is found from here, if that is not where others find it. */
  published: Address | undefined;

  /**
   * @param observe is told what is done to it
   * @param listening resolves when it can be connected to; where it is found from here may have become another place meanwhile
   */
  constructor(
    readonly name: string,
    private readonly location: ZooKeeperUrl,
    private readonly observe: (what: string) => void,
    private readonly listening: (zookeeper: ContainerZooKeeper) => Promise<void>,
  ) {}

  /** By which masters and agents find it. */
  get inside(): ZooKeeperUrl {
    return this.location;
  }

  get url(): string {
    return formatZooKeeperUrl(this.#reached);
  }

  get connectString(): string {
    return connectString(this.#reached);
  }

  get ip(): string {
    return this.#reached.servers[0]?.host ?? '';
  }

  get port(): number {
    return this.#reached.servers[0]?.port ?? 0;
  }

  async sessions(): Promise<never> {
    return this.#refuse('sessions()');
  }

  async expireSession(): Promise<never> {
    return this.#refuse('expireSession()');
  }

  async dropConnection(): Promise<never> {
    return this.#refuse('dropConnection()');
  }

  async setReadOnly(): Promise<never> {
    return this.#refuse('setReadOnly()');
  }

  async freeze(): Promise<void> {
    this.observe('froze ZooKeeper');
    await this.container?.pause();
  }

  async thaw(): Promise<void> {
    this.observe('thawed ZooKeeper');
    await this.container?.unpause();
  }

  async restart(): Promise<void> {
    this.observe('restarted ZooKeeper');
    await this.container?.restart();
    await this.listening(this);
  }

  /** Whether it is of use by now: one in Java listens before it takes sessions, for seconds on a machine that has much to do. */
  async takesSessions(clock: Clock): Promise<boolean> {
    const client = openTcpClient(this.connectString, LOOK_SESSION_MS, systemRandom);
    try {
      await connected(client, this.connectString, PATIENCE_MS, clock);
      return true;
    } catch (error) {
      if (isMinimesosError(error, 'ZOOKEEPER_UNREACHABLE')) return false;
      throw error;
    } finally {
      await client.close();
    }
  }

  get #reached(): ZooKeeperUrl {
    const { ip: host, port } = this.published ?? {};
    return host === undefined || port === undefined ? this.location : { ...this.location, servers: [{ host, port }] };
  }

  #refuse(operation: string): never {
    throw unsupported('docker', `zookeeper.${operation}`, 'a ZooKeeper in a container does that for nobody');
  }
}
