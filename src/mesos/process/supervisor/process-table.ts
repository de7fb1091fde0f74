import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { markersIn } from './marker.js';

/** A process of this machine that has not ended, as `/proc/PID/stat` describes it. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  session: number;
  /** The controlling terminal; 0 without one. */
  terminal: number;
  /** Clock ticks since the machine started. */
  startedAt: number;
}

export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

const buffer = Buffer.alloc(4096);

/** All live processes; undefined where there is no `/proc` (other systems than Linux). Ended ones nobody waited for yet are left out. */
export function readProcessTable(): ProcessTable | undefined {
  if (process.platform !== 'linux') return undefined;
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return undefined;
  }
  const table = new Map<number, ProcessEntry>();
  for (const name of names) {
    const first = name.charCodeAt(0);
    if (first < 48 || first > 57) continue;
    const entry = readProcess(name);
    if (entry) table.set(entry.pid, entry);
  }
  return table.size > 0 ? table : undefined;
}

/** One process; undefined when it has ended or cannot be read. */
export function readProcess(pid: number | string): ProcessEntry | undefined {
  const text = readShort(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name, in parentheses, may itself hold spaces and parentheses.
  const [state, parent, group, session, terminal, ...more] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const threads = Number(more[12]);
  // A process whose first thread has ended looks like a zombie, but lives as long as its other threads do.
  if ((state === 'Z' || state === 'X') && threads <= 1) return undefined;
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    terminal: Number(terminal),
    startedAt: Number(more[14]),
  };
}

/** The markers in the environment a process was started with; empty when there are none or it may not be read. */
export function readMarkers(pid: number): string[] {
  try {
    return markersIn(readFileSync(`/proc/${pid}/environ`, 'latin1'));
  } catch {
    return [];
  }
}

/** Paths a process holds on to: its working directory and what its standard input, output and error are. */
export function readPlaces(pid: number): string[] {
  return ['cwd', 'fd/0', 'fd/1', 'fd/2'].flatMap((link) => {
    try {
      // What has been deleted meanwhile carries this suffix.
      return readlinkSync(`/proc/${pid}/${link}`).replace(/ \(deleted\)$/, '');
    } catch {
      return [];
    }
  });
}

/** `readFileSync` asks for the size first and allocates, which makes a scan of all processes twice as slow. */
function readShort(path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
  } catch {
    return undefined; // It has ended since.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
