import type { Clock } from '../mesos/process/clock.js';
import type { Names } from './records.js';

/** How long a question waits for the newest state. After that the names that are known count, as in Mesos-DNS while no master answers. */
const LONGEST_WAIT_MS = 1000;
/** Not everything that happens on a cluster announces itself: what is older than this is looked at anew. */
const LONGEST_AGE_MS = 1000;

/**
 * The names of a cluster as they are now: looked at when somebody asks and something has happened since. So whoever has heard of
 * a task finds it, and nothing is done while nobody asks.
 */
export class CurrentNames {
  #names: Names | undefined;
  /** How often something has happened, and how much of it the names know. */
  #changes = 1;
  #known = 0;
  #lookedAt = 0;
  #lookMs = 0;
  #serial = 0;
  #looking: Promise<boolean> | undefined;

  constructor(
    private readonly look: () => Promise<Names>,
    private readonly clock: Clock,
  ) {}

  /** Says that something has happened. */
  changed(): void {
    this.#changes++;
  }

  /** The time at which the names were looked at last, in seconds, as the serial number of a zone. */
  get serial(): number {
    return this.#serial;
  }

  /** Undefined as long as no state could be read. */
  async get(): Promise<Names | undefined> {
    if (this.#isFresh(this.#changes)) return this.#names;
    let isLate = false;
    let stop = () => {};
    const late = new Promise<boolean>((resolve) => {
      const timer = this.clock.delay(LONGEST_WAIT_MS, () => {
        isLate = true;
        resolve(false);
      });
      stop = () => timer.cancel();
    });
    const wanted = this.#changes;
    while (!isLate && !this.#isFresh(wanted)) {
      if (!(await Promise.race([this.#look(), late]))) break;
    }
    stop();
    return this.#names;
  }

  #isFresh(wanted: number): boolean {
    return this.#known >= wanted && this.clock.now() - this.#lookedAt < LONGEST_AGE_MS;
  }

  /** One look at a time; what happens during it is for the next. Says whether it could look. */
  #look(): Promise<boolean> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookOnce(): Promise<boolean> {
    // Rests as long as a look takes, so that looking never costs more than half of the time.
    const rest = this.#lookedAt + 2 * this.#lookMs - this.clock.now();
    if (rest > 0) await this.clock.sleep(rest);
    const startedAt = this.clock.now();
    const changes = this.#changes;
    try {
      this.#names = await this.look();
    } catch {
      return false;
    }
    this.#known = changes;
    this.#lookedAt = startedAt;
    this.#lookMs = this.clock.now() - startedAt;
    this.#serial = Math.floor(startedAt / 1000);
    return true;
  }
}
