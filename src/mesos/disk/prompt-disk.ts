import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Disk } from './disk.js';
import { FILE_MODE, realDisk } from './real-disk.js';

/**
 * The disk of this machine, for an agent that may be killed at any moment: what it notes is written before it says anything that
 * follows from it.
 */
export const promptDisk: Disk = {
  ...realDisk,
  get bootId() {
    return realDisk.bootId;
  },
  /** A reader sees the file as it was or as it is to be, never a part of it. */
  async write(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.tmp`, text, { mode: FILE_MODE });
    renameSync(`${path}.tmp`, path);
  },
  async append(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, text, { mode: FILE_MODE });
  },
  async link(path, target) {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(`${path}.tmp`, { force: true });
    symlinkSync(target, `${path}.tmp`);
    renameSync(`${path}.tmp`, path);
  },
  async rename(from, to) {
    renameSync(from, to);
  },
};
