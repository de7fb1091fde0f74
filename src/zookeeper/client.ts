import type { Clock, Timer } from '../mesos/process/clock.js';
import { type Acl, OPEN_ACL } from './acl.js';
import { errorCodes, Refusal } from './error-codes.js';
import { Frames } from './frames.js';
import { closed, endSession } from './goodbye.js';
import { writeConnect } from './handshake.js';
import { hexadecimal } from './hexadecimal.js';
import { framed, JuteReader, type JuteWriter } from './jute.js';
import { operations } from './operations.js';
import { readStat, writeAcl } from './records.js';
import { eventTypes } from './watches.js';
import type { Wire } from './wire.js';
import type { Stat } from './znode.js';

/** Why ZooKeeper did not do what it was asked for: `NO_NODE`, `CONNECTION_LOSS`, `SESSION_EXPIRED`. */
export type ZooKeeperErrorName = Exclude<keyof typeof errorCodes, 'OK'>;

/** A request that was not carried out; after `CONNECTION_LOSS` nobody knows whether it was. */
export class ZooKeeperError extends Error {
  override readonly name = 'ZooKeeperError';

  constructor(
    readonly reason: ZooKeeperErrorName,
    what: string,
  ) {
    super(`${what}: ${reason.toLowerCase().replaceAll('_', ' ')}`);
  }
}

/** What a watch is told, once. */
export interface ZooKeeperEvent {
  readonly type: keyof typeof eventTypes;
  readonly path: string;
}
type Watch = (event: ZooKeeperEvent) => void;

/**
 * - `connecting`: there is no session yet;
 * - `connected`;
 * - `disconnected`: it tries to connect again, and the session may go on;
 * - `expired`: the session has ended, and this client with it;
 * - `closed`: by `close()` or `abandon()`.
 */
export type ZooKeeperState = 'connecting' | 'connected' | 'disconnected' | 'expired' | 'closed';

/** How a znode is created. */
export interface CreateOptions {
  /** It goes with the session. */
  readonly ephemeral?: boolean;
  /** A number is added to its name. */
  readonly sequential?: boolean;
  /** Default: everybody may do everything. */
  readonly acl?: Acl | undefined;
}

/** A client's session with a ZooKeeper. What it is asked for while it is not connected fails with `CONNECTION_LOSS`. */
export interface ZooKeeperClient {
  readonly state: ZooKeeperState;
  /** As ZooKeeper writes it; undefined before there is one. */
  readonly sessionId: string | undefined;
  /** After how much silence the session ends, in milliseconds: what was asked for until a server has had its say. */
  readonly timeoutMs: number;
  /** Calls the listener whenever the state changes; returns a function that ends this. */
  onState(listener: (state: ZooKeeperState) => void): () => void;
  /** Shows who this is, also on later connections: `digest` with `user:password`. */
  authenticate(scheme: string, credentials: string): Promise<void>;
  /** Resolves with the path, which is longer than the one given where it is sequential. */
  create(path: string, data?: Buffer, options?: CreateOptions): Promise<string>;
  /** Gives a znode other data, whatever its version. */
  setData(path: string, data: Buffer): Promise<void>;
  delete(path: string): Promise<void>;
  /** @param watch is told when the znode is created, deleted, or its data changes */
  exists(path: string, watch?: Watch): Promise<Stat | undefined>;
  /** @param watch is told when the data changes, or the znode is deleted */
  data(path: string, watch?: Watch): Promise<Buffer>;
  /**
   * The names of the children, in no order.
   * @param watch is told when there are others, or the znode is deleted
   */
  children(path: string, watch?: Watch): Promise<string[]>;
  /** Ends the session, also one that was left; resolves when the server knows, or cannot be told. */
  close(): Promise<void>;
  /** Goes away without a word, as a process that crashes: the session lives on until its time is over. */
  abandon(): void;
}

/** How a client gets to a server. */
export interface Transport {
  /** Calls back with a new connection as soon as there is one; returns a function that gives up. */
  connect(connected: (wire: Wire) => void): () => void;
}

interface Pending {
  readonly what: string;
  /** Called before all that the server has to say after this answer. */
  answered?: ((error: number) => void) | undefined;
  resolve(reader: JuteReader): void;
  reject(error: ZooKeeperError): void;
}

