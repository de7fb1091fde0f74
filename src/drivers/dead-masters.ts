import { masterZnodeNumber } from '../mesos/documents/master-znode.js';
import type { Clock } from '../mesos/process/clock.js';
import type { ZooKeeperClient } from '../zookeeper/client.js';
import { connected } from '../zookeeper/connected.js';

/** How long sessions are that look for the dead; nothing keeps them longer. */
export const LOOK_SESSION_MS = 10_000;
const CONNECT_MS = 5000;

/** Where masters are found, and by whom. */
export interface Election {
  /** `10.0.0.1:2181`, for messages. */
  readonly connectString: string;
  readonly path: string;
  readonly credentials?: string | undefined;
  /** Begins a session. */
  open(): ZooKeeperClient;
}

/**
 * Deletes the znodes of masters that are dead, so that the next one leads without waiting for the end of their sessions.
 * @param isDead whether it is about a master there, which does not run any more
 * @throws MinimesosError `ZOOKEEPER_UNREACHABLE`
 */
export async function deleteZnodesOfDead(
  { connectString, path, credentials, open }: Election,
  isDead: (ip: string, port: number) => boolean,
  clock: Clock,
): Promise<void> {
  const client = open();
  try {
    await connected(client, connectString, CONNECT_MS, clock);
    if (credentials !== undefined) await client.authenticate('digest', credentials);
    for (const name of await client.children(path || '/')) {
      if (masterZnodeNumber(name) === undefined) continue;
      const { address } = JSON.parse((await client.data(`${path}/${name}`)).toString()) as {
        address?: { ip?: string; port?: number };
      };
      if (isDead(address?.ip ?? '', address?.port ?? 0)) await client.delete(`${path}/${name}`);
    }
  } finally {
    await client.close();
  }
}
