import type { Timer } from '../mesos/process/clock.js';
import { type Acl, type Identity, isAllowed, isSameIdentity, permissions } from './acl.js';
import { Refusal } from './error-codes.js';
import { Frames, LENGTH_BYTES } from './frames.js';
import { type ConnectRequest, readConnect } from './handshake.js';
import { framed, JuteReader } from './jute.js';
import { operations } from './operations.js';
import type { Body } from './requests.js';
import type { Session } from './sessions.js';
import { Traffic } from './traffic.js';
import type { EventType, Watcher } from './watches.js';
import type { Wire } from './wire.js';

/** So many bytes may wait for a client that does not read; then it is cut off. */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;
/** A client whose connection ends may take so long to read what is left for it; one that reads has done so long before. */
const LAST_WORDS_MS = 5000;
const NOTIFICATION_XID = -1;
const SYNC_CONNECTED = 3;
const CONNECTED_READ_ONLY = 5;

export interface RequestHeader {
  readonly xid: number;
  readonly operation: number;
}

/** Who answers what arrives on a connection. */
export interface ConnectionOwner {
  /** Milliseconds since 1970. */
  now(): number;
  /** Does something after so many milliseconds, by the time by which clients live. */
  delay(milliseconds: number, action: () => void): Timer;
  /** Of all connections together. */
  readonly traffic: Traffic;
  /** What makes the answer to a word that is known. */
  onWord(word: string): (() => string) | undefined;
  onConnect(connection: Connection, request: ConnectRequest): void;
  onRequest(connection: Connection, header: RequestHeader, reader: JuteReader): void;
  onClose(connection: Connection): void;
  /** Something went wrong that no client is to blame for. */
  onFailure(error: unknown): void;
}

/** One client's connection: frames of bytes on the one side, requests and replies on the other. */
export class Connection implements Watcher {
  /** The session it speaks for, once there is one. */
  session: Session<Connection> | undefined;
  /** Whether the client knows that the server only reads. */
  readOnly = false;
  /** `/address:port`, as ZooKeeper writes it. */
  readonly peer: string;
  /** Milliseconds since 1970. */
  readonly establishedAt: number;
  readonly traffic = new Traffic();
  readonly #identities: Identity[];
  readonly #frames = new Frames();
  #connecting = true;
  #ended = false;

  constructor(
    private readonly socket: Wire,
    private readonly owner: ConnectionOwner,
  ) {
    const { remoteAddress = '', remotePort } = socket;
    const address = remoteAddress.replace(/^::ffff:/, '');
    this.peer = `/${address}:${remotePort}`;
    this.establishedAt = owner.now();
    this.#identities = [{ scheme: 'ip', id: address }];
    socket.setNoDelay(true);
    socket.on('error', () => {}); // the end of the connection follows, and that is what counts
    socket.on('close', () => this.#close());
    socket.on('data', (chunk) => this.#receive(chunk));
  }

  /** `address:port` */
  get client(): string {
    return this.peer.slice(1);
  }

  /** Whether its client need not say that it is there: it is, as long as the connection is. */
  get isSteady(): boolean {
    return this.socket.steady ?? false;
  }

  /** Who the client has shown to be; its address to begin with. */
  get identities(): readonly Identity[] {
    return this.#identities;
  }

  identify(identity: Identity): void {
    if (!this.#identities.some((other) => isSameIdentity(identity, other))) this.#identities.push(identity);
  }

  acceptSession(session: Session<Connection>, request: ConnectRequest, readOnly: boolean): void {
    this.session = session;
    this.readOnly = readOnly;
    this.#sendConnected(session, request, readOnly);
  }

  /** The session is not known, or not the client's: it has to begin another one. */
  refuseSession(request: ConnectRequest): void {
    this.#sendConnected({ id: 0n, timeoutMs: 0, password: Buffer.alloc(16) }, request, false);
    this.end();
  }

  /** Answers a request. */
  answer({ xid, operation }: RequestHeader, zxid: number, error: number, body?: Body): void {
    this.traffic.answered(operation, xid, zxid, this.owner.now());
    const size = this.#reply(xid, zxid, error, body);
    if (operation !== operations.ping) this.owner.traffic.sized(size);
  }

  /** Returns how long the message is, in bytes. */
  #reply(xid: number, zxid: number, error: number, body?: Body): number {
    return this.#send((writer) => {
      writer.int(xid).long(zxid).int(error);
      body?.(writer);
    });
  }

