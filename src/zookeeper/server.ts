import { createServer, type Server } from 'node:net';
import { MinimesosError } from '../errors.js';
import { Clock, type Timer } from '../mesos/process/clock.js';
import { InTurn } from '../mesos/process/in-turn.js';
import { systemRandom } from '../mesos/process/random.js';
import { isSame } from '../mesos/process/secrets.js';
import { digestIdentity } from './acl.js';
import { SessionClient, type ZooKeeperClient } from './client.js';
import { Connection, type ConnectionOwner, type RequestHeader } from './connection.js';
import { Database } from './database.js';
import { errorCodes, Refusal } from './error-codes.js';
import { fourLetterWords, type Observed } from './four-letter-words.js';
import type { ConnectRequest } from './handshake.js';
import { hexadecimal } from './hexadecimal.js';
import type { JuteReader } from './jute.js';
import { multi } from './multi-request.js';
import { operations } from './operations.js';
import type { LocalClientOptions, ZooKeeperOptions } from './options.js';
import { Perishing } from './perishing.js';
import { readHandlers } from './read-requests.js';
import type { Handler } from './requests.js';
import type { ZooKeeperSession, ZooKeeperSessionEvent } from './session-info.js';
import { type Session, Sessions } from './sessions.js';
import { Store } from './store.js';
import { Traffic } from './traffic.js';
import { watchHandlers } from './watch-requests.js';
import { MemoryWire, type Wire } from './wire.js';
import { writeHandlers } from './write-requests.js';

const writers: Readonly<Record<number, Handler>> = { ...writeHandlers, [operations.multi]: multi };
const handlers: Readonly<Record<number, Handler>> = { ...readHandlers, ...writers, ...watchHandlers };
/** What a server that only reads refuses. */
const writing = new Set([...Object.keys(writers).map(Number), operations.sync]);
const UNKNOWN_ZXID = -1;
/** How long clients of this process, which would be back in the same moment, are not let in after what ends a ZooKeeper. */
const RECOVERY_MS = 1000;

export type { LocalClientOptions, ZooKeeperOptions, ZooKeeperSession, ZooKeeperSessionEvent };

/** A ZooKeeper server within this process: it speaks to unmodified clients, and can be made to fail them. */
export class ZooKeeperServer {
  readonly #options: ZooKeeperOptions;
  readonly #clock: Clock;
  readonly #world: Clock;
  readonly #store: Store | undefined;
  readonly #database: Database;
  readonly #sessions: Sessions<Connection>;
  readonly #perishing: Perishing;
  readonly #connections = new Set<Connection>();
  readonly #tickTimeMs: number;
  /** Clients of this process that wait until they are let in. */
  readonly #waiting = new Set<() => void>();
  readonly #startedAt: number;
  #server: Server | undefined;
  /** The last `#listen`, which may be under way. */
  #bound: Promise<unknown> = Promise.resolve();
  #port: number;
  readonly #restarts = new InTurn();
  #stopped = false;
  #frozen = false;
  #readOnly = false;
  #recovery: Timer | undefined;

  private constructor(options: ZooKeeperOptions) {
    this.#options = options;
    this.#port = options.port ?? 0;
    this.#tickTimeMs = options.tickTimeMs ?? 2000;
    this.#clock = options.clock ?? new Clock();
    // A clock that has nothing to do with the time of the machine stands for the world, too.
    this.#world = options.worldClock ?? (this.#clock.native ? new Clock() : this.#clock);
    this.#startedAt = this.#clock.now();
    this.#store = options.directory === undefined ? undefined : new Store(options.directory);
    this.#database = new Database(this.#clock, this.#store, this.#store);
    this.#sessions = new Sessions<Connection>(
      this.#clock,
      options.random ?? systemRandom,
      (session) => this.#expire(session),
      (connection) => connection.isSteady,
      this.#world,
    );
    for (const { session, ...saved } of this.#store?.sessions.values() ?? []) this.#sessions.restore({ id: session, ...saved });
    const { containerCheckIntervalMs: interval = 60_000 } = options;
    this.#perishing = new Perishing(this.#clock, this.#database, interval, (error) => this.#failed(error));
  }

