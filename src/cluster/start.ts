import type { ClusterDescription } from '../drivers/description.js';
import type { DriverCluster } from '../drivers/driver.js';
import { loadDriver } from '../drivers/load-driver.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { systemRandom } from '../mesos/process/random.js';
import { resolveDescription } from './description.js';
import { withEnvironment } from './environment.js';
import { readableName } from './names.js';

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
  /** To be called when it is gone: another cluster may have its name then. */
  readonly forget: () => void;
}

/** See {@link MesosCluster.start}. */
export async function startCluster(input: unknown): Promise<RunningCluster> {
  const resolved = resolveDescription(withEnvironment(input, process.env));
  const name = resolved.name ?? readableName(systemRandom, (candidate) => names.has(candidate));
  if (names.has(name)) throw new MinimesosError('CLUSTER_ALREADY_STARTED', { cluster: name });
  names.add(name);
  const forget = () => names.delete(name);
  try {
    const driver = await loadDriver(resolved);
    const description = { ...resolved, name };
    const running = await driver.start(name, description);
    const { mesosVersion = description.mesosVersion } = running;
    return { name, description: { ...description, mesosVersion }, running, forget };
  } catch (error) {
    forget();
    if (isMinimesosError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MinimesosError('START_FAILED', { cluster: name, reason }, { cause: error });
  }
}
