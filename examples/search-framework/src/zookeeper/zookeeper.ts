import { ACL, CreateMode, createClient, type Done, type ZnodeStat, type ZooKeeperClient } from 'node-zookeeper-client';
import type { ZooKeeperUrl } from './zookeeper-url.js';

/** A session that is silent for so long ends, and what is ephemeral goes with it. Mesos's masters have the same. */
const SESSION_TIMEOUT_MS = 10_000;
/** The longest that is waited before another attempt to connect. */
const RETRY_MS = 200;
const GOODBYE_MS = 1000;

/** What ZooKeeper has at a path. */
export interface Znode {
  readonly text: string;
  /** How often the text has been changed. */
  readonly version: number;
}

class ConnectionLost extends Error {
  override readonly name = 'CONNECTION_LOSS';
}

const isCalled = (error: unknown, ...names: string[]) => error instanceof Error && names.includes(error.name);
/** Whether an error tells that ZooKeeper is away: nobody knows what became of the request. */
export const isAway = (error: unknown): boolean => isCalled(error, 'CONNECTION_LOSS', 'SESSION_EXPIRED');
/** Whether an error tells that somebody else was faster. */
export const isConflict = (error: unknown): boolean => isCalled(error, 'BAD_VERSION', 'NODE_EXISTS', 'NO_NODE');

/**
 * A session with a ZooKeeper: it is connected again when its connection is lost, and begun anew when it has expired.
 * What is asked for while there is no connection fails at once; {@link insist} and {@link follow} do not give up.
 */
export class ZooKeeper {
  readonly #url: ZooKeeperUrl;
  readonly #log: (line: string) => void;
  readonly #onConnected = new Set<() => void>();
  readonly #unanswered = new Set<(error: Error) => void>();
  readonly #pulse = setInterval(() => this.#feelPulse(), SESSION_TIMEOUT_MS / 3);
  #client: ZooKeeperClient;
  #isConnected = false;
  #isClosed = false;
  /** When this session was heard of last; undefined before it has been connected. */
  #heardAt: number | undefined;

