import { type Acl, permissions } from '../../zookeeper/acl.js';
import { type ZooKeeperClient, ZooKeeperError, type ZooKeeperState } from '../../zookeeper/client.js';
import type { Timer } from '../process/clock.js';
import type { Address } from '../process/pid.js';
import { Process } from '../process/process.js';
import type { Runtime } from '../process/runtime.js';

const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;

/** Everybody may read, and whoever has shown the same credentials may do all. */
const CREATOR_ALL: Acl = [
  { permissions: permissions.READ, scheme: 'world', id: 'anyone' },
  { permissions: permissions.ALL, scheme: 'auth', id: '' },
];

/** What is worth another try. */
const PASSING: ReadonlySet<string> = new Set(['CONNECTION_LOSS', 'OPERATION_TIMEOUT', 'SESSION_EXPIRED', 'SESSION_MOVED']);
const passes = (error: unknown): boolean => error instanceof ZooKeeperError && PASSING.has(error.reason);
const isNoNode = (error: unknown): boolean => error instanceof ZooKeeperError && error.reason === 'NO_NODE';

export interface GroupOptions {
  /** The znode below which the members are, such as `/mesos`. */
  readonly path: string;
  /** `user:password`. With it, everybody may see the members, and only who has it be one. */
  readonly credentials?: string | undefined;
  /** Begins a session. */
  open(): ZooKeeperClient;
}

/** Who is in a group: an ephemeral znode, numbered in the order of their joining, with a label before the number. */
export interface Membership {
  readonly sequence: number;
  readonly label: string | undefined;
}

/** One that this process has. */
export interface OwnMembership extends Membership {
  /** Resolves when it has ended: to true when that was asked for. */
  readonly ended: Promise<boolean>;
}

/** Sees who is in a group. */
export interface GroupListener {
  /** Who is in it now; told at first, and whenever that changes. Nobody is, as far as is known, when the session has ended. */
  members(members: readonly Membership[]): void;
  /** Nothing will be known any more. */
  failed(error: Error): void;
}

interface Owned extends OwnMembership {
  end(requested: boolean): void;
}

interface Operation {
  perform(client: ZooKeeperClient): Promise<void>;
  reject(error: Error): void;
}

/** Processes that know of each other by a ZooKeeper; Mesos's Group. It goes on over lost connections and ended sessions. */
export class Group extends Process {
  #client: ZooKeeperClient | undefined;
  /** Whether the session is known to the ZooKeeper as whose it is, and the path is there. */
  #prepared = false;
  /** Undefined when nobody knows. */
  #members: readonly Membership[] | undefined;
  readonly #owned = new Map<number, Owned>();
  readonly #listeners = new Map<GroupListener, string | undefined>();
  #operations: Operation[] = [];
  #failure: Error | undefined;
  /** Whether there is something to do, and whether it is being done. */
  #due = false;
  #working = false;
  #retryMs = FIRST_RETRY_MS;
  #retry: Timer | undefined;
  #patience: Timer | undefined;

  constructor(
    runtime: Runtime,
    address: Address,
    private readonly options: GroupOptions,
  ) {
    super(runtime, runtime.nameFor('zookeeper-group', address), address);
    this.#open();
  }

  /** Why nothing works any more, if that is so. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** As ZooKeeper writes it; undefined while there is none. */
  get sessionId(): string | undefined {
    return this.#client?.sessionId;
  }

