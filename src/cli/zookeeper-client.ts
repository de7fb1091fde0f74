import { MASTERS_ZOOKEEPER } from '../cluster/cluster-zookeeper.js';
import { MinimesosError } from '../errors.js';
import { Clock } from '../mesos/process/clock.js';
import { keepAlive } from '../mesos/process/keep-alive.js';
import { systemRandom } from '../mesos/process/random.js';
import { type ZooKeeperClient, ZooKeeperError } from '../zookeeper/client.js';
import { connected } from '../zookeeper/connected.js';
import { isValidPath, parentOf } from '../zookeeper/paths.js';
import { openTcpClient } from '../zookeeper/tcp-client.js';
import { parseZooKeeperUrl } from '../zookeeper/url.js';
import { fetchInfo } from './cluster-documents.js';
import { CLUSTER_OPTION, withCluster } from './connection.js';
import type { CliContext } from './context.js';
import { ZOOKEEPER_OPTION } from './names.js';
import type { Options } from './options.js';
import { printable } from './table.js';
import { DURATION, invalidOption, readDuration } from './values.js';

/** For commands that look into a ZooKeeper. */
export const CLIENT_OPTIONS = {
  ...ZOOKEEPER_OPTION,
  auth: {
    value: 'USER:PASSWORD',
    expected: 'a user and a password with a colon between them',
    about: 'who this is, where znodes are not for everybody. Default: the credentials of the description',
  },
  timeout: { value: 'DURATION', expected: DURATION, about: 'how long to wait for a connection. Default: 10secs' },
  ...CLUSTER_OPTION,
} as const;

const SESSION_TIMEOUT_MS = 10_000;
const DEFAULT_TIMEOUT = '10secs';
/** How many names an error tells. */
const NAMES_TOLD = 20;

/**
 * Does something with a session of the ZooKeeper that a command is about.
 * @throws MinimesosError `INVALID_OPTION`, `NO_ZOOKEEPER`, `ZOOKEEPER_UNREACHABLE`, and as {@link withCluster}
 */
export function withZooKeeper<Result>(
  context: CliContext,
  { zookeeper = MASTERS_ZOOKEEPER, auth, timeout = DEFAULT_TIMEOUT, cluster }: Options<typeof CLIENT_OPTIONS>,
  use: (client: ZooKeeperClient) => Promise<Result>,
): Promise<Result> {
  const patienceMs = readDuration('--timeout', timeout);
  return withCluster(context, cluster, async (connection) => {
    const { name, zookeepers } = await fetchInfo(connection);
    const info = Object.hasOwn(zookeepers, zookeeper) ? zookeepers[zookeeper] : undefined;
    if (!info) throw new MinimesosError('NO_ZOOKEEPER', { cluster: name, zookeeper, zookeepers: Object.keys(zookeepers) });
    const url = parseZooKeeperUrl(info.url);
    const credentials = auth ?? ('problem' in url ? undefined : url.credentials);
    const clock = new Clock();
    const client = openTcpClient(info.connectString, SESSION_TIMEOUT_MS, systemRandom);
    // Nothing of the client keeps the process alive.
    const letEnd = keepAlive();
    try {
      await connected(client, info.connectString, patienceMs, clock);
      if (credentials !== undefined) await client.authenticate('digest', credentials);
      return await use(client);
    } finally {
      await client.close();
      clock.stop();
      letEnd();
    }
  });
}

/**
 * The path of a znode as a user gives it; a slash at the end is none too many.
 * @throws MinimesosError `INVALID_OPTION`
 */
export function readPath(given: string): string {
  const path = given.replace(/(?<!\/)\/+$/, '') || '/';
  if (isValidPath(path)) return path;
  throw invalidOption('PATH', 'the path of a znode, such as /mesos', given);
}

/**
 * What is asked of a znode, with errors for people.
 * @throws MinimesosError `UNKNOWN_ZNODE`, `ZNODE_NOT_READABLE`
 */
export async function ask<Result>(client: ZooKeeperClient, path: string, asking: Promise<Result>): Promise<Result> {
  try {
    return await asking;
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error;
    if (error.reason === 'NO_AUTH') throw new MinimesosError('ZNODE_NOT_READABLE', { path }, { cause: error });
    if (error.reason !== 'NO_NODE') throw error;
    let nearest = parentOf(path);
    while (nearest !== '/' && !(await client.exists(nearest))) nearest = parentOf(nearest);
    const children = (await client.children(nearest).catch((): string[] => [])).sort();
    const more = children.length > NAMES_TOLD ? ['...'] : [];
    throw new MinimesosError('UNKNOWN_ZNODE', {
      path,
      nearest,
      children: [...children.slice(0, NAMES_TOLD), ...more].map(printable),
    });
  }
}
