import { connect, type Socket } from 'node:net';
import { Clock, type Timer } from '../mesos/process/clock.js';
import type { Random } from '../mesos/process/random.js';
import { SessionClient, type Transport, type ZooKeeperClient } from './client.js';
import { parseZooKeeperUrl, type ZooKeeperAddress } from './url.js';
import type { Wire } from './wire.js';

/** How long to wait after every server of an ensemble has been tried in vain. */
const ROUND_PAUSE_MS = 1000;

/**
 * A session with a ZooKeeper somewhere else. It lives by the time of the world, whatever becomes of the time of a cluster.
 * @param servers where its servers listen: `zoo1:2181,zoo2:2181`
 * @param random which of them is tried first
 */
export function openTcpClient(servers: string, timeoutMs: number, random: Random): ZooKeeperClient {
  const clock = new Clock();
  const url = parseZooKeeperUrl(`zk://${servers}`);
  if ('problem' in url) throw new Error(`No ZooKeeper can be at ${servers}: ${url.problem}.`);
  const places = url.servers;
  const first = Math.floor(random.number() * places.length);
  return new SessionClient(new TcpTransport(places, first, timeoutMs / places.length, clock), clock, timeoutMs);
}

/** Tries one server after the other, until there is a connection. */
class TcpTransport implements Transport {
  constructor(
    private readonly places: readonly ZooKeeperAddress[],
    private next: number,
    private readonly patienceMs: number,
    private readonly clock: Clock,
  ) {}

  connect(connected: (wire: Wire) => void): () => void {
    let socket: Socket | undefined;
    let timer: Timer | undefined;
    let tries = 0;
    const attempt = () => {
      const place = this.places[this.next] as ZooKeeperAddress;
      this.next = (this.next + 1) % this.places.length;
      tries++;
      const current = connect(place).unref();
      const failed = () => {
        timer?.cancel();
        timer = this.clock.delay(tries % this.places.length === 0 ? ROUND_PAUSE_MS : 0, attempt);
      };
      current.on('error', () => {}).once('close', failed);
      current.once('connect', () => {
        timer?.cancel();
        connected(current.off('close', failed));
      });
      timer = this.clock.delay(this.patienceMs, () => current.destroy());
      socket = current;
    };
    attempt();
    return () => {
      timer?.cancel();
      socket?.removeAllListeners('close').destroy();
    };
  }
}
