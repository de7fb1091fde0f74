import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateDirectory } from '../host/runtime-directory.js';
import { lives } from '../mesos/process/process-mark.js';
import { deleteTree } from '../mesos/process/supervisor/directories.js';

/** The file by which the supervisor of tasks marks the directories that it deletes: the pid of their owner and more. */
const OWNER_FILE = '.minimesos-owner';

/** Directories of clusters whose owner is gone, with the supervisor that should have deleted them. */
export function abandonedDirectories(): string[] {
  return list(tmpdir())
    .filter((name) => name.startsWith('minimesos-'))
    .map((name) => join(tmpdir(), name))
    .filter((path) => isOwn(path) && isAbandoned(path));
}

function isAbandoned(directory: string): boolean {
  const pid = /^(\d+)-/.exec(read(join(directory, OWNER_FILE)) ?? '')?.[1];
  return pid !== undefined && !lives({ pid: Number(pid), startedAt: 0 });
}

/** Logs of host processes that ended before they were ready, or were killed. */
export function abandonedLogs(): string[] {
  const directory = privateDirectory('servers');
  return list(directory)
    .filter((name) => {
      const pid = /^(\d+)\.log$/.exec(name)?.[1];
      return pid !== undefined && !lives({ pid: Number(pid), startedAt: 0 });
    })
    .map((name) => join(directory, name));
}

/** Removes files and directories; returns what could not be removed, and why. */
export async function remove(paths: readonly string[]): Promise<{ path: string; reason: string }[]> {
  const ends = await Promise.allSettled(paths.map((path) => deleteTree(path)));
  return ends.flatMap((end, index) =>
    end.status === 'rejected' ? [{ path: paths[index] ?? '', reason: (end.reason as Error).message }] : [],
  );
}

/** Whether it is a directory of this user, and no link to one. */
function isOwn(path: string): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isDirectory() === true && (process.getuid === undefined || status.uid === process.getuid());
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