  /** Starts a server. Rejects with `PORT_TAKEN` when it cannot listen, with `ZOOKEEPER_DATA_UNREADABLE` on a directory of other things. */
  static async start(options: ZooKeeperOptions = {}): Promise<ZooKeeperServer> {
    const server = new ZooKeeperServer(options);
    try {
      await server.#listen();
    } catch (error) {
      await server.stop();
      throw error;
    }
    server.#perishing.start();
    return server;
  }

  get ip(): string {
    return this.#options.ip ?? '127.0.0.1';
  }

  get port(): number {
    return this.#port;
  }

  /** What clients are given to connect: `127.0.0.1:2181`. */
  get connectString(): string {
    return `${this.ip.includes(':') ? `[${this.ip}]` : this.ip}:${this.port}`;
  }

  /**
   * A client of this process, with a session as any other, but over no socket: it is there as long as it is connected, silent or
   * not, and is connected again as soon as the server lets somebody in. Its time is that of the server.
   */
  open({ timeoutMs, from, dispatch }: LocalClientOptions): ZooKeeperClient {
    const connect = (connected: (wire: Wire) => void) => {
      const admit = () => {
        this.#waiting.delete(admit);
        const { server, client } = MemoryWire.pair(this, from, dispatch);
        this.#accept(server);
        connected(client);
      };
      if (this.#admits) admit();
      else this.#waiting.add(admit);
      return () => this.#waiting.delete(admit);
    };
    return new SessionClient({ connect }, this.#clock, timeoutMs);
  }

  /** All sessions that have not ended, connected or not. */
  get sessions(): readonly ZooKeeperSession[] {
    return this.#sessions.all().map((session) => this.#show(session));
  }

  /**
   * A session, by its id, the address of its client, or the path of one of its ephemeral znodes.
   * @throws MinimesosError `UNKNOWN_SESSION`
   */
  session(name: string): ZooKeeperSession {
    return this.#show(this.#sessionOf(name));
  }

  /** Ends a session as if it had been silent for too long: its ephemeral znodes are gone, and it learns when it connects again. */
  expireSession(name: string): void {
    this.#closeSession(this.#sessionOf(name));
  }

  /** Cuts the connection of a session, which goes on; nothing happens when it is not connected. */
  dropConnection(name: string): void {
    this.#sessionOf(name).connection?.destroy();
  }

  /** Stands still, as a process that is stopped: connections stay, nothing is answered, no session ends. */
  freeze(): void {
    this.#frozen = true;
    this.#suspend();
    for (const connection of this.#connections) connection.setFrozen(true);
  }

  /** Goes on. Sessions whose time is over by now end, as they do when a process was stopped for too long. */
  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    this.#resume(false);
    for (const connection of this.#connections) connection.setFrozen(false);
  }

  /**
   * Only reads from now on, as a server that has lost its quorum: all connections are cut, only clients that are content with
   * that are let in, and no session ends. Or writes again: all connections are cut, and sessions have their whole time again.
   */
  setReadOnly(readOnly: boolean): void {
    if (this.#readOnly === readOnly) return;
    this.#readOnly = readOnly;
    for (const connection of [...this.#connections]) connection.destroy();
    if (readOnly) return this.#suspend();
    this.#resume(true);
    this.#admitWaiting();
  }

  /**
   * Stops and starts again on the same port, with all data and sessions; these have their whole time again. Rejects when it is stopped
   * for good meanwhile.
   */
  restart(): Promise<void> {
    return this.#restarts.run(async () => {
      this.#suspend();
      await this.#close();
      await this.#listen();
      this.#assertInUse();
      this.#frozen = false;
      this.#resume(true);
      this.#recovered();
    });
  }

  /**
   * As it was after its start: all sessions end, connections are cut, and the data is what it was then, without what was
   * ephemeral. The port stays; it neither stands still nor only reads.
   */
  reset(): void {
    for (const session of this.#sessions.all()) this.#sessions.remove(session);
    for (const connection of [...this.#connections]) connection.destroy();
    this.#database.reset();
    this.#frozen = false;
    this.#readOnly = false;
    this.#resume(true);
    this.#recovered();
  }

  /** Cuts all connections and frees the port for good, also that of a restart under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#sessions.stop();
    this.#perishing.stop();
    this.#recovery?.cancel();
    await this.#bound;
    await this.#close();
    this.#store?.close();
  }

  /** Nothing ends by itself until `#resume`. */
  #suspend(): void {
    this.#sessions.suspend();
    this.#perishing.stop();
  }

  /** Goes on, unless there is another reason to wait. */
  #resume(renewed: boolean): void {
    if (this.#stopped || this.#frozen || this.#readOnly) return;
    this.#sessions.resume(renewed);
    this.#perishing.start();
  }

  #accept(wire: Wire): void {
    const connection = new Connection(wire, this.#owner);
    this.#connections.add(connection);
    connection.setFrozen(this.#frozen);
  }

  /** Whether it lets clients of this process in. */
  get #admits(): boolean {
    return this.#server !== undefined && !this.#readOnly && !this.#recovery;
  }

  #admitWaiting(): void {
    if (this.#admits) for (const admit of [...this.#waiting]) admit();
  }

  #failed(error: unknown): void {
    this.#recovery ??= this.#clock.delay(RECOVERY_MS, () => this.#recovered());
    this.#options.onFailure?.(error);
  }

  #recovered(): void {
    this.#recovery?.cancel();
    this.#recovery = undefined;
    this.#admitWaiting();
  }

  #assertInUse(): void {
    if (this.#stopped) throw new Error('The ZooKeeper server was stopped.');
  }

  #listen(): Promise<void> {
    this.#assertInUse();
    const server = createServer((socket) => this.#accept(socket));
    const listening = new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const details = { owner: 'The ZooKeeper server', ip: this.ip, port: this.#port, reason: error.code };
        reject(new MinimesosError('PORT_TAKEN', details, { cause: error }));
      });
      server.listen({ host: this.ip, port: this.#port }, () => {
        server.removeAllListeners('error').on('error', () => {}); // a connection that cannot be accepted must not end the program
        const bound = server.address();
        if (typeof bound === 'object' && bound) this.#port = bound.port;
        this.#server = server;
        resolve();
      });
    });
    this.#bound = listening.catch(() => {}); // Whoever asked for it is told.
    return listening;
  }

  #close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#server) this.#server.close(() => resolve());
      else resolve();
      this.#server = undefined;
      for (const connection of [...this.#connections]) connection.destroy();
    });
  }

