import type { ClusterMarathon } from '../../drivers/apps.js';
import type { AppProgress } from '../../marathon/marathon.js';

/** The Marathon that installs the apps of a cluster: one in this process, or one in a container. Apps get there by its REST API. */
export interface AppsMarathon {
  /** Where it is; undefined: it has not been started yet. */
  readonly place: ClusterMarathon | undefined;
  /**
   * Resolves when it can be asked.
   * @param port where it is to listen, if that is not what the description says
   * @throws MinimesosError `PORT_TAKEN`
   */
  start(port?: number): Promise<ClusterMarathon>;
  /** How it stands with all its apps. @throws MinimesosError `MARATHON_UNREACHABLE` */
  progress(): Promise<readonly AppProgress[]>;
  /** Ends it, if it ends with this process. */
  stop(): Promise<void>;
}
