import { constants } from 'node:fs';
import { lchown, mkdir, open, symlink, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Owner } from './disk.js';

/** Sandboxes hold what tasks write; others on the machine need not see it. */
const SANDBOX_MODE = 0o750;

/**
 * Makes the sandbox of a container, which may be there already, in a directory that is made if it is not there, and perhaps a link to it.
 *
 * Directories cost up to half a millisecond each on a journaling file system: this is not for the main thread.
 */
export async function makeSandbox(path: string, owner: Owner | undefined, link?: string): Promise<void> {
  const parents = new Set([dirname(path), dirname(link ?? path)]);
  await Promise.all(Array.from(parents, (parent) => mkdir(parent, { recursive: true })));
  await Promise.all([makeOwned(path, owner), link && pointTo(path, link)]);
}

async function makeOwned(path: string, owner: Owner | undefined): Promise<void> {
  // It is there when a container without a random id was launched before.
  await mkdir(path, { mode: SANDBOX_MODE, recursive: true });
  if (owner && mayGiveTo(owner)) await lchown(path, owner.uid, owner.gid);
}

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
const OUTPUT_MODE = 0o644;

/** Makes the files for output, which executors leave in their sandbox, were they empty. Who ran there before may have put links in their place. */
export async function makeOutputs(directory: string, owner: Owner | undefined): Promise<void> {
  const make = async (path: string) => {
    const file = await open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, OUTPUT_MODE);
    try {
      if (owner && mayGiveTo(owner)) await file.chown(owner.uid, owner.gid);
    } finally {
      await file.close();
    }
  };
  await Promise.all([make(`${directory}/stdout`), make(`${directory}/stderr`)]);
}

/** Makes a symbolic link, which may have led elsewhere before. */
async function pointTo(target: string, path: string): Promise<void> {
  try {
    await symlink(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await unlink(path);
    await symlink(target, path);
  }
}

/** Whether there is a point in making an account the owner of something: only root may, and what root makes is its own. */
export const mayGiveTo = (owner: Owner): boolean => process.getuid?.() === 0 && owner.uid !== 0;
