import { MinimesosError } from '../errors.js';
import { formatDuration } from '../mesos/flags/duration.js';
import { delayAwake } from '../mesos/process/awake.js';
import type { Clock } from '../mesos/process/clock.js';
import type { ZooKeeperClient } from './client.js';

/**
 * Resolves when a client is connected.
 * @param servers where it looks for a server, for messages
 * @param timeoutMs how long to wait for that, by the clock
 * @throws MinimesosError `ZOOKEEPER_UNREACHABLE`
 */
export function connected(client: ZooKeeperClient, servers: string, timeoutMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (client.state !== 'connected') return;
      end();
      resolve();
    };
    const late = delayAwake(clock, timeoutMs, () => {
      end();
      reject(new MinimesosError('ZOOKEEPER_UNREACHABLE', { servers, timeout: formatDuration(timeoutMs) }));
    });
    const stopListening = client.onState(look);
    const end = () => {
      late.cancel();
      stopListening();
    };
    look();
  });
}
