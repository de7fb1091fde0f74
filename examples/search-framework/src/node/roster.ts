import { ZooKeeper } from '../zookeeper/zookeeper.js';
import { ZooKeeperUrl } from '../zookeeper/zookeeper-url.js';
import type { Peer } from './peers.js';

/**
 * The nodes that there are, in ZooKeeper: each has a znode that is named after its address and goes with its session. A node
 * that dies stays on the list until its session is over; one whose session has ended while it lives puts itself on it again.
 */
export class Roster {
  readonly #zookeeper: ZooKeeper;
  readonly #directory: string;
  readonly #self: Peer;
  readonly #onOthers: (others: readonly Peer[]) => void;

  /** @param onOthers called with all other nodes when this one is on the list, and whenever there are others */
  constructor(url: string, self: Peer, onOthers: (others: readonly Peer[]) => void) {
    const place = ZooKeeperUrl.parse(url);
    if (!place) throw new Error(`${url} is no place in ZooKeeper`);
    this.#zookeeper = new ZooKeeper(place, console.log);
    this.#directory = place.path;
    this.#self = self;
    this.#onOthers = onOthers;
    this.#zookeeper.follow((changed) => this.#look(changed));
  }

  /** At once gone from the list, for all others as well. */
  leave(): Promise<void> {
    return this.#zookeeper.close();
  }

  async #look(changed: () => void): Promise<void> {
    // Only one process can have an address: what another session has left under this one's is out of date.
    await this.#zookeeper.claim(this.#znodeOf(this.#self), JSON.stringify(this.#self));
    const names = await this.#zookeeper.children(this.#directory, changed);
    const znodes = await Promise.all(names.map((name) => this.#zookeeper.read(`${this.#directory}/${name}`)));
    const peers = znodes.flatMap((znode) => (znode ? [JSON.parse(znode.text) as Peer] : []));
    this.#onOthers(peers.filter(({ transport }) => transport !== this.#self.transport));
  }

  #znodeOf({ transport }: Peer): string {
    return `${this.#directory}/${new URL(transport).host}`;
  }
}
