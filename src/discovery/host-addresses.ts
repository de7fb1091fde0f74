import { lookup } from 'node:dns/promises';
import type { Clock } from '../mesos/process/clock.js';

/** How long what is known of a host counts. */
const LONGEST_AGE_MS = 60_000;

/**
 * The addresses of hosts, as the system of this machine knows them. Nobody waits for it: a host whose addresses are not known yet
 * has none, and `learned` is called when it has.
 */
export class HostAddresses {
  readonly #known = new Map<string, { readonly addresses: readonly string[]; readonly at: number }>();
  readonly #asked = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly learned: () => void,
  ) {}

  of(host: string): readonly string[] {
    const known = this.#known.get(host);
    if ((!known || this.clock.now() - known.at > LONGEST_AGE_MS) && !this.#asked.has(host)) void this.#ask(host);
    return known?.addresses ?? [];
  }

  async #ask(host: string): Promise<void> {
    this.#asked.add(host);
    const found = await lookup(host, { all: true }).catch(() => []);
    const addresses = [...new Set(found.map(({ address }) => address))];
    this.#known.set(host, { addresses, at: this.clock.now() });
    this.#asked.delete(host);
    if (addresses.length > 0) this.learned();
  }
}
