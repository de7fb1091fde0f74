import type { Engine } from './engine.js';
import { statusOf, understood } from './engine-failure.js';
import { labelFilter } from './labels.js';

/** How much there was to remove. */
export interface Removed {
  containers: number;
  networks: number;
  volumes: number;
}

/** Gone already, or just being removed by somebody else. */
const harmless = (error: unknown): boolean => [404, 409].includes(statusOf(error) ?? 0);

/**
 * Removes everything on an engine that has these labels: containers at once, with what runs in them, then networks and volumes.
 * Resolves with how much that was; what others are just removing is theirs to count.
 * @throws MinimesosError `DOCKER_GONE`, `DOCKER_FAILED`
 */
export async function removeLabelled({ docker }: Engine, labels: Readonly<Record<string, string>>): Promise<Removed> {
  const filters = labelFilter(labels);
  const removed: Removed = { containers: 0, networks: 0, volumes: 0 };
  const quietly = async (what: keyof Removed, removal: Promise<unknown>) => {
    try {
      await removal;
      removed[what]++;
    } catch (error) {
      if (!harmless(error)) throw error;
    }
  };
  try {
    const containers = await docker.listContainers({ all: true, filters });
    await Promise.all(
      containers.map(({ Id }) => quietly('containers', docker.getContainer(Id).remove({ force: true, v: true }))),
    );
    const [networks, { Volumes: volumes }] = await Promise.all([
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ]);
    await Promise.all([
      ...networks.map(({ Id }) => quietly('networks', docker.getNetwork(Id).remove())),
      ...(volumes ?? []).map(({ Name }) => quietly('volumes', docker.getVolume(Name).remove({ force: true }))),
    ]);
    return removed;
  } catch (error) {
    throw understood(error, 'remove what belongs to a cluster');
  }
}

/** Whether the engine has nothing with these labels. */
export async function isClean({ docker }: Engine, labels: Readonly<Record<string, string>>): Promise<boolean> {
  const filters = labelFilter(labels);
  try {
    const [containers, networks, { Volumes: volumes }] = await Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ]);
    return containers.length + networks.length + (volumes ?? []).length === 0;
  } catch (error) {
    throw understood(error, 'list what belongs to a cluster');
  }
}
