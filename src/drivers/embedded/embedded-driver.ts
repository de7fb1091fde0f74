import type { Driver } from '../driver.js';
import { EmbeddedCluster } from './embedded-cluster.js';

/** The Mesos of this package, in this process. */
export const embeddedDriver: Driver = {
  async start(name, description) {
    const cluster = new EmbeddedCluster(name, description);
    try {
      await cluster.start();
    } catch (error) {
      await cluster.destroy();
      throw error;
    }
    return cluster;
  },
};
