import type { DriverAgent, DriverContainer, DriverMaster, DriverZooKeeper } from '../drivers/driver.js';
import type { During } from './access.js';
import { ClusterAgent } from './cluster-agent.js';
import { ClusterContainer } from './cluster-container.js';
import { ClusterMaster } from './cluster-master.js';
import { ClusterZooKeeper } from './cluster-zookeeper.js';

/** What users have in hand of the parts of a cluster: always the same for the same part. */
export class Handles {
  readonly #known = new WeakMap<object, unknown>();

  constructor(private readonly during: During) {}

  masterOf(master: DriverMaster): ClusterMaster {
    return this.#of(master, () => new ClusterMaster(master, this.during));
  }

  agentOf(agent: DriverAgent): ClusterAgent {
    return this.#of(agent, () => new ClusterAgent(agent, this.during));
  }

  zookeeperOf(zookeeper: DriverZooKeeper): ClusterZooKeeper {
    return this.#of(zookeeper, () => new ClusterZooKeeper(zookeeper, this.during));
  }

  containerOf(container: DriverContainer): ClusterContainer {
    return this.#of(container, () => new ClusterContainer(container, this.during));
  }

  #of<Handle>(part: object, make: () => Handle): Handle {
    const known = this.#known.get(part) ?? make();
    this.#known.set(part, known);
    return known as Handle;
  }
}
