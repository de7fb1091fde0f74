import { Clock, type Timer } from '../clock.js';

const LOOK_MS = 1500;

/**
 * Notices that somebody who is waited for says nothing, in time in which this process could have heard it: what passes while this one can do
 * nothing itself counts as one look at most.
 */
export class SilenceWatch {
  readonly #clock = new Clock();
  #timer: Timer | undefined;
  #silentMs = 0;

  /**
   * @param patienceMs how long it may be silent now; undefined while nobody waits for it
   * @param onSilence called when it was silent for longer, once for what was asked until then
   * @param lookMs how often it is looked
   */
  constructor(
    private readonly patienceMs: () => number | undefined,
    private readonly onSilence: () => void,
    private readonly lookMs = LOOK_MS,
  ) {}

  /** From now on somebody waits for it. */
  asked(): void {
    if (this.#timer) return;
    this.#silentMs = 0;
    this.#look();
  }

  /** It has said something. */
  heard(): void {
    this.#silentMs = 0;
  }

  stop(): void {
    this.#clock.stop();
  }

  #look(): void {
    this.#timer = this.#clock.delay(this.lookMs, () => {
      this.#timer = undefined;
      const patience = this.patienceMs();
      if (patience === undefined) return;
      this.#silentMs += this.lookMs;
      if (this.#silentMs > patience) this.onSilence();
      else this.#look();
    });
  }
}
