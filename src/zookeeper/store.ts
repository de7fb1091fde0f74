import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { claimLock } from '../mesos/process/lock-file.js';
import { DataTree } from './data-tree.js';
import { type Entry, fromJson, type Journal, toJson } from './journal.js';
import { headerOf, readEntry, readHeader, readNode, type SavedSession } from './saved.js';

/** A log that is longer than this, in bytes, is replaced by a snapshot. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;
/** Whoever may read the files knows what rules keep from clients, and the passwords of sessions. */
const PRIVATE = 0o600;

/**
 * Keeps everything in a directory: a snapshot, and a log of what has happened since, both of one line of JSON for each thing. What
 * has been answered survives the end of this process, but not of the machine: nothing waits for the disk.
 */
export class Store implements Journal {
  readonly tree = new DataTree();
  readonly sessions = new Map<bigint, SavedSession>();
  readonly #snapshot: string;
  readonly #logPath: string;
  #zxid = 0;
  #log: number;
  /** Lets others have the directory. */
  readonly #release: () => void;
  #logBytes = 0;
  /** How long the log may become before a snapshot takes its place, in bytes. */
  #longest = 0;
  #isOpen = true;

  /** Makes the directory if there is none. Throws `ZOOKEEPER_DATA_UNREADABLE` and `ZOOKEEPER_DATA_IN_USE`. */
  constructor(
    readonly directory: string,
    private readonly maxLogBytes = MAX_LOG_BYTES,
  ) {
    this.#snapshot = join(directory, 'snapshot.jsonl');
    this.#logPath = join(directory, 'log.jsonl');
    this.#release = lock(directory);
    try {
      this.#read(this.#snapshot, (value, index) => (index === 0 ? this.#begin(value) : this.tree.restore(...readNode(value))));
      this.#read(this.#logPath, (value) => this.#replay(readEntry(value)));
      this.#log = openSync(this.#logPath, 'a', PRIVATE);
      this.#compact();
    } catch (error) {
      this.#release();
      throw unusable(directory, error);
    }
  }

  /** The number of the last transaction. */
  get zxid(): number {
    return this.#zxid;
  }

  append(entry: Entry): void {
    const { zxid, time, changes } = entry;
    const line = Buffer.from(`${toJson({ zxid, time, changes })}\n`);
    try {
      // A disk that is nearly full takes a part of it, which is no error.
      for (let at = 0; at < line.length; ) at += writeSync(this.#log, line, at);
    } catch (error) {
      ftruncateSync(this.#log, this.#logBytes); // half a line would make all that follow unreadable
      throw error;
    }
    this.#logBytes += line.length;
    this.#follow(entry);
    if (this.#logBytes > this.#longest) this.#shorten();
  }

  reset(zxid: number): void {
    this.#zxid = zxid;
    this.sessions.clear();
    this.#compact();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#log);
    this.#release();
  }

  #begin(value: unknown): void {
    const { zxid, sessions } = readHeader(value);
    this.#zxid = zxid;
    for (const session of sessions) this.sessions.set(session.session, session);
  }

  #replay(entry: Entry): void {
    // The log of a process that ended between writing a snapshot and clearing the log.
    if (entry.zxid <= this.#zxid) return;
    for (const change of entry.changes) {
      if (change.type === 'createSession' || change.type === 'closeSession') continue;
      this.tree.apply(change, entry.zxid, entry.time);
    }
    this.#follow(entry);
  }

  #follow({ zxid, changes }: Entry): void {
    this.#zxid = zxid;
    for (const change of changes) {
      if (change.type === 'createSession') this.sessions.set(change.session, change);
      else if (change.type === 'closeSession') this.sessions.delete(change.session);
    }
  }

  /** Where there is no room for a snapshot, the log that has it all goes on, and this is tried again when it has grown by as much. */
  #shorten(): void {
    try {
      this.#compact();
    } catch {
      this.#longest = this.#logBytes + this.maxLogBytes;
    }
  }

  /** Writes the snapshot beside the old one and puts it in its place: there is a whole one at any time. */
  #compact(): void {
    const header = headerOf(this.#zxid, this.sessions.values());
    const nodes = [...this.tree.entries()].map(([path, node]) => toJson({ path, ...node }));
    const unfinished = `${this.#snapshot}.new`;
    try {
      writeFileSync(unfinished, `${[toJson(header), ...nodes].join('\n')}\n`, { mode: PRIVATE });
      renameSync(unfinished, this.#snapshot);
    } catch (error) {
      rmSync(unfinished, { force: true }); // it takes the room that the log needs
      throw error;
    }
    ftruncateSync(this.#log);
    this.#logBytes = 0;
    this.#longest = this.maxLogBytes;
  }

  #read(path: string, take: (value: unknown, index: number) => void): void {
    if (!existsSync(path)) return;
    // What comes after the last line end was being written when the process ended, and nobody has had an answer to it.
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    for (const [index, line] of lines.entries()) {
      try {
        take(fromJson(line), index);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new MinimesosError('ZOOKEEPER_DATA_UNREADABLE', { path, line: index + 1, reason }, { cause: error });
      }
    }
  }
}

/** Two servers in one directory would write over each other. One that was killed keeps nobody out. */
function lock(directory: string): () => void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, 'lock.json');
    const first = claimLock(path);
    // What an earlier process has left is gone now.
    const claim = 'holder' in first ? claimLock(path) : first;
    if ('release' in claim) return claim.release;
    throw new MinimesosError('ZOOKEEPER_DATA_IN_USE', { directory, pid: claim.holder });
  } catch (error) {
    throw unusable(directory, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EROFS: 'nobody may write there',
  ENOTDIR: 'it is no directory',
  EEXIST: 'it is no directory',
  EISDIR: 'there are directories in place of files',
  ENOSPC: 'the disk is full',
};

function unusable(directory: string, error: unknown): unknown {
  if (isMinimesosError(error)) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new MinimesosError('ZOOKEEPER_DATA_UNREADABLE', { path: directory, reason: REASONS[code] ?? message }, { cause: error });
}
