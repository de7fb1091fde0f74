import type { Driver } from '../driver.js';
import { NativeCluster } from './native-cluster.js';

/** The programs of Mesos that this machine has. */
export const nativeDriver: Driver = {
  async start(name, description) {
    const cluster = new NativeCluster(name, description);
    try {
      await cluster.start();
    } catch (error) {
      await cluster.destroy({ retain: description.retain }).catch(() => {}); // Why it did not start is what is to be mended.
      throw error;
    }
    return cluster;
  },
};
