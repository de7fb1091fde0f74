import type { Engine } from './engine.js';
import { understood } from './engine-failure.js';
import { listLabelled } from './labelled.js';
import { LABELS } from './labels.js';
import { isOwnerGone } from './owner.js';
import { removeCluster } from './remove-cluster.js';

/** What an owner that is gone has left on an engine. */
export interface EngineLeftover {
  readonly cluster: string;
  readonly owner: string;
}

/** Clusters of which something is on an engine, although their owners are gone. What owners elsewhere have is not judged. */
export async function leftoversOn(engine: Engine): Promise<EngineLeftover[]> {
  try {
    const { containers, networks, volumes } = await listLabelled(engine, [LABELS.owner]);
    const found = [...containers, ...networks, ...volumes].map(({ labels }) => ({
      ...{ cluster: labels[LABELS.cluster] ?? '', owner: labels[LABELS.owner] ?? '' },
    }));
    const unique = new Map(found.map((each) => [`${each.owner} ${each.cluster}`, each]));
    return [...unique.values()].filter(({ owner }) => isOwnerGone(owner));
  } catch (error) {
    throw understood(error, 'list what belongs to clusters');
  }
}

/** Removes what an owner that is gone has left of a cluster. @throws MinimesosError `DOCKER_NOT_REMOVED`, `DOCKER_NETWORK_LEFT` */
export async function removeLeftover(engine: Engine, { cluster, owner }: EngineLeftover): Promise<void> {
  const [left] = await removeCluster(engine, cluster, { [LABELS.owner]: owner, [LABELS.cluster]: cluster });
  if (left) throw left;
}
