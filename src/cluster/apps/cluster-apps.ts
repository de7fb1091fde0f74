import type { DriverApps, InstalledApp } from '../../drivers/apps.js';
import { MinimesosError } from '../../errors.js';
import type { Clock } from '../../mesos/process/clock.js';
import { show } from '../../problem.js';
import { checkOptions, checkText } from '../options.js';
import { readTimeout } from '../timeout.js';
import { type AppSource, readAppSource } from './app-source.js';

export type { ClusterMarathon, InstalledApp } from '../../drivers/apps.js';

/** How an app or group is installed. */
export interface InstallOptions {
  /** Whether it is a group. Default: false. */
  readonly group?: boolean | undefined;
  /** Whether one of that id which is there already is changed. Default: false, and that is an error. */
  readonly update?: boolean | undefined;
  /** How long it may take until all instances run and are healthy: milliseconds, or a duration such as `30secs`. Default: `1mins`. */
  readonly timeout?: number | string | undefined;
  /** What `${MINIMESOS_HOST_DIR}` stands for, and where relative paths begin. Default: the working directory of this process. */
  readonly directory?: string | undefined;
  /** What errors call it. Default: its file, its URL, or its id. */
  readonly source?: string | undefined;
  /** Called with all apps of the cluster at first, and whenever it stands otherwise with them. What it throws ends the wait. */
  readonly onProgress?: ((apps: readonly InstalledApp[]) => void) | undefined;
}

/** How an app or group is uninstalled. */
export interface UninstallOptions {
  /** Whether it is a group. Default: false. */
  readonly group?: boolean | undefined;
  /** How long it may take: milliseconds, or a duration such as `30secs`. Default: `1mins`. */
  readonly timeout?: number | string | undefined;
}

const DEFAULT_TIMEOUT = '1mins';
const LOOK_MS = 200;

/** See {@link MesosCluster.install}. */
export async function installApp(apps: DriverApps, clock: Clock, from: AppSource, options: InstallOptions) {
  checkOptions('install()', options, {
    ...{ group: true, update: true, timeout: true, directory: true, source: true, onProgress: true },
  });
  const { group = false, update = false, timeout = DEFAULT_TIMEOUT, directory = process.cwd(), source, onProgress } = options;
  checkFlag(group, 'group of install()');
  checkFlag(update, 'update of install()');
  checkText(directory, 'directory of install()', 'a path');
  if (source !== undefined) checkText(source, 'source of install()', 'the name of a file, or a URL');
  const timeoutMs = readTimeout(timeout, 'timeout');
  const read = await readAppSource(from, directory);
  const installing = apps.install({ ...read, ...(source !== undefined && { source }), group, update, timeoutMs, directory });
  return onProgress ? withProgress(installing, apps, clock, onProgress) : installing;
}

/** See {@link MesosCluster.uninstall}. */
export async function uninstallApp(apps: DriverApps, id: string, options: UninstallOptions): Promise<readonly string[]> {
  checkText(id, 'The app of uninstall()', 'the id of an app or group');
  checkOptions('uninstall()', options, { group: true, timeout: true });
  const { group = false, timeout = DEFAULT_TIMEOUT } = options;
  checkFlag(group, 'group of uninstall()');
  return apps.uninstall({ id, group, timeoutMs: readTimeout(timeout, 'timeout') });
}

function checkFlag(value: unknown, argument: string): void {
  if (typeof value === 'boolean') return;
  throw new MinimesosError('INVALID_ARGUMENT', { argument, came: show(value), expected: 'true or false' });
}

async function withProgress<Result>(
  installing: Promise<Result>,
  apps: DriverApps,
  clock: Clock,
  tell: (apps: readonly InstalledApp[]) => void,
): Promise<Result> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  installing.then(end, end);
  let told = '';
  while (!ended) {
    const list = await apps.list();
    const text = JSON.stringify(list);
    if (text !== told && !ended) tell(list);
    told = text;
    await Promise.race([installing, clock.sleep(LOOK_MS)]);
  }
  return installing;
}
