import { ParseError } from './parse-error.js';

/** Records longer than this are refused unless the reader is told otherwise; real events stay far below. */
const MAX_RECORD_BYTES = 256 * 1024 * 1024;

/** Digits of the longest length that Mesos can read, 2^64 - 1. */
const MAX_LENGTH_DIGITS = 20;

const LINE_FEED = 10;

/**
 * One RecordIO record: the payload's length in bytes, a line feed, the payload. Clients of Mesos rely on each record
 * being one HTTP chunk, so write it in one piece.
 */
export function encodeRecord(payload: string): string;
export function encodeRecord(payload: Uint8Array): Buffer;
export function encodeRecord(payload: string | Uint8Array): string | Buffer {
  if (typeof payload === 'string') return `${Buffer.byteLength(payload)}\n${payload}`;
  return Buffer.concat([Buffer.from(`${payload.length}\n`), payload]);
}

/** Takes RecordIO apart as it arrives, in chunks cut anywhere. After an error it cannot go on: the framing is lost. */
export class RecordDecoder {
  private header = '';
  private length: number | undefined;
  private parts: Uint8Array[] = [];
  private received = 0;
  private failed = false;

  /** @param maxRecordBytes Longest payload accepted; 256 MiB unless told otherwise. */
  constructor(private readonly maxRecordBytes = MAX_RECORD_BYTES) {}

  /** Whether the stream so far ends inside a record. */
  get partial(): boolean {
    return this.header !== '' || this.length !== undefined;
  }

  /** The payloads that this chunk completes, in order. Throws {@link ParseError} for a length that is none, or too long. */
  push(chunk: Uint8Array): Buffer[] {
    if (this.failed) throw new ParseError('Decoder is in a FAILED state');
    const records: Buffer[] = [];
    let position = 0;
    while (position < chunk.length) {
      position = this.length === undefined ? this.readHeader(chunk, position) : this.readPayload(chunk, position, this.length);
      if (this.length === this.received) records.push(this.take());
    }
    return records;
  }

  private readHeader(chunk: Uint8Array, start: number): number {
    const end = chunk.indexOf(LINE_FEED, start);
    const stop = end < 0 ? chunk.length : end;
    // A peer that never sends the line feed must not fill the memory.
    this.header += Buffer.from(chunk.subarray(start, Math.min(stop, start + MAX_LENGTH_DIGITS + 1))).toString('latin1');
    if (this.header.length > MAX_LENGTH_DIGITS) this.fail(`Failed to decode length '${this.header}': too long`);
    if (end < 0) return stop;
    if (!/^[0-9]+$/.test(this.header)) {
      this.fail(`Failed to decode length '${this.header}': Failed to convert '${this.header}' to number`);
    }
    this.length = Number(this.header);
    if (this.length > this.maxRecordBytes) this.fail(`A record of ${this.header} bytes is more than ${this.maxRecordBytes}`);
    this.header = '';
    return end + 1;
  }

  private readPayload(chunk: Uint8Array, start: number, length: number): number {
    const part = chunk.subarray(start, start + length - this.received);
    this.parts.push(part);
    this.received += part.length;
    return start + part.length;
  }

  private take(): Buffer {
    const record = Buffer.concat(this.parts);
    this.length = undefined;
    this.parts = [];
    this.received = 0;
    return record;
  }

  private fail(message: string): never {
    this.failed = true;
    throw new ParseError(message);
  }
}

/** The payloads of a RecordIO stream, such as the body of a subscription. A stream that ends inside a record is an error. */
export async function* readRecords(
  stream: AsyncIterable<Uint8Array>,
  maxRecordBytes?: number,
): AsyncGenerator<Buffer, void, undefined> {
  const decoder = new RecordDecoder(maxRecordBytes);
  for await (const chunk of stream) yield* decoder.push(chunk);
  if (decoder.partial) throw new ParseError('The stream ended inside a record');
}
