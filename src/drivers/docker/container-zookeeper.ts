import type { Address } from '../../mesos/process/pid.js';
import { connectString, formatZooKeeperUrl, type ZooKeeperUrl } from '../../zookeeper/url.js';
import { unsupported } from '../capabilities.js';
import type { DriverZooKeeper } from '../driver.js';
import type { DockerContainer } from './container.js';

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

  get #reached(): ZooKeeperUrl {
    const { ip: host, port } = this.published ?? {};
    return host === undefined || port === undefined ? this.location : { ...this.location, servers: [{ host, port }] };
  }

  #refuse(operation: string): never {
    throw unsupported('docker', `zookeeper.${operation}`, 'a ZooKeeper in a container does that for nobody');
  }
}
