import { Clock } from '../../mesos/process/clock.js';
import type { Runtime } from '../../mesos/process/runtime.js';

/** Waits for what happens in a runtime. All are looked at once after whatever happens at one time, however many there are. */
export class Waits {
  /** Starts have to be done in time, whatever becomes of the time of the cluster. */
  readonly #deadlines = new Clock();
  readonly #checks = new Set<() => void>();
  #isDue = false;
  #stopObserving: () => void = () => {};

  constructor(private readonly runtime: Pick<Runtime, 'onObservation' | 'dispatch'>) {}

  /**
   * Resolves when `holds` does; rejects when it throws, or with what `late` says.
   * @param timeoutMs real time
   */
  until(holds: () => boolean, timeoutMs: number, late: () => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#remove(check);
        timer.cancel();
        settle();
      };
      const check = () => {
        try {
          if (holds()) end(resolve);
        } catch (error) {
          end(() => reject(error));
        }
      };
      const timer = this.#deadlines.delay(timeoutMs, () => end(() => reject(late())));
      this.#add(check);
      check();
    });
  }

  /** Nothing will happen any more: whoever still waits looks once again, and for the last time. */
  stop(): void {
    this.#deadlines.stop();
    this.#checkAll();
  }

  #add(check: () => void): void {
    if (this.#checks.size === 0) this.#stopObserving = this.runtime.onObservation(() => this.#checkSoon());
    this.#checks.add(check);
  }

  #remove(check: () => void): void {
    this.#checks.delete(check);
    if (this.#checks.size === 0) this.#stopObserving();
  }

  #checkSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.runtime.dispatch(() => {
      this.#isDue = false;
      this.#checkAll();
    });
  }

  #checkAll(): void {
    for (const check of [...this.#checks]) check();
  }
}
