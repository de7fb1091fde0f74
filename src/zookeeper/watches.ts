import type { Acl } from './acl.js';

/** What a watcher is told has happened, as the numbers that travel. */
export const eventTypes = { created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 } as const;
export type EventType = (typeof eventTypes)[keyof typeof eventTypes];

/** How long a watch lasts and how far it reaches; bits, as one watcher may have several watches on a path. */
export const watchModes = { standard: 1, persistent: 2, recursive: 4 } as const;
export type WatchMode = (typeof watchModes)[keyof typeof watchModes];
const ANY_MODE = 7;

/** Event of no transaction: what a client that was away is told when it comes back. */
export const NO_ZXID = -1;

export interface Watcher {
  /** @param acl of the znode: who may not read it is not told. None for what the watcher is told of in its own request. */
  notify(type: EventType, path: string, zxid: number, acl?: Acl): void;
}

/** Watches of one sort, data or children: who watches which path. */
export class WatchTable {
  readonly #modes = new Map<string, Map<Watcher, number>>();
  readonly #paths = new Map<Watcher, Set<string>>();
  /** So many recursive watches there are; parents are only looked at when there is one. */
  #recursive = 0;

  /** So many watches there are. */
  get size(): number {
    return [...this.#modes.values()].reduce((sum, watchers) => sum + watchers.size, 0);
  }

  /** The watchers, and the paths that each watches. */
  byWatcher(): ReadonlyMap<Watcher, ReadonlySet<string>> {
    return this.#paths;
  }

  byPath(): ReadonlyMap<string, ReadonlyMap<Watcher, number>> {
    return this.#modes;
  }

  add(path: string, watcher: Watcher, mode: WatchMode): void {
    const watchers = this.#modes.get(path) ?? new Map<Watcher, number>();
    this.#modes.set(path, watchers);
    this.#set(path, watchers, watcher, (watchers.get(watcher) ?? 0) | mode);
    const paths = this.#paths.get(watcher) ?? new Set();
    this.#paths.set(watcher, paths.add(path));
  }

  has(path: string, watcher: Watcher, mode: WatchMode | typeof ANY_MODE = ANY_MODE): boolean {
    return ((this.#modes.get(path)?.get(watcher) ?? 0) & mode) !== 0;
  }

  /** Whether there was anything to remove. */
  remove(path: string, watcher: Watcher, mode: WatchMode | typeof ANY_MODE = ANY_MODE): boolean {
    const watchers = this.#modes.get(path);
    const modes = watchers?.get(watcher) ?? 0;
    if (!watchers || (modes & mode) === 0) return false;
    this.#set(path, watchers, watcher, modes & ~mode);
    return true;
  }

  removeAll(watcher: Watcher): void {
    for (const path of [...(this.#paths.get(watcher) ?? [])]) this.remove(path, watcher);
  }

  /**
   * Tells all who watch the path, each once, and takes away the watches that last for one event.
   * @param told watchers that know already
   * @returns who watches it
   */
  trigger(path: string, type: EventType, zxid: number, acl: Acl, told?: ReadonlySet<Watcher>): ReadonlySet<Watcher> {
    const watching = new Set<Watcher>();
    const watchers = this.#modes.get(path);
    for (const [watcher, modes] of watchers ?? []) {
      watching.add(watcher);
      this.#set(path, watchers as Map<Watcher, number>, watcher, modes & ~watchModes.standard);
    }
    if (this.#recursive > 0) this.#addRecursive(path, watching);
    for (const watcher of watching) if (!told?.has(watcher)) watcher.notify(type, path, zxid, acl);
    return watching;
  }

  #addRecursive(path: string, watching: Set<Watcher>): void {
    for (let end = path.lastIndexOf('/'); end >= 0 && path !== '/'; end = end === 0 ? -1 : path.lastIndexOf('/', end - 1)) {
      for (const [watcher, modes] of this.#modes.get(path.slice(0, end) || '/') ?? []) {
        if (modes & watchModes.recursive) watching.add(watcher);
      }
    }
  }

  /** All changes of modes go through here, so that the tables agree with each other. */
  #set(path: string, watchers: Map<Watcher, number>, watcher: Watcher, modes: number): void {
    const wasRecursive = ((watchers.get(watcher) ?? 0) & watchModes.recursive) !== 0;
    this.#recursive += Number((modes & watchModes.recursive) !== 0) - Number(wasRecursive);
    if (modes !== 0) {
      watchers.set(watcher, modes);
      return;
    }
    watchers.delete(watcher);
    if (watchers.size === 0) this.#modes.delete(path);
    const paths = this.#paths.get(watcher);
    paths?.delete(path);
    if (paths?.size === 0) this.#paths.delete(watcher);
  }
}

/** What somebody may ask to have removed, as the numbers that travel. */
const watcherTypes = { children: 1, data: 2, any: 3, persistent: 4, recursive: 5 };

/** All watches: those that reads leave behind, and those that were asked for by themselves. */
export class Watches {
  readonly data = new WatchTable();
  readonly children = new WatchTable();

  /** @param recursive also on everything under the path, without the events of children lists */
  addPersistent(path: string, watcher: Watcher, recursive: boolean): void {
    if (recursive) return this.data.add(path, watcher, watchModes.recursive);
    this.data.add(path, watcher, watchModes.persistent);
    this.children.add(path, watcher, watchModes.persistent);
  }

  /** Whether there is such a watch; undefined when there is no such type. */
  has(path: string, watcher: Watcher, type: number): boolean | undefined {
    return this.#select(type, (table, mode) => table.has(path, watcher, mode));
  }

  /** Whether there was such a watch; undefined when there is no such type. */
  remove(path: string, watcher: Watcher, type: number): boolean | undefined {
    return this.#select(type, (table, mode) => table.remove(path, watcher, mode));
  }

  removeAll(watcher: Watcher): void {
    this.data.removeAll(watcher);
    this.children.removeAll(watcher);
  }

  #select(type: number, action: (table: WatchTable, mode?: WatchMode) => boolean): boolean | undefined {
    const { data, children } = this;
    const onBoth = (mode?: WatchMode) => [action(children, mode), action(data, mode)].includes(true);
    if (type === watcherTypes.children) return action(children, watchModes.standard);
    if (type === watcherTypes.data) return action(data, watchModes.standard);
    if (type === watcherTypes.persistent) return onBoth(watchModes.persistent);
    if (type === watcherTypes.recursive) return action(data, watchModes.recursive);
    return type === watcherTypes.any ? onBoth() : undefined;
  }
}
