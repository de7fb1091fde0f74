import type { Driver } from '../driver.js';
import { AttachedCluster } from './attached-cluster.js';

/** A cluster that runs elsewhere. */
export const attachedDriver: Driver = {
  async start(_name, { attached, timeoutMs }) {
    if (!attached) throw new Error('The description does not tell where the cluster is.');
    const cluster = new AttachedCluster(attached, timeoutMs);
    try {
      await cluster.start();
    } catch (error) {
      await cluster.destroy();
      throw error;
    }
    return cluster;
  },
};
