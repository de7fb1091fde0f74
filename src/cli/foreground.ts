import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { readableName } from '../cluster/names.js';
import { descriptionForApi } from '../drivers/host/cluster-info.js';
import { readServerFiles } from '../host/server-file.js';
import { systemRandom } from '../mesos/process/random.js';
import { clusterInfo } from '../remote/cluster-info.js';
import { publishServer } from '../remote/publish.js';
import { createServer, type RemoteServer } from '../remote/server.js';
import type { TimelineEntry } from '../timeline/timeline.js';
import type { ClusterInfo } from './cluster-info.js';
import type { ClusterDescription } from './describe.js';
import { type Progress, StartReport } from './progress.js';

/** A cluster that runs in this process. Other commands can reach it as they reach all others. */
export interface ForegroundCluster {
  readonly info: ClusterInfo;
  readonly cluster: MesosCluster;
  /** By which the remote API knows it. */
  readonly url: string;
  /** Resolves when somebody else has destroyed it. */
  readonly gone: Promise<void>;
  /** Calls back with what happens on it from now on; returns a function that ends this. */
  onEntry(listener: (entry: TimelineEntry) => void): () => void;
  /** Destroys it. */
  end(): Promise<void>;
}

/**
 * Starts a cluster in this process.
 * @param key by which a later request finds it again. Default: none
 * @throws MinimesosError all that a start may throw; nothing is left then
 */
export async function startInForeground(
  description: ClusterDescription,
  progress: Progress,
  key?: string,
): Promise<ForegroundCluster> {
  const taken = new Set(readServerFiles().flatMap(({ clusters }) => clusters));
  const name = description.name ?? readableName(systemRandom, (candidate) => taken.has(candidate));
  const report = new StartReport(progress, name, description.agents.length);
  const server = await createServer();
  const published = publishServer(server);
  const end = () => server.close().finally(() => published.end());
  try {
    const { entry } = await server.clusters.create({ description: descriptionForApi(name, description), key, keep: true });
    const info = await clusterInfo(entry);
    report.ready(info);
    const url = `${server.url}/v1/clusters/${encodeURIComponent(entry.id)}`;
    return {
      info,
      cluster: entry.cluster,
      url,
      gone: emptied(server),
      onEntry: (listener) => entry.cluster.on('*', listener),
      end,
    };
  } catch (error) {
    progress.clear();
    await end();
    throw error;
  }
}

function emptied({ clusters }: RemoteServer): Promise<void> {
  return new Promise((resolve) => {
    clusters.onChange(() => {
      if (clusters.list.length === 0) resolve();
    });
  });
}
