import type { ServerResponse } from 'node:http';
import { holdPackets } from './hold-packets.js';

/**
 * A peer that leaves more than this unread is cut off: one that never reads must not fill the memory. What is written at
 * once may be larger.
 */
export const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;

/** An answer that stays open: events are written to it until one side ends it. */
export class HttpStream {
  readonly #response: ServerResponse;
  readonly #onFailure: (error: Error) => void;
  readonly #maxBacklogBytes: number;
  readonly #listeners: (() => void)[] = [];
  #closed = false;

  /** `onFailure` is told why a stream was cut. */
  constructor(response: ServerResponse, onFailure: (error: Error) => void, maxBacklogBytes = MAX_BACKLOG_BYTES) {
    this.#response = response;
    this.#onFailure = onFailure;
    this.#maxBacklogBytes = maxBacklogBytes;
    // Not the answer's own event: one that still waits behind another answer of its connection has none.
    response.req.socket.once('close', this.#onSocketClose);
  }

  /** Ended or cut, or the peer is gone. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Bytes that the peer has not taken yet. */
  get backlogBytes(): number {
    return this.#response.writableLength;
  }

  /** Writes one HTTP chunk: clients exist that want exactly one record in each. Does nothing when the stream is closed. */
  write(chunk: string | Buffer): void {
    if (this.#closed) return;
    if (this.backlogBytes > this.#maxBacklogBytes) {
      this.destroy(new Error(`The peer left ${this.backlogBytes} bytes unread; the limit is ${this.#maxBacklogBytes}.`));
    } else {
      // What is written in one turn goes out together, and yet in chunks of its own: Node 26 makes one chunk of it, unless somebody else
      // holds the socket back. No longer than that: a connection may be cut at any time, and what was sent before has gone out then.
      holdPackets(this.#response, process.nextTick);
      this.#response.write(chunk);
    }
  }

  /** Ends the answer in an orderly way. `onClose` listeners are not called: whoever ends a stream knows it. */
  end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#response.req.socket.off('close', this.#onSocketClose);
    this.#response.end();
  }

  /** Cuts the connection on account of a failure. `onClose` listeners are called soon, as when the peer goes away. */
  destroy(error: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onFailure(error);
    this.#response.req.socket.destroy();
  }

  /** Resets the connection, as a network does that fails. `onClose` listeners are called soon. */
  reset(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#response.req.socket.resetAndDestroy();
  }

  /** Calls `listener` when the peer goes away. */
  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }

  readonly #onSocketClose = (): void => {
    this.#closed = true;
    for (const listener of this.#listeners) listener();
  };
}
