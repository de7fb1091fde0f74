import type { MasterDetector } from '../../mesos/detector/detector.js';
import type { MasterInfo } from '../../mesos/wire/messages.js';

/** Finds the master to subscribe with. */
export interface Leaders {
  /** The URL of the one to try next; resolves when there is one, rejects when the signal aborts. */
  next(signal: AbortSignal): Promise<string>;
  /** A master has said that this one leads. */
  redirected(location: string): void;
  stop(): void;
}

/** @param masters the URLs of masters, or what tells who leads */
export const findLeaders = (masters: string | readonly string[] | MasterDetector): Leaders =>
  typeof masters === 'string' || Array.isArray(masters)
    ? new LeadersByUrl([masters].flat())
    : new LeadersByDetector(masters as MasterDetector);

/** A master tells of others without the scheme: `//ip:port`. */
const NOWHERE = 'http://127.0.0.1';

/** Tries those that are known, one after the other; they tell of others. */
class LeadersByUrl implements Leaders {
  readonly #urls: string[];

  constructor(urls: readonly string[]) {
    this.#urls = urls.map((url) => new URL(url).origin);
  }

  async next(): Promise<string> {
    const url = this.#urls.shift() as string;
    this.#urls.push(url);
    return url;
  }

  redirected(location: string): void {
    if (!URL.canParse(location, NOWHERE)) return;
    const { origin, protocol } = new URL(location, NOWHERE);
    // Whatever else stands there, a master it is not.
    if (protocol !== 'http:' && protocol !== 'https:') return;
    const index = this.#urls.indexOf(origin);
    if (index >= 0) this.#urls.splice(index, 1);
    this.#urls.unshift(origin);
  }

  stop(): void {}
}

class LeadersByDetector implements Leaders {
  #leader: MasterInfo | undefined;
  #waiting: (() => void)[] = [];
  readonly #stop: () => void;

  constructor(detector: MasterDetector) {
    this.#stop = detector.detect((leader) => {
      this.#leader = leader;
      if (leader) for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }

  async next(signal: AbortSignal): Promise<string> {
    while (!this.#leader) {
      await new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        this.#waiting.push(resolve);
      });
    }
    const { address, hostname, port } = this.#leader;
    const host = address?.ip ?? address?.hostname ?? hostname ?? '';
    return `http://${host.includes(':') ? `[${host}]` : host}:${address?.port ?? port}`;
  }

  redirected(): void {}

  stop(): void {
    this.#stop();
  }
}
