import type { ClusterMarathon, DriverApps, InstalledApp, InstallRequest, UninstallRequest } from '../../drivers/apps.js';
import { type ClusterDescription, MASTERS_ZOOKEEPER } from '../../drivers/description.js';
import type { DriverCluster, NamesAddress } from '../../drivers/driver.js';
import { MinimesosError } from '../../errors.js';
import { HttpClient } from '../../http-client.js';
import { atMost } from '../../marathon/at-most.js';
import type { Marathon } from '../../marathon/marathon.js';
import type { MarathonZooKeeper } from '../../marathon/options.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { Clock } from '../../mesos/process/clock.js';
import { systemRandom } from '../../mesos/process/random.js';
import { readState } from '../leader.js';
import { ownAddress } from '../own-address.js';
import { exportsOf } from './exports.js';
import type { Definition } from './install.js';

/** What of a description matters for apps. */
export interface AppsSettings extends Pick<Partial<ClusterDescription>, 'marathon' | 'installed' | 'timeoutMs' | 'zookeeper'> {
  /** Whether the cluster goes on when this process lets go of it. */
  readonly outlived: boolean;
}

/** Below this its state is, in the ZooKeeper of the masters; `/marathon` is that of one that users run beside it. */
const MARATHON_PATH = '/minimesos/marathon';
const SESSION_MS = 10_000;

/**
 * What is installed on a cluster, by a Marathon in this process: a framework as any other, whatever runs the cluster. It is started when
 * it is first needed, and is gone with the cluster.
 */
export class LocalApps implements DriverApps {
  readonly #clock = new Clock();
  readonly #http: HttpClient;
  readonly #ended = new AbortController();
  #marathon: Promise<Marathon> | undefined;
  #running: Marathon | undefined;

  constructor(
    private readonly cluster: DriverCluster,
    private readonly names: NamesAddress | undefined,
    private readonly described: AppsSettings,
  ) {
    this.#http = new HttpClient(() => cluster.credential);
  }

  get marathon(): ClusterMarathon | undefined {
    if (!this.#running) return undefined;
    const { url, ip, port } = this.#running;
    return { url, ip, port };
  }

  /**
   * Does what the description asks for at the start.
   * @throws MinimesosError `PORT_TAKEN`, `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, and as {@link LocalApps.install}
   */
  async begin(): Promise<void> {
    const { marathon, installed, timeoutMs = 0 } = this.described;
    if (!marathon && !installed) return;
    await this.#start();
    if (!installed) return;
    const { readAppSource } = await import('./app-source.js');
    const { definitionOf } = await import('./install.js');
    const [apps, groups] = [installed.apps, installed.groups];
    const all = [...apps.map((from) => ({ from, group: false })), ...groups.map((from) => ({ from, group: true }))];
    const directory = process.cwd();
    const definitions = await Promise.all(
      all.map(async ({ from, group }) => {
        const read = await readAppSource(from, directory);
        return definitionOf({ ...read, group, update: false, timeoutMs, directory }, this.#tokens());
      }),
    );
    await Promise.all(definitions.map((definition) => this.#install(definition)));
  }

  async list(): Promise<readonly InstalledApp[]> {
    const { standingOf } = await import('./standing.js');
    return (this.#running?.progress() ?? []).map((progress) => standingOf(progress, this.#clock.now()));
  }

  async install(request: InstallRequest): Promise<readonly InstalledApp[]> {
    const { definitionOf } = await import('./install.js');
    await this.#startWithin(request.timeoutMs);
    return this.#install(definitionOf(request, this.#tokens()));
  }

  async uninstall(request: UninstallRequest): Promise<readonly string[]> {
    const { uninstall, unknownApp } = await import('./uninstall.js');
    const running = this.#running;
    if (!running) throw unknownApp(request.id, request.group, []);
    const { cluster } = this;
    const signal = this.#ended.signal;
    return uninstall(request, {
      ...{ url: running.url, clock: this.#clock, signal, http: this.#http, master: cluster.leader.url },
      ids: running.progress().map(({ id }) => id),
      state: () => readState(cluster, this.#http, signal),
      agents: () => cluster.agents.map(({ url }) => url),
    });
  }

  /** Makes it as it was after the start of the cluster, around the reset of all else. Its URL stays. */
  async reset(reset: () => Promise<void>): Promise<void> {
    const port = this.#running?.port;
    await this.#stop();
    await reset();
    if (port === undefined) return;
    await this.#start(port);
    await this.begin();
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#stop();
    this.#http.close();
    this.#clock.stop();
  }

  async #install(definition: Definition): Promise<readonly InstalledApp[]> {
    const { install } = await import('./install.js');
    const { standingOf } = await import('./standing.js');
    const marathon = await this.#start();
    return install(definition, {
      ...{ url: marathon.url, clock: this.#clock, signal: this.#ended.signal },
      remove: (id) => this.uninstall({ id, group: definition.group, timeoutMs: definition.timeoutMs }),
      standing: (id) => {
        const progress = marathon.progressOf(id);
        return progress && standingOf(progress, this.#clock.now());
      },
    });
  }

  /** What is kept in a ZooKeeper is read at first, and that may stand still. @throws MinimesosError `WAIT_TIMEOUT` */
  async #startWithin(timeoutMs: number): Promise<void> {
    await atMost(this.#clock, timeoutMs, this.#start());
    if (this.#running) return;
    const seen = '\n  what it keeps in ZooKeeper cannot be read';
    throw new MinimesosError('WAIT_TIMEOUT', { waitedFor: 'The start of Marathon', timeout: formatDuration(timeoutMs), seen });
  }

  #start(port = this.described.marathon?.port): Promise<Marathon> {
    this.#marathon ??= this.#startAt(port);
    return this.#marathon;
  }

  async #startAt(port: number | undefined): Promise<Marathon> {
    try {
      const { startMarathon } = await import('../../marathon/marathon.js');
      const { masters, credential } = this.cluster;
      this.#running = await startMarathon({
        ...{ masters: masters.map(({ url }) => url), clock: this.#clock, ip: ownAddress(this.cluster), port, credential },
        ...{ zookeeper: await this.#zookeeper(), signal: this.#ended.signal },
        names: this.names ? [`.${this.names.domain}`] : [],
        ...{ user: this.described.marathon?.user, role: this.described.marathon?.role },
      });
      return this.#running;
    } catch (error) {
      this.#marathon = undefined; // the next one who needs it tries again
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

  async #stop(): Promise<void> {
    const running = await this.#marathon?.catch(() => undefined);
    this.#marathon = undefined;
    this.#running = undefined;
    // What lives on without this process is left without a framework.
    await running?.stop({ teardown: this.described.outlived });
  }

  #tokens(): Record<string, string> {
    const { cluster, names, marathon } = this;
    const { leader, zookeepers, containers = [], gateway, agents } = cluster;
    const named = names && { url: `http://${names.ip}:${names.httpPort}`, ip: names.ip, port: names.port };
    return exportsOf({ leader, zookeepers, containers, agents, gateway, names: named, marathon });
  }
}
