import { chownSync, mkdirSync, symlinkSync, unlinkSync } from 'node:fs';
import type { ContainerUser } from './containerizer.js';

/** Sandboxes hold what tasks write; others on the machine need not see it. */
const SANDBOX_MODE = 0o750;

/** Makes a directory whose parent exists; one that is there already will do. */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/** Makes the sandbox of a container, owned by its user; the directory above exists. */
export function makeSandbox(path: string, user: ContainerUser | undefined): void {
  mkdirSync(path, SANDBOX_MODE);
  giveTo(path, user);
}

/** Makes the user the owner of a file or directory of ours. */
export function giveTo(path: string, user: ContainerUser | undefined): void {
  if (user && process.getuid?.() === 0 && user.uid !== 0) chownSync(path, user.uid, user.gid);
}

/** Makes `path` a symbolic link to `target`, whatever it was linked to before. */
export function pointTo(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    unlinkSync(path);
    symlinkSync(target, path);
  }
}

const hasCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;
