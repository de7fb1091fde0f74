import type { MasterInfo } from '../wire/messages.js';

/** Is told who leads; undefined means that nobody does, for the time being. */
export type LeaderListener = (leader: MasterInfo | undefined) => void;

/** Tells agents and others which master leads, as Mesos's MasterDetector does. */
export interface MasterDetector {
  /**
   * Calls `listener` with the leading master, now or as soon as it is known, and whenever that changes. Returns a function that
   * ends this.
   * @param failed is told, once, when nobody will be detected any more
   */
  detect(listener: LeaderListener, failed?: (error: Error) => void): () => void;
}

/** Knows the leading master because it is told: at first, and whenever that changes. Mesos's StandaloneMasterDetector. */
export class StandaloneDetector implements MasterDetector {
  readonly #listeners = new Set<LeaderListener>();

  constructor(public leader?: MasterInfo) {}

  /** Has everybody detect this master; without one, that there is none. */
  appoint(leader: MasterInfo | undefined): void {
    this.leader = leader;
    for (const listener of [...this.#listeners]) listener(leader);
  }

  detect(listener: LeaderListener): () => void {
    this.#listeners.add(listener);
    listener(this.leader);
    return () => this.#listeners.delete(listener);
  }
}
