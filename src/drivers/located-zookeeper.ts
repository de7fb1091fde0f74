import { MinimesosError } from '../errors.js';
import type { ZooKeeperServer } from '../zookeeper/server.js';
import type { ZooKeeperSession } from '../zookeeper/session-info.js';
import { connectString, formatZooKeeperUrl, withoutCredentials, type ZooKeeperUrl } from '../zookeeper/url.js';
import type { DriverZooKeeper } from './driver.js';

/** A ZooKeeper with its place: a server of this process, or one that was there before, which is only used. */
export class LocatedZooKeeper implements DriverZooKeeper {
  /**
   * @param server undefined where it was there before
   * @param observe is told what is done to it
   */
  constructor(
    readonly name: string,
    readonly location: ZooKeeperUrl,
    readonly server: ZooKeeperServer | undefined,
    private readonly observe: (what: string) => void,
  ) {}

  get external(): boolean {
    return this.server === undefined;
  }

  get url(): string {
    return formatZooKeeperUrl(this.location);
  }

  get connectString(): string {
    return connectString(this.location);
  }

  get ip(): string {
    return this.location.servers[0]?.host ?? '';
  }

  get port(): number {
    return this.location.servers[0]?.port ?? 0;
  }

  async sessions(): Promise<readonly ZooKeeperSession[]> {
    return this.own('sessions()').sessions;
  }

  async expireSession(session: string): Promise<void> {
    const server = this.own('expireSession()');
    server.session(session); // that it is there is known before something is said of it
    this.observe(`expired session ${session}`);
    server.expireSession(session);
  }

  async dropConnection(session: string): Promise<void> {
    const server = this.own('dropConnection()');
    server.session(session);
    this.observe(`dropped connection of session ${session}`);
    server.dropConnection(session);
  }

  async freeze(): Promise<void> {
    const server = this.own('freeze()');
    this.observe('froze ZooKeeper');
    server.freeze();
  }

  async thaw(): Promise<void> {
    const server = this.own('thaw()');
    this.observe('thawed ZooKeeper');
    server.thaw();
  }

  async setReadOnly(readOnly: boolean): Promise<void> {
    const server = this.own('setReadOnly()');
    this.observe(readOnly ? 'made ZooKeeper read-only' : 'made ZooKeeper writable');
    server.setReadOnly(readOnly);
  }

  async restart(): Promise<void> {
    const server = this.own('restart()');
    this.observe('restarted ZooKeeper');
    await server.restart();
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  /** @throws MinimesosError `ZOOKEEPER_EXTERNAL` */
  protected own(operation: string): ZooKeeperServer {
    if (this.server) return this.server;
    throw new MinimesosError('ZOOKEEPER_EXTERNAL', { zookeeper: withoutCredentials(this.location), operation });
  }
}
