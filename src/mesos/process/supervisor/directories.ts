import { lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { ClaimedDirectory } from './protocol.js';

/** The file that says whose a directory is. Only a directory that holds it, with the right owner in it, is ever deleted. */
const CLAIM_FILE = '.minimesos-owner';

/**
 * Makes a directory the owner's. It is created, or must be empty or claimed by the same owner already: what was there
 * before the claim can thus never be deleted. Throws otherwise.
 */
export function claimDirectory(givenPath: string, owner: string): ClaimedDirectory {
  if (!isAbsolute(givenPath)) throw new Error(`The path of a directory to delete at the end must be absolute: ${givenPath}`);
  const path = resolve(givenPath);
  mkdirSync(path, { recursive: true });
  const status = lstatSync(path);
  if (!status.isDirectory()) throw new Error(`${path} is no directory, but a link to one; it would not be deleted at the end.`);
  if (claimant(path) !== owner) {
    if (readdirSync(path).length > 0)
      throw new Error(`${path} is not empty; only a directory created for this purpose is deleted at the end.`);
    writeFileSync(join(path, CLAIM_FILE), owner, { flag: 'wx' });
  }
  return { path, realPath: realpathSync(path), device: status.dev, inode: status.ino, bornMs: status.birthtimeMs };
}

/** Gives a directory up: it stays, with everything in it. Does nothing when it is gone or somebody else's. */
export function disclaimDirectory(path: string, owner: string): void {
  if (claimant(path) === owner) rmSync(join(path, CLAIM_FILE), { force: true });
}

function claimant(path: string): string | undefined {
  try {
    return readFileSync(join(path, CLAIM_FILE), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Deletes a claimed directory with everything in it; symbolic links are removed, never followed. Returns why it was not
 * deleted, if so. One that is gone already counts as deleted; one that was moved or replaced, or below which something is
 * mounted, is left alone.
 */
export async function deleteClaimedDirectory(directory: ClaimedDirectory, owner: string): Promise<string | undefined> {
  const { path } = directory;
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (!status) return undefined;
    const same = status.isDirectory() && status.dev === directory.device && status.ino === directory.inode;
    if (same && status.birthtimeMs === directory.bornMs && readdirSync(path).length === 0) {
      // Its owner died between the last two steps of deleting it.
      rmdirSync(path);
      return undefined;
    }
    if (!same || claimant(path) !== owner) {
      return `${path} was not deleted: it is not the directory any more that it was.`;
    }
    const mount = mountsBelow(directory.realPath)[0];
    if (mount) return `${path} was not deleted: something is mounted at ${mount}.`;
    await deleteTree(path);
    return undefined;
  } catch (error) {
    return `${path} was not deleted: ${(error as Error).message}`;
  }
}

/** Deletes a directory that its owner was about to make, and to claim, when it died. Does nothing when there is none. */
export async function deleteExpectedDirectory(path: string, owner: string): Promise<void> {
  try {
    const claim = claimant(path);
    // It may have died over writing that, too; what is empty, and nothing else of others, may go.
    if (claim !== undefined && owner.startsWith(claim)) await deleteTree(path);
    else rmdirSync(path);
  } catch {
    // It was not made, or somebody else has it.
  }
}

/** Deletes a directory with everything in it, also what may not be written to. Does nothing when there is none. */
export async function deleteTree(path: string): Promise<void> {
  try {
    await deleteAll(path);
  } catch {
    // Tasks leave directories that nobody may write (caches of package managers, for instance).
    await makeWritable(path);
    await deleteAll(path);
  }
}

/** More than one attempt counts on a process that was killed having been just about to create a file. */
const PERSISTENT = { recursive: true, force: true, maxRetries: 3, retryDelay: 20 };

/** The file that says whose it is goes last: of whoever dies over this, somebody else can do the rest. */
async function deleteAll(path: string): Promise<void> {
  if (claimant(path) !== undefined && lstatSync(path).isDirectory()) {
    const others = readdirSync(path).filter((name) => name !== CLAIM_FILE);
    await Promise.all(others.map((name) => rm(join(path, name), PERSISTENT)));
    rmSync(join(path, CLAIM_FILE), { force: true });
  }
  await rm(path, PERSISTENT);
}

async function makeWritable(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(directory, entry.name));
  }
}

function mountsBelow(path: string): string[] {
  let mounts: string;
  try {
    mounts = readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return []; // Not Linux.
  }
  const withoutEscapes = (text: string) =>
    text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return mounts
    .split('\n')
    .map((line) => withoutEscapes(line.split(' ')[4] ?? ''))
    .filter((mount) => mount === path || mount.startsWith(`${path}/`));
}
