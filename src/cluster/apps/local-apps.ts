import type { ClusterMarathon, DriverApps, InstalledApp, InstallRequest, UninstallRequest } from '../../drivers/apps.js';
import type { ClusterDescription } from '../../drivers/description.js';
import type { DriverCluster, NamesAddress } from '../../drivers/driver.js';
import { MinimesosError } from '../../errors.js';
import { HttpClient } from '../../http-client.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { atMost } from '../../mesos/process/at-most.js';
import { Clock } from '../../mesos/process/clock.js';
import { readState } from '../leader.js';
import type { AppsMarathon } from './apps-marathon.js';
import { ContainerMarathon, marathonContainer } from './container-marathon.js';
import { exportsOf } from './exports.js';
import type { Definition } from './install.js';
import { type MarathonSettings, OwnMarathon } from './own-marathon.js';

/** What of a description matters for apps. */
export interface AppsSettings extends MarathonSettings, Pick<Partial<ClusterDescription>, 'installed' | 'timeoutMs'> {}

/**
 * What is installed on a cluster, by the Marathon in a container of it if there is one, and otherwise by one in this process, which is
 * gone with the cluster.
 */
export class LocalApps implements DriverApps {
  readonly #clock = new Clock();
  readonly #http: HttpClient;
  readonly #ended = new AbortController();
  readonly #marathon: AppsMarathon;

  constructor(
    private readonly cluster: DriverCluster,
    private readonly names: NamesAddress | undefined,
    private readonly described: AppsSettings,
  ) {
    this.#http = new HttpClient(() => cluster.credential);
    const { signal } = this.#ended;
    const container = marathonContainer(cluster);
    this.#marathon = container
      ? new ContainerMarathon(container, this.#clock, signal)
      : new OwnMarathon(cluster, names, described, this.#clock, signal);
  }

  get marathon(): ClusterMarathon | undefined {
    return this.#marathon.place;
  }

  /**
   * Does what the description asks for at the start.
   * @throws MinimesosError `PORT_TAKEN`, `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, and as {@link LocalApps.install}
   */
  async begin(): Promise<void> {
    const { marathon, installed, timeoutMs = 0 } = this.described;
    if (!marathon && !installed) return;
    await this.#marathon.start();
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
    return (await this.#marathon.progress()).map((progress) => standingOf(progress, this.#clock.now()));
  }

  async install(request: InstallRequest): Promise<readonly InstalledApp[]> {
    const { definitionOf } = await import('./install.js');
    await this.#startWithin(request.timeoutMs);
    return this.#install(definitionOf(request, this.#tokens()));
  }

  async uninstall(request: UninstallRequest): Promise<readonly string[]> {
    const { uninstall, unknownApp } = await import('./uninstall.js');
    const { place } = this.#marathon;
    if (!place) throw unknownApp(request.id, request.group, []);
    const { cluster } = this;
    const signal = this.#ended.signal;
    return uninstall(request, {
      ...{ url: place.url, clock: this.#clock, signal, http: this.#http, master: cluster.leader.url },
      ids: (await this.#marathon.progress()).map(({ id }) => id),
      state: () => readState(cluster, this.#http, signal),
      agents: () => cluster.agents.map(({ url }) => url),
    });
  }

  /** Makes it as it was after the start of the cluster, around the reset of all else. Its URL stays. */
  async reset(reset: () => Promise<void>): Promise<void> {
    const { place } = this.#marathon;
    await this.#marathon.stop();
    await reset();
    if (!place) return;
    await this.#marathon.start(place.port);
    await this.begin();
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#marathon.stop();
    this.#http.close();
    this.#clock.stop();
  }

  async #install(definition: Definition): Promise<readonly InstalledApp[]> {
    const { install } = await import('./install.js');
    const { url } = await this.#marathon.start();
    return install(definition, {
      ...{ url, clock: this.#clock, signal: this.#ended.signal },
      remove: (id) => this.uninstall({ id, group: definition.group, timeoutMs: definition.timeoutMs }),
      standings: () => this.list(),
    });
  }

  /** What is kept in a ZooKeeper is read at first, and that may stand still. @throws MinimesosError `WAIT_TIMEOUT` */
  async #startWithin(timeoutMs: number): Promise<void> {
    await atMost(this.#clock, timeoutMs, this.#marathon.start());
    if (this.#marathon.place) return;
    const seen = '\n  what it keeps in ZooKeeper cannot be read';
    throw new MinimesosError('WAIT_TIMEOUT', { waitedFor: 'The start of Marathon', timeout: formatDuration(timeoutMs), seen });
  }

  #tokens(): Record<string, string> {
    const { cluster, names, marathon } = this;
    const { leader, zookeepers, containers = [], gateway, agents } = cluster;
    const named = names && { url: `http://${names.ip}:${names.httpPort}`, ip: names.ip, port: names.port };
    return exportsOf({ leader, zookeepers, containers, agents, gateway, names: named, marathon });
  }
}
