import type { MasterInfo } from 'minimesos/protocol';
import type { ZooKeeper } from '../zookeeper/zookeeper.js';
import type { Lead, Masters } from './masters.js';

/** Followed by a number: masters line up for the lead. */
const CANDIDATE = 'json.info_';

/** The master that ZooKeeper says leads: of all that are registered, the one that came first. While ZooKeeper is away, it is the last that was known. */
export class ElectedMaster implements Masters {
  readonly #zookeeper: ZooKeeper;
  readonly #path: string;
  readonly #log: (line: string) => void;
  #name: string | undefined;
  #lead: Lead | undefined;
  #stepDown = new AbortController();
  #waiting: (() => void)[] = [];

  /** @param path where masters register */
  constructor(zookeeper: ZooKeeper, path: string, log: (line: string) => void) {
    this.#zookeeper = zookeeper;
    this.#path = path;
    this.#log = log;
    zookeeper.follow((changed) => this.#look(changed));
  }

  async next(signal: AbortSignal): Promise<Lead | undefined> {
    while (!this.#lead && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    return signal.aborted ? undefined : this.#lead;
  }

  async #look(changed: () => void): Promise<void> {
    const candidates = (await this.#zookeeper.children(this.#path, changed)).filter((name) => name.startsWith(CANDIDATE));
    const [first] = candidates.sort();
    if (first !== undefined && first === this.#name) return;
    const info = first === undefined ? undefined : await this.#zookeeper.read(`${this.#path}/${first}`);
    this.#name = info && first;
    this.#stepDown.abort();
    this.#stepDown = new AbortController();
    this.#lead = info && { url: addressOf(JSON.parse(info.text) as MasterInfo), lost: this.#stepDown.signal };
    this.#log(this.#lead ? `The master at ${this.#lead.url.host} leads` : `No master leads`);
    if (this.#lead) for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function addressOf({ address, hostname, port }: MasterInfo): URL {
  return new URL(`http://${address?.ip ?? address?.hostname ?? hostname}:${address?.port ?? port}`);
}
