import type { ClusterMarathon } from '../../drivers/apps.js';
import { type ClusterDescription, MASTERS_ZOOKEEPER } from '../../drivers/description.js';
import type { DriverCluster, NamesAddress } from '../../drivers/driver.js';
import type { AppProgress, Marathon } from '../../marathon/marathon.js';
import type { MarathonZooKeeper } from '../../marathon/options.js';
import type { Clock } from '../../mesos/process/clock.js';
import { systemRandom } from '../../mesos/process/random.js';
import { ownAddress } from '../own-address.js';
import type { AppsMarathon } from './apps-marathon.js';

/** What of a description matters for a Marathon. */
export interface MarathonSettings extends Pick<Partial<ClusterDescription>, 'marathon' | 'zookeeper'> {
  /** Whether the cluster goes on when this process lets go of it. */
  readonly outlived: boolean;
}

/** Below this its state is, in the ZooKeeper of the masters; `/marathon` is that of one that users run beside it. */
const MARATHON_PATH = '/minimesos/marathon';
const SESSION_MS = 10_000;

/** A Marathon in this process: a framework as any other, whatever runs the cluster. It is started when it is first needed. */
export class OwnMarathon implements AppsMarathon {
  #starting: Promise<Marathon> | undefined;
  #running: Marathon | undefined;

  constructor(
    private readonly cluster: DriverCluster,
    private readonly names: NamesAddress | undefined,
    private readonly described: MarathonSettings,
    private readonly clock: Clock,
    /** Ends the wait for what it keeps in ZooKeeper. */
    private readonly signal: AbortSignal,
  ) {}

  get place(): ClusterMarathon | undefined {
    if (!this.#running) return undefined;
    const { url, ip, port } = this.#running;
    return { url, ip, port };
  }

  start(port = this.described.marathon?.port): Promise<ClusterMarathon> {
    this.#starting ??= this.#startAt(port);
    return this.#starting;
  }

  /** From inside, where more is known than its REST API tells. */
  async progress(): Promise<readonly AppProgress[]> {
    return this.#running?.progress() ?? [];
  }

  async stop(): Promise<void> {
    const running = await this.#starting?.catch(() => undefined);
    this.#starting = undefined;
    this.#running = undefined;
    // What lives on without this process is left without a framework.
    await running?.stop({ teardown: this.described.outlived });
  }

  async #startAt(port: number | undefined): Promise<Marathon> {
    try {
      const { startMarathon } = await import('../../marathon/marathon.js');
      const { masters, credential } = this.cluster;
      this.#running = await startMarathon({
        ...{ masters: masters.map(({ url }) => url), clock: this.clock, port, credential, ...ownAddress(this.cluster) },
        ...{ zookeeper: await this.#zookeeper(), signal: this.signal },
        names: this.names ? [`.${this.names.domain}`] : [],
        ...{ user: this.described.marathon?.user, role: this.described.marathon?.role },
      });
      return this.#running;
    } catch (error) {
      this.#starting = undefined; // the next one who needs it tries again
      throw error;
    }
  }

  /** Where its state outlives it: in a ZooKeeper that is the cluster's own, so that nothing of it stays elsewhere. */
  async #zookeeper(): Promise<MarathonZooKeeper | undefined> {
    const { zookeeper } = this.described;
    const own = this.cluster.zookeepers.find(({ name, external }) => name === MASTERS_ZOOKEEPER && !external);
    if (!zookeeper || !own) return undefined;
    const { openTcpClient } = await import('../../zookeeper/tcp-client.js');
    const { connectString } = own;
    return {
      ...{ path: MARATHON_PATH, url: `zk://${connectString}${MARATHON_PATH}` },
      open: () => openTcpClient(connectString, SESSION_MS, systemRandom),
    };
  }
}
