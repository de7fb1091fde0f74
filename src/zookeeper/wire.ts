import { EventEmitter } from 'node:events';

/** One side of a connection between a client and a server: a socket, or what stands in for one within a process. */
export interface Wire {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** So many bytes have not gone out yet. */
  readonly writableLength: number;
  /**
   * Whether each side notices by itself that the other one is gone or stands still: then nobody has to ask whether it is there.
   * Such a connection emits `stall` when the other side stops to read, and `go` when it goes on.
   */
  readonly steady?: boolean;
  /** Of such a connection: whether the other side does not read. */
  readonly stalled?: boolean;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'close' | 'error' | 'stall' | 'go', listener: () => void): unknown;
  once(event: 'finish', listener: () => void): unknown;
  setNoDelay(noDelay: boolean): unknown;
  cork(): void;
  uncork(): void;
  pause(): unknown;
  resume(): unknown;
  write(bytes: Buffer): unknown;
  end(text: string): unknown;
  destroy(): unknown;
}

/** Puts something off until what is on its way now has arrived. */
export type Dispatch = (action: () => void) => void;

/** One end of a connection within a process. What is written is handed over as it is, by `dispatch` and so in order. */
export class MemoryWire extends EventEmitter implements Wire {
  readonly steady = true;
  readonly writableLength = 0;
  /** Until it has one, itself. */
  #other: MemoryWire = this;
  #arrived: Buffer[] = [];
  #paused = false;
  #closed = false;

  private constructor(
    readonly remoteAddress: string,
    readonly remotePort: number,
    private readonly dispatch: Dispatch,
  ) {
    super();
  }

  /**
   * Both ends of a new connection.
   * @param client the address that the server sees
   */
  static pair(
    server: { ip: string; port: number },
    client: { ip: string; port: number },
    dispatch: Dispatch,
  ): { readonly server: MemoryWire; readonly client: MemoryWire } {
    const ends = {
      server: new MemoryWire(client.ip, client.port, dispatch),
      client: new MemoryWire(server.ip, server.port, dispatch),
    };
    ends.server.#other = ends.client;
    ends.client.#other = ends.server;
    return ends;
  }

  get stalled(): boolean {
    return this.#other.#paused;
  }

  pause(): void {
    this.#paused = true;
    this.#other.emit('stall');
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#other.emit('go');
    for (const chunk of this.#arrived.splice(0)) this.#take(chunk);
  }

  write(bytes: Buffer): void {
    const other = this.#other;
    if (!this.#closed) this.dispatch(() => other.#take(bytes));
  }

  end(text: string): void {
    if (text !== '') this.write(Buffer.from(text));
    this.emit('finish');
    this.destroy();
  }

  /** What has been written before arrives, unless the other side stands still. */
  destroy(): void {
    const other = this.#other;
    this.#close();
    this.dispatch(() => other.#close());
  }

  setNoDelay(): void {}
  cork(): void {}
  uncork(): void {}

  #take(chunk: Buffer): void {
    if (this.#closed) return;
    if (this.#paused) this.#arrived.push(chunk);
    else this.emit('data', chunk);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#arrived = [];
    this.dispatch(() => this.emit('close'));
  }
}