  /** Becomes a member. Rejects when that is not allowed, and when the group has failed. */
  join(data: Buffer, label: string): Promise<OwnMembership> {
    return this.#do(async (client) => {
      const created = await client.create(`${this.options.path}/${label}_`, data, {
        ...{ ephemeral: true, sequential: true },
        acl: this.#acl,
      });
      const { sequence } = membershipOf(created) as Membership;
      this.#members = undefined;
      return this.#own(sequence, label);
    });
  }

  /** Ends a membership of this process; resolves to false when it has ended already. */
  cancel(membership: OwnMembership): Promise<boolean> {
    return this.#do(async (client) => {
      const owned = this.#owned.get(membership.sequence);
      if (!owned) return false;
      try {
        await client.delete(this.#pathOf(membership));
      } catch (error) {
        if (isNoNode(error)) return false;
        throw error;
      }
      this.#members = undefined;
      this.#end(owned, true);
      return true;
    });
  }

  /** What a member has joined with; undefined when it is no longer there. */
  data(membership: Membership): Promise<Buffer | undefined> {
    return this.#do(async (client) => {
      try {
        return await client.data(this.#pathOf(membership));
      } catch (error) {
        if (isNoNode(error)) return undefined;
        throw error;
      }
    });
  }

  /** Returns a function that ends this. */
  watch(listener: GroupListener): () => void {
    this.#listeners.set(listener, undefined);
    if (this.#failure) listener.failed(this.#failure);
    else if (this.#members) this.#tell(this.#members);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Ends the session, and this with it: the memberships are gone at once, instead of when the session's time is over. Does so also
   * after a crash.
   */
  leave(): Promise<void> {
    const closed = this.#client?.close();
    this.terminate();
    return closed ?? Promise.resolve();
  }

  protected override finalize(): void {
    this.#client?.abandon();
  }

  get #acl(): Acl | undefined {
    return this.options.credentials === undefined ? undefined : CREATOR_ALL;
  }

  #pathOf({ sequence, label }: Membership): string {
    const number = String(sequence).padStart(10, '0');
    return `${this.options.path}/${label === undefined ? '' : `${label}_`}${number}`;
  }

  #open(): void {
    const client = this.options.open();
    this.#client = client;
    this.#prepared = false;
    client.onState((state) => {
      if (this.#client === client) this.#changed(state, client);
    });
    this.#awaitConnection(client);
  }

  /** A session that cannot be heard of for so long has ended, whether or not anybody can say so. */
  #awaitConnection({ timeoutMs }: ZooKeeperClient): void {
    this.#patience?.cancel();
    this.#patience = this.delay(timeoutMs, () => {
      this.log('warning', `No connection to ZooKeeper for ${timeoutMs} ms: the session counts as ended`);
      this.#expired();
    });
  }

  #changed(state: ZooKeeperState, client: ZooKeeperClient): void {
    this.#retry?.cancel();
    if (state === 'connected') {
      this.log('info', `Connected to ZooKeeper in session ${client.sessionId}`);
      this.#patience?.cancel();
      this.#retryMs = FIRST_RETRY_MS;
      this.#workSoon();
    } else if (state === 'disconnected') {
      this.log('warning', 'Lost the connection to ZooKeeper: trying to connect again');
      this.#awaitConnection(client);
    } else if (state === 'expired') {
      this.log('warning', `The ZooKeeper session ${client.sessionId} has ended`);
      this.#expired();
    }
  }

  /** Everything of the session is over, as far as anybody here knows; another one begins. */
  #expired(): void {
    this.#patience?.cancel();
    const before = this.#client;
    this.#client = undefined;
    before?.abandon();
    this.#tell([]);
    this.#members = undefined;
    for (const owned of [...this.#owned.values()]) this.#end(owned, false);
    if (this.alive) this.#open();
  }

  #do<Result>(perform: (client: ZooKeeperClient) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      this.#operations.push({ perform: async (client) => resolve(await perform(client)), reject });
      this.#workSoon();
    });
  }

  #workSoon(): void {
    this.#due = true;
    if (!this.#working) void this.#work();
  }

  /** Does what is to be done, one thing after the other. */
  async #work(): Promise<void> {
    this.#working = true;
    while (this.#due && this.alive && !this.#failure) {
      this.#due = false;
      try {
        if (this.#client?.state === 'connected') await this.#catchUp(this.#client);
      } catch (error) {
        if (passes(error)) this.#workLater();
        else this.#fail(error as Error);
      }
    }
    this.#working = false;
  }

  /** For what fails although there is a connection. When that is lost, work goes on with the next one. */
  #workLater(): void {
    if (!this.alive) return;
    this.#retry?.cancel();
    this.#retry = this.delay(this.#retryMs, () => this.#workSoon());
    this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
  }

  async #catchUp(client: ZooKeeperClient): Promise<void> {
    if (!this.#prepared) {
      const { path, credentials } = this.options;
      if (credentials !== undefined) await client.authenticate('digest', credentials);
      await this.#createPath(client, path);
      if (this.#client !== client) return; // another session has begun, for which all that is still to be done
      this.#prepared = true;
    }
    for (let next = this.#operations[0]; next; next = this.#operations[0]) {
      try {
        await next.perform(client);
      } catch (error) {
        if (passes(error)) throw error;
        next.reject(error as Error);
      }
      this.#operations.shift();
    }
    if (!this.#members) await this.#look(client);
  }

  async #createPath(client: ZooKeeperClient, path: string): Promise<void> {
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (parent !== '' && !(await client.exists(parent))) await this.#createPath(client, parent);
    try {
      await client.create(path, undefined, { acl: this.#acl });
    } catch (error) {
      if (!(error instanceof ZooKeeperError && error.reason === 'NODE_EXISTS')) throw error;
    }
  }

  async #look(client: ZooKeeperClient): Promise<void> {
    let isOver = false;
    const names = await client.children(this.options.path, () => {
      isOver = true;
      if (this.#client !== client) return;
      this.#members = undefined;
      this.#workSoon();
    });
    if (isOver || this.#client !== client) return;
    // What else lies there, such as the replicas of a log, is no member.
    const members = names.flatMap((name) => membershipOf(name) ?? []);
    members.sort((one, other) => one.sequence - other.sequence);
    this.#members = members;
    const present = new Set(members.map(({ sequence }) => sequence));
    for (const owned of [...this.#owned.values()]) if (!present.has(owned.sequence)) this.#end(owned, false);
    this.#tell(members);
  }

  /** Tells those who do not know it yet. */
  #tell(members: readonly Membership[]): void {
    const now = JSON.stringify(members);
    for (const [listener, told] of [...this.#listeners]) {
      if (told === now) continue;
      this.#listeners.set(listener, now);
      listener.members(members);
    }
  }

  #own(sequence: number, label: string): OwnMembership {
    let end = (_requested: boolean) => {};
    const ended = new Promise<boolean>((resolve) => {
      end = resolve;
    });
    const owned = { sequence, label, ended, end };
    this.#owned.set(sequence, owned);
    return owned;
  }

  #end(owned: Owned, requested: boolean): void {
    this.#owned.delete(owned.sequence);
    owned.end(requested);
  }

  /** Something is wrong that no other try can mend. */
  #fail(error: Error): void {
    this.log('error', `The group in ZooKeeper has failed: ${error.message}`);
    this.#failure = error;
    this.#patience?.cancel();
    const client = this.#client;
    this.#client = undefined;
    client?.abandon();
    for (const { reject } of this.#operations.splice(0)) reject(error);
    for (const listener of this.#listeners.keys()) listener.failed(error);
    for (const owned of [...this.#owned.values()]) this.#end(owned, false);
  }
}

/** The membership that a znode of this name, or path, stands for; undefined when it stands for none. */
function membershipOf(path: string): Membership | undefined {
  const parts = path.slice(path.lastIndexOf('/') + 1).split('_');
  const number = parts.pop() ?? '';
  return /^\d+$/.test(number) ? { sequence: Number(number), label: parts[0] } : undefined;
}
