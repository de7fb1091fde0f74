import type { DriverContainer } from '../drivers/driver.js';
import type { During } from './access.js';

/** Where a port of a container is reached from here. */
export interface ContainerAddress {
  /** The port within the container. */
  readonly port: number;
  /** `ip:port`, as it is reached from here. */
  readonly reached: { readonly ip: string; readonly port: number };
}

/** A container beside those of Mesos, of a cluster with `driver: 'docker'`. */
export class ClusterContainer {
  readonly #container: DriverContainer;
  readonly #during: During;

  /** Made by {@link MesosCluster}. */
  constructor(container: DriverContainer, during: During) {
    this.#container = container;
    this.#during = during;
  }

  /** What the description calls it. */
  get name(): string {
    return this.#container.name;
  }

  get running(): boolean {
    return this.#container.running;
  }

  /** Its address in the network of the cluster; empty for one that is in the network of the machine. */
  get ip(): string {
    return this.#container.ip;
  }

  /** Where the ports that the description names are reached from here. */
  get addresses(): readonly ContainerAddress[] {
    return this.#container.addresses;
  }

  /** All that it has written so far, both streams mixed. */
  log(): Promise<string> {
    return this.#during('container.log()', () => this.#container.log());
  }
}
