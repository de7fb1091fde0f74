import { MASTERS_ZOOKEEPER } from '../drivers/description.js';
import type { DriverZooKeeper } from '../drivers/driver.js';
import { MinimesosError } from '../errors.js';
import type { ZooKeeperSession } from '../zookeeper/session-info.js';
import type { During } from './access.js';
import type { ClusterMember } from './cluster-agent.js';
import { checkText } from './options.js';

export { MASTERS_ZOOKEEPER } from '../drivers/description.js';
export type { ZooKeeperSession } from '../zookeeper/session-info.js';

/**
 * A ZooKeeper of a running cluster, and what can be made to go wrong with it. What is done to it rejects with
 * `ZOOKEEPER_EXTERNAL` where the cluster does not run it, and with `CLUSTER_DESTROYED`.
 *
 * ```ts
 * startFramework({ master: cluster.zookeeper.url });
 * await cluster.zookeeper.expireSession('/mine/leader'); // of whoever has this znode; and see what the framework does
 * ```
 */
export class ClusterZooKeeper implements ClusterMember {
  readonly #zookeeper: DriverZooKeeper;
  readonly #during: During;

  /** Made by {@link MesosCluster}. */
  constructor(zookeeper: DriverZooKeeper, during: During) {
    this.#zookeeper = zookeeper;
    this.#during = during;
  }

  /** `masters`, or what the description calls a further one. */
  get name(): string {
    return this.#zookeeper.name;
  }

  /**
   * What frameworks are given as their master: `zk://127.0.0.1:2181/mesos`, or `zk://user:password@127.0.0.1:2181/mesos` where
   * it has credentials. That of a further one has no path.
   */
  get url(): string {
    return this.#zookeeper.url;
  }

  /** What clients of ZooKeeper are given: `127.0.0.1:2181`, or several servers with commas between them. */
  get connectString(): string {
    return this.#zookeeper.connectString;
  }

  /** Where it listens; the first server of several, and perhaps a name, where the cluster does not run it. */
  get ip(): string {
    return this.#zookeeper.ip;
  }

  get port(): number {
    return this.#zookeeper.port;
  }

  /** Whether it was there before the cluster, which only uses it. */
  get external(): boolean {
    return this.#zookeeper.external;
  }

  /** All sessions that have not ended, connected or not: of frameworks, of other clients, and of masters and agents. */
  sessions(): Promise<readonly ZooKeeperSession[]> {
    return this.#during('zookeeper.sessions()', () => this.#zookeeper.sessions());
  }

  /**
   * Ends a session as if its client had been silent for too long: its ephemeral znodes are gone, its connection is cut, and it
   * learns when it connects again.
   * @param session its id as `sessions()` has it, the address of its client, or the path of one of its ephemeral znodes
   * @throws MinimesosError `UNKNOWN_SESSION`, `INVALID_ARGUMENT`
   */
  expireSession(session: string): Promise<void> {
    return this.#during('zookeeper.expireSession()', async () => this.#zookeeper.expireSession(checkSession(session)));
  }

  /**
   * Cuts the connection of a session, which goes on when its client connects again in time. Nothing happens when it is not
   * connected.
   * @param session as for `expireSession`
   * @throws MinimesosError `UNKNOWN_SESSION`, `INVALID_ARGUMENT`
   */
  dropConnection(session: string): Promise<void> {
    return this.#during('zookeeper.dropConnection()', async () => this.#zookeeper.dropConnection(checkSession(session)));
  }

  /** Stands still, as a process that is stopped: connections stay, nothing is answered, no session ends. */
  freeze(): Promise<void> {
    return this.#during('zookeeper.freeze()', () => this.#zookeeper.freeze());
  }

  /** Goes on after `freeze()`. Sessions whose time is over by then end. */
  thaw(): Promise<void> {
    return this.#during('zookeeper.thaw()', () => this.#zookeeper.thaw());
  }

  /**
   * Only reads from now on, as a server that has lost its quorum: all connections are cut, only clients that are content with
   * that are let in, and no session ends. Or, with `false`, writes again.
   */
  setReadOnly(readOnly = true): Promise<void> {
    return this.#during('zookeeper.setReadOnly()', () => this.#zookeeper.setReadOnly(Boolean(readOnly)));
  }

  /**
   * Stops and starts again on the same port, with all data and sessions; these have their whole time again.
   * @throws MinimesosError `PORT_TAKEN`; `START_TIMEOUT` of one in a container
   */
  restart(): Promise<void> {
    return this.#during('zookeeper.restart()', () => this.#zookeeper.restart());
  }
}

/** @throws MinimesosError `NO_ZOOKEEPER` when the masters of a cluster have none */
export function requireZooKeeper({
  name,
  zookeepers,
}: {
  readonly name: string;
  readonly zookeepers: Readonly<Record<string, ClusterZooKeeper>>;
}): ClusterZooKeeper {
  const found = zookeepers[MASTERS_ZOOKEEPER];
  if (found) return found;
  const details = { cluster: name, zookeeper: 'of its masters', zookeepers: Object.keys(zookeepers) };
  throw new MinimesosError('NO_ZOOKEEPER', details);
}

function checkSession(session: string): string {
  checkText(session, 'The session', 'an id, the address of a client, or the path of an ephemeral znode');
  return session;
}
