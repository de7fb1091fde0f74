import type { Engine } from './engine.js';
import { hasStatus, understood } from './engine-failure.js';
import { type Labelled, listLabelled } from './labelled.js';
import { LABELS, labelFilter } from './labels.js';

/** How much there was to remove. */
export interface Removed {
  containers: number;
  networks: number;
  volumes: number;
}

/** Gone already, just being removed by somebody else, or a network that somebody is just leaving. */
const harmless = (error: unknown): boolean => hasStatus(error, 403, 404, 409);

/** What has these labels, by ids. @param kept clusters that do not count */
async function find(engine: Engine, labels: Readonly<Record<string, string>>, kept: readonly string[]) {
  const { containers, networks, volumes } = await listLabelled(engine, labelFilter(labels).label);
  const ids = (things: readonly Labelled[]) =>
    things.filter(({ labels: own }) => !kept.includes(own[LABELS.cluster] ?? '')).map(({ id }) => id);
  return { containers: ids(containers), networks: ids(networks), volumes: ids(volumes) };
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
