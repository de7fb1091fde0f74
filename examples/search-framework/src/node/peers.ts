import { post, readText } from '../mesos/http.js';
import type { DocumentStore, Entry } from './document-store.js';

const TIMEOUT_MS = 2000;
const RETRY_MS = 500;

/** Another node, as the scheduler knows it. */
export interface Peer {
  readonly name: string;
  /** `http://` and the address of its transport port. */
  readonly transport: string;
}

/** What one node sends to another: some entries, and whether it wants to have all of the other's. */
export interface Exchange {
  readonly entries: readonly Entry[];
  readonly wantsAll: boolean;
}

/** Keeps the documents of all nodes the same: every change goes to all, and whoever is new exchanges all it has. */
export class Peers {
  readonly #store: DocumentStore;
  readonly #onChange: () => void;
  #peers: readonly Peer[] = [];
  /** Those with whom an exchange is still to succeed. */
  readonly #behind = new Set<string>();
  #retry: NodeJS.Timeout | undefined;

  constructor(store: DocumentStore, onChange: () => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  get all(): readonly Peer[] {
    return this.#peers;
  }

  /** Takes a new list of peers; resolves when everything was exchanged with all that answer. */
  async replace(peers: readonly Peer[]): Promise<void> {
    this.#peers = peers;
    this.#behind.clear();
    for (const { transport } of peers) this.#behind.add(transport);
    await this.#catchUp();
  }

  /** Sends a change to all; resolves when those that answer have it. Others get it later. */
  async tell(entry: Entry): Promise<void> {
    await Promise.all(this.#peers.map(({ transport }) => this.#exchange(transport, { entries: [entry], wantsAll: false })));
  }

  /** What another node has sent. */
  receive({ entries, wantsAll }: Exchange): { entries: readonly Entry[] } {
    this.#store.merge(entries);
    this.#onChange();
    return { entries: wantsAll ? this.#store.entries : [] };
  }

  close(): void {
    this.#peers = [];
    this.#behind.clear();
    clearTimeout(this.#retry);
  }

  async #catchUp(): Promise<void> {
    const all = { entries: this.#store.entries, wantsAll: true };
    await Promise.all([...this.#behind].map((transport) => this.#exchange(transport, all)));
    clearTimeout(this.#retry);
    if (this.#behind.size > 0) this.#retry = setTimeout(() => void this.#catchUp(), RETRY_MS);
  }

  async #exchange(transport: string, exchange: Exchange): Promise<void> {
    try {
      const answer = await post(new URL('/exchange', transport), exchange, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      const text = await readText(answer);
      if (answer.statusCode !== 200) throw new Error(text);
      this.#store.merge((JSON.parse(text) as { entries: Entry[] }).entries);
      if (exchange.wantsAll) this.#behind.delete(transport);
      this.#onChange();
    } catch {
      if (!this.#peers.some((peer) => peer.transport === transport)) return;
      this.#behind.add(transport);
      this.#retry ??= setTimeout(() => void this.#catchUp(), RETRY_MS);
    }
  }
}
