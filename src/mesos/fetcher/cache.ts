import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Content } from './content.js';
import { Sandbox } from './sandbox.js';

/** A file of the cache, which stays until it is released. */
export interface CachedFile {
  /** Absolute path. */
  path: string;
  release(): Promise<void>;
}

interface Entry {
  key: string;
  /** Relative to the cache's directory. */
  path: string;
  sizeBytes: number;
  users: number;
  downloaded: Promise<void>;
}

/**
 * What has been downloaded for URIs with `cache` set, by user and URI. When it grows too large, the files that have not
 * been used for longest go first; files in use stay (agent flags --fetcher_cache_dir and --fetcher_cache_size).
 */
export class FetcherCache {
  readonly directory: string;
  readonly maxBytes: number;
  readonly #entries = new Map<string, Entry>(); // least recently used first
  #usedBytes = 0;
  #serial = 0;
  #prepared: Promise<void> | undefined;

  /** @param directory Of this cache alone: what an earlier run left in it is deleted when it is first used. */
  constructor(directory: string, maxBytes: number) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /** How many bytes the files of the cache have. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /**
   * Finds the content of a URI; it is downloaded if it is not there. Who asks while it is being downloaded waits.
   * @param user Key of the user it is for (a file name): users do not get each other's files.
   * @param download Called if it has to be downloaded.
   * @returns undefined when the download that this one waited for failed: then the caller fetches past the cache.
   * @throws Whatever `download` throws, or the signal's reason.
   */
  async acquire(
    user: string,
    uri: string,
    download: () => Promise<Content>,
    signal?: AbortSignal,
  ): Promise<CachedFile | undefined> {
    const key = `${user}@${uri}`;
    const known = this.#entries.get(key);
    const entry = known ?? this.#create(key, user, download, signal);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users++;
    try {
      await (known ? unlessAborted(entry.downloaded, signal) : entry.downloaded);
    } catch (error) {
      await this.#release(entry);
      if (!known || signal?.aborted) throw error;
      return undefined;
    }
    return { path: join(this.directory, entry.path), release: () => this.#release(entry) };
  }

  #create(key: string, user: string, download: () => Promise<Content>, signal: AbortSignal | undefined): Entry {
    const path = join(user, `${++this.#serial}`);
    const entry: Entry = { key, path, sizeBytes: 0, users: 0, downloaded: Promise.resolve() };
    entry.downloaded = this.#download(entry, download, signal).catch((error) => {
      this.#forget(entry);
      throw error;
    });
    return entry;
  }

  async #download(entry: Entry, download: () => Promise<Content>, signal: AbortSignal | undefined): Promise<void> {
    this.#prepared ??= this.#prepare();
    await this.#prepared;
    const { bytes, mode } = await download();
    await new Sandbox(this.directory, undefined, signal).writeFile(entry.path, bytes, { mode });
    const { size } = await stat(join(this.directory, entry.path));
    entry.sizeBytes = size;
    this.#usedBytes += size;
    // What could never fit must not push out everything else; those who wait for it still get it.
    if (size > this.maxBytes) this.#forget(entry);
    await this.#evict();
  }

  async #prepare(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
    // Other users of the machine must not read what one user may.
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
  }

  async #release(entry: Entry): Promise<void> {
    entry.users--;
    if (entry.users === 0 && this.#entries.get(entry.key) !== entry) await rm(join(this.directory, entry.path), { force: true });
    else await this.#evict();
  }

  async #evict(): Promise<void> {
    for (const entry of [...this.#entries.values()]) {
      if (this.#usedBytes <= this.maxBytes) return;
      if (entry.users > 0) continue;
      this.#forget(entry);
      await rm(join(this.directory, entry.path), { force: true });
    }
  }

  #forget(entry: Entry): void {
    if (this.#entries.get(entry.key) !== entry) return;
    this.#entries.delete(entry.key);
    this.#usedBytes -= entry.sizeBytes;
  }
}

/** Waits no longer when the signal is aborted. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