  constructor(url: ZooKeeperUrl, log: (line: string) => void) {
    this.#url = url;
    this.#log = (line) => log(`ZooKeeper at ${url.servers} ${line}`);
    log(`Looking for ZooKeeper at ${url.servers}`);
    this.#client = this.#open();
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Tells whenever there is a new connection. */
  onConnected(listener: () => void): void {
    this.#onConnected.add(listener);
  }

  /** Resolves once the work is done: what fails for want of a connection is tried again with the next one. */
  async insist<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isAway(error)) throw error;
      }
      while (!this.#isConnected) await new Promise<void>((resolve) => this.onConnected(resolve));
    }
  }

  /**
   * Looks at something as long as this is open: now, whenever there is a new connection, and when a watch that was set in
   * looking tells of a change. There is one look at a time.
   */
  follow(look: (changed: () => void) => Promise<void>): void {
    let isDue = false;
    let isLooking = false;
    const again = async () => {
      isDue = true;
      if (isLooking) return;
      isLooking = true;
      while (isDue && this.#isConnected) {
        isDue = false;
        await look(changed).catch((error: unknown) => isAway(error) || this.#log(`refuses: ${(error as Error).message}`));
      }
      isLooking = false;
    };
    const changed = () => void again();
    this.onConnected(changed);
    changed();
  }

  /** Undefined when there is nothing. */
  async read(path: string): Promise<Znode | undefined> {
    try {
      return await this.#ask<Znode>((client, done) =>
        client.getData(path, undefined, (error, data, stat) =>
          done(error, { text: `${data ?? ''}`, version: error ? 0 : stat.version }),
        ),
      );
    } catch (error) {
      if (isCalled(error, 'NO_NODE')) return undefined;
      throw error;
    }
  }

  /** The names of the children; none when the parent is missing, and then the watch waits for that. */
  async children(path: string, changed: () => void): Promise<string[]> {
    for (;;) {
      try {
        return await this.#ask<string[]>((client, done) => client.getChildren(path, changed, done));
      } catch (error) {
        if (!isCalled(error, 'NO_NODE')) throw error;
      }
      if (!(await this.#stat(path, changed))) return [];
    }
  }

  /** Fails with a conflict when the version is another by now; resolves with the next one. */
  async write(path: string, text: string, version: number): Promise<number> {
    const stat = await this.#ask<ZnodeStat>((client, done) => client.setData(path, Buffer.from(text), version, done));
    return stat.version;
  }

  /** Fails with a conflict when it exists. Parents that are missing are created with it. */
  async create(path: string, text: string, mode = CreateMode.PERSISTENT): Promise<void> {
    const acl = this.#url.credentials ? ACL.CREATOR_ALL_ACL : ACL.OPEN_ACL_UNSAFE;
    for (;;) {
      try {
        await this.#ask<string>((client, done) => client.create(path, Buffer.from(text), acl, mode, done));
        return;
      } catch (error) {
        if (!isCalled(error, 'NO_NODE')) throw error;
      }
      await this.create(path.slice(0, path.lastIndexOf('/')), '').catch((error: unknown) => {
        if (!isCalled(error, 'NODE_EXISTS')) throw error;
      });
    }
  }

  /** Sees to it that this exists and goes with this session: what another one has left there is replaced. */
  async claim(path: string, text: string): Promise<void> {
    for (;;) {
      try {
        const stat = await this.#stat(path);
        if (stat?.ephemeralOwner.equals(this.#client.getSessionId())) return;
        if (stat) await this.#ask<void>((client, done) => client.remove(path, stat.version, done));
        return await this.create(path, text, CreateMode.EPHEMERAL);
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }
  }

  /** Ends the session, and what goes with it. Resolves when ZooKeeper has heard of it, or does not answer. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#pulse);
    if (!this.#isConnected) return;
    await new Promise<void>((resolve) => {
      this.#client.on('disconnected', resolve).close();
      setTimeout(resolve, GOODBYE_MS).unref();
    });
  }

  #open(): ZooKeeperClient {
    const { servers, credentials } = this.#url;
    const client = createClient(servers, { sessionTimeout: SESSION_TIMEOUT_MS, spinDelay: RETRY_MS });
    if (credentials) client.addAuthInfo('digest', Buffer.from(credentials));
    client.on('connected', () => this.#connected());
    client.on('disconnected', () => this.#disconnected('is away'));
    client.on('expired', () => this.#renew('has ended the session'));
    client.connect();
    return client;
  }

  #connected(): void {
    this.#heardAt = performance.now();
    this.#isConnected = true;
    this.#log(`is there, session 0x${this.#client.getSessionId().toString('hex').replace(/^0+/, '')}`);
    for (const listener of [...this.#onConnected]) listener();
  }

  #disconnected(why: string): void {
    if (this.#isClosed) return;
    this.#isConnected = false;
    this.#log(why);
    // Those that the client has not sent are unknown to it from now on.
    for (const reject of [...this.#unanswered]) reject(new ConnectionLost(why));
  }

  /** A new session in place of one that has ended, or of which it is to be assumed. */
  #renew(why: string): void {
    this.#client.removeAllListeners().close();
    this.#heardAt = undefined;
    this.#disconnected(why);
    if (!this.#isClosed) this.#client = this.#open();
  }

  /** The client does not notice when a server falls silent, nor does it give up a session that the server does not want back. */
  #feelPulse(): void {
    if (this.#heardAt !== undefined && performance.now() - this.#heardAt > SESSION_TIMEOUT_MS)
      this.#renew('has been silent for too long');
    else this.#stat('/').catch(() => {});
  }

  #stat(path: string, changed?: () => void): Promise<ZnodeStat | null> {
    return this.#ask((client, done) => client.exists(path, changed, done));
  }

  async #ask<Result>(ask: (client: ZooKeeperClient, done: Done<[Result]>) => void): Promise<Result> {
    if (!this.#isConnected) throw new ConnectionLost('not connected');
    return new Promise((resolve, reject) => {
      this.#unanswered.add(reject);
      ask(this.#client, (error, result) => {
        this.#heardAt = performance.now();
        this.#unanswered.delete(reject);
        if (error) reject(error);
        else resolve(result);
      });
    });
  }
}
