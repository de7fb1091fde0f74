import type { CommandInfo, ContainerID, ContainerInfo } from '../wire/messages.js';
import type { Containerizer } from './containerizer.js';
import { launchOrForget } from './nested.js';
import { userOf } from './user.js';

export interface StandaloneLaunch {
  readonly command: CommandInfo;
  /** The name of an account; undefined for that of this process. */
  readonly user: string | undefined;
  readonly container: ContainerInfo | undefined;
  /** That of the agent. */
  readonly workDirectory: string;
}

/** Launches a container that belongs to no framework. Rejects when that fails; then nothing of it is left but its sandbox. */
export async function launchStandalone(
  containerizer: Containerizer,
  { value, parent }: ContainerID,
  { command, user: name, container, workDirectory }: StandaloneLaunch,
): Promise<void> {
  const user = name === undefined ? undefined : userOf(name);
  const directory = `${workDirectory}/containers/${value}`;
  const tty = container?.tty_info !== undefined;
  await containerizer.disk.makeSandbox(directory, user);
  await launchOrForget(
    containerizer,
    { value, parent },
    {
      ...{ command, container, directory, user, environment: {} },
      attachable: tty ? { session: false, tty } : undefined,
    },
  );
}
