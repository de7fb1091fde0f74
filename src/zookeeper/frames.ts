/** The longest message that is read, in bytes: ZooKeeper's limit of 1 MB. */
export const MAX_FRAME_BYTES = 0xfffff;
export const LENGTH_BYTES = 4;

/** Cuts what arrives on a connection into messages, each of which follows its length. */
export class Frames {
  #chunks: Buffer[] = [];
  #size = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** The next four bytes, when they are there: a length, or a word in its place. */
  peek(): Buffer | undefined {
    if (this.#size < LENGTH_BYTES) return undefined;
    if ((this.#chunks[0] as Buffer).length < LENGTH_BYTES) this.#join();
    return (this.#chunks[0] as Buffer).subarray(0, LENGTH_BYTES);
  }

  /** The next message, when it is there as a whole; `too long` when it can never be. */
  next(): Buffer | 'too long' | undefined {
    const length = this.peek()?.readInt32BE();
    if (length === undefined) return undefined;
    if (length < 0 || length > MAX_FRAME_BYTES) return 'too long';
    const end = LENGTH_BYTES + length;
    if (this.#size < end) return undefined;
    if ((this.#chunks[0] as Buffer).length < end) this.#join();
    const first = this.#chunks[0] as Buffer;
    if (first.length === end) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(end);
    this.#size -= end;
    return first.subarray(LENGTH_BYTES, end);
  }

  #join(): void {
    this.#chunks = [Buffer.concat(this.#chunks)];
  }
}
