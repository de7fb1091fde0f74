import { type Acl, type Identity, isAllowed, isSameIdentity, permissions } from './acl.js';
import { Refusal } from './error-codes.js';
import { Frames } from './frames.js';
import { framed, JuteReader } from './jute.js';
import type { Body } from './requests.js';
import type { Session } from './sessions.js';
import type { EventType, Watcher } from './watches.js';
import type { Wire } from './wire.js';

/** So many bytes may wait for a client that does not read; then it is cut off. */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;
const NOTIFICATION_XID = -1;
const SYNC_CONNECTED = 3;
const CONNECTED_READ_ONLY = 5;

/** What a client says first. */
export interface ConnectRequest {
  readonly lastZxidSeen: bigint;
  readonly timeoutMs: number;
  readonly sessionId: bigint;
  readonly password: Buffer | undefined;
  /** Whether the client is content with a server that only reads; undefined when it is too old to say. */
  readonly readOnly: boolean | undefined;
}

export interface RequestHeader {
  readonly xid: number;
  readonly operation: number;
}

/** Who answers what arrives on a connection. */
export interface ConnectionOwner {
  /** Whether the word is known; it has been answered then. */
  onWord(connection: Connection, word: string): boolean;
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
  received = 0;
  sent = 0;
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

  reply(xid: number, zxid: number, error: number, body?: Body): void {
    this.#send((writer) => {
      writer.int(xid).long(zxid).int(error);
      body?.(writer);
    });
  }

  notify(type: EventType, path: string, zxid: number, acl?: Acl): void {
    if (acl && !isAllowed(acl, permissions.READ, this.#identities)) return;
    const state = this.readOnly ? CONNECTED_READ_ONLY : SYNC_CONNECTED;
    this.reply(NOTIFICATION_XID, zxid, 0, (writer) => writer.int(type).int(state).string(path));
  }

  /** Stops to read, or reads again what has arrived meanwhile. */
  setFrozen(frozen: boolean): void {
    if (frozen) this.socket.pause();
    else this.socket.resume();
  }

  /** Ends it after what has been sent, and after this text. */
  end(text = ''): void {
    this.#ended = true;
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
      if (word !== undefined && this.owner.onWord(this, word)) return false;
    }
    const frame = this.#frames.next();
    if (frame === undefined) return false;
    if (frame === 'too long') {
      this.destroy();
      return false;
    }
    this.received++;
    const reader = new JuteReader(frame);
    if (this.#connecting) {
      this.#connecting = false;
      this.owner.onConnect(this, readConnect(reader));
    } else {
      this.owner.onRequest(this, { xid: reader.int(), operation: reader.int() }, reader);
    }
    return true;
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

  #send(write: Body): void {
    if (this.#ended) return;
    this.sent++;
    this.socket.write(framed(write));
    if (this.socket.writableLength > MAX_BACKLOG_BYTES) this.destroy();
  }
}

function readConnect(reader: JuteReader): ConnectRequest {
  reader.int(); // the version of the protocol, which has never been another than 0
  return {
    lastZxidSeen: reader.long(),
    timeoutMs: reader.int(),
    sessionId: reader.long(),
    password: reader.buffer(),
    readOnly: reader.remaining > 0 ? reader.boolean() : undefined,
  };
}