/** A server that hangs up on a client is not asked again at once. */
const PATIENCE_MS = 1000;
/** What travels in place of a request's own number. */
const xids = { event: -1, ping: -2, auth: -4, setWatches: -8 } as const;
const NO_PASSWORD: Buffer = Buffer.alloc(16);
/** What is read of an answer that only says that it is done. */
const NOTHING = () => {};
const names = new Map<number, ZooKeeperErrorName>(
  Object.entries(errorCodes).map(([name, code]) => [code, name as ZooKeeperErrorName]),
);
const eventNames = new Map<number, ZooKeeperEvent['type']>(
  Object.entries(eventTypes).map(([name, type]) => [type, name as ZooKeeperEvent['type']]),
);

/** Watches of one sort, by path. */
type Watches = Map<string, Set<Watch>>;

/** A client that speaks ZooKeeper's protocol over whatever connection it is given. */
export class SessionClient implements ZooKeeperClient {
  #state: ZooKeeperState = 'connecting';
  #timeoutMs: number;
  #session = { id: 0n, password: NO_PASSWORD };
  #sessionClosed = false;
  #lastZxid = 0n;
  #wire: Wire | undefined;
  #frames = new Frames();
  #nextXid = 1;
  #connecting = true;
  /** Requests without an answer, by number. Those of the connection itself have numbers of their own, and can be several. */
  readonly #pending = new Map<number, Pending[]>();
  readonly #credentials: { readonly scheme: string; readonly credentials: string }[] = [];
  readonly #listeners = new Set<(state: ZooKeeperState) => void>();
  readonly #watches = { data: new Map() as Watches, exists: new Map() as Watches, children: new Map() as Watches };
  /** Ends the attempt to connect that is under way. */
  #giveUp: () => void = () => {};
  #silence: Timer | undefined;
  #ping: Timer | undefined;

  /**
   * @param clock by which it notices that a server is silent
   * @param timeoutMs after how much silence its session is to end
   */
  constructor(
    private readonly transport: Transport,
    private readonly clock: Clock,
    timeoutMs: number,
  ) {
    this.#timeoutMs = timeoutMs;
    this.#dial();
  }

  get state(): ZooKeeperState {
    return this.#state;
  }

