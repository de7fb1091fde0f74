import { Refusal } from './error-codes.js';

const INITIAL_BYTES = 256;

/** Reads jute, ZooKeeper's encoding: big-endian numbers, and a length before everything that can be long. */
export class JuteReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** So many bytes have not been read yet. */
  get remaining(): number {
    return this.bytes.length - this.#at;
  }

  int(): number {
    return this.bytes.readInt32BE(this.#skip(4));
  }

  long(): bigint {
    return this.bytes.readBigInt64BE(this.#skip(8));
  }

  boolean(): boolean {
    return this.bytes[this.#skip(1)] !== 0;
  }

  /** A copy, so that what is kept of a request does not keep all of it; undefined for the length -1, which is Java's null. */
  buffer(): Buffer | undefined {
    const length = this.#length();
    if (length === undefined) return undefined;
    const start = this.#skip(length);
    return Buffer.from(this.bytes.subarray(start, start + length));
  }

  /** A string that has to be there. */
  string(): string {
    const length = this.#length();
    if (length === undefined) throw new Refusal('MARSHALLING_ERROR');
    const start = this.#skip(length);
    return this.bytes.toString('utf8', start, start + length);
  }

  /** A list; null is read as an empty one. */
  vector<Item>(item: () => Item): Item[] {
    const length = this.#length() ?? 0;
    // Every item has at least a byte: a list that claims more is not begun.
    if (length > this.remaining) throw new Refusal('MARSHALLING_ERROR');
    return Array.from({ length }, item);
  }

  strings(): string[] {
    return this.vector(() => this.string());
  }

  #length(): number | undefined {
    const length = this.int();
    if (length === -1) return undefined;
    if (length < 0) throw new Refusal('MARSHALLING_ERROR');
    return length;
  }

  #skip(length: number): number {
    if (length > this.remaining) throw new Refusal('MARSHALLING_ERROR');
    const at = this.#at;
    this.#at += length;
    return at;
  }
}

/**
 * Writes jute. Every method returns the writer. Its memory is not of Node's pool: there lies what is kept of requests, and would keep
 * what is written in between.
 */
export class JuteWriter {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #end = 0;

  int(value: number): this {
    const at = this.#grow(4);
    this.#bytes.writeInt32BE(value, at);
    return this;
  }

  long(value: bigint | number): this {
    const at = this.#grow(8);
    this.#bytes.writeBigInt64BE(BigInt(value), at);
    return this;
  }

  boolean(value: boolean): this {
    const at = this.#grow(1);
    this.#bytes[at] = value ? 1 : 0;
    return this;
  }

  buffer(value: Buffer | undefined): this {
    if (value === undefined) return this.int(-1);
    this.int(value.length);
    const at = this.#grow(value.length);
    value.copy(this.#bytes, at);
    return this;
  }

  string(value: string): this {
    const length = Buffer.byteLength(value);
    this.int(length);
    const at = this.#grow(length);
    this.#bytes.write(value, at);
    return this;
  }

  vector<Item>(items: Iterable<Item>, write: (item: Item) => void): this {
    const list = [...items];
    this.int(list.length);
    list.forEach(write);
    return this;
  }

  strings(items: Iterable<string>): this {
    return this.vector(items, (item) => this.string(item));
  }

  /** Everything written so far. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  #grow(length: number): number {
    const at = this.#end;
    this.#end += length;
    if (this.#end > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#end, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}

/** A message as it travels: its length, then what `write` writes. */
export function framed(write: (writer: JuteWriter) => void): Buffer {
  const writer = new JuteWriter().int(0);
  write(writer);
  const bytes = writer.bytes();
  bytes.writeInt32BE(bytes.length - 4, 0);
  return bytes;
}
