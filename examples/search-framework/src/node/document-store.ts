import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A document as the nodes tell each other of it. Of two entries for an id the later one counts on every node. */
export interface Entry {
  readonly id: string;
  /** Counts changes: each node continues from the highest number it has seen. */
  readonly clock: number;
  /** The node that made the change; decides between changes of the same number. */
  readonly node: string;
  /** `null` for a document that was deleted. That is remembered, or a node that was away would bring it back. */
  readonly document: object | null;
}

/** The documents of a node: in a file of its data directory, and in memory with an index of their words. */
export class DocumentStore {
  readonly #node: string;
  readonly #lock: string;
  readonly #entries = new Map<string, Entry>();
  readonly #words = new Map<string, Set<string>>();
  #clock = 0;
  #file: number;

  /** Opens the data directory; throws when another node that lives has it. */
  constructor(directory: string, node: string) {
    this.#node = node;
    mkdirSync(directory, { recursive: true });
    this.#lock = join(directory, 'lock');
    takeLock(this.#lock);
    const path = join(directory, 'documents.jsonl');
    for (const entry of readEntries(path)) this.#apply(entry);
    // Writes anew what still counts: the file does not grow with every restart, nor keep a line that a crash cut off.
    writeFileSync(`${path}.new`, this.entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    renameSync(`${path}.new`, path);
    this.#file = openSync(path, 'a');
  }

  /** All entries, those of deleted documents included. */
  get entries(): Entry[] {
    return [...this.#entries.values()];
  }

  get size(): number {
    return this.entries.filter(({ document }) => document !== null).length;
  }

  get(id: string): object | undefined {
    return this.#entries.get(id)?.document ?? undefined;
  }

  /** Changes a document, or deletes it with `null`. */
  change(id: string, document: object | null): Entry {
    const entry = { id, clock: this.#clock + 1, node: this.#node, document };
    this.merge([entry]);
    return entry;
  }

  /** Takes over those entries that are later than what is here. */
  merge(entries: readonly Entry[]): void {
    const later = entries.filter((entry) => isLater(entry, this.#entries.get(entry.id)));
    if (later.length === 0) return;
    writeSync(this.#file, later.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    for (const entry of later) this.#apply(entry);
  }

  /** Ids of the documents that have all of these words. */
  search(query: string): string[] {
    const [first, ...others] = wordsOf(query).map((word) => this.#words.get(word) ?? new Set<string>());
    return [...(first ?? [])].filter((id) => others.every((ids) => ids.has(id))).sort();
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#lock, { force: true });
  }

  #apply(entry: Entry): void {
    for (const word of wordsOf(this.get(entry.id))) this.#words.get(word)?.delete(entry.id);
    this.#entries.set(entry.id, entry);
    this.#clock = Math.max(this.#clock, entry.clock);
    for (const word of wordsOf(entry.document)) {
      const ids = this.#words.get(word) ?? new Set();
      this.#words.set(word, ids.add(entry.id));
    }
  }
}

function isLater(entry: Entry, than: Entry | undefined): boolean {
  if (!than) return true;
  return entry.clock > than.clock || (entry.clock === than.clock && entry.node > than.node);
}

/** The words of all texts and numbers in a value, whatever they lie in. */
function wordsOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(wordsOf);
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  return `${value}`.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function readEntries(path: string): Entry[] {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Entry];
    } catch {
      return []; // the last line of a node that was killed while it wrote
    }
  });
}

/** The lock file holds the pid of the node; that of a node that was killed does not count. */
function takeLock(path: string): void {
  for (;;) {
    try {
      return writeFileSync(path, `${process.pid}`, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const pid = Number(readFileSync(path, 'utf8'));
    if (pid !== process.pid && isAlive(pid)) throw new Error(`The data directory is in use by process ${pid}: ${path}`);
    rmSync(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
