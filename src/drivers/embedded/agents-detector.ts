import { Detections } from '../../mesos/detector/detections.js';
import type { LeaderListener, MasterDetector } from '../../mesos/detector/detector.js';
import type { MasterInfo } from '../../mesos/wire/messages.js';

/**
 * What all agents together detect. They are told of a leader of their own cluster once it serves: in Mesos one that comes before
 * that is not heard, and tries again after a while.
 */
export class AgentsDetector implements MasterDetector {
  readonly #detections = new Detections();
  /** What the detector has said and agents have still to be told. */
  #news: { readonly leader: MasterInfo | undefined } | undefined;

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
        this.#news = { leader };
        this.look();
      },
      (error) => this.#detections.fail(error),
    );
  }

  detect(detected: LeaderListener, failed?: (error: Error) => void): () => void {
    return this.#detections.detect(detected, failed);
  }

  /** Whoever has been detected may serve by now. */
  look(): void {
    if (!this.#news) return;
    const { leader } = this.#news;
    if (leader && this.recovers(leader)) return;
    this.#news = undefined;
    this.tell(leader);
    this.#detections.tell(leader);
  }
}
