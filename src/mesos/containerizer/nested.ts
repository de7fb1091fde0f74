import { rm } from 'node:fs/promises';
import type { CommandInfo, ContainerID, ContainerInfo, TaskInfo } from '../wire/messages.js';
import { AlreadyLaunchedError, type ContainerConfig, type Containerizer, formatContainerId } from './containerizer.js';
import { baseEnvironment, commandEnvironment } from './environment.js';
import { linkParentVolumes } from './parent-volumes.js';
import { makeSandbox } from './sandbox-directory.js';
import { userOf } from './user.js';

/** What a nested container is to run; the rest it has from its parent. */
export interface NestedLaunch {
  readonly command: CommandInfo;
  /** The task it is for; its sandbox is then found by the task's id, too. */
  readonly task?: TaskInfo | undefined;
  /** Besides the base environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly container?: ContainerInfo | undefined;
}

/** Launches a container within another. Rejects when that fails; then nothing of it is left but its sandbox. */
export async function launchNested(containerizer: Containerizer, containerId: ContainerID, launch: NestedLaunch): Promise<void> {
  const surrounding = configOfParent(containerizer, containerId);
  const { command, task, environment, container } = launch;
  const tty = container?.tty_info !== undefined;
  const user = command.user === undefined ? surrounding.user : userOf(command.user);
  const directory = sandboxOf(surrounding, containerId);
  await makeSandbox(directory, user, task && `${surrounding.directory}/tasks/${task.task_id.value}`);
  if (task) await linkParentVolumes(task, surrounding.directory, directory);
  await launchOrForget(containerizer, containerId, {
    ...{ command, task, container, directory, user, environment: { ...baseEnvironment(), ...environment } },
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
    user: command.user === undefined ? surrounding.user : userOf(command.user),
    environment: { ...environment, ...commandEnvironment(surrounding.command) },
  });
}

/** Forgets a nested container that has ended, and deletes its sandbox; false when it still runs. */
export async function removeNested(containerizer: Containerizer, containerId: ContainerID): Promise<boolean> {
  if (!containerizer.remove(containerId)) return false;
  const parent = containerId.parent && containerizer.config(containerId.parent);
  // Sessions have none of their own.
  if (parent) await rm(sandboxOf(parent, containerId), { recursive: true, force: true });
  return true;
}

const sandboxOf = ({ directory }: ContainerConfig, { value }: ContainerID): string => `${directory}/containers/${value}`;

function configOfParent(containerizer: Containerizer, { parent }: ContainerID): ContainerConfig {
  const config = parent && containerizer.config(parent);
  if (!config) throw new Error(`Parent container ${parent ? formatContainerId(parent) : ''} does not exist`);
  return config;
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
