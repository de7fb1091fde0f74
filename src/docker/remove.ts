import type { Engine } from './engine.js';
import { hasStatus, reasonOf, understood } from './engine-failure.js';
import { type Labelled, type LabelledThings, listLabelled } from './labelled.js';
import { LABELS, labelFilter } from './labels.js';

/** Something that an engine does not remove now. */
export interface Refusal {
  /** What it says. */
  readonly reason: string;
  /** The network of which it says so although nothing is connected to it: before it is restarted it does not remove that. */
  readonly miscounted?: string | undefined;
}

/** What has these labels. @param kept clusters that do not count */
async function find(engine: Engine, labels: Readonly<Record<string, string>>, kept: readonly string[]): Promise<LabelledThings> {
  const { containers, networks, volumes } = await listLabelled(engine, labelFilter(labels).label);
  const counts = ({ labels: own }: Labelled) => !kept.includes(own[LABELS.cluster] ?? '');
  return { containers: containers.filter(counts), networks: networks.filter(counts), volumes: volumes.filter(counts) };
}

/**
 * Removes everything on an engine that has these labels: containers at once, with what runs in them, then networks and volumes. Whatever
 * else is connected to such a network is disconnected, and goes on.
 * @param kept clusters that stay nevertheless
 * @returns what is not removed now, and may be tried again: somebody else may just be removing it
 * @throws MinimesosError `DOCKER_GONE`, `DOCKER_FAILED`
 */
export async function removeLabelled(
  engine: Engine,
  labels: Readonly<Record<string, string>>,
  kept: readonly string[] = [],
): Promise<readonly Refusal[]> {
  const { docker } = engine;
  const refusals: Refusal[] = [];
  const remove = async (removal: Promise<unknown>, network?: string) => {
    try {
      await removal;
    } catch (error) {
      if (hasStatus(error, 404)) return; // It is gone already.
      if (!hasStatus(error, 403, 409)) throw error;
      const reason = reasonOf(error);
      refusals.push({ reason, miscounted: /has active endpoints/.test(reason) ? network : undefined });
    }
  };
  try {
    const { containers, networks, volumes } = await find(engine, labels, kept);
    await Promise.all(containers.map(({ id }) => remove(docker.getContainer(id).remove({ force: true, v: true }))));
    await Promise.all([
      ...networks.map(({ id, name }) => remove(removeNetwork(engine, id), name)),
      ...volumes.map(({ id }) => remove(docker.getVolume(id).remove({ force: true }))),
    ]);
    return refusals;
  } catch (error) {
    throw understood(error, 'remove what belongs to a cluster');
  }
}

/** Somebody may have connected containers of theirs to it; after this nothing is. */
async function removeNetwork({ docker }: Engine, id: string): Promise<void> {
  const network = docker.getNetwork(id);
  const { Containers = {} } = (await network.inspect()) as { Containers?: object };
  for (const Container of Object.keys(Containers)) {
    await network.disconnect({ Container, Force: true }).catch((error: unknown) => {
      if (!hasStatus(error, 403, 404)) throw error; // It has just left, or ended.
    });
  }
  await network.remove();
}

/** The names of all that an engine has with these labels: `network minimesos-blue`. @param kept clusters that do not count */
export async function leftOf(
  engine: Engine,
  labels: Readonly<Record<string, string>>,
  kept: readonly string[] = [],
): Promise<readonly string[]> {
  try {
    const { containers, networks, volumes } = await find(engine, labels, kept);
    const named = (kind: string, things: readonly Labelled[]) => things.map(({ name }) => `${kind} ${name}`);
    return [...named('container', containers), ...named('network', networks), ...named('volume', volumes)].sort();
  } catch (error) {
    throw understood(error, 'list what belongs to a cluster');
  }
}
