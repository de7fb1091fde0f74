import type { Engine } from './engine.js';
import { statusOf, understood } from './engine-failure.js';
import { LABELS, labelFilter } from './labels.js';

/** How much there was to remove. */
export interface Removed {
  containers: number;
  networks: number;
  volumes: number;
}

/** Gone already, just being removed by somebody else, or a network that somebody is just leaving. */
const harmless = (error: unknown): boolean => [403, 404, 409].includes(statusOf(error) ?? 0);

/** What there is on an engine with certain labels. */
interface Found {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** @param kept clusters that do not count */
async function find({ docker }: Engine, labels: Readonly<Record<string, string>>, kept: readonly string[]): Promise<Found> {
  const filters = labelFilter(labels);
  const isMeant = ({ Labels }: { Labels?: Record<string, string> | null | undefined }) =>
    !kept.includes(Labels?.[LABELS.cluster] ?? '');
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return {
    containers: containers.filter(isMeant).map(({ Id }) => Id),
    networks: networks.filter(isMeant).map(({ Id }) => Id),
    volumes: (volumes ?? []).filter(isMeant).map(({ Name }) => Name),
  };
}

/**
 * Removes everything on an engine that has these labels: containers at once, with what runs in them, then networks and volumes.
 * Resolves with how much that was; what others are just removing is theirs to count.
 * @param kept clusters that stay nevertheless
 * @throws MinimesosError `DOCKER_GONE`, `DOCKER_FAILED`
 */
export async function removeLabelled(
  engine: Engine,
  labels: Readonly<Record<string, string>>,
  kept: readonly string[] = [],
): Promise<Removed> {
  const { docker } = engine;
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
    const { containers, networks, volumes } = await find(engine, labels, kept);
    await Promise.all(containers.map((id) => quietly('containers', docker.getContainer(id).remove({ force: true, v: true }))));
    await Promise.all([
      ...networks.map((id) => quietly('networks', docker.getNetwork(id).remove())),
      ...volumes.map((name) => quietly('volumes', docker.getVolume(name).remove({ force: true }))),
    ]);
    return removed;
  } catch (error) {
    throw understood(error, 'remove what belongs to a cluster');
  }
}

/** Whether the engine has nothing with these labels. @param kept clusters that do not count */
export async function isClean(
  engine: Engine,
  labels: Readonly<Record<string, string>>,
  kept: readonly string[] = [],
): Promise<boolean> {
  try {
    const { containers, networks, volumes } = await find(engine, labels, kept);
    return containers.length + networks.length + volumes.length === 0;
  } catch (error) {
    throw understood(error, 'list what belongs to a cluster');
  }
}
