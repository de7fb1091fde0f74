import { constants } from 'node:fs';
import { chmod, lchown, link, lstat, mkdir, open, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { actsFor, type Bytes, type User } from './content.js';

/** What a file or directory gets besides its content. */
export interface Attributes {
  /** Permission bits; others are not taken over. Default 644. */
  mode?: number | undefined;
  /** Time of the last change; default is now. */
  modified?: Date | undefined;
}

const PERMISSIONS = 0o777;

/**
 * The directory into which is fetched. Nothing is ever written outside of it: paths must lead inside, and a symbolic link
 * that is on the way, whoever made it, is not followed.
 *
 * Paths are relative to the directory. What is made belongs to `owner`, if this process is root.
 */
export class Sandbox {
  readonly directory: string;
  readonly #owner: User | undefined;
  readonly #signal: AbortSignal | undefined;
  /** Known to be no symbolic links; the fetcher itself never replaces a directory. */
  readonly #directories = new Set(['']);
  #serial = 0;

  constructor(directory: string, owner?: User, signal?: AbortSignal) {
    this.directory = directory;
    this.#owner = actsFor(owner) ? owner : undefined;
    this.#signal = signal;
  }

  /** The absolute path of something inside. */
  pathOf(path: string): string {
    return join(this.directory, within(path));
  }

  /** Writes a file under a temporary name first, so that under its own name it is complete or not there at all. */
  async writeFile(path: string, content: Bytes, { mode = 0o644, modified }: Attributes = {}): Promise<void> {
    const target = await this.#place(path);
    const temporary = join(dirname(target), `.fetching-${++this.#serial}`);
    await rm(temporary, { force: true });
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      try {
        await writeFile(file, content, { signal: this.#signal });
        if (this.#owner) await file.chown(this.#owner.uid, this.#owner.gid);
        await file.chmod(mode & PERMISSIONS);
        if (modified) await file.utimes(modified, modified);
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Makes a directory and those above it, as far as they are not there. */
  async makeDirectory(path: string): Promise<void> {
    const relative = within(path);
    if (this.#directories.has(relative)) return;
    if (relative.includes('/')) await this.makeDirectory(dirname(relative));
    const absolute = join(this.directory, relative);
    try {
      await mkdir(absolute, 0o755);
      await this.#own(absolute);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await this.#checkDirectory(relative);
    }
    this.#directories.add(relative);
  }

  /** Sets the attributes of a directory made before. Not earlier than needed: it may become unwritable by that. */
  async setDirectory(path: string, { mode = 0o755, modified }: Attributes): Promise<void> {
    const absolute = join(this.directory, within(path));
    await this.#checkDirectory(within(path));
    await chmod(absolute, mode & PERMISSIONS);
    if (modified) await utimes(absolute, modified, modified);
  }

  /**
   * Makes a symbolic link. Its target may only go up first and then down, not up again: then it cannot leave the
   * sandbox over another link, wherever that leads.
   */
  async makeSymbolicLink(path: string, target: string): Promise<void> {
    if (target.includes('\0')) throw new Error(`symbolic link '${path}' leads to a name that has a null character`);
    const steps = components(target);
    const up = steps.lastIndexOf('..') + 1;
    const depth = components(within(path)).length - 1;
    if (target.startsWith('/') || up > depth || steps.slice(0, up).some((step) => step !== '..'))
      throw new Error(`symbolic link '${path}' leads out of the sandbox: '${target}'`);
    const absolute = await this.#place(path);
    await rm(absolute, { force: true });
    await symlink(target, absolute);
    await this.#own(absolute);
  }

  /** Makes `path` another name of the file `existing`. */
  async makeHardLink(path: string, existing: string): Promise<void> {
    const relative = within(existing);
    if (relative === within(path)) return;
    const parent = dirname(relative);
    if (parent !== '.') await this.makeDirectory(parent);
    const source = join(this.directory, relative);
    const status = await lstat(source).catch(() => undefined);
    if (!status?.isFile()) throw new Error(`hard link '${path}' leads to '${existing}', which is not a file in the sandbox`);
    const absolute = await this.#place(path);
    await rm(absolute, { force: true });
    await link(source, absolute);
  }

  /** The absolute path of something to be made, of which the directory exists then. */
  async #place(path: string): Promise<string> {
    this.#signal?.throwIfAborted();
    const relative = within(path);
    if (relative === '') throw new Error(`'${path}' is not the name of a file`);
    if (relative.includes('/')) await this.makeDirectory(dirname(relative));
    return join(this.directory, relative);
  }

  async #checkDirectory(relative: string): Promise<void> {
    const status = await lstat(join(this.directory, relative));
    if (status.isSymbolicLink()) throw new Error(`'${relative}' is a symbolic link, which is not followed`);
    if (!status.isDirectory()) throw new Error(`'${relative}' exists and is not a directory`);
  }

  async #own(absolute: string): Promise<void> {
    if (this.#owner) await lchown(absolute, this.#owner.uid, this.#owner.gid);
  }
}

/**
 * Normalises a relative path; empty means the directory itself.
 * @throws Error when the path is absolute or goes up, even if it comes down again.
 */
export function within(path: string): string {
  const steps = components(path);
  if (path.includes('\0')) throw new Error(`path ${JSON.stringify(path)} has a null character`);
  if (path.startsWith('/') || steps.includes('..')) throw new Error(`path '${path}' is not within the sandbox directory`);
  return steps.join('/');
}

function components(path: string): string[] {
  return path.split('/').filter((step) => step !== '' && step !== '.');
}
