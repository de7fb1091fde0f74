import type { ZooKeeperServer } from '../../zookeeper/server.js';
import type { ZooKeeperSession } from '../../zookeeper/session-info.js';
import { connectString, formatZooKeeperUrl, type ZooKeeperUrl } from '../../zookeeper/url.js';
import type { DriverZooKeeper } from '../driver.js';

/** The ZooKeeper server of this process by which programs of Mesos find each other. */
export class NativeZooKeeper implements DriverZooKeeper {
  readonly external = false;

  /** @param observe is told what is done to it */
  constructor(
    readonly name: string,
    readonly server: ZooKeeperServer,
    private readonly location: ZooKeeperUrl,
    private readonly observe: (what: string, at: { ip: string; port: number }) => void,
  ) {}

  get url(): string {
    return formatZooKeeperUrl(this.location);
  }

  get connectString(): string {
    return connectString(this.location);
  }

  get ip(): string {
    return this.server.ip;
  }

  get port(): number {
    return this.server.port;
  }

  async sessions(): Promise<readonly ZooKeeperSession[]> {
    return this.server.sessions;
  }

  async expireSession(session: string): Promise<void> {
    this.server.session(session); // that it is there is known before something is said of it
    this.observe(`expired session ${session}`, this);
    this.server.expireSession(session);
  }

  async dropConnection(session: string): Promise<void> {
    this.server.session(session);
    this.observe(`dropped connection of session ${session}`, this);
    this.server.dropConnection(session);
  }

  async freeze(): Promise<void> {
    this.observe('froze ZooKeeper', this);
    this.server.freeze();
  }

  async thaw(): Promise<void> {
    this.observe('thawed ZooKeeper', this);
    this.server.thaw();
  }

  async setReadOnly(readOnly: boolean): Promise<void> {
    this.observe(readOnly ? 'made ZooKeeper read-only' : 'made ZooKeeper writable', this);
    this.server.setReadOnly(readOnly);
  }

  async restart(): Promise<void> {
    this.observe('restarted ZooKeeper', this);
    await this.server.restart();
  }
}
