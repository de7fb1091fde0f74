// What of this machine somebody has taken: processes, ports they listen at, mounts. Linux only.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const read = (path) => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // It has ended since.
  }
};

const links = (pid) => {
  try {
    return ['cwd', ...readdirSync(`/proc/${pid}/fd`).map((fd) => `fd/${fd}`)].map((name) => {
      try {
        return readlinkSync(`/proc/${pid}/${name}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
};

/**
 * The live processes that have this text in their environment or command line, or hold on to a file or directory whose path has it.
 * Whoever looks and its ancestors are left out.
 */
export function processesWith(text) {
  const spared = new Set();
  for (let pid = process.pid; pid > 1; pid = parentOf(pid)) spared.add(pid);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && !spared.has(Number(name)))
    .map(Number)
    .filter((pid) => {
      const found =
        read(`/proc/${pid}/environ`).includes(text) ||
        read(`/proc/${pid}/cmdline`).includes(text) ||
        links(pid).some((path) => path.includes(text));
      return found && isLive(pid);
    });
}

/** Whether there is such a process that has not ended. */
export function isLive(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat !== '' && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

const parentOf = (pid) => {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
};

/** What a process is, in a line. */
export const commandOf = (pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()}`;

/** The sockets, by inode, at which somebody listens on this machine, each with its port. */
export function listeners() {
  const found = new Map();
  for (const line of [...read('/proc/net/tcp').split('\n'), ...read('/proc/net/tcp6').split('\n')]) {
    const [, address, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state === '0A') found.set(inode, Number.parseInt(address.split(':')[1], 16));
  }
  return found;
}

/** The inodes of those sockets that belong to these processes. */
export function listenersOf(pids) {
  const all = listeners();
  const inodes = pids.flatMap(links).map((path) => /^socket:\[(\d+)\]$/.exec(path)?.[1]);
  return new Set(inodes.filter((inode) => all.has(inode)));
}

/** Where something is mounted at or below this path. */
export const mountsBelow = (path) =>
  read('/proc/self/mountinfo')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((mount) => mount.startsWith(path));

/** Resident memory of a process in MB. */
export const residentMb = (pid = 'self') => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
