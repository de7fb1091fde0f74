/**
 * What somebody else produces, to be read with `for await`. Leaving the loop ends it at once, even while it waits for what
 * does not come.
 */
export class Feed<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #items: Item[] = [];
  readonly #readers: { resolve(result: IteratorResult<Item, undefined>): void; reject(error: unknown): void }[] = [];
  readonly #onEnd: () => void;
  #ended: { error?: unknown } | undefined;
  #drained: (() => void) | undefined;

  /** @param onEnd called once, when it ends, whoever ends it */
  constructor(onEnd: () => void = () => {}) {
    this.#onEnd = onEnd;
  }

  /** How many items were not read yet. */
  get waiting(): number {
    return this.#items.length;
  }

  /** Hands on an item; does nothing after the end. */
  push(item: Item): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ value: item, done: false });
    else this.#items.push(item);
  }

  /** Ends it after what is in it; with an error, that is what the reader gets then. */
  end(...[error]: [unknown?]): void {
    if (this.#ended) return;
    this.#ended = error === undefined ? {} : { error };
    for (const reader of this.#readers.splice(0)) this.#finish(reader);
    this.#checkDrained();
    this.#onEnd();
  }

  /** Resolves when everything in it was read, or when it has ended: what produces faster than is read waits for this. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve;
      this.#checkDrained();
    });
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    return new Promise((resolve, reject) => {
      if (this.#items.length > 0) resolve({ value: this.#items.shift() as Item, done: false });
      else if (this.#ended) this.#finish({ resolve, reject });
      else this.#readers.push({ resolve, reject });
      this.#checkDrained();
    });
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    this.#items.length = 0;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** An error is told once; after that there is nothing more. */
  #finish({ resolve, reject }: { resolve(result: IteratorResult<Item, undefined>): void; reject(error: unknown): void }): void {
    const error = this.#ended?.error;
    this.#ended = {};
    if (error === undefined) resolve({ value: undefined, done: true });
    else reject(error);
  }

  #checkDrained(): void {
    if (this.#items.length === 0 || this.#ended) this.#drained?.();
  }
}
