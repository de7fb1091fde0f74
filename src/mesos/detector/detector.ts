import type { MasterInfo } from '../wire/messages.js';

/** Tells agents and others which master leads, as Mesos's MasterDetector does. */
export interface MasterDetector {
  /**
   * Calls `listener` with the leading master, now or as soon as it is known, and whenever that changes; undefined means
   * that there is none for the time being. Returns a function that ends this.
   */
  detect(listener: (leader: MasterInfo | undefined) => void): () => void;
}

/** There is one master, at a place that is known from the start (agent flag --master=ip:port). */
export class StandaloneDetector implements MasterDetector {
  constructor(private readonly leader: MasterInfo) {}

  detect(listener: (leader: MasterInfo | undefined) => void): () => void {
    listener(this.leader);
    return () => {};
  }
}
