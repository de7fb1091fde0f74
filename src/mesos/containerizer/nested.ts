import type { CommandInfo, ContainerID, TaskInfo } from '../wire/messages.js';
import { type Containerizer, formatContainerId } from './containerizer.js';
import { baseEnvironment } from './environment.js';
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
}

/** Launches a container within another. Rejects when that fails; then nothing of it is left but its sandbox. */
export async function launchNested(containerizer: Containerizer, containerId: ContainerID, launch: NestedLaunch): Promise<void> {
  const { parent } = containerId;
  const surrounding = parent && containerizer.config(parent);
  if (!surrounding) throw new Error(`Parent container ${parent ? formatContainerId(parent) : ''} does not exist`);
  const { command, task, environment } = launch;
  const user = command.user === undefined ? surrounding.user : userOf(command.user);
  const directory = `${surrounding.directory}/containers/${containerId.value}`;
  await makeSandbox(directory, user, task && `${surrounding.directory}/tasks/${task.task_id.value}`);
  if (task) await linkParentVolumes(task, surrounding.directory, directory);
  try {
    await containerizer.launch(containerId, {
      command,
      task,
      directory,
      user,
      environment: { ...baseEnvironment(), ...environment },
    });
  } catch (error) {
    containerizer.destroy(containerId);
    containerizer.remove(containerId);
    throw error;
  }
}
