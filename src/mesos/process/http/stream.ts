import type { ServerResponse } from 'node:http';

/** An answer that stays open: events are written to it until one side ends it. */
export class HttpStream {
  readonly #response: ServerResponse;
  #closed = false;
  readonly #listeners: (() => void)[] = [];

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('close', () => this.#close());
    response.on('error', () => this.#close());
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Bytes that the peer has not taken yet. */
  get backlogBytes(): number {
    return this.#response.writableLength;
  }

  /** Writes one HTTP chunk: clients exist that want exactly one record in each. */
  write(chunk: string | Buffer): void {
    if (!this.#closed) this.#response.write(chunk);
  }

  /** Ends the answer in an orderly way. `onClose` listeners are not called: whoever ends a stream knows it. */
  end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#response.end();
  }

  /** Cuts the connection. */
  destroy(): void {
    this.#closed = true;
    this.#response.destroy();
  }

  /** Calls `listener` when the peer goes away. */
  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#listeners) listener();
  }
}
