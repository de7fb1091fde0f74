import type { Timer } from '../process/clock.js';

/** What is not acknowledged is sent again after this time, then after twice that, and so on up to the longest. */
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 600_000;

/** Sends something again and again until it is stopped, ever more rarely. */
export class Retransmission {
  #timer: Timer | undefined;

  constructor(private readonly delay: (milliseconds: number, action: () => void) => Timer) {}

  /** Sends now, and whenever it is time. What was to be sent before is not sent any more. */
  start(send: () => void): void {
    this.stop();
    this.#transmit(send, FIRST_RETRY_MS);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #transmit(send: () => void, retryMs: number): void {
    send();
    this.#timer = this.delay(retryMs, () => this.#transmit(send, Math.min(retryMs * 2, LONGEST_RETRY_MS)));
  }
}
