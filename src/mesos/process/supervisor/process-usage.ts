import { readFileSync } from 'node:fs';
import { type ProcessTable, readProcessTable } from './process-table.js';

/** What a tree of processes uses, as long as they live: what those that have ended had used is not in it. */
export interface ProcessUsage {
  userSeconds: number;
  systemSeconds: number;
  /** Memory that is in use and not swapped out. Pages shared by several processes count for each. */
  residentBytes: number;
}

/** The unit of times in `/proc`, the same on all architectures. */
const TICKS_PER_SECOND = 100;

const BYTES_PER_KILOBYTE = 1024;

/**
 * Looks at the machine, and returns what tells of the processes with these pids and all their descendants at that moment,
 * as Mesos's `usage` does; undefined where there is no `/proc`.
 */
export function measureProcesses(): ((roots: Iterable<number>) => ProcessUsage) | undefined {
  const table = readProcessTable();
  if (!table) return undefined;
  const children = childrenIn(table);
  return (roots) => {
    const total: ProcessUsage = { userSeconds: 0, systemSeconds: 0, residentBytes: 0 };
    const tree = new Set(roots);
    // A set is iterated over what is added meanwhile, too.
    for (const pid of tree) {
      for (const child of children.get(pid) ?? []) tree.add(child);
      add(total, pid);
    }
    return total;
  };
}

function childrenIn(table: ProcessTable): ReadonlyMap<number, number[]> {
  const children = new Map<number, number[]>();
  for (const { pid, parent } of table.values()) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(pid);
    else children.set(parent, [pid]);
  }
  return children;
}

function add(total: ProcessUsage, pid: number): void {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    total.userSeconds += Number(fields[11]) / TICKS_PER_SECOND;
    total.systemSeconds += Number(fields[12]) / TICKS_PER_SECOND;
    total.residentBytes += Number(resident ?? 0) * BYTES_PER_KILOBYTE;
  } catch {
    // It has ended since.
  }
}