  get sessionId(): string | undefined {
    return this.#session.id === 0n ? undefined : hexadecimal(this.#session.id);
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  onState(listener: (state: ZooKeeperState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async authenticate(scheme: string, credentials: string): Promise<void> {
    this.#credentials.push({ scheme, credentials });
    await this.#sendAuth(scheme, credentials);
  }

  async create(path: string, data: Buffer = Buffer.alloc(0), options: CreateOptions = {}): Promise<string> {
    const { ephemeral = false, sequential = false, acl = OPEN_ACL } = options;
    const flags = Number(ephemeral) + 2 * Number(sequential);
    const write = (writer: JuteWriter) => {
      writeAcl(writer.string(path).buffer(data), acl);
      writer.int(flags);
    };
    return this.#request(operations.create, `To create ${path}`, write, (reply) => reply.string());
  }

  async setData(path: string, data: Buffer): Promise<void> {
    await this.#request(operations.setData, `To write ${path}`, (writer) => writer.string(path).buffer(data).int(-1), NOTHING);
  }

  async delete(path: string): Promise<void> {
    await this.#request(operations.delete, `To delete ${path}`, (writer) => writer.string(path).int(-1), NOTHING);
  }

  async exists(path: string, watch?: Watch): Promise<Stat | undefined> {
    const { data, exists } = this.#watches;
    try {
      const isThere = (error: number) => (error === errorCodes.OK ? data : exists);
      return await this.#read(operations.exists, path, watch, isThere, readStat);
    } catch (error) {
      if (error instanceof ZooKeeperError && error.reason === 'NO_NODE') return undefined;
      throw error;
    }
  }

  async data(path: string, watch?: Watch): Promise<Buffer> {
    const { data } = this.#watches;
    const watched = (error: number) => (error === errorCodes.OK ? data : undefined);
    return this.#read(operations.getData, path, watch, watched, (reply) => reply.buffer() ?? Buffer.alloc(0));
  }

  async children(path: string, watch?: Watch): Promise<string[]> {
    const { children } = this.#watches;
    const watched = (error: number) => (error === errorCodes.OK ? children : undefined);
    return this.#read(operations.getChildren, path, watch, watched, (reply) => reply.strings());
  }

  close(): Promise<void> {
    const wire = this.#wire;
    const isConnected = this.#state === 'connected' && wire !== undefined;
    const livesOn = this.#session.id !== 0n && this.#state !== 'expired' && !this.#sessionClosed;
    this.#sessionClosed = true;
    if (isConnected) {
      const saidGoodbye = closed(wire);
      this.#end('closed', () => {});
      return saidGoodbye;
    }
    this.#end('closed');
    return livesOn ? endSession(this.transport, this.#session, this.#timeoutMs) : Promise.resolve();
  }

  abandon(): void {
    this.#end('closed');
  }

  #dial(): void {
    this.#giveUp = this.transport.connect((wire) => this.#greet(wire));
  }

  #greet(wire: Wire): void {
    this.#giveUp = () => {};
    this.#wire = wire;
    this.#frames = new Frames();
    this.#connecting = true;
    wire.setNoDelay(true);
    wire.on('error', () => {}); // the end of the connection follows
    wire.on('close', () => this.#lost(wire));
    wire.on('data', (chunk) => this.#receive(wire, chunk));
    wire.on('stall', () => this.#expectWord());
    wire.on('go', () => this.#silence?.cancel());
    this.#write((writer) => writeConnect(writer, this.#session, this.#timeoutMs, this.#lastZxid));
    if (!wire.steady || wire.stalled) this.#expectWord();
  }

  /** The connection is given up when nothing is heard for a while, in time to find another before the session ends. */
  #expectWord(): void {
    this.#silence?.cancel();
    this.#silence = this.clock.delay((this.#timeoutMs * 2) / 3, () => this.#wire?.destroy());
  }

  #receive(wire: Wire, chunk: Buffer): void {
    if (wire !== this.#wire) return;
    if (!wire.steady) this.#expectWord();
    this.#frames.push(chunk);
    for (let frame = this.#frames.next(); frame !== undefined && wire === this.#wire; frame = this.#frames.next()) {
      if (frame === 'too long' || !this.#takes(new JuteReader(frame), wire)) {
        // Whoever says what nobody understands is no more asked at once than who hangs up.
        this.#connecting = true;
        return void wire.destroy();
      }
    }
  }

  /** Whether that was a message of a ZooKeeper. */
  #takes(reader: JuteReader, wire: Wire): boolean {
    try {
      if (this.#connecting) this.#welcomed(reader, wire);
      else this.#answered(reader);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  #welcomed(reader: JuteReader, wire: Wire): void {
    reader.int(); // the version of the protocol
    const timeoutMs = reader.int();
    const id = reader.long();
    const password = reader.buffer() ?? NO_PASSWORD;
    this.#connecting = false;
    if (timeoutMs <= 0 || id === 0n) return this.#end('expired');
    this.#timeoutMs = timeoutMs;
    this.#session = { id, password };
    for (const { scheme, credentials } of this.#credentials) this.#sendAuth(scheme, credentials).catch(() => {});
    this.#setWatches();
    if (!wire.steady) this.#pingLater();
    this.#change('connected');
  }

  #answered(reader: JuteReader): void {
    const xid = reader.int();
    const zxid = reader.long();
    const error = reader.int();
    if (zxid > this.#lastZxid) this.#lastZxid = zxid;
    if (xid === xids.event) return this.#happened(reader);
    const waiting = this.#pending.get(xid);
    const pending = waiting?.shift();
    if (waiting?.length === 0) this.#pending.delete(xid);
    pending?.answered?.(error);
    if (error === errorCodes.OK) pending?.resolve(reader);
    else pending?.reject(new ZooKeeperError(names.get(error) ?? 'SYSTEM_ERROR', pending.what));
  }

  /** A watch is over when it has been told of something. */
  #happened(reader: JuteReader): void {
    const type = eventNames.get(reader.int());
    reader.int(); // the state of the session, which is known
    const path = reader.string();
    if (!type) return;
    const { data, exists, children } = this.#watches;
    const concerned = {
      created: [exists, data],
      deleted: [data, exists, children],
      dataChanged: [data],
      childrenChanged: [children],
    };
    for (const watches of concerned[type]) {
      const told = watches.get(path);
      watches.delete(path);
      for (const watch of told ?? []) watch({ type, path });
    }
  }

  /** The server on the new connection knows nothing of what was watched on the one before, and may have news. */
  #setWatches(): void {
    const { data, exists, children } = this.#watches;
    if (data.size + exists.size + children.size === 0) return;
    this.#write((writer) => {
      writer.int(xids.setWatches).int(operations.setWatches).long(this.#lastZxid);
      writer.strings(data.keys()).strings(exists.keys()).strings(children.keys());
    });
  }

  #sendAuth(scheme: string, credentials: string): Promise<JuteReader> {
    return this.#ask(xids.auth, operations.auth, { what: `To authenticate by ${scheme}` }, (writer) =>
      writer.int(0).string(scheme).buffer(Buffer.from(credentials)),
    );
  }

  #pingLater(): void {
    this.#ping?.cancel();
    this.#ping = this.clock.delay(this.#timeoutMs / 3, () => {
      this.#write((writer) => writer.int(xids.ping).int(operations.ping));
      this.#pingLater();
    });
  }

  /** @param watchesFor where the watch belongs, by how the request was answered */
  #read<Value>(
    operation: number,
    path: string,
    watch: Watch | undefined,
    watchesFor: (error: number) => Watches | undefined,
    read: (reply: JuteReader) => Value,
  ): Promise<Value> {
    const answered = watch && ((error: number) => add(watchesFor(error), path, watch));
    const write = (writer: JuteWriter) => writer.string(path).boolean(watch !== undefined);
    return this.#request(operation, `To read ${path}`, write, read, answered);
  }

  async #request<Value>(
    operation: number,
    what: string,
    write: (writer: JuteWriter) => void,
    read: (reply: JuteReader) => Value,
    answered?: Pending['answered'],
  ): Promise<Value> {
    const reply = await this.#ask(this.#nextXid++, operation, { what, answered }, write);
    try {
      return read(reply);
    } catch (error) {
      throw error instanceof Refusal ? new ZooKeeperError('MARSHALLING_ERROR', what) : error;
    }
  }

  #ask(
    xid: number,
    operation: number,
    { what, answered }: Pick<Pending, 'what' | 'answered'>,
    write: (writer: JuteWriter) => void,
  ): Promise<JuteReader> {
    return new Promise((resolve, reject) => {
      if (!this.#wire || this.#connecting) {
        return reject(new ZooKeeperError(this.#state === 'expired' ? 'SESSION_EXPIRED' : 'CONNECTION_LOSS', what));
      }
      this.#pending.set(xid, [...(this.#pending.get(xid) ?? []), { what, answered, resolve, reject }]);
      this.#write((writer) => write(writer.int(xid).int(operation)));
    });
  }

  #write(write: (writer: JuteWriter) => void): void {
    this.#wire?.write(framed(write));
  }

  #lost(wire: Wire): void {
    if (wire !== this.#wire) return;
    const wasWelcome = !this.#connecting;
    this.#forgetConnection('CONNECTION_LOSS');
    if (this.#state === 'connected') this.#change('disconnected');
    // Whoever listens may have closed this.
    if (this.#state !== 'disconnected' && this.#state !== 'connecting') return;
    if (wasWelcome) return this.#dial();
    const retry = this.clock.delay(PATIENCE_MS, () => this.#dial());
    this.#giveUp = () => retry.cancel();
  }

  #end(state: 'expired' | 'closed', hangUp = (wire: Wire | undefined) => void wire?.destroy()): void {
    if (this.#state === 'expired' || this.#state === 'closed') return;
    const wire = this.#wire;
    this.#giveUp();
    this.#forgetConnection(state === 'expired' ? 'SESSION_EXPIRED' : 'CONNECTION_LOSS');
    hangUp(wire);
    this.#change(state);
  }

  #forgetConnection(reason: ZooKeeperErrorName): void {
    this.#wire = undefined;
    this.#silence?.cancel();
    this.#ping?.cancel();
    const pending = [...this.#pending.values()].flat();
    this.#pending.clear();
    for (const { what, reject } of pending) reject(new ZooKeeperError(reason, what));
  }

  #change(state: ZooKeeperState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}

function add(watches: Watches | undefined, path: string, watch: Watch): void {
  watches?.set(path, (watches.get(path) ?? new Set()).add(watch));
}
