import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { MinimesosError } from '../errors.js';

/**
 * Stands for a cluster that does not exist yet: hooks start it later, and may replace it, while tests hold on to one
 * constant. Whatever is asked of the handle is asked of the cluster of that moment.
 * @throws MinimesosError `FIXTURE_NOT_STARTED` when it is used while there is none
 */
export function clusterHandle(running: () => MesosCluster | undefined): MesosCluster {
  return new Proxy({} as MesosCluster, {
    get(_target, key) {
      const cluster = running();
      if (cluster) {
        const value: unknown = Reflect.get(cluster, key, cluster);
        // Private members are reached through the cluster itself only.
        return typeof value === 'function' ? value.bind(cluster) : value;
      }
      // Whoever prints the handle or hands it through a promise asks for these.
      if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined;
      throw new MinimesosError('FIXTURE_NOT_STARTED', { member: key });
    },
    has: (_target, key) => Reflect.has(running() ?? {}, key),
    getPrototypeOf: () => Reflect.getPrototypeOf(running() ?? {}),
  });
}
