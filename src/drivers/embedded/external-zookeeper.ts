import { connect } from 'node:net';
import { isMinimesosError, MinimesosError } from '../../errors.js';
import { isMasterZnode } from '../../mesos/documents/master-znode.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { Clock } from '../../mesos/process/clock.js';
import { keepAlive } from '../../mesos/process/keep-alive.js';
import { systemRandom } from '../../mesos/process/random.js';
import { type ZooKeeperClient, ZooKeeperError } from '../../zookeeper/client.js';
import { connected } from '../../zookeeper/connected.js';
import { openTcpClient } from '../../zookeeper/tcp-client.js';
import { connectString, withoutCredentials, type ZooKeeperAddress, type ZooKeeperUrl } from '../../zookeeper/url.js';
import { connectionFailure } from '../connection-failure.js';

const SESSION_TIMEOUT_MS = 10_000;
/** How long an address may take to answer a connection. */
const PROBE_MS = 1000;

/**
 * Sees that a ZooKeeper that is there already can be used: it answers, and the masters of no other cluster are on the path. What
 * masters that crashed have left there is waited for to go, which takes as long as their sessions.
 * @param timeoutMs how long all of it may take
 * @throws MinimesosError `ZOOKEEPER_UNREACHABLE`, `ZOOKEEPER_PATH_TAKEN`, `ZNODE_NOT_READABLE`
 */
export async function checkExternal(location: ZooKeeperUrl, timeoutMs: number): Promise<void> {
  const clock = new Clock();
  const deadline = clock.now() + timeoutMs;
  const servers = connectString(location);
  const client = openTcpClient(servers, SESSION_TIMEOUT_MS, systemRandom);
  const letEnd = keepAlive();
  try {
    await connected(client, servers, timeoutMs, clock);
    if (location.credentials !== undefined) await client.authenticate('digest', location.credentials);
    await mastersGone(client, location, deadline, clock);
  } catch (error) {
    if (!isMinimesosError(error, 'ZOOKEEPER_UNREACHABLE')) throw error;
    const reason = (await Promise.all(location.servers.map((server) => probed(server, clock)))).join(', ');
    throw new MinimesosError('ZOOKEEPER_UNREACHABLE', { servers, timeout: formatDuration(timeoutMs), reason }, { cause: error });
  } finally {
    await client.close();
    clock.stop();
    letEnd();
  }
}

async function mastersGone(client: ZooKeeperClient, location: ZooKeeperUrl, deadline: number, clock: Clock): Promise<void> {
  for (;;) {
    let changed = () => {};
    const change = new Promise<void>((resolve) => {
      changed = resolve;
    });
    const masters = await mastersOn(client, location.path, changed);
    if (masters.length === 0) return;
    for (const { address, name } of masters) {
      const lives = address === undefined || (await probe(address, clock)) === undefined;
      if (lives || clock.now() >= deadline) {
        throw new MinimesosError('ZOOKEEPER_PATH_TAKEN', { zookeeper: withoutCredentials(location), master: name });
      }
    }
    await Promise.race([change, clock.sleep(deadline - clock.now())]);
  }
}

interface FoundMaster {
  readonly name: string;
  /** Undefined where it cannot be told. */
  readonly address: ZooKeeperAddress | undefined;
}

/** @param changed called when there are others */
async function mastersOn(client: ZooKeeperClient, path: string, changed: () => void): Promise<FoundMaster[]> {
  try {
    const names = (await client.children(path, changed)).filter(isMasterZnode);
    const found = await Promise.all(names.map((name) => readMaster(client, `${path}/${name}`)));
    return found.flatMap((master) => master ?? []);
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error;
    if (error.reason === 'NO_NODE') return [];
    if (error.reason === 'NO_AUTH') throw new MinimesosError('ZNODE_NOT_READABLE', { path }, { cause: error });
    throw error;
  }
}

async function readMaster(client: ZooKeeperClient, path: string): Promise<FoundMaster | undefined> {
  try {
    const { pid, address } = JSON.parse((await client.data(path)).toString()) as {
      pid?: string;
      address?: { ip?: string; hostname?: string; port?: number };
    };
    const host = address?.ip ?? address?.hostname;
    const isKnown = host !== undefined && address?.port !== undefined;
    return { name: pid ?? path, address: isKnown ? { host, port: address.port as number } : undefined };
  } catch (error) {
    if (error instanceof ZooKeeperError && error.reason === 'NO_NODE') return undefined;
    if (error instanceof SyntaxError) return { name: path, address: undefined };
    throw error;
  }
}

async function probed(server: ZooKeeperAddress, clock: Clock): Promise<string> {
  const failure = await probe(server, clock);
  return `${connectString({ servers: [server] })}: ${failure ?? 'what listens there does not answer as a ZooKeeper does'}`;
}

/** Connects to an address; resolves with why that failed, in words, or undefined when it did not. */
function probe({ host, port }: ZooKeeperAddress, clock: Clock): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (failure?: string) => {
      timer.cancel();
      socket.destroy();
      resolve(failure);
    };
    const timer = clock.delay(PROBE_MS, () => end('it does not answer'));
    socket.once('connect', () => end());
    socket.once('error', (error) => end(connectionFailure(error)));
  });
}
