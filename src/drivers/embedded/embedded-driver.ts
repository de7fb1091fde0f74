import { isMinimesosError, MinimesosError } from '../../errors.js';
import type { Driver } from '../driver.js';
import { EmbeddedCluster } from './embedded-cluster.js';

/** The Mesos of this package, in this process. */
export const embeddedDriver: Driver = {
  async start(name, description) {
    const cluster = new EmbeddedCluster(name, description);
    try {
      await cluster.start();
    } catch (error) {
      const { retain } = description;
      await cluster.destroy({ retain }).catch(() => {}); // Why it did not start is what is to be mended.
      throw retain && cluster.directory !== undefined ? telling(error, name, cluster.directory) : error;
    }
    return cluster;
  },
};

/** The error, with the directory that was kept. */
function telling(error: unknown, cluster: string, directory: string): MinimesosError {
  if (isMinimesosError(error, 'START_TIMEOUT')) return new MinimesosError(error.code, { ...error.details, directory });
  if (isMinimesosError(error, 'PORT_TAKEN')) return new MinimesosError(error.code, { ...error.details, directory });
  const reason = error instanceof Error ? error.message : String(error);
  return new MinimesosError('START_FAILED', { cluster, reason, directory }, { cause: error });
}
