import { connectEngine } from '../../docker/engine.js';
import { isMinimesosError, MinimesosError } from '../../errors.js';
import type { Driver } from '../driver.js';
import { DockerCluster } from './docker-cluster.js';

/** Apache Mesos in containers of Docker. */
export const dockerDriver: Driver = {
  async start(name, description) {
    const cluster = new DockerCluster(name, description, await connectEngine());
    try {
      await cluster.pull();
      await cluster.start();
    } catch (error) {
      const { retain } = description;
      throw await cluster.destroy({ retain }).then(
        () => (retain ? telling(error, name) : error),
        (failure: Error) => whatFailed(name, error, failure),
      );
    }
    return cluster;
  },
};

/**
 * Why a start has failed of which something could not be removed either. An engine that goes away ends its containers first: that they
 * have ended is not what went wrong then.
 */
function whatFailed(name: string, error: unknown, { cause }: Error): unknown {
  if (!isMinimesosError(cause, 'DOCKER_GONE') || isMinimesosError(error, 'DOCKER_GONE')) return error;
  return new MinimesosError('DOCKER_GONE', { ...cause.details, doing: `start cluster ${name}` }, { cause: error });
}

/** The error, with what is kept. */
function telling(error: unknown, containersOf: string): unknown {
  if (isMinimesosError(error, 'START_FAILED')) return new MinimesosError(error.code, { ...error.details, containersOf });
  if (isMinimesosError(error, 'START_TIMEOUT')) return new MinimesosError(error.code, { ...error.details, containersOf });
  return error;
}
