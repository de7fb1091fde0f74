import { MinimesosError } from '../errors.js';

/**
 * Lies between what happens by itself and a reader that takes its time. It holds so much and no more: when it is full, the
 * reader gets what is in it and then `READER_TOO_SLOW`.
 */
export class BoundedQueue<Item> implements AsyncIterable<Item> {
  readonly #limit: number;
  readonly #signal: AbortSignal;
  #waiting: { item: Item; size: number }[] = [];
  #size = 0;
  #ended = false;
  #failure: unknown;
  #wake = () => {};

  /**
   * @param limit how much the items that wait to be read may amount to
   * @param signal ends the queue, whatever waits in it: the reader is gone
   */
  constructor(limit: number, signal: AbortSignal) {
    this.#limit = limit;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.end(), { once: true });
  }

  /** Adds an item of this size; does nothing after the end. */
  push(item: Item, size = 1): void {
    if (this.#ended) return;
    // One item may be larger than all that may wait.
    if (this.#waiting.length > 0 && this.#size + size > this.#limit) {
      this.end(new MinimesosError('READER_TOO_SLOW', { waiting: this.#waiting.length }));
      return;
    }
    this.#waiting.push({ item, size });
    this.#size += size;
    this.#wake();
  }

  /** No more items will come; with a failure, the reader gets it after the last of them. */
  end(failure?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake();
  }

  /** For one reader. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (;;) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const { item, size } of batch) {
        if (this.#signal.aborted) return;
        yield item;
        this.#size -= size;
      }
      if (this.#signal.aborted) return;
      if (this.#waiting.length > 0) continue;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
