import type { Clock, Timer } from '../mesos/process/clock.js';
import { native } from '../mesos/process/native.js';
import type { Random } from '../mesos/process/random.js';

const PASSWORD_BYTES = 16;
/** A timer that rings so late rang in a process that stood still, in a debugger say. */
const LATE_MS = 500;

/** A client, however it is connected at the moment. */
export interface Session<Connection = unknown> {
  readonly id: bigint;
  readonly password: Buffer;
  /** Milliseconds of silence after which it ends. */
  timeoutMs: number;
  /** Where it is connected, if it is. */
  connection: Connection | undefined;
}

interface Watched<Connection> extends Session<Connection> {
  /** When it ends unless it is heard of. */
  deadline: number;
  /** When it was heard of last, by the time of the world. */
  heardAt: number;
  timer: Timer | undefined;
}

/** The sessions of all clients, and the silence after which they end. */
export class Sessions<Connection> {
  readonly #sessions = new Map<bigint, Watched<Connection>>();
  #nextId: bigint;
  #suspended = false;

  /**
   * @param onExpired has to end the session that was silent for too long; one that cannot be ended now has its whole time again, as
   *   after a restart of ZooKeeper, which ends where it cannot write its log
   * @param isSteady whether whoever is connected so is there, silent or not
   * @param world the time by which connected clients live: one that pings in time is not to end when a test moves the clock
   */
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly onExpired: (session: Session<Connection>) => void,
    private readonly isSteady: (connection: Connection) => boolean = () => false,
    private readonly world: Clock = clock,
  ) {
    // As ZooKeeper makes them: from the time, so that they are others after a start without data; 56 bits of it.
    this.#nextId = BigInt.asUintN(64, BigInt(Math.floor(clock.now())) << 24n) >> 8n;
  }

  all(): readonly Session<Connection>[] {
    return [...this.#sessions.values()];
  }

  get(id: bigint): Session<Connection> | undefined {
    return this.#sessions.get(id);
  }

  create(timeoutMs: number): Session<Connection> {
    return this.restore({ id: this.#nextId, password: this.random.bytes(PASSWORD_BYTES), timeoutMs });
  }

  /** A session as it was saved; it has its whole time again. */
  restore({ id, password, timeoutMs }: Pick<Session, 'id' | 'password' | 'timeoutMs'>): Session<Connection> {
    const session = { id, password, timeoutMs, connection: undefined, deadline: 0, heardAt: 0, timer: undefined };
    this.#sessions.set(id, session);
    if (id >= this.#nextId) this.#nextId = id + 1n;
    this.touch(session);
    this.#watch(session);
    return session;
  }

  /** It was heard of. */
  touch(session: Session<Connection>): void {
    const watched = session as Watched<Connection>;
    watched.deadline = this.clock.now() + session.timeoutMs;
    watched.heardAt = this.world.now();
  }

  remove(session: Session<Connection>): void {
    (session as Watched<Connection>).timer?.cancel();
    this.#sessions.delete(session.id);
  }

  /** No session ends until `resume`. */
  suspend(): void {
    this.#suspended = true;
  }

  /** @param renewed whether all sessions have their whole time again; those whose time is over end now otherwise */
  resume(renewed: boolean): void {
    this.#suspended = false;
    for (const session of [...this.#sessions.values()]) {
      if (renewed) this.touch(session);
      // What passed while nobody could be heard counts by the clock alone.
      else if (!this.#isThere(session) && session.deadline <= this.clock.now()) this.#expire(session);
      if (this.#sessions.has(session.id)) this.#watch(session);
    }
  }

  /** Forgets all timers. */
  stop(): void {
    this.suspend();
    for (const { timer } of this.#sessions.values()) timer?.cancel();
  }

  /** One timer for each session. It is set again only when it fires, so that hearing of a session costs nothing. */
  #watch(session: Watched<Connection>): void {
    session.timer?.cancel();
    const now = this.clock.now();
    if (this.#isThere(session)) this.touch(session);
    else if (session.connection !== undefined) session.deadline = Math.max(session.deadline, now + this.#leftInWorld(session));
    const left = session.deadline - now;
    if (left <= 0) return this.#expire(session);
    session.timer = this.clock.delay(left, () => {
      // Where this process stood still, what the client has sent meanwhile is still to be read.
      if (session.connection !== undefined && this.#leftInWorld(session) < -LATE_MS)
        native.setImmediate(() => this.#look(session));
      else this.#look(session);
    });
  }

  #expire(session: Watched<Connection>): void {
    this.onExpired(session);
    if (!this.#sessions.has(session.id)) return;
    this.touch(session);
    this.#watch(session);
  }

  #look(session: Watched<Connection>): void {
    if (!this.#suspended && this.#sessions.get(session.id) === session) this.#watch(session);
  }

  /** Whether it is connected in a way that shows that it is there. */
  #isThere({ connection }: Watched<Connection>): boolean {
    return connection !== undefined && this.isSteady(connection);
  }

  /** How long a client that is connected may still be silent. */
  #leftInWorld({ heardAt, timeoutMs }: Watched<Connection>): number {
    return Math.floor(heardAt + timeoutMs - this.world.now());
  }
}
