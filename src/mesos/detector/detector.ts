import type { MasterInfo } from '../wire/messages.js';

/** Tells agents and others which master leads, as Mesos's MasterDetector does. */
export interface MasterDetector {
  /**
   * Calls `listener` with the leading master, now or as soon as it is known, and whenever that changes; undefined means
   * that there is none for the time being. Returns a function that ends this.
   */
  detect(listener: (leader: MasterInfo | undefined) => void): () => void;
}

/** Knows the leading master because it is told: at first, and whenever that changes. Mesos's StandaloneMasterDetector. */
export class StandaloneDetector implements MasterDetector {
  readonly #listeners = new Set<(leader: MasterInfo | undefined) => void>();

  constructor(private leader?: MasterInfo) {}

  /** Has everybody detect this master; without one, that there is none. */
  appoint(leader: MasterInfo | undefined): void {
    this.leader = leader;
    for (const listener of [...this.#listeners]) listener(leader);
  }

  detect(listener: (leader: MasterInfo | undefined) => void): () => void {
    this.#listeners.add(listener);
    listener(this.leader);
    return () => this.#listeners.delete(listener);
  }
}