  notify(type: EventType, path: string, zxid: number, acl?: Acl): void {
    if (acl && !isAllowed(acl, permissions.READ, this.#identities)) return;
    const state = this.readOnly ? CONNECTED_READ_ONLY : SYNC_CONNECTED;
    this.#reply(NOTIFICATION_XID, zxid, 0, (writer) => writer.int(type).int(state).string(path));
  }

  /** Stops to read, or reads again what has arrived meanwhile. */
  setFrozen(frozen: boolean): void {
    if (frozen) this.socket.pause();
    else this.socket.resume();
  }

  /** Ends it after what has been sent, and after this text. */
  end(text = ''): void {
    this.#ended = true;
    // Whoever does not read is waited for, but not without end.
    const patience = this.owner.delay(LAST_WORDS_MS, () => this.socket.destroy());
    this.socket.on('close', () => patience.cancel());
    this.socket.end(text);
    // Whoever does not hang up in turn is not waited for.
    this.socket.once('finish', () => this.socket.destroy());
  }

  /** Cuts it. */
  destroy(): void {
    this.#ended = true;
    this.socket.destroy();
    this.#close();
  }

  #closed = false;

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.owner.onClose(this);
  }

  #receive(chunk: Buffer): void {
    // It is still read, so that the end of what the client says is noticed, but nobody will ask for it.
    if (this.#ended) return;
    this.#frames.push(chunk);
    // What answers the requests of one chunk travels together.
    this.socket.cork();
    try {
      while (!this.#ended && this.#receiveNext());
    } catch (error) {
      this.destroy(); // rubbish, and only its sender is the worse for it
      if (!(error instanceof Refusal)) this.owner.onFailure(error);
    }
    this.socket.uncork();
  }

  /** Whether there may be more. */
  #receiveNext(): boolean {
    if (this.#connecting) {
      const word = this.#frames.peek()?.toString('latin1');
      const answer = word === undefined ? undefined : this.owner.onWord(word);
      if (answer) {
        this.#count('received');
        this.end(answer());
        this.#count('sent');
        return false;
      }
    }
    const frame = this.#frames.next();
    if (frame === undefined) return false;
    if (frame === 'too long') {
      this.destroy();
      return false;
    }
    this.#count('received');
    const reader = new JuteReader(frame);
    if (this.#connecting) {
      this.#connecting = false;
      this.owner.onConnect(this, readConnect(reader));
    } else {
      this.owner.onRequest(this, { xid: reader.int(), operation: reader.int() }, reader);
    }
    return true;
  }

  #count(what: 'received' | 'sent'): void {
    this.traffic[what]++;
    this.owner.traffic[what]++;
  }

  #sendConnected(
    { id, timeoutMs, password }: Pick<Session, 'id' | 'timeoutMs' | 'password'>,
    to: ConnectRequest,
    readOnly: boolean,
  ) {
    this.#send((writer) => {
      writer.int(0).int(timeoutMs).long(id).buffer(password);
      // Clients before 3.4 take what they do not know for the next message.
      if (to.readOnly !== undefined) writer.boolean(readOnly);
    });
  }

  #send(write: Body): number {
    if (this.#ended) return 0;
    this.#count('sent');
    const message = framed(write);
    this.socket.write(message);
    if (this.socket.writableLength > MAX_BACKLOG_BYTES) this.destroy();
    return message.length - LENGTH_BYTES;
  }
}
