/** A list that forgets its oldest items beyond a capacity. */
export class BoundedList<Item> implements Iterable<Item> {
  readonly #items: Item[] = [];

  constructor(readonly capacity: number) {}

  get length(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    if (this.capacity <= 0) return;
    this.#items.push(item);
    if (this.#items.length > this.capacity) this.#items.shift();
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.#items[Symbol.iterator]();
  }
}
