import { mkdir, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { isPersistentVolume } from '../resources/predicates.js';
import type { TaskInfo } from '../wire/messages.js';

/** Makes the volumes of a task of a group, which the agent has linked into its executor's sandbox, appear in its own. */
export async function linkParentVolumes(task: TaskInfo, parentDirectory: string, directory: string): Promise<void> {
  for (const volume of task.resources?.filter(isPersistentVolume) ?? []) {
    const path = normalize(volume.disk?.volume?.container_path ?? '');
    // The agent has told that it linked no such volume.
    if (isAbsolute(path) || path.split('/').includes('..')) continue;
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await symlink(join(parentDirectory, path), join(directory, path));
  }
}
