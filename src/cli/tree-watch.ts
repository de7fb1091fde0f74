import { Clock } from '../mesos/process/clock.js';
import { type ZooKeeperClient, ZooKeeperError, type ZooKeeperEvent } from '../zookeeper/client.js';
import { childOf } from '../zookeeper/paths.js';
import type { Stat } from '../zookeeper/znode.js';

/** Something that has changed in a tree of znodes. */
export interface TreeChange {
  /** Milliseconds since 1970, when it was seen. */
  readonly at: number;
  readonly what: 'created' | 'changed' | 'deleted';
  readonly path: string;
  /** What it holds now; undefined when it is deleted, or may not be read. */
  readonly data?: Buffer | undefined;
  readonly stat?: Stat | undefined;
}

/** A znode that is there, as far as was seen. */
interface Known {
  stat: Stat;
  /** The paths of its children. */
  children: readonly string[];
}

type Watch = (event: ZooKeeperEvent) => void;

/** Watches a path and all below it. Every watch of ZooKeeper tells of one change only, so each is set again when it has. */
export class TreeWatch {
  readonly #clock = new Clock();
  readonly #known = new Map<string, Known>();
  /** One for each path, so that setting it again while it is set makes no second one. */
  readonly #watches = new Map<string, Watch>();
  /** One look after the other, so that what is told is in order. */
  #looking: Promise<unknown> = Promise.resolve();
  /** What was there at first is not told. */
  #isNew = true;

  constructor(
    private readonly path: string,
    private readonly tell: (change: TreeChange) => void,
  ) {}

  /** Whether the path itself is there. */
  get there(): boolean {
    return this.#known.has(this.path);
  }

  /**
   * Looks at everything by this client, and watches it until the session of the client ends. What was missed since another
   * client ended is told first.
   * @returns resolves when all was seen; `ended` resolves with the end of the session, and rejects when something goes wrong
   */
  async follow(client: ZooKeeperClient): Promise<{ readonly ended: Promise<void> }> {
    this.#watches.clear();
    const ended = new Promise<void>((resolve, reject) => {
      const look = (work: () => Promise<void>) => {
        this.#looking = this.#looking.then(work).catch((error: unknown) => {
          // What was missed is looked at when there is a connection again.
          if (!isLoss(error)) reject(error);
        });
      };
      this.#lookSoon = (event) => look(() => this.#changedAt(client, event));
      client.onState((state) => {
        if (state === 'connected') look(() => this.#look(client, this.path, true));
        else if (state === 'expired') resolve();
      });
      look(() => this.#look(client, this.path, true));
    });
    ended.catch(() => {});
    await this.#looking;
    this.#isNew = false;
    return { ended };
  }

  #lookSoon: Watch = () => {};

  async #changedAt(client: ZooKeeperClient, { type, path }: ZooKeeperEvent): Promise<void> {
    // Only the top is waited for when it is gone; others are told of by what they lie in when they come back.
    if (type === 'deleted' && path !== this.path) this.#forget(path);
    else await this.#look(client, path, false);
  }

  /** @param deep whether to look also at what is known below it */
  async #look(client: ZooKeeperClient, path: string, deep: boolean): Promise<void> {
    const stat = await client.exists(path, this.#watchOf(path));
    const before = this.#known.get(path);
    if (before && before.stat.czxid !== stat?.czxid) this.#forget(path);
    if (!stat) return;
    const known = this.#known.get(path) ?? { stat, children: [] };
    if (!this.#known.has(path)) await this.#tellData(client, 'created', path, stat);
    else if (known.stat.mzxid !== stat.mzxid) await this.#tellData(client, 'changed', path, stat);
    known.stat = stat;
    this.#known.set(path, known);
    const children = await client.children(path, this.#watchOf(path)).catch(whenUnreadable);
    if (!children) return;
    const paths = children.sort().map((name) => childOf(path, name));
    for (const child of known.children) if (!paths.includes(child)) this.#forget(child);
    known.children = paths;
    for (const child of paths) if (deep || !this.#known.has(child)) await this.#look(client, child, deep);
  }

  #watchOf(path: string): Watch {
    const watch: Watch = this.#watches.get(path) ?? ((event) => this.#lookSoon(event));
    this.#watches.set(path, watch);
    return watch;
  }

  async #tellData(client: ZooKeeperClient, what: 'created' | 'changed', path: string, stat: Stat): Promise<void> {
    if (this.#isNew) return;
    const data = await client.data(path).catch(whenUnreadable);
    this.tell({ at: this.#clock.now(), what, path, data, stat });
  }

  /** It is gone, and all that was below it went first. */
  #forget(path: string): void {
    const known = this.#known.get(path);
    if (!known) return;
    for (const child of known.children) this.#forget(child);
    this.#known.delete(path);
    this.#watches.delete(path);
    this.tell({ at: this.#clock.now(), what: 'deleted', path });
  }
}

/** It has gone meanwhile, or is not for everybody. */
function whenUnreadable(error: unknown): undefined {
  if (error instanceof ZooKeeperError && (error.reason === 'NO_NODE' || error.reason === 'NO_AUTH')) return undefined;
  throw error;
}

const isLoss = (error: unknown) =>
  error instanceof ZooKeeperError && (error.reason === 'CONNECTION_LOSS' || error.reason === 'SESSION_EXPIRED');
