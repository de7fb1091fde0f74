import { connect, type Socket } from 'node:net';
import { MAX_BACKLOG_BYTES } from '../http/stream.js';
import { native } from '../native.js';
import { KEEP_ALIVE_MS } from '../network.js';
import type { Address, Pid } from '../pid.js';

/** Where nobody answers for so long nobody is. The system itself would try for two minutes. */
const CONNECT_DEADLINE_MS = 30_000;
/** A connection by which nobody is linked ends when nothing was sent for so long. What came before has been read by then. */
const IDLE_MS = 1000;
/** A peer that does not close its side for so long after ours is not waited for. */
const CLOSE_DEADLINE_MS = 5000;

/** Told of how a connection is doing. */
export interface ConnectionOwner {
  /** There is something to do, to connect or to write, until the function that is returned is called. */
  busy(): () => void;
  connected(): void;
  /** Nothing more can be sent over it. */
  retired(): void;
  /** It has ended, or did not come about. Without an error, it ended in an orderly way. */
  ended(error: Error | undefined): void;
}

/** Default: what this file says. */
export interface ConnectionLimits {
  /** A peer that leaves more unread is cut off. */
  readonly backlogBytes?: number | undefined;
  readonly connectMs?: number | undefined;
  readonly idleMs?: number | undefined;
}

/**
 * A connection of our own to a peer. Messages arrive in the order in which they are sent, or are lost with the connection. What
 * the peer answers is not read: nothing follows from it.
 */
export class Connection {
  /** Those at the other end of whom somebody here wants to know that they are gone: while there are any, the connection stays. */
  readonly linked = new Set<Pid>();
  readonly #socket: Socket;
  readonly #backlogLimit: number;
  readonly #idleMs: number;
  #queue: Buffer[] = [];
  /** What is queued or being written. */
  #backlogBytes = 0;
  #state: 'connecting' | 'open' | 'writing' | 'closing' = 'connecting';
  #timer: NodeJS.Timeout | undefined;
  #done: (() => void) | undefined;
  #error: Error | undefined;

  constructor(
    { ip: host, port }: Address,
    private readonly owner: ConnectionOwner,
    { backlogBytes = MAX_BACKLOG_BYTES, connectMs = CONNECT_DEADLINE_MS, idleMs = IDLE_MS }: ConnectionLimits = {},
  ) {
    this.#backlogLimit = backlogBytes;
    this.#idleMs = idleMs;
    this.#done = owner.busy();
    this.#after(connectMs, () => this.#fail(new Error(`no answer for ${connectMs / 1000} seconds`)));
    this.#socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS })
      .on('connect', () => {
        owner.connected();
        this.#write();
      })
      .on('error', (error) => {
        this.#error ??= error;
      })
      .on('close', () => this.#closed())
      .resume();
  }

  send(message: Buffer): void {
    if (this.#backlogBytes > this.#backlogLimit) {
      return this.#fail(new Error(`the peer left ${this.#backlogBytes} bytes unread; the limit is ${this.#backlogLimit}`));
    }
    this.#queue.push(message);
    this.#backlogBytes += message.length;
    this.#done ??= this.owner.busy();
    if (this.#state === 'open') this.#write();
  }

  /** Ends it at once. */
  cut(): void {
    this.#socket.destroy();
    this.#stop();
  }

  /** What has come together while something was written is written at once. */
  #write(): void {
    const batch = this.#queue.length === 1 ? (this.#queue[0] as Buffer) : Buffer.concat(this.#queue);
    this.#queue = [];
    if (batch.length === 0) return this.#drained();
    native.clearTimeout(this.#timer);
    this.#state = 'writing';
    this.#socket.write(batch, () => {
      this.#backlogBytes -= batch.length;
      if (this.#state === 'writing') this.#write();
    });
  }

  #drained(): void {
    this.#state = 'open';
    this.#rest();
    this.#after(this.#idleMs, () => {
      if (this.linked.size === 0) this.#retire();
    });
  }

  #retire(): void {
    this.#state = 'closing';
    this.owner.retired();
    this.#socket.end();
    this.#after(CLOSE_DEADLINE_MS, () => this.#socket.destroy());
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.cut();
  }

  #closed(): void {
    this.#stop();
    this.owner.ended(this.#error);
  }

  #stop(): void {
    if (this.#state !== 'closing') this.owner.retired();
    this.#state = 'closing';
    this.#queue = [];
    native.clearTimeout(this.#timer);
    this.#rest();
  }

  /** There is nothing to do. */
  #rest(): void {
    this.#done?.();
    this.#done = undefined;
  }

  #after(milliseconds: number, action: () => void): void {
    native.clearTimeout(this.#timer);
    this.#timer = native.setTimeout(action, milliseconds).unref();
  }
}
