import { isAbsolute, join, normalize } from 'node:path';
import type { ContainerUser } from '../containerizer/containerizer.js';
import type { Disk } from '../disk/disk.js';
import { reservationRole } from '../resources/predicates.js';
import type { Resources } from '../resources/resources.js';
import type { Resource } from '../wire/messages.js';

/** The directory of a persistent volume. */
export function volumePath(workDirectory: string, volume: Resource): string {
  const { source, persistence } = volume.disk ?? {};
  const root = source?.path?.root ?? source?.mount?.root ?? '';
  if (source?.type === 'MOUNT') return root;
  const above = isAbsolute(root) ? root : join(workDirectory, root);
  // Roles have slashes, names of directories have none; roles in turn have no spaces.
  return join(above, 'volumes/roles', reservationRole(volume).replaceAll('/', ' '), persistence?.id ?? '');
}

/**
 * Makes the directories of volumes that are new, and removes those of volumes that are no more, with what is in them.
 * @throws Error in Mesos's words.
 */
export function syncVolumes(disk: Disk, workDirectory: string, before: Resources, after: Resources): void {
  const [old, wanted] = [before, after].map((resources) => pathsOf(workDirectory, resources)) as [VolumesByPath, VolumesByPath];
  for (const [path, volume] of wanted) {
    if (!old.has(path)) attempt(`create the persistent volume ${idOf(volume)} at '${path}'`, () => disk.makeDirectory(path));
  }
  for (const [path, volume] of old) {
    if (wanted.has(path)) continue;
    attempt(`remove persistent volume '${idOf(volume)}' at '${path}'`, () => disk.removeNow(path));
  }
}

/**
 * Makes volumes appear in a sandbox: as links, for plain processes have no mounts of their own. Paths outside of the sandbox
 * are left alone. Volumes that are linked already stay as they are.
 * @returns What could not be done, and why.
 */
export function linkVolumes(
  disk: Disk,
  workDirectory: string,
  sandbox: string,
  resources: Resources,
  user: ContainerUser | undefined,
): string[] {
  return Array.from(resources.persistentVolumes().entries, ({ resource }) => resource).flatMap((volume) => {
    const path = normalize(volume.disk?.volume?.container_path ?? '');
    if (isAbsolute(path) || path.split('/').includes('..')) {
      return [`The persistent volume ${idOf(volume)} is not linked: '${path}' is not within the sandbox`];
    }
    try {
      disk.linkVolume(volumePath(workDirectory, volume), sandbox, path, user);
      return [];
    } catch (error) {
      return [`Failed to link the persistent volume ${idOf(volume)} to '${path}': ${(error as Error).message}`];
    }
  });
}

type VolumesByPath = Map<string, Resource>;

function pathsOf(workDirectory: string, resources: Resources): VolumesByPath {
  return new Map(resources.persistentVolumes().map((volume) => [volumePath(workDirectory, volume), volume]));
}

const idOf = ({ disk }: Resource): string => disk?.persistence?.id ?? '';

function attempt(what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new Error(`Failed to ${what}: ${(error as Error).message}`);
  }
}
