import type { ClusterMarathon } from '../../drivers/apps.js';
import { MARATHON_CONTAINER } from '../../drivers/description.js';
import type { DriverCluster, DriverContainer } from '../../drivers/driver.js';
import { MinimesosError } from '../../errors.js';
import type { AppProgress } from '../../marathon/marathon.js';
import type { Clock } from '../../mesos/process/clock.js';
import type { AppsMarathon } from './apps-marathon.js';

/** The container of a cluster that is its Marathon, if it has one that is reached from here. */
export const marathonContainer = ({ containers = [] }: Pick<DriverCluster, 'containers'>): DriverContainer | undefined =>
  containers.find(({ name, addresses }) => name === MARATHON_CONTAINER && addresses.length > 0);

/** A Marathon in a container of the cluster, which is there from its start to its end. All that is known of it is what it answers. */
export class ContainerMarathon implements AppsMarathon {
  constructor(
    private readonly container: DriverContainer,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  get place(): ClusterMarathon {
    const { ip = '', port = 0 } = this.container.addresses[0]?.reached ?? {};
    return { url: `http://${ip}:${port}`, ip, port };
  }

  /** It has been waited for at the start of the cluster. */
  async start(): Promise<ClusterMarathon> {
    return this.#reached();
  }

  async progress(): Promise<readonly AppProgress[]> {
    const { askProgress } = await import('./ask-progress.js');
    return askProgress(this.#reached().url, this.clock.now(), this.signal);
  }

  async stop(): Promise<void> {}

  /** Where nobody is any more, an answer would be waited for in vain. @throws MinimesosError `MARATHON_UNREACHABLE` */
  #reached(): ClusterMarathon {
    const { place } = this;
    if (this.container.running) return place;
    throw new MinimesosError('MARATHON_UNREACHABLE', { url: place.url, reason: 'its container has ended.' });
  }
}
