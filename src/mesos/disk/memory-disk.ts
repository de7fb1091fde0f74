import type { Disk } from './disk.js';

type Entry = { readonly text: string } | { readonly target: string };

/**
 * A disk that is none: it keeps what an agent notes for its successor, and of sandboxes and volumes nothing, as there are no
 * processes to use them. Whatever is asked of it is done at once, so that nobody can tell which of two came first.
 */
export class MemoryDisk implements Disk {
  readonly keepsSandboxes = false;
  readonly bootId = undefined;
  /** Files and links by path. Directories are there as long as something is in them. */
  readonly #entries = new Map<string, Entry>();

  exists(path: string): boolean {
    return this.#entries.has(path) || this.#isDirectory(path);
  }

  names(path: string): string[] {
    const names = new Set<string>();
    for (const each of this.#below(path)) names.add(each.slice(path.length + 1).split('/', 1)[0] as string);
    return [...names].sort();
  }

  read(path: string): string {
    const entry = this.#entries.get(path);
    if (entry && 'text' in entry) return entry.text;
    throw missing('open', path);
  }

  linkTarget(path: string): string | undefined {
    const entry = this.#entries.get(path);
    return entry && 'target' in entry ? entry.target : undefined;
  }

  makeDirectory(): void {}

  truncate(path: string, bytes: number): void {
    this.#entries.set(path, { text: Buffer.from(this.read(path)).subarray(0, bytes).toString() });
  }

  removeNow(path: string): void {
    this.#entries.delete(path);
    for (const each of [...this.#below(path)]) this.#entries.delete(each);
  }

  linkVolume(): void {}

  async write(path: string, text: string): Promise<void> {
    this.#entries.set(path, { text });
  }

  async append(path: string, text: string): Promise<void> {
    this.#entries.set(path, { text: (this.#entries.has(path) ? this.read(path) : '') + text });
  }

  async link(path: string, target: string): Promise<void> {
    this.#entries.set(path, { target });
  }

  async rename(from: string, to: string): Promise<void> {
    const entry = this.#entries.get(from);
    if (!entry) throw missing('rename', from);
    this.#entries.delete(from);
    this.#entries.set(to, entry);
  }

  async remove(path: string): Promise<void> {
    this.removeNow(path);
  }

  async makeSandbox(): Promise<void> {}

  async makeOutputs(): Promise<void> {}

  async usage(): Promise<number> {
    return 0;
  }

  async freePart(): Promise<number> {
    return 1;
  }

  #isDirectory(path: string): boolean {
    for (const _ of this.#below(path)) return true;
    return false;
  }

  *#below(path: string): Iterable<string> {
    const start = `${path}/`;
    for (const each of this.#entries.keys()) if (each.startsWith(start)) yield each;
  }
}

/** As Node says that there is no such file. */
function missing(call: string, path: string): Error {
  return Object.assign(new Error(`ENOENT: no such file or directory, ${call} '${path}'`), { code: 'ENOENT', path });
}
