import type { Clock, Timer } from '../mesos/process/clock.js';
import type { Database } from './database.js';
import { isContainer, ttlOf, type Znode } from './znode.js';

/**
 * Deletes containers that have become empty, and znodes that have outlived their time. ZooKeeper looks once a minute. What cannot be
 * deleted then, for the disk is full, is looked at again the next time.
 */
export class Perishing {
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly intervalMs: number,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    this.#timer?.cancel();
    this.#timer = this.clock.delay(this.intervalMs, () => {
      this.start();
      this.#look();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #look(): void {
    const { tree } = this.database;
    try {
      for (const path of [...tree.perishable]) {
        const node = tree.get(path);
        if (node && this.#isOver(node)) this.database.transact((transaction) => transaction.apply({ type: 'delete', path }));
      }
    } catch (error) {
      this.failed(error);
    }
  }

  #isOver({ owner, children, creations, modifiedAt }: Znode): boolean {
    if (children.size > 0) return false;
    // A container in which nothing has been created yet is still to be used.
    if (isContainer(owner)) return creations > 0;
    const ttl = ttlOf(owner);
    return ttl !== undefined && Math.floor(this.clock.now()) - modifiedAt > ttl;
  }
}
