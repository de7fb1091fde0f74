import { chown, mkdir, stat, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { isReallyWithin } from '../disk/within.js';
import type { ContainerInfo, Volume } from '../wire/messages.js';
import { type Isolation, refuseImage } from './isolation.js';

/** The container whose volumes are made. */
export interface VolumeOwner {
  readonly container: ContainerInfo | undefined;
  /** Its sandbox. */
  readonly directory: string;
  /** The sandbox of the container that it is nested in. */
  readonly parentDirectory: string | undefined;
  /** Whether it is for an executor or belongs to nobody, rather than nested. */
  readonly outermost: boolean;
  /** Whether it only looks into another one, in Mesos: is of class DEBUG. */
  readonly session: boolean;
}

/** Where a volume comes from: what is linked, and the sandbox in which it is made if it is not there. */
interface Source {
  readonly path: string;
  readonly madeIn?: string;
}

/**
 * Makes the volumes of a container appear in its sandbox, as far as the agent has isolators for them; nobody looks at
 * others. Stands for Mesos's isolators filesystem/posix, volume/host_path and volume/sandbox_path. What is read-only can be
 * written to all the same: that is told to `warn`.
 * @throws Error in Mesos's words when a volume is not possible.
 */
export async function makeVolumes(owner: VolumeOwner, isolation: Isolation, warn: (problem: string) => void): Promise<void> {
  const volumes = owner.container?.volumes ?? [];
  if (volumes.length > 0 && owner.outermost && !isolation.mounts) throw new Error('Volumes in ContainerInfo is not supported');
  for (const volume of volumes) {
    const source = sourceOf(volume, owner, isolation);
    if (source) await makeVolume(volume, source, owner, warn);
  }
}

/** Undefined for those that no isolator cares about. */
function sourceOf(volume: Volume, owner: VolumeOwner, isolation: Isolation): Source | undefined {
  const { isolators } = isolation;
  if (volume.image && isolators.has('volume/image')) refuseImage(volume.image);
  const hostPath = hostPathOf(volume);
  if (hostPath !== undefined) return isolation.mounts ? sourceOnHost(hostPath, owner) : undefined;
  return isolators.has('volume/sandbox_path') ? sourceInSandbox(volume, owner, isolation) : undefined;
}

/** A relative host_path is the older way to name a path in the sandbox. */
function hostPathOf({ host_path, source }: Volume): string | undefined {
  if (source?.type === 'HOST_PATH') return source.host_path?.path ?? '';
  return host_path !== undefined && isAbsolute(host_path) ? host_path : undefined;
}

function sourceOnHost(path: string, { session }: VolumeOwner): Source {
  if (!isAbsolute(path)) throw new Error(`Path '${path}' in HOST_PATH volume is not absolute`);
  if (session) throw new Error('HOST_PATH volume is not supported for DEBUG containers');
  return { path };
}

function sourceInSandbox(volume: Volume, owner: VolumeOwner, { mounts }: Isolation): Source | undefined {
  const { host_path, source, container_path: containerPath } = volume;
  const wanted =
    source?.type === 'SANDBOX_PATH'
      ? source.sandbox_path
      : host_path !== undefined
        ? { type: 'SELF', path: host_path }
        : undefined;
  if (!wanted) return undefined;
  const { type, path } = wanted;
  if (isAbsolute(path)) throw new Error(`Path '${path}' in SANDBOX_PATH volume is absolute`);
  if (owner.session) throw new Error('SANDBOX_PATH volume is not supported for DEBUG containers');
  if (!mounts && isAbsolute(containerPath)) {
    throw new Error(
      "The 'linux' launcher and 'filesystem/linux' isolator must be enabled to support SANDBOX_PATH volume with absolute " +
        'container path',
    );
  }
  if (leaves(path)) throw new Error(`Path '${path}' in SANDBOX_PATH volume is outside of the sandbox`);
  if (type === 'SELF') {
    if (!isAbsolute(containerPath)) throw new Error("'container_path' is relative for SANDBOX_PATH volume SELF type");
    return { path: join(owner.directory, path), madeIn: owner.directory };
  }
  if (type !== 'PARENT') throw new Error('Unknown SANDBOX_PATH volume type');
  if (owner.parentDirectory === undefined) throw new Error('SANDBOX_PATH volume PARENT type only works for nested container');
  return { path: join(owner.parentDirectory, path), madeIn: owner.parentDirectory };
}

async function makeVolume(
  { container_path: containerPath, mode }: Volume,
  { path, madeIn }: Source,
  { directory }: VolumeOwner,
  warn: (problem: string) => void,
): Promise<void> {
  if (!(await exists(path))) {
    if (madeIn === undefined) throw new Error(`Path '${path}' in HOST_PATH volume does not exist`);
    requireWithin(madeIn, path);
    await makeLike(path, madeIn);
  }
  if (isAbsolute(containerPath)) return checkMountPoint(containerPath, path);
  if (leaves(containerPath)) throw new Error(`The container path '${containerPath}' of a volume is outside of the sandbox`);
  if (mode === 'RO') warn(`Allowing read-write access to read-only volume '${path}'`);
  const target = join(directory, containerPath);
  requireWithin(directory, dirname(target));
  try {
    await symlink(path, target);
  } catch (error) {
    throw new Error(`Failed to symlink '${path}' -> '${target}': ${(error as Error).message}`);
  }
}

/** Outside of the sandbox a volume can only be where it comes from: processes without a mount namespace see the same files. */
async function checkMountPoint(containerPath: string, source: string): Promise<void> {
  if (!(await exists(containerPath))) {
    throw new Error(
      `Mount point '${containerPath}' is an absolute path. It must exist if the container shares the host filesystem`,
    );
  }
  if (containerPath !== source) {
    throw new Error(`Failed to mount '${source}' to '${containerPath}': minimesos has no mounts, only links in the sandbox`);
  }
}

/** Makes a directory that belongs to the owner of the sandbox in which it lies. */
async function makeLike(path: string, sandbox: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    const { uid, gid } = await stat(sandbox);
    await chown(path, uid, gid);
  } catch (error) {
    throw new Error(`Failed to create the directory '${path}' in the sandbox: ${(error as Error).message}`);
  }
}

/** What runs in a sandbox may have put links there. */
function requireWithin(sandbox: string, path: string): void {
  if (!isReallyWithin(sandbox, path)) throw new Error(`The path '${path}' of a volume leads out of the sandbox`);
}

const leaves = (path: string): boolean => path.split('/').includes('..');

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
