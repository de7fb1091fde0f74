import { promisify } from 'node:util';
import library, { type Client } from 'node-zookeeper-client';
import type { Address } from '../src/mesos/process/pid.js';

/** Who leads the masters below a path in a ZooKeeper, looked up as frameworks do: by the masters' znodes, of which the first counts. */
export class LeadingMaster {
  readonly #client: Client;
  readonly #path: string;

  /** @param url `zk://127.0.0.1:2181/mesos` */
  constructor(url: string) {
    const { host, pathname } = new URL(url);
    this.#path = pathname;
    this.#client = library.createClient(host, { spinDelay: 10 });
    this.#client.connect();
  }

  /** Rejects when nobody leads. */
  async find(): Promise<Address> {
    const children = await promisify<string[]>((done) => this.#client.getChildren(this.#path, null, done))();
    const [first] = children.filter((name) => name.startsWith('json.info_')).sort();
    if (!first) throw new Error('No master leads.');
    const data = await promisify<Buffer>((done) => this.#client.getData(`${this.#path}/${first}`, null, done))();
    return (JSON.parse(String(data)) as { address: Address }).address;
  }

  close(): void {
    this.#client.close();
  }
}
