import type { NamesAddress } from '../drivers/driver.js';
import { MinimesosError } from '../errors.js';
import type { During } from './access.js';
import { checkText } from './options.js';

/** A service, as it is found by name. */
export interface NamedService {
  /** The name of the host, which has the address. */
  readonly host: string;
  /** Undefined where the host has none. */
  readonly ip: string | undefined;
  readonly port: number;
}

/**
 * The names of a cluster, as Mesos-DNS has them (docs/names.md): served over DNS and over HTTP.
 *
 * ```ts
 * await using cluster = await MesosCluster.start({ names: true });
 * startFramework({ master: cluster.leader.url, dns: `${cluster.names.ip}:${cluster.names.port}` });
 * await cluster.names.resolve('web.marathon'); // ['127.0.0.1']
 * ```
 */
export class ClusterNames {
  readonly #address: NamesAddress;
  readonly #during: During;

  /** Made by {@link MesosCluster}. */
  constructor(address: NamesAddress, during: During) {
    this.#address = address;
    this.#during = during;
  }

  /** Where DNS and HTTP are. */
  get ip(): string {
    return this.#address.ip;
  }

  /** Where DNS is spoken, over UDP and TCP. */
  get port(): number {
    return this.#address.port;
  }

  get httpPort(): number {
    return this.#address.httpPort;
  }

  /** The HTTP API of Mesos-DNS: `http://ip:port`. */
  get url(): string {
    return `http://${this.ip}:${this.httpPort}`;
  }

  /** What all names end with. */
  get domain(): string {
    return this.#address.domain;
  }

  /**
   * Asks for the addresses of a name, over DNS; none where there is nothing of that name.
   * @param name such as `web.marathon`, with or without the domain
   * @throws MinimesosError `INVALID_ARGUMENT`
   */
  resolve(name: string): Promise<string[]> {
    return this.#during('names.resolve()', async () => {
      const { addresses } = await import('./resolve-names.js');
      return addresses(this.#address, checkName(name));
    });
  }

  /**
   * Asks for the services of a name, over DNS; none where there is nothing of that name.
   * @param name such as `_web._tcp.marathon`, with or without the domain
   * @throws MinimesosError `INVALID_ARGUMENT`
   */
  services(name: string): Promise<NamedService[]> {
    return this.#during('names.services()', async () => {
      const { services } = await import('./resolve-names.js');
      return services(this.#address, checkName(name));
    });
  }
}

/** @throws MinimesosError `NO_NAMES` when the cluster has none */
export function requireNames(names: ClusterNames | undefined, cluster: string): ClusterNames {
  if (names) return names;
  throw new MinimesosError('NO_NAMES', { cluster });
}

function checkName(name: string): string {
  checkText(name, 'The name', 'one such as web.marathon');
  return name;
}
