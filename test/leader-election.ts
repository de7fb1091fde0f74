import { systemRandom } from '../src/mesos/process/random.js';
import { type ZooKeeperClient, ZooKeeperError } from '../src/zookeeper/client.js';
import { openTcpClient } from '../src/zookeeper/tcp-client.js';

const PATH = '/mine/leader';
const SESSION_TIMEOUT_MS = 10_000;

/** One of the schedulers of a framework, of which only one may lead: the one that has a znode, as long as it is sure to have it. */
export class Candidate {
  #client: ZooKeeperClient | undefined;
  #over = false;

  constructor(private readonly servers: string) {}

  /** Resolves when this one leads; `lost` resolves when it has to stop, for it is no longer sure. */
  async elected(): Promise<{ readonly lost: Promise<void> }> {
    for (;;) {
      const client = await this.#connected();
      const lost = new Promise<void>((resolve) => client.onState(() => resolve()));
      try {
        if (await this.#take(client)) return { lost };
      } catch (error) {
        if (!(error instanceof ZooKeeperError)) throw error;
      }
      if (this.#over) throw new Error('It has given up.');
    }
  }

  /** Goes as a process does that is killed. */
  abandon(): void {
    this.#over = true;
    this.#client?.abandon();
  }

  /** A session that has expired is gone for good; another one is needed. */
  async #connected(): Promise<ZooKeeperClient> {
    if (this.#over) throw new Error('It has given up.');
    const isUsable = this.#client && this.#client.state !== 'expired' && this.#client.state !== 'closed';
    const client = isUsable && this.#client ? this.#client : openTcpClient(this.servers, SESSION_TIMEOUT_MS, systemRandom);
    this.#client = client;
    await new Promise<void>((resolve) => {
      if (client.state !== 'connecting' && client.state !== 'disconnected') return resolve();
      const stop = client.onState(() => {
        stop();
        resolve();
      });
    });
    return client.state === 'connected' ? client : this.#connected();
  }

  /** Whether the znode is this one's; if it is another one's, waits for its end first. */
  async #take(client: ZooKeeperClient): Promise<boolean> {
    await client.create('/mine').catch(unlessThere);
    const created = await client.create(PATH, Buffer.alloc(0), { ephemeral: true }).catch(unlessThere);
    if (created !== undefined) return true;
    const ended = new Promise<void>((resolve) => client.onState(() => resolve()));
    const gone = new Promise<void>((resolve, reject) => {
      client.exists(PATH, () => resolve()).then((stat) => stat === undefined && resolve(), reject);
    });
    await Promise.race([gone, ended]);
    return false;
  }
}

function unlessThere(error: unknown): undefined {
  if (!(error instanceof ZooKeeperError && error.reason === 'NODE_EXISTS')) throw error;
}
