import type { GroupOptions } from '../../mesos/detector/group.js';
import { atMost } from '../../mesos/process/at-most.js';
import { Clock } from '../../mesos/process/clock.js';
import { type ZooKeeperClient, ZooKeeperError } from '../../zookeeper/client.js';
import type { Store } from './store.js';

/** How long the end may take, and how soon what failed is tried again. */
const CLOSE_MS = 2000;
const RETRY_MS = 500;
/** So much is asked at once. */
const PARALLEL = 64;

const isReason = (error: unknown, reason: ZooKeeperError['reason']) => error instanceof ZooKeeperError && error.reason === reason;

/**
 * Keeps each document in a znode of its own, below one path. What is put is written in the background: of what changes again before it
 * is written only the last is. While ZooKeeper cannot be reached, it waits.
 */
export class ZooKeeperStore implements Store {
  /** Whether ZooKeeper answers has nothing to do with the time of the cluster. */
  readonly #clock = new Clock();
  #client: ZooKeeperClient;
  /** What is still to be written; undefined stands for what is to be removed. */
  #dirty = new Map<string, Buffer | undefined>();
  readonly #known = new Set<string>();
  #waiting: (() => void)[] = [];
  #working = false;
  #closed = false;

  /** @param place the znode below which all is kept, such as `/marathon`, and how to get there */
  constructor(
    private readonly place: GroupOptions,
    /** Told of what was tried in vain and will be tried again. */
    private readonly onFailure: (error: Error) => void,
  ) {
    this.#client = this.#open();
  }

  async load(): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    await this.#insisting(async (client) => {
      texts.clear();
      this.#known.clear();
      await this.#createParents(client, `${this.place.path}/x`);
      await this.#read(client, '', texts);
    });
    return texts;
  }

  put(key: string, document: unknown): void {
    this.#dirty.set(key, Buffer.from(JSON.stringify(document)));
    void this.#work();
  }

  remove(key: string): void {
    if (!this.#known.has(key) && !this.#dirty.has(key)) return;
    this.#dirty.set(key, undefined);
    void this.#work();
  }

  saved(): Promise<void> {
    if (this.#dirty.size === 0 && !this.#working) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    await atMost(this.#clock, CLOSE_MS, this.saved());
    this.#closed = true;
    await this.#client.close();
    this.#clock.stop();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** One write after the other for a key; those of different keys go side by side. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    while (this.#dirty.size > 0 && !this.#closed) {
      const batch = [...this.#dirty].slice(0, PARALLEL);
      for (const [key] of batch) this.#dirty.delete(key);
      await this.#insisting((client) => Promise.all(batch.map(([key, data]) => this.#write(client, key, data))));
    }
    this.#working = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Does it until it succeeds: with the next session, if this one ends. */
  async #insisting(perform: (client: ZooKeeperClient) => Promise<unknown>): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#connected();
        await perform(this.#client);
        return;
      } catch (error) {
        if (this.#closed) return;
        this.onFailure(error as Error);
        if (this.#client.state === 'expired') this.#client = this.#open();
        await this.#clock.sleep(RETRY_MS);
      }
    }
  }

  #open(): ZooKeeperClient {
    const client = this.place.open();
    const { credentials } = this.place;
    if (credentials !== undefined) client.authenticate('digest', credentials).catch(() => {}); // it is shown again when there is a connection
    return client;
  }

  /** Resolves when the session has something to say. */
  async #connected(): Promise<void> {
    const client = this.#client;
    if (client.state !== 'connecting' && client.state !== 'disconnected') return;
    await new Promise<void>((resolve) => {
      const stop = client.onState((state) => {
        if (state === 'disconnected') return;
        stop();
        resolve();
      });
    });
  }

  async #write(client: ZooKeeperClient, key: string, data: Buffer | undefined): Promise<void> {
    const path = this.#pathOf(key);
    if (data === undefined) {
      this.#known.delete(key);
      await client.delete(path).catch((error) => {
        if (!isReason(error, 'NO_NODE')) throw error;
      });
    } else if (this.#known.has(key)) {
      await client.setData(path, data);
    } else {
      await this.#create(client, path, data);
      this.#known.add(key);
    }
  }

  async #create(client: ZooKeeperClient, path: string, data: Buffer): Promise<void> {
    try {
      await client.create(path, data);
    } catch (error) {
      if (isReason(error, 'NODE_EXISTS')) return client.setData(path, data);
      if (!isReason(error, 'NO_NODE')) throw error;
      await this.#createParents(client, path);
      await this.#create(client, path, data);
    }
  }

  async #createParents(client: ZooKeeperClient, path: string): Promise<void> {
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (parent === '' || (await client.exists(parent))) return;
    await this.#createParents(client, parent);
    await client.create(parent).catch((error) => {
      if (!isReason(error, 'NODE_EXISTS')) throw error;
    });
  }

  async #read(client: ZooKeeperClient, key: string, texts: Map<string, string>): Promise<void> {
    const path = this.#pathOf(key);
    const [data, children] = await Promise.all([client.data(path), client.children(path)]);
    if (data.length > 0 && key !== '') {
      texts.set(key, data.toString());
      this.#known.add(key);
    }
    await Promise.all(children.map((name) => this.#read(client, key === '' ? name : `${key}/${name}`, texts)));
  }

  #pathOf(key: string): string {
    return key === '' ? this.place.path : `${this.place.path}/${key}`;
  }
}
