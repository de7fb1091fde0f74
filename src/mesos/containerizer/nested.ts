import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { Disk } from '../disk/disk.js';
import { isReallyWithin } from '../disk/within.js';
import { isPersistentVolume } from '../resources/predicates.js';
import type { CommandInfo, ContainerID, ContainerInfo, TaskInfo } from '../wire/messages.js';
import {
  AlreadyLaunchedError,
  type ContainerConfig,
  type Containerizer,
  formatContainerId,
  rootContainerId,
} from './containerizer.js';
import { commandEnvironment } from './environment.js';
import { userOf } from './user.js';

/** What a nested container is to run; the rest it has from its parent. */
export interface NestedLaunch {
  readonly command: CommandInfo;
  /** The task it is for; its sandbox is then found by the task's id, too. */
  readonly task?: TaskInfo | undefined;
  /** Besides what the containerizer adds. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly container?: ContainerInfo | undefined;
}

/** Launches a container within another. Rejects when that fails; then nothing of it is left but its sandbox. */
export async function launchNested(containerizer: Containerizer, containerId: ContainerID, launch: NestedLaunch): Promise<void> {
  const surrounding = configOfParent(containerizer, containerId);
  const { command, task, environment, container } = launch;
  const tty = container?.tty_info !== undefined;
  const user = ownerOf(containerizer, surrounding, command);
  const directory = sandboxOf(surrounding, containerId);
  const link = task && `${surrounding.directory}/tasks/${task.task_id.value}`;
  requireWithin(containerizer, containerId, ...[directory, link && dirname(link)].filter((path) => path !== undefined));
  await containerizer.disk.makeSandbox(directory, user, link);
  if (task) linkParentVolumes(containerizer.disk, task, surrounding.directory, directory);
  await launchOrForget(containerizer, containerId, {
    ...{ command, task, container, directory, user, environment: environment ?? {} },
    attachable: tty ? { session: false, tty } : undefined,
  });
}

/**
 * Launches a command to look into a container with (Mesos: a container of class DEBUG): it finds itself where the processes
 * of that one are, and with their environment. Rejects when that fails; then nothing of it is left.
 */
export async function launchSession(
  containerizer: Containerizer,
  containerId: ContainerID,
  { command, container }: Pick<NestedLaunch, 'command' | 'container'>,
): Promise<void> {
  const surrounding = configOfParent(containerizer, containerId);
  const { directory, environment } = surrounding;
  await launchOrForget(containerizer, containerId, {
    ...{ command, container, directory, attachable: { session: true, tty: container?.tty_info !== undefined } },
    user: ownerOf(containerizer, surrounding, command),
    environment: { ...environment, ...commandEnvironment(surrounding.command) },
  });
}

/**
 * Forgets a nested container that has ended, and deletes its sandbox; false when it still runs.
 * @throws Error when its sandbox is somewhere else by now
 */
export async function removeNested(containerizer: Containerizer, containerId: ContainerID): Promise<boolean> {
  const parent = containerId.parent && containerizer.config(containerId.parent);
  const directory = parent && sandboxOf(parent, containerId);
  if (directory !== undefined) requireWithin(containerizer, containerId, directory);
  if (!containerizer.remove(containerId)) return false;
  // Sessions have none of their own.
  if (directory !== undefined) await containerizer.disk.remove(directory);
  return true;
}

/**
 * What runs in a sandbox may have put links there, also in place of the sandboxes of what is nested in it. That of the outermost container
 * is the agent's own.
 */
function requireWithin(containerizer: Containerizer, containerId: ContainerID, ...paths: readonly string[]): void {
  const { directory } = containerizer.config(rootContainerId(containerId)) ?? {};
  if (directory === undefined || !containerizer.disk.keepsSandboxes) return;
  for (const path of paths) {
    if (!isReallyWithin(directory, path))
      throw new Error(`There is a link in the way to '${path}' that leads out of the sandbox`);
  }
}

/** Its own user, if it asks for one, where there are sandboxes to own. */
function ownerOf({ disk }: Containerizer, surrounding: ContainerConfig, { user }: CommandInfo): ContainerConfig['user'] {
  return user === undefined || !disk.keepsSandboxes ? surrounding.user : userOf(user);
}

const sandboxOf = ({ directory }: ContainerConfig, { value }: ContainerID): string => `${directory}/containers/${value}`;

function configOfParent(containerizer: Containerizer, { parent }: ContainerID): ContainerConfig {
  const config = parent && containerizer.config(parent);
  if (!config) throw new Error(`Parent container ${parent ? formatContainerId(parent) : ''} does not exist`);
  return config;
}

/** Makes the volumes of a task of a group, which the agent has linked into its executor's sandbox, appear in its own. */
function linkParentVolumes(disk: Disk, task: TaskInfo, parentDirectory: string, directory: string): void {
  for (const volume of task.resources?.filter(isPersistentVolume) ?? []) {
    const path = normalize(volume.disk?.volume?.container_path ?? '');
    // The agent has told that it linked no such volume.
    if (isAbsolute(path) || path.split('/').includes('..')) continue;
    disk.linkVolume(join(parentDirectory, path), directory, path, undefined);
  }
}

/** Launches a container. Rejects when that fails; then it is forgotten, unless it is one that was launched before. */
export async function launchOrForget(
  containerizer: Containerizer,
  containerId: ContainerID,
  config: ContainerConfig,
): Promise<void> {
  try {
    await containerizer.launch(containerId, config);
  } catch (error) {
    if (!(error instanceof AlreadyLaunchedError)) {
      containerizer.destroy(containerId);
      containerizer.remove(containerId);
    }
    throw error;
  }
}
