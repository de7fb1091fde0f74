import type { LeaderListener, MasterDetector } from '../../mesos/detector/detector.js';
import type { MasterInfo } from '../../mesos/wire/messages.js';

interface Listener {
  readonly detected: LeaderListener;
  readonly failed: ((error: Error) => void) | undefined;
}

/**
 * What all agents together detect. They are told of a leader of their own cluster once it serves: in Mesos one that comes before
 * that is not heard, and tries again after a while.
 */
export class AgentsDetector implements MasterDetector {
  readonly #listeners = new Set<Listener>();
  /** What the detector has said, and what agents have been told; undefined before that. */
  #detected: { readonly leader: MasterInfo | undefined } | undefined;
  #told: { readonly leader: MasterInfo | undefined } | undefined;
  #failure: Error | undefined;

  /**
   * @param recovers whether this is a master of the cluster that has been elected, but does not serve yet
   * @param tell is told whenever agents are
   */
  constructor(
    detector: MasterDetector,
    private readonly recovers: (leader: MasterInfo) => boolean,
    private readonly tell: LeaderListener,
  ) {
    detector.detect(
      (leader) => {
        this.#detected = { leader };
        this.look();
      },
      (error) => {
        this.#failure = error;
        for (const { failed } of [...this.#listeners]) failed?.(error);
      },
    );
  }

  detect(detected: LeaderListener, failed?: (error: Error) => void): () => void {
    const listener = { detected, failed };
    this.#listeners.add(listener);
    if (this.#failure) failed?.(this.#failure);
    else if (this.#told) detected(this.#told.leader);
    return () => this.#listeners.delete(listener);
  }

  /** Whoever has been detected may serve by now. */
  look(): void {
    if (!this.#detected || this.#detected === this.#told) return;
    const { leader } = this.#detected;
    if (leader && this.recovers(leader)) return;
    this.#told = this.#detected;
    this.tell(leader);
    for (const { detected } of [...this.#listeners]) detected(leader);
  }
}
