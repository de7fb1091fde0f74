import { connectEngine } from '../../docker/engine.js';
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
      await cluster.destroy({ retain: description.retain });
      throw error;
    }
    return cluster;
  },
};
