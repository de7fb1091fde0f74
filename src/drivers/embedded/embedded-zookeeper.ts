import { masterZnodeNumber } from '../../mesos/documents/master-znode.js';
import type { Runtime } from '../../mesos/process/runtime.js';
import { parentOf } from '../../zookeeper/paths.js';
import { ZooKeeperServer } from '../../zookeeper/server.js';
import { parseZooKeeperUrl, type ZooKeeperUrl } from '../../zookeeper/url.js';
import { type ExternalZooKeeper, MASTERS_ZOOKEEPER, type ZooKeeperDescription } from '../description.js';
import { LocatedZooKeeper } from '../located-zookeeper.js';
import type { EmbeddedContext, MastersZooKeeper } from './embedded-context.js';

/** Where masters have their znodes, in a ZooKeeper that the cluster runs. */
const MASTERS_PATH = '/mesos';

/** A ZooKeeper that an embedded cluster runs, or uses. */
export class EmbeddedZooKeeper extends LocatedZooKeeper implements MastersZooKeeper {
  private constructor(
    private readonly cluster: Pick<EmbeddedContext, 'runtime' | 'turns' | 'assertAlive'>,
    name: string,
    location: ZooKeeperUrl,
    server: ZooKeeperServer | undefined,
  ) {
    super(name, location, server, (what) => cluster.runtime.observe({ kind: 'act', process: pidOf(this), what }));
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

  override restart(): Promise<void> {
    return this.cluster.turns.start(async () => {
      this.own('restart()');
      this.cluster.assertAlive('restart()');
      try {
        await super.restart();
      } finally {
        this.cluster.assertAlive('restart()'); // That a server was stopped meanwhile says nothing to whoever has destroyed its cluster.
      }
    });
  }

  /** As after its start: without sessions, and with the data it had then. */
  reset(): void {
    this.server?.reset();
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
    if (ephemerals.some((path) => parentOf(path) === MASTERS_PATH && masterZnodeNumber(path) !== undefined))
      server.expireSession(id);
  }
}

const reportTo =
  (runtime: Runtime) =>
  (error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    runtime.observe({ kind: 'log', process: 'zookeeper', level: 'error', text });
  };
