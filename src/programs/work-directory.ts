import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MinimesosError } from '../errors.js';
import { claimLock } from '../mesos/process/lock-file.js';

/**
 * Takes a work directory for this process, as long as it lives; it is made if there is none.
 * @param owner who wants it, for errors: `The agent`
 * @throws MinimesosError `WORK_DIRECTORY_UNUSABLE`, `WORK_DIRECTORY_TAKEN`
 */
export function takeWorkDirectory(path: string, owner: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new MinimesosError('WORK_DIRECTORY_UNUSABLE', { owner, path, reason: (error as Error).message }, { cause: error });
  }
  const file = join(path, 'minimesos.lock');
  // The first attempt may find the lock of one that is gone, and remove it.
  for (let attempt = 0; ; attempt++) {
    const lock = claimLock(file);
    if ('release' in lock) return void process.on('exit', () => lock.release());
    if (attempt > 0) throw new MinimesosError('WORK_DIRECTORY_TAKEN', { owner, path, holder: lock.holder });
  }
}
