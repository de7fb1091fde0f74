import type { DriverApps } from '../drivers/apps.js';
import { type ConnectOptions, connect } from '../drivers/connect.js';
import type { ClusterDescription } from '../drivers/description.js';
import type { DriverCluster, NamesAddress } from '../drivers/driver.js';
import { loadDriver } from '../drivers/load-driver.js';
import { startFailed } from '../drivers/start-failed.js';
import { Takedown } from '../drivers/takedown.js';
import { MinimesosError } from '../errors.js';
import { systemRandom } from '../mesos/process/random.js';
import { LocalApps } from './apps/local-apps.js';
import { resolveDescription } from './description.js';
import { withEnvironment } from './environment.js';
import { distinctName } from './names.js';
import { checkText } from './options.js';
import type { ServedNames } from './serve-names.js';

/** The names of the clusters of this process, from the beginning of their start until they are gone. */
const names = new Set<string>();

/** Of a cluster that somebody else has started, not everything is known. */
export type KnownDescription = Pick<ClusterDescription, 'driver'> & { readonly mesosVersion: string } & Partial<
    Omit<ClusterDescription, 'mesosVersion'>
  >;

/** A cluster that runs, before it has its face for users. */
export interface RunningCluster {
  readonly name: string;
  readonly description: KnownDescription;
  readonly running: DriverCluster;
  /** Where its names are served; undefined: they are not. */
  readonly names?: NamesAddress | undefined;
  /** What installs apps; where that is in this process, it has to be closed before the cluster ends, and is told of resets. */
  readonly apps: DriverApps & Partial<Pick<LocalApps, 'close' | 'reset'>>;
  /** Whether it was started by somebody else. */
  readonly connected: boolean;
  /** To be called when it is gone: nobody finds it by name any more, and another cluster may be called as it was. */
  readonly forget: () => Promise<void>;
}

/** See {@link MesosCluster.start}. */
export async function startCluster(input: unknown): Promise<RunningCluster> {
  const resolved = resolveDescription(withEnvironment(input, process.env));
  const name = resolved.name ?? distinctName(systemRandom, (candidate) => names.has(candidate));
  if (names.has(name)) throw new MinimesosError('CLUSTER_ALREADY_STARTED', { cluster: name });
  names.add(name);
  let running: DriverCluster | undefined;
  let served: ServedNames | undefined;
  let local: LocalApps | undefined;
  const forget = async () => {
    await served?.close();
    names.delete(name);
  };
  try {
    const driver = await loadDriver(resolved);
    const description = { ...resolved, name };
    running = await driver.start(name, description);
    if (description.names && !running.names) {
      served = await (await import('./serve-names.js')).serveNames(running, description.names);
    }
    const names = served?.address ?? running.names;
    const outlived = description.driver === 'attached';
    const { apps = new LocalApps(running, names, { ...description, outlived }) } = running;
    if (apps instanceof LocalApps) local = apps;
    await local?.begin();
    const { mesosVersion = description.mesosVersion } = running;
    return {
      name,
      description: { ...description, mesosVersion },
      running,
      ...{ names, apps },
      connected: false,
      forget,
    };
  } catch (error) {
    // Why it did not start is what is to be mended, whatever fails of its end.
    const takedown = new Takedown(name);
    await takedown.attempt(() => local?.close());
    await takedown.attempt(() => running?.destroy());
    await takedown.attempt(forget);
    throw startFailed(name, error);
  }
}

/** See {@link MesosCluster.connect}. */
export async function connectCluster(nameOrUrl: string, options: ConnectOptions): Promise<RunningCluster> {
  checkText(nameOrUrl, 'The cluster to connect to', 'a name or a URL');
  const { cluster: running, name, driver, mesosVersion } = await connect(nameOrUrl, options);
  const { names, apps = new LocalApps(running, names, { outlived: true }) } = running;
  return { name, description: { driver, mesosVersion }, running, names, apps, connected: true, forget: async () => {} };
}
