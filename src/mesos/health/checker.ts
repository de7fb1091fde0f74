import type { Timer } from '../process/clock.js';
import type { CheckStatusInfo } from '../wire/messages.js';
import type { Probe } from './probe.js';

/** When a check looks: the members that checks and health checks have in common. */
export interface CheckTiming {
  readonly delay_seconds?: number | undefined;
  readonly interval_seconds?: number | undefined;
  readonly timeout_seconds?: number | undefined;
}

/** Calls an action after so many milliseconds. */
export type Delay = (milliseconds: number, action: () => void) => Timer;

/** Looks at a task again and again, and says each time what it found, or why it found nothing. */
export class Checker {
  readonly #delayMs: number;
  readonly #intervalMs: number;
  /** 0: it may take as long as it likes. */
  readonly #timeoutMs: number;
  #state: 'running' | 'paused' | 'stopped' = 'running';
  #next: Timer | undefined;
  #probing: AbortController | undefined;

  constructor(
    private readonly probe: Probe,
    { delay_seconds = 15, interval_seconds = 10, timeout_seconds = 20 }: CheckTiming,
    private readonly delay: Delay,
    private readonly report: (result: CheckStatusInfo | Error) => void,
  ) {
    this.#delayMs = delay_seconds * 1000;
    this.#intervalMs = interval_seconds * 1000;
    this.#timeoutMs = timeout_seconds * 1000;
    this.#lookAfter(this.#delayMs);
  }

  /** Looks no more until `resume`; what it is just finding out does not count. */
  pause(): void {
    if (this.#state === 'running') this.#halt('paused');
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    this.#lookAfter(this.#intervalMs);
  }

  stop(): void {
    if (this.#state !== 'stopped') this.#halt('stopped');
  }

  #halt(state: 'paused' | 'stopped'): void {
    this.#state = state;
    this.#next?.cancel();
    this.#probing?.abort();
    this.#probing = undefined;
  }

  #lookAfter(milliseconds: number): void {
    this.#next = this.delay(milliseconds, () => this.#look());
  }

  #look(): void {
    const probing = new AbortController();
    this.#probing = probing;
    let timeout: Timer | undefined;
    const conclude = (result: CheckStatusInfo | Error) => {
      timeout?.cancel();
      if (this.#probing !== probing) return;
      this.#probing = undefined;
      this.report(result);
      if (this.#state === 'running') this.#lookAfter(this.#intervalMs);
    };
    if (this.#timeoutMs > 0) {
      timeout = this.delay(this.#timeoutMs, () => {
        probing.abort();
        conclude(new Error(`timed out after ${this.#timeoutMs / 1000} s`));
      });
    }
    // Not counted as under way: a server may leave a check without an answer for as long as it likes.
    void this.#probe(probing.signal).then(conclude, conclude);
  }

  async #probe(signal: AbortSignal): Promise<CheckStatusInfo> {
    return this.probe(signal);
  }
}
