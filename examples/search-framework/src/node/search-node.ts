import type { Server } from 'node:http';
import { answerWith, closeServer, HttpError, listen, type Routes } from '../json-server.js';
import { DocumentStore } from './document-store.js';
import { type Exchange, type Peer, Peers } from './peers.js';
import type { Roster } from './roster.js';
import type { NodeSettings } from './settings.js';

/** Of which version the nodes are; every node tells. */
const VERSION = '1.0.0';

/** What the scheduler tells a node in the `data` of its task. */
export interface NodeOrder {
  readonly name: string;
  readonly cluster: string;
  readonly httpPort: number;
  readonly transportPort: number;
  readonly dataDirectory: string;
  /** The other nodes, as the scheduler knows them. */
  readonly peers: readonly Peer[];
  /** Where in ZooKeeper the nodes find each other, if not through the scheduler. */
  readonly zookeeper?: string;
}

/** One node: documents, the HTTP API for everybody, and the transport port at which the other nodes speak to it. */
export class SearchNode {
  readonly #order: NodeOrder;
  readonly #settings: NodeSettings;
  readonly #store: DocumentStore;
  readonly #peers: Peers;
  #servers: Server[] = [];
  #roster: Roster | undefined;

  /** @param onChange called after the documents may have changed */
  constructor(order: NodeOrder, settings: NodeSettings, onChange: () => void) {
    this.#order = order;
    this.#settings = settings;
    this.#store = new DocumentStore(order.dataDirectory, order.name);
    this.#peers = new Peers(this.#store, onChange);
  }

  /** How many documents it has. */
  get documents(): number {
    return this.#store.size;
  }

  /** Has what the others have, and answers, once this resolves. */
  async start(host: string): Promise<void> {
    const { httpPort, transportPort, peers, zookeeper } = this.#order;
    const exchange: Routes = { 'POST /exchange': async ({ body }) => this.#peers.receive((await body()) as Exchange) };
    this.#servers.push(answerWith(await listen(host, transportPort), exchange));
    if (zookeeper) await this.#enlist(zookeeper, host);
    else await this.#peers.replace(peers);
    this.#servers.push(answerWith(await listen(host, httpPort), this.#routes()));
  }

  /** The nodes are others than before. */
  async meet(peers: readonly Peer[]): Promise<void> {
    await this.#peers.replace(peers);
  }

  async stop(): Promise<void> {
    this.#peers.close();
    await this.#roster?.leave();
    await Promise.all(this.#servers.map(closeServer));
    this.#store.close();
  }

  /** Resolves when it has what those have whom it has found. */
  async #enlist(url: string, host: string): Promise<void> {
    const { Roster } = await import('./roster.js'); // only those load it that need it
    const { name, transportPort } = this.#order;
    const self = { name, transport: `http://${host}:${transportPort}` };
    await new Promise<void>((resolve) => {
      this.#roster = new Roster(url, self, (others) => void this.#peers.replace(others).then(resolve));
    });
  }

  #routes(): Routes {
    const { name, cluster, dataDirectory } = this.#order;
    return {
      'GET /': () => ({ name, cluster, version: VERSION, documents: this.documents, dataDirectory }),
      'GET /health': () => ({ status: 'ok' }),
      'GET /nodes': () => ({ self: name, settings: this.#settings, peers: this.#peers.all }),
      'GET /search': ({ query }) => this.#search(query.get('q') ?? ''),
      'GET /documents/:id': ({ parameters: { id = '' } }) => ({ id, document: this.#existing(id) }),
      'PUT /documents/:id': async ({ parameters: { id = '' }, body }) => this.#change(id, documentOf(await body())),
      'DELETE /documents/:id': async ({ parameters: { id = '' } }) => {
        this.#existing(id);
        return this.#change(id, null);
      },
    };
  }

  #search(query: string): object {
    const ids = this.#store.search(query);
    const hits = ids.slice(0, this.#settings.maxHits).map((id) => ({ id, document: this.#store.get(id) }));
    return { query, node: this.#order.name, total: ids.length, hits };
  }

  #existing(id: string): object {
    const document = this.#store.get(id);
    if (!document) throw new HttpError(404, `There is no document ${id}`);
    return document;
  }

  async #change(id: string, document: object | null): Promise<object> {
    const entry = this.#store.change(id, document);
    await this.#peers.tell(entry);
    return { id, version: entry.clock };
  }
}

function documentOf(body: unknown): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new HttpError(400, 'A document is a JSON object');
  return body;
}
