import type { ZooKeeperSession } from '../../zookeeper/session-info.js';
import type { DriverZooKeeper } from '../driver.js';
import type { ZooKeeperInfo } from './cluster-info.js';

/** A ZooKeeper of a cluster in a host process. Where it is never changes. */
export class HostZooKeeper implements DriverZooKeeper {
  readonly url: string;
  readonly connectString: string;
  readonly ip: string;
  readonly port: number;
  readonly external: boolean;

  /** @param ask sends a request about this ZooKeeper to the server */
  constructor(
    readonly name: string,
    { url, connectString, ip, port, external }: ZooKeeperInfo,
    private readonly ask: <Value>(method: string, path: string, body?: unknown) => Promise<Value>,
  ) {
    this.url = url;
    this.connectString = connectString;
    this.ip = ip;
    this.port = port;
    this.external = external;
  }

  async sessions(): Promise<readonly ZooKeeperSession[]> {
    const sessions = await this.ask<(Omit<ZooKeeperSession, 'client'> & { client: string | null })[]>('GET', '/sessions');
    return sessions.map((session) => ({ ...session, client: session.client ?? undefined }));
  }

  expireSession(session: string): Promise<void> {
    return this.ask('POST', `/sessions/${encodeURIComponent(session)}/expire`);
  }

  dropConnection(session: string): Promise<void> {
    return this.ask('POST', `/sessions/${encodeURIComponent(session)}/drop-connection`);
  }

  freeze(): Promise<void> {
    return this.ask('POST', '/freeze');
  }

  thaw(): Promise<void> {
    return this.ask('POST', '/thaw');
  }

  setReadOnly(readOnly: boolean): Promise<void> {
    return this.ask('POST', '/read-only', { readOnly });
  }

  restart(): Promise<void> {
    return this.ask('POST', '/restart');
  }
}
