// A place of its own for a figure: directories for temporary files and for what processes of minimesos know of each other, and a mark
// by which every process is found that was started there, or holds on to something there.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf, listeners, listenersOf, mountsBelow, processesWith } from './machine.mjs';

export class Place {
  constructor() {
    // Short, whatever it is for: sockets have their place below it, if their paths are not too long for the system.
    this.folder = mkdtempSync(join(tmpdir(), 'soak-'));
    this.temporary = join(this.folder, 'tmp');
    this.home = join(this.folder, 'home');
    this.work = join(this.folder, 'work');
    for (const path of [this.temporary, this.home, this.work]) mkdirSync(path, { mode: 0o700 });
  }

  /** The environment of processes that belong here; its paths are their mark. */
  get environment() {
    return { ...process.env, TMPDIR: this.temporary, MINIMESOS_HOME: this.home };
  }

  get processes() {
    return processesWith(this.folder);
  }

  /** The sockets at which processes of this place listen now. */
  get listeners() {
    return listenersOf(this.processes);
  }

  /** Everything that is left, in words. `listened`: sockets that were there before. */
  traces(listened = new Set()) {
    const now = listened.size > 0 ? listeners() : new Map();
    return [
      ...this.processes.map((pid) => `process ${commandOf(pid)}`),
      ...[...listened].filter((inode) => now.has(inode)).map((inode) => `port ${now.get(inode)}`),
      ...list(this.temporary).map((name) => `temporary ${name}`),
      ...list(join(this.home, 'servers')).map((name) => `state ${name}`),
      ...mountsBelow(`${this.folder}/`).map((path) => `mount ${path}`),
    ];
  }

  /** Ends what is still there. */
  remove() {
    for (const pid of this.processes) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It went at this moment.
      }
    }
    for (const path of mountsBelow(`${this.folder}/`)) execFileSync('umount', ['-l', path]);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

const list = (directory) => {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
};
