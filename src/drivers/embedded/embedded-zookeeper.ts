import { MinimesosError } from '../../errors.js';
import type { Runtime } from '../../mesos/process/runtime.js';
import { ZooKeeperServer } from '../../zookeeper/server.js';
import type { ZooKeeperSession } from '../../zookeeper/session-info.js';
import {
  connectString,
  formatZooKeeperUrl,
  parseZooKeeperUrl,
  withoutCredentials,
  type ZooKeeperUrl,
} from '../../zookeeper/url.js';
import { type ExternalZooKeeper, MASTERS_ZOOKEEPER, type ZooKeeperDescription } from '../description.js';
import type { DriverZooKeeper } from '../driver.js';
import type { EmbeddedContext, MastersZooKeeper } from './embedded-context.js';

/** Where masters have their znodes, in a ZooKeeper that the cluster runs. */
const MASTERS_PATH = '/mesos';
/** What a master has there while it lives. */
const MASTER_ZNODE = /^\/mesos\/json\.info_\d+$/;

/** A ZooKeeper that an embedded cluster runs, or uses. */
export class EmbeddedZooKeeper implements DriverZooKeeper, MastersZooKeeper {
  readonly external: boolean;

  private constructor(
    private readonly cluster: Pick<EmbeddedContext, 'runtime' | 'turns' | 'assertAlive'>,
    readonly name: string,
    readonly location: ZooKeeperUrl,
    readonly server: ZooKeeperServer | undefined,
  ) {
    this.external = server === undefined;
  }

  /**
   * Starts one, or finds the one that is there already.
   * @throws MinimesosError `PORT_TAKEN`, `ZOOKEEPER_DATA_UNREADABLE`, `ZOOKEEPER_DATA_IN_USE`
   */
  static async start(cluster: EmbeddedContext, name: string, described: ZooKeeperDescription): Promise<EmbeddedZooKeeper> {
    if ('url' in described) {
      const location = locationOf(described);
      const { checkExternal } = await import('./external-zookeeper.js');
      await checkExternal(location, cluster.description.timeoutMs);
      return new EmbeddedZooKeeper(cluster, name, location, undefined);
    }
    const { port, dataDirectory: directory, credentials } = described;
    const { clock, random } = cluster.runtime;
    const server: ZooKeeperServer = await ZooKeeperServer.start({
      ...{ port, directory, clock, random, onFailure: reportTo(cluster.runtime) },
      onSession: ({ what, id, client, timeoutMs, ephemerals }) =>
        cluster.runtime.observe({
          ...{ kind: 'zookeeper', process: pidOf(server), what: `session ${what}` },
          ...{ session: id, client, timeoutMs, ephemerals },
        }),
    });
    endMasters(server);
    const servers = [{ host: server.ip, port: server.port }];
    const path = name === MASTERS_ZOOKEEPER ? MASTERS_PATH : '';
    return new EmbeddedZooKeeper(cluster, name, { servers, path, credentials }, server);
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
    return this.#own('sessions()').sessions;
  }

  async expireSession(session: string): Promise<void> {
    const server = this.#own('expireSession()');
    server.session(session); // that it is there is known before something is said of it
    this.#observe(`expired session ${session}`);
    server.expireSession(session);
  }

  async dropConnection(session: string): Promise<void> {
    const server = this.#own('dropConnection()');
    server.session(session);
    this.#observe(`dropped connection of session ${session}`);
    server.dropConnection(session);
  }

  async freeze(): Promise<void> {
    const server = this.#own('freeze()');
    this.#observe('froze ZooKeeper');
    server.freeze();
  }

  async thaw(): Promise<void> {
    const server = this.#own('thaw()');
    this.#observe('thawed ZooKeeper');
    server.thaw();
  }

  async setReadOnly(readOnly: boolean): Promise<void> {
    const server = this.#own('setReadOnly()');
    this.#observe(readOnly ? 'made ZooKeeper read-only' : 'made ZooKeeper writable');
    server.setReadOnly(readOnly);
  }

  restart(): Promise<void> {
    return this.cluster.turns.start(async () => {
      const server = this.#own('restart()');
      this.cluster.assertAlive('restart()');
      this.#observe('restarted ZooKeeper');
      await server.restart();
    });
  }

  /** As after its start: without sessions, and with the data it had then. */
  reset(): void {
    this.server?.reset();
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  /** @throws MinimesosError `ZOOKEEPER_EXTERNAL` */
  #own(operation: string): ZooKeeperServer {
    if (this.server) return this.server;
    throw new MinimesosError('ZOOKEEPER_EXTERNAL', { zookeeper: withoutCredentials(this.location), operation });
  }

  #observe(what: string): void {
    this.cluster.runtime.observe({ kind: 'act', process: pidOf(this), what });
  }
}

const pidOf = ({ connectString }: { readonly connectString: string }) => `zookeeper@${connectString}`;

function locationOf({ url }: ExternalZooKeeper): ZooKeeperUrl {
  const location = parseZooKeeperUrl(url);
  if ('problem' in location) throw new Error(`The URL of a ZooKeeper was not checked: ${location.problem}.`);
  return location;
}

/** Masters of an earlier cluster that had the same directory: nobody is to wait for the end of their sessions. */
function endMasters(server: ZooKeeperServer): void {
  for (const { id, ephemerals } of server.sessions) {
    if (ephemerals.some((path) => MASTER_ZNODE.test(path))) server.expireSession(id);
  }
}

const reportTo =
  (runtime: Runtime) =>
  (error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    runtime.observe({ kind: 'log', process: 'zookeeper', level: 'error', text });
  };
