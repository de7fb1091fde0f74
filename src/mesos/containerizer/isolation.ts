import type { ContainerInfo, Image } from '../wire/messages.js';

/** What the agent flags `isolation`, `launcher` and `containerizers` say of how containers are kept apart. */
export interface Isolation {
  readonly isolators: ReadonlySet<string>;
  /**
   * Whether volumes appear where they are to be by mounts, as with the launcher `linux` and the isolator `filesystem/linux`;
   * without, Mesos makes links in the sandbox. Here it is links in both cases: only what a link cannot do is told apart.
   */
  readonly mounts: boolean;
  readonly containerizers: string;
}

/** Reads the flags. As in Mesos, `filesystem/linux` brings the isolators of volumes with it. */
export function isolationOf(flags: { isolation: string; launcher: string; containerizers: string }): Isolation {
  const isolators = new Set(flags.isolation.split(',').map((name) => name.trim()));
  const mounts = flags.launcher === 'linux' && isolators.has('filesystem/linux');
  if (mounts) for (const name of ['volume/host_path', 'volume/sandbox_path', 'volume/image']) isolators.add(name);
  return { isolators, mounts, containerizers: flags.containerizers };
}

/** No containerizer takes the container (Mesos: LaunchResult::NOT_SUPPORTED). The message says what would be needed. */
export class UnsupportedContainerError extends Error {}

const PLAIN_PROCESSES = 'minimesos runs containers as plain processes of this machine, so nothing can be run from an image';

/** Why a container is not taken, in Mesos's words, and what would be needed. */
export function unsupportedContainer(
  container: ContainerInfo | undefined,
  { containerizers }: Pick<Isolation, 'containerizers'>,
): UnsupportedContainerError {
  const needed =
    container?.type === 'DOCKER'
      ? `DOCKER containers need the containerizer docker, as in containerizers: 'docker,mesos'`
      : `what is to run without Docker needs the containerizer mesos, as in containerizers: 'docker,mesos'`;
  return new UnsupportedContainerError(
    `None of the enabled containerizers (${containerizers}) could create a container for the provided TaskInfo/ExecutorInfo ` +
      `message: ${needed}`,
  );
}

/**
 * Refuses containers that cannot be run without an image or a network of their own.
 * @throws Error in Mesos's words when preparing them fails.
 */
export function checkContainer(container: ContainerInfo | undefined): void {
  if (!container) return;
  if (container.mesos?.image) refuseImage(container.mesos.image);
  for (const { name } of container.network_infos ?? []) {
    if (name !== undefined) throw new Error(`Unknown CNI network '${name}'`);
  }
}

/** @throws Error always, in Mesos's words. */
export function refuseImage({ type }: Image): never {
  throw new Error(`Unsupported container image type: ${type}; ${PLAIN_PROCESSES}`);
}
