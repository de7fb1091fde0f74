import type { MesosCluster } from '../cluster/mesos-cluster.js';

type Undo = { [Symbol.asyncDispose](): Promise<void> };

/** What is done to a cluster by methods that not every cluster has. */
interface Abilities {
  readonly leader: { kill(): Promise<void>; restart(): Promise<void> };
  readonly faults: {
    rescindOffers(): Promise<unknown>;
    killExecutor(filter: { readonly task: string; readonly framework: string }): Promise<void>;
    pauseTask(task: string, owner: { readonly framework: string }): Promise<Undo>;
  };
}

/**
 * The part of a cluster that has these methods.
 * @throws Error when it has not
 */
export function able<Part extends keyof Abilities>(
  cluster: MesosCluster,
  part: Part,
  method: keyof Abilities[Part],
): Abilities[Part] {
  const owner = cluster[part] as unknown as Abilities[Part];
  if (typeof owner[method] === 'function') return owner;
  throw new Error('this cluster cannot do that');
}
