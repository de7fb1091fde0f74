import { isMinimesosError } from '../errors.js';
import type { ClusterDescription } from './description.js';
import type { DriverCluster } from './driver.js';

/** How to get at a cluster of another process. */
export interface ConnectOptions {
  /**
   * What the host process lets in. Default: what its server file says, when it is a process of this user, and else
   * `MINIMESOS_TOKEN` of the environment.
   */
  readonly token?: string | undefined;
}

/** A cluster of another process, and what is known of its description. */
export interface ConnectedCluster extends Pick<ClusterDescription, 'driver'> {
  readonly mesosVersion: string;
  readonly name: string;
  readonly cluster: DriverCluster;
}

/**
 * Connects to a cluster that runs in a host process, or in containers of the engine of this machine by its name alone: by its name, by the URL of a host process that has one cluster, or by
 * the URL of a cluster there (`http://127.0.0.1:40123/v1/clusters/blue`). While connected, it holds a lease: the cluster is
 * not destroyed because whoever started it is gone.
 * @throws MinimesosError `HOST_NOT_FOUND`, `HOST_GONE`, `TOKEN_REFUSED`, `HOST_INCOMPATIBLE`, and `INVALID_ARGUMENT` when
 *   several clusters are meant
 */
export async function connect(nameOrUrl: string, options: ConnectOptions): Promise<ConnectedCluster> {
  try {
    return await (await import('./host/connect.js')).connect(nameOrUrl, options);
  } catch (error) {
    if (!isMinimesosError(error, 'HOST_NOT_FOUND') || nameOrUrl.includes('://')) throw error;
    const found = await (await import('./docker/adopt.js')).adopt(nameOrUrl);
    if (found) return found;
    throw error;
  }
}
