import { setTimeout as sleep } from 'node:timers/promises';
import { isBelow } from './marker.js';
import { type ProcessEntry, type ProcessTable, readMarkers, readPlaces, readProcessTable } from './process-table.js';

/** Which processes to find. A process belongs when any of this says so. */
export interface Quarry {
  /** It was started with a marker at or below one of these. */
  markers: readonly string[];
  /** It is in one of these process groups or sessions: the pids of commands, each of which leads both. */
  groups: ReadonlySet<number>;
  /** It is one of these, by pid, and began then (clock ticks since the machine started; undefined where nobody can tell). */
  processes?: ReadonlyMap<number, number | undefined>;
  /** It descends from this process, or from another one found; that process itself is not meant. */
  ancestor?: number;
  /** It works in, or reads or writes, one of these directories, and nothing says that it is somebody else's. */
  directories: readonly string[];
  /** It is none of these: the owner and its supervisor. */
  spared: readonly number[];
  /** It is not older than this (clock ticks since the machine started). Cheap to see, and spares all others a closer look. */
  notBefore: number;
}

/** The pids of everything that belongs. */
export function findProcesses(table: ProcessTable, quarry: Quarry): Set<number> {
  const young = [...table.values()].filter((entry) => entry.startedAt >= quarry.notBefore && !quarry.spared.includes(entry.pid));
  const found = new Set<number>();
  const unmarked: ProcessEntry[] = [];
  for (const entry of young) {
    const isOne = quarry.processes?.get(entry.pid) === entry.startedAt;
    if (isOne || quarry.groups.has(entry.group) || quarry.groups.has(entry.session) || entry.parent === quarry.ancestor) {
      found.add(entry.pid);
      continue;
    }
    const markers = readMarkers(entry.pid);
    if (markers.some((marker) => quarry.markers.some((wanted) => isBelow(marker, wanted)))) found.add(entry.pid);
    else if (markers.length === 0) unmarked.push(entry);
  }
  addDescendants(found, young);
  if (quarry.directories.length > 0) {
    for (const entry of unmarked) if (!found.has(entry.pid) && isStray(entry, table, quarry)) found.add(entry.pid);
    addDescendants(found, young);
  }
  return found;
}

/**
 * A process that cleared its environment, left its session and lost its parents is known by the places it holds on to only.
 * A user may look into a sandbox with a shell or an editor; that one has a terminal, or a living session leader, or
 * descends from the owner, and is let live.
 */
function isStray(entry: ProcessEntry, table: ProcessTable, quarry: Quarry): boolean {
  if (entry.terminal !== 0) return false;
  if (entry.session !== entry.pid && table.has(entry.session)) return false;
  for (let parent = table.get(entry.parent); parent; parent = table.get(parent.parent)) {
    if (quarry.spared.includes(parent.pid)) return false;
  }
  return readPlaces(entry.pid).some((place) => quarry.directories.some((directory) => isBelow(place, directory)));
}

/** What can be found where there is no table of processes; groups are negative, as for a signal. */
function findWithoutTable({ groups, processes = new Map() }: Quarry): Set<number> {
  return new Set([...[...groups].filter(groupExists).map((group) => -group), ...[...processes.keys()].filter(processExists)]);
}

function addDescendants(found: Set<number>, entries: readonly ProcessEntry[]): void {
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of entries) {
      if (found.has(pid) || !found.has(parent)) continue;
      found.add(pid);
      grown = true;
    }
  }
}

/** Sends a signal once to each process that belongs. */
export function signalProcesses(table: ProcessTable | undefined, quarry: Quarry, signal: NodeJS.Signals): void {
  // A group is signalled as a whole, so that no member can fork its way past the signal.
  for (const group of quarry.groups) send(-group, signal);
  if (!table) return;
  for (const pid of findProcesses(table, quarry)) {
    if (!quarry.groups.has(table.get(pid)?.group ?? 0)) send(pid, signal);
  }
}

/** Whether any process, dead but unreaped ones included, is left in this process group. */
export function groupExists(group: number): boolean {
  return send(-group, 0);
}

/** Whether there is a process (or a thread) with this pid, dead but unreaped ones included. */
export function processExists(pid: number): boolean {
  return send(pid, 0);
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const MOST_STOPPING_ROUNDS = 50;
const MOST_ROUNDS = 250;
/** One look may miss a process whose parent forked it and ended while the table was read. */
const EMPTY_LOOKS = 2;
const LONGEST_PAUSE_MS = 25;

interface Job {
  quarry(): Quarry;
  isOver(): boolean;
  stopped: Set<number>;
  rounds: number;
  /** Looks in a row that found nothing. */
  emptyLooks: number;
  resolve(survivors: number[]): void;
}

/**
 * Kills sets of processes, round by round, until none is left: all jobs share one look at the process table per round.
 *
 * What is found is stopped first and killed only when a further look finds nothing new. A process that is stopped cannot
 * fork, and stays the parent of its children, so that these are found whatever they do to hide.
 */
export class Reaper {
  readonly #jobs = new Set<Job>();

  /**
   * Kills what belongs to `quarry` (asked anew each round) and resolves when nothing of it lives and `isOver` holds.
   * Gives up after about 6 seconds and resolves with the pids left: processes of another user, or stuck in the kernel.
   * On other systems than Linux only the process groups are killed: a process that left its group survives.
   */
  kill(quarry: () => Quarry, isOver: () => boolean = () => true): Promise<number[]> {
    return new Promise((resolve) => {
      this.#jobs.add({ quarry, isOver, stopped: new Set(), rounds: 0, emptyLooks: 0, resolve });
      if (this.#jobs.size === 1) void this.#run();
    });
  }

  async #run(): Promise<void> {
    for (let pause = 1; this.#jobs.size > 0; ) {
      const table = readProcessTable();
      let somethingNew = false;
      for (const job of this.#jobs) if (this.#advance(job, table)) somethingNew = true;
      if (this.#jobs.size === 0) return;
      await sleep(somethingNew ? 0 : pause);
      pause = somethingNew ? 1 : Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  /** Returns true when processes were found that nobody had seen before. */
  #advance(job: Job, table: ProcessTable | undefined): boolean {
    const quarry = job.quarry();
    const found = table ? findProcesses(table, quarry) : findWithoutTable(quarry);
    const fresh = [...found].filter((pid) => !job.stopped.has(pid));
    job.rounds++;
    if (fresh.length > 0 && job.rounds <= MOST_STOPPING_ROUNDS) {
      for (const pid of fresh) {
        send(pid, 'SIGSTOP');
        job.stopped.add(pid);
      }
      return true;
    }
    for (const pid of found) send(pid, 'SIGKILL');
    job.emptyLooks = found.size === 0 ? job.emptyLooks + 1 : 0;
    if ((job.emptyLooks >= EMPTY_LOOKS && job.isOver()) || job.rounds >= MOST_ROUNDS) {
      this.#jobs.delete(job);
      job.resolve([...found]);
    }
    return false;
  }
}