  readonly #owner: ConnectionOwner = {
    now: () => Math.floor(this.#clock.now()),
    delay: (milliseconds, action) => this.#world.delay(milliseconds, action),
    traffic: new Traffic(),
    onWord: (word) => {
      const answer = Object.hasOwn(fourLetterWords, word) ? fourLetterWords[word] : undefined;
      return answer && (() => answer(this.#observed()));
    },
    onConnect: (connection, request) => this.#connect(connection, request),
    onRequest: (connection, header, reader) => this.#request(connection, header, reader),
    onFailure: (error) => this.#failed(error),
    onClose: (connection) => {
      this.#connections.delete(connection);
      this.#database.watches.removeAll(connection);
      const { session } = connection;
      if (session?.connection !== connection) return;
      if (this.#sessions.get(session.id) === session) this.#tell('disconnected', session);
      session.connection = undefined;
      if (connection.isSteady) this.#sessions.touch(session);
    },
  };

  #observed(): Observed {
    return {
      ...{ database: this.#database, connections: this.#connections, sessions: this.#sessions.all(), readOnly: this.#readOnly },
      ...{ uptimeMs: this.#clock.now() - this.#startedAt, traffic: this.#owner.traffic },
      ...{ port: this.port, directory: this.#options.directory ?? '', tickTimeMs: this.#tickTimeMs, ...this.#limits },
    };
  }

  #connect(connection: Connection, request: ConnectRequest): void {
    // Another server may know what the client has seen already, and may write: the client is to look for it.
    const isAhead = request.lastZxidSeen > BigInt(this.#database.zxid);
    if (isAhead || (this.#readOnly && !request.readOnly)) return connection.destroy();
    const timeoutMs = this.#negotiated(request.timeoutMs);
    const session = request.sessionId === 0n ? this.#openSession(timeoutMs) : this.#sessions.get(request.sessionId);
    const isOwner = request.sessionId === 0n || (request.password && isSame(request.password, session?.password));
    if (!session || !isOwner) {
      this.#options.onSession?.({ what: 'refused', id: hexadecimal(request.sessionId), client: connection.client });
      return connection.refuseSession(request);
    }
    session.connection?.destroy();
    session.connection = connection;
    session.timeoutMs = timeoutMs;
    this.#sessions.touch(session);
    connection.acceptSession(session, request, this.#readOnly);
    this.#tell(request.sessionId === 0n ? 'opened' : 'reconnected', session);
    if (request.sessionId === 0n)
      connection.traffic.answered(operations.createSession, 0, this.#database.zxid, this.#owner.now());
  }

  /** Between which timeouts of sessions lie. */
  get #limits() {
    const { minSessionTimeoutMs = 2 * this.#tickTimeMs, maxSessionTimeoutMs = 20 * this.#tickTimeMs } = this.#options;
    return { minSessionTimeoutMs, maxSessionTimeoutMs };
  }

  #negotiated(timeoutMs: number): number {
    const { minSessionTimeoutMs, maxSessionTimeoutMs } = this.#limits;
    return Math.min(Math.max(timeoutMs, minSessionTimeoutMs), maxSessionTimeoutMs);
  }

  #openSession(timeoutMs: number): Session<Connection> {
    const session = this.#sessions.create(timeoutMs);
    try {
      this.#database.transact((transaction) =>
        transaction.record({ type: 'createSession', session: session.id, password: session.password, timeoutMs }),
      );
      return session;
    } catch (error) {
      this.#sessions.remove(session);
      throw error;
    }
  }

  /** Its time is over. Nobody waits for its end who could be told that it cannot be written. */
  #expire(session: Session<Connection>): void {
    try {
      this.#closeSession(session);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Its ephemeral znodes go with it, in one transaction. */
  #closeSession(session: Session<Connection>, closing?: Connection): void {
    const shown = this.#show(session);
    this.#database.transact((transaction) => {
      transaction.record({ type: 'closeSession', session: session.id });
      for (const path of this.#database.tree.ephemeralsOf(session.id)) transaction.apply({ type: 'delete', path });
    });
    this.#sessions.remove(session);
    this.#options.onSession?.({ what: closing ? 'closed' : 'expired', ...shown });
    if (session.connection !== closing) session.connection?.destroy();
  }

  #request(connection: Connection, header: RequestHeader, reader: JuteReader): void {
    const { operation } = header;
    const { session } = connection;
    if (!session) return connection.destroy();
    this.#sessions.touch(session);
    if (operation === operations.auth) return this.#authenticate(connection, header, reader);
    if (operation === operations.closeSession) {
      this.#closeSession(session, connection);
      connection.answer(header, this.#database.zxid, errorCodes.OK);
      return connection.end();
    }
    const handler = handlers[operation];
    if (!handler) {
      connection.answer(header, UNKNOWN_ZXID, errorCodes.UNIMPLEMENTED);
      return connection.end();
    }
    try {
      if (this.#readOnly && writing.has(operation)) throw new Refusal('NOT_READ_ONLY');
      const { identities } = connection;
      const body = handler({ database: this.#database, session: session.id, identities, watcher: connection }, reader);
      connection.answer(header, this.#database.zxid, errorCodes.OK, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      connection.answer(header, this.#database.zxid, error.code);
    }
  }

  #authenticate(connection: Connection, header: RequestHeader, reader: JuteReader): void {
    reader.int(); // a type that has no meaning
    const scheme = reader.string();
    const credentials = reader.buffer() ?? Buffer.alloc(0);
    if (scheme === 'digest') connection.identify(digestIdentity(credentials));
    // The address is known anyway.
    const isKnown = scheme === 'digest' || scheme === 'ip';
    connection.answer(header, 0, isKnown ? errorCodes.OK : errorCodes.AUTH_FAILED);
    if (!isKnown) connection.end();
  }

  #sessionOf(name: string): Session<Connection> {
    const owner = this.#database.tree.get(name)?.owner;
    const all = this.#sessions.all();
    const session = all.find(({ id, connection }) => owner === id || [hexadecimal(id), connection?.client].includes(name));
    if (session) return session;
    const sessions = this.sessions.map(({ id, client }) => `${id} (${client ?? 'not connected'})`);
    throw new MinimesosError('UNKNOWN_SESSION', { session: name, sessions });
  }

  #tell(what: ZooKeeperSessionEvent['what'], session: Session<Connection>): void {
    this.#options.onSession?.({ what, ...this.#show(session) });
  }

  #show({ id, timeoutMs, connection }: Session<Connection>): ZooKeeperSession {
    const ephemerals = this.#database.tree.ephemeralsOf(id);
    return { id: hexadecimal(id), timeoutMs, client: connection?.client, ephemerals };
  }
}
