import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { lives, type ProcessMark, startTime } from './process-mark.js';
import { systemRandom } from './random.js';

/**
 * Takes the right to something for this process, by a file that says whose it is. That of a process that is gone, however it
 * ended, is removed, and can be taken the next time.
 * @returns what gives it back; or the pid of the process that has it, 0 where that cannot be told
 */
export function claimLock(path: string): { release(): void } | { readonly holder: number } {
  const mark: ProcessMark = { pid: process.pid, startedAt: startTime(process.pid) };
  const own = `${path}.${process.pid}-${systemRandom.uuid()}`;
  try {
    writeFileSync(own, JSON.stringify(mark), { mode: 0o644 });
    // A link appears with all of its content, or not at all.
    linkSync(own, path);
    return { release: () => rmSync(path, { force: true }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = readMark(path);
    if (!holder || !lives(holder)) removeStale(path);
    return { holder: holder?.pid ?? 0 };
  } finally {
    rmSync(own, { force: true });
  }
}

/** Between the look at a lock and its removal somebody else may have removed it, and a third one taken it. */
function removeStale(path: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    const holder = readMark(aside);
    if (holder && lives(holder)) renameSync(aside, path);
    else rmSync(aside, { force: true });
  } catch {
    // Somebody else removes it at the same time.
  }
}

function readMark(path: string): ProcessMark | undefined {
  try {
    const mark = JSON.parse(readFileSync(path, 'utf8')) as Partial<ProcessMark> | null;
    return Number.isSafeInteger(mark?.pid) && Number.isSafeInteger(mark?.startedAt) ? (mark as ProcessMark) : undefined;
  } catch {
    return undefined;
  }
}
