import type { ClusterMarathon, DriverApps, InstalledApp, InstallRequest, UninstallRequest } from '../../drivers/apps.js';
import type { ClusterDescription } from '../../drivers/description.js';
import type { DriverCluster, NamesAddress } from '../../drivers/driver.js';
import { LOOPBACK } from '../../drivers/listen.js';
import { HttpClient } from '../../http-client.js';
import type { Marathon } from '../../marathon/marathon.js';
import { Clock } from '../../mesos/process/clock.js';
import { readState } from '../leader.js';
import { exportsOf } from './exports.js';
import type { Definition } from './install.js';

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
    private readonly described: Pick<Partial<ClusterDescription>, 'marathon' | 'installed' | 'timeoutMs'>,
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
    await this.#start();
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
      standing: (id) => {
        const progress = marathon.progressOf(id);
        return progress && standingOf(progress, this.#clock.now());
      },
    });
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
        ...{ masters: masters.map(({ url }) => url), clock: this.#clock, ip: LOOPBACK, port, credential },
        names: this.names ? [`.${this.names.domain}`] : [],
        ...{ user: this.described.marathon?.user, role: this.described.marathon?.role },
      });
      return this.#running;
    } catch (error) {
      this.#marathon = undefined; // the next one who needs it tries again
      throw error;
    }
  }

  async #stop(): Promise<void> {
    const running = await this.#marathon?.catch(() => undefined);
    this.#marathon = undefined;
    this.#running = undefined;
    // What lives on without this process is left without a framework.
    await running?.stop({ teardown: this.cluster.driver === 'attached' });
  }

  #tokens(): Record<string, string> {
    const { cluster, names, marathon } = this;
    const { leader, zookeepers, containers = [], agents } = cluster;
    const named = names && { url: `http://${names.ip}:${names.httpPort}`, ip: names.ip, port: names.port };
    return exportsOf({ leader, zookeepers, containers, agents, names: named, marathon });
  }
}
