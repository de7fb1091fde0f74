import type { Clock } from '../mesos/process/clock.js';
import type { Acl } from './acl.js';
import { type Change, DataTree, type SavedTree } from './data-tree.js';
import type { Entry, Journal, SessionChange } from './journal.js';
import { parentOf } from './paths.js';
import { type EventType, eventTypes, Watches, type WatchTable } from './watches.js';

/** What one request changes: all of it, or nothing. */
export class Transaction {
  readonly changes: (Change | SessionChange)[] = [];
  readonly #undo: (() => void)[] = [];
  readonly #tell: (() => void)[] = [];

  /**
   * @param zxid its number, one more than that of the transaction before
   * @param time milliseconds since 1970
   */
  constructor(
    private readonly tree: DataTree,
    private readonly watches: Watches,
    readonly zxid: number,
    readonly time: number,
  ) {}

  /** Carries out a change at once, so that what follows in the same request sees it. */
  apply(change: Change): void {
    const { path } = change;
    // Who is told depends on the lists as they are when it happens.
    const acl = (change.type === 'create' ? change.acl : this.tree.get(path)?.acl) ?? [];
    this.#undo.push(this.tree.apply(change, this.zxid, this.time));
    this.changes.push(change);
    if (change.type === 'setData') {
      this.#tell.push(() => this.#trigger(this.watches.data, path, eventTypes.dataChanged, acl));
    } else if (change.type !== 'setAcl') {
      const parent = parentOf(path);
      const parentAcl = this.tree.get(parent)?.acl ?? [];
      this.#tell.push(() => {
        if (change.type === 'create') this.#trigger(this.watches.data, path, eventTypes.created, acl);
        else this.#tellDeleted(path, acl);
        this.#trigger(this.watches.children, parent, eventTypes.childrenChanged, parentAcl);
      });
    }
  }

  /** A session begins or ends with it. */
  record(change: SessionChange): void {
    this.changes.push(change);
  }

  /** Takes back everything; nobody is told. */
  undo(): void {
    for (const undo of this.#undo.reverse()) undo();
  }

  /** Tells the watchers, in the order of the changes. */
  tellWatchers(): void {
    for (const tell of this.#tell) tell();
  }

  #tellDeleted(path: string, acl: Acl): void {
    const told = this.#trigger(this.watches.data, path, eventTypes.deleted, acl);
    this.watches.children.trigger(path, eventTypes.deleted, this.zxid, acl, told);
  }

  #trigger(table: WatchTable, path: string, type: EventType, acl: Acl) {
    return table.trigger(path, type, this.zxid, acl);
  }
}

/** The tree with what is numbered, watched and kept of it. */
export class Database {
  readonly tree: DataTree;
  readonly watches = new Watches();
  readonly #atStart: SavedTree;
  #zxid: number;

  constructor(
    private readonly clock: Clock,
    private readonly journal?: Journal | undefined,
    { tree, zxid }: { readonly tree: DataTree; readonly zxid: number } = { tree: new DataTree(), zxid: 0 },
  ) {
    this.tree = tree;
    this.#atStart = tree.copy();
    this.#zxid = zxid;
  }

  /** The number of the last transaction. */
  get zxid(): number {
    return this.#zxid;
  }

  /**
   * Runs `write` as one transaction. When it throws, nothing has changed, but its number is used up. Watchers are told before
   * this returns, and so before the writer gets an answer. What the journal does not take has not happened: this throws why, and
   * the number is the next one's.
   */
  transact<Result>(write: (transaction: Transaction) => Result): Result {
    const transaction = new Transaction(this.tree, this.watches, this.#zxid + 1, Math.floor(this.clock.now()));
    const result = this.#perform(write, transaction);
    transaction.tellWatchers();
    return result;
  }

  /** Has the data that it had at first, without sessions. Numbers of transactions go on, as clients remember the last one they saw. */
  reset(): void {
    this.#zxid++;
    this.tree.replace(this.#atStart);
    this.journal?.reset(this.#zxid);
  }

  #perform<Result>(write: (transaction: Transaction) => Result, transaction: Transaction): Result {
    let result: Result;
    try {
      result = write(transaction);
    } catch (error) {
      transaction.undo();
      // Its number stays used, so that no client has seen a later one than the server knows of.
      this.#keep({ zxid: transaction.zxid, time: transaction.time, changes: [] });
      throw error;
    }
    try {
      this.#keep(transaction);
    } catch (error) {
      transaction.undo();
      throw error;
    }
    return result;
  }

  #keep(entry: Entry): void {
    this.journal?.append(entry);
    this.#zxid = entry.zxid;
  }
}
