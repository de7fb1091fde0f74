import type { MasterInfo } from '../wire/messages.js';
import type { LeaderListener, MasterDetector } from './detector.js';

interface Listener {
  readonly detected: LeaderListener;
  readonly failed: ((error: Error) => void) | undefined;
}

/** What has been detected last, and whom to tell: whoever listens later is told the same. */
export class Detections implements MasterDetector {
  readonly #listeners = new Set<Listener>();
  /** Undefined as long as nobody has looked. */
  #last: { readonly leader: MasterInfo | undefined } | undefined;
  #failure: Error | undefined;

  detect(detected: LeaderListener, failed?: (error: Error) => void): () => void {
    const listener = { detected, failed };
    this.#listeners.add(listener);
    if (this.#failure) failed?.(this.#failure);
    else if (this.#last) detected(this.#last.leader);
    return () => this.#listeners.delete(listener);
  }

  tell(leader: MasterInfo | undefined): void {
    this.#last = { leader };
    for (const { detected } of [...this.#listeners]) detected(leader);
  }

  /** Nobody will be detected any more. */
  fail(error: Error): void {
    this.#failure = error;
    for (const { failed } of [...this.#listeners]) failed?.(error);
  }
}
