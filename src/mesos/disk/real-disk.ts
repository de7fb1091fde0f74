import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { appendFile, mkdir, rename, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Disk } from './disk.js';
import { diskUsage } from './disk-usage.js';
import { makeOutputs, makeSandbox, mayGiveTo } from './sandbox-directory.js';
import { isReallyWithin } from './within.js';

/** Owner only: what tasks are started with may be secret. */
export const FILE_MODE = 0o600;

/** Where Linux tells one boot of the machine from the next. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** The disk of this machine. */
export const realDisk: Disk = {
  keepsSandboxes: true,
  get bootId() {
    return existsSync(BOOT_ID) ? readFileSync(BOOT_ID, 'utf8').trim() : undefined;
  },
  exists: (path) => existsSync(path),
  names: (path) => (existsSync(path) ? readdirSync(path).sort() : []),
  read: (path) => readFileSync(path, 'utf8'),
  linkTarget(path) {
    try {
      return readlinkSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
  makeDirectory: (path) => void mkdirSync(path, { recursive: true }),
  truncate: (path, bytes) => truncateSync(path, bytes),
  removeNow: (path) => rmSync(path, { recursive: true, force: true }),
  linkVolume(volume, sandbox, path, owner) {
    const place = join(sandbox, path);
    if (owner && mayGiveTo(owner)) chownSync(volume, owner.uid, owner.gid);
    if (!isReallyWithin(sandbox, dirname(place))) throw new Error('there is a link in the way that leads out of the sandbox');
    mkdirSync(dirname(place), { recursive: true });
    try {
      symlinkSync(volume, place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || readlinkSync(place) !== volume) throw error;
    }
  },

  /** A reader sees the file as it was or as it is to be, never a part of it. */
  async write(path, text) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.tmp`, text, { mode: FILE_MODE });
    await rename(`${path}.tmp`, path);
  },
  async append(path, text) {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, text, { mode: FILE_MODE });
  },
  async link(path, target) {
    await mkdir(dirname(path), { recursive: true });
    await rm(`${path}.tmp`, { force: true });
    await symlink(target, `${path}.tmp`);
    await rename(`${path}.tmp`, path);
  },
  rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
  makeSandbox,
  makeOutputs,
  usage: diskUsage,
  async freePart(path) {
    const { blocks, bfree } = await statfs(path);
    return bfree / blocks;
  },
};
