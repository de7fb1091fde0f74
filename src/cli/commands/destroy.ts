import { isMinimesosError } from '../../errors.js';
import { readServerFiles, type ServerRecord } from '../../host/server-file.js';
import type { ClusterInfo } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, type ClusterConnection, connectionTo, withCluster } from '../connection.js';
import { ClusterDirectory } from '../directory.js';
import { answers, endServer, isGone } from '../end-server.js';
import { EXIT } from '../exit-codes.js';
import { tellOfOtherVersions } from '../other-versions.js';
import { writeJson } from '../output.js';
import { Progress } from '../progress.js';
import { counted } from '../text.js';

/** A host process that does not answer in time is taken to be dead, and killed. */
const ANSWER_MS = 2000;
const DESTROY_MS = 30_000;
/** A host process that was there for this cluster alone ends by itself; one that has others, or waits for more, does not. */
const HOST_END_MS = 500;

/** `minimesos destroy` */
export const destroy: Command = defineCommand({
  name: 'destroy',
  about:
    'Destroys the cluster of the working directory, or another one, with everything that belongs to it, and returns when it is gone.',
  options: {
    all: { about: 'all clusters of this user that run in host processes' },
    retain: { about: 'keeps its directory, with the sandboxes of its tasks' },
    ...CLUSTER_OPTION,
  },
  async run(context, { options }) {
    const { json = false, retain } = options;
    const progress = new Progress(context, json);
    const destroyed = options.all
      ? await destroyAll(retain, progress)
      : await withCluster(context, options.cluster, async (connection) => [await destroyOne(connection, retain, progress)]);
    progress.clear();
    if (options.all) tellOfOtherVersions(context);
    const directory = new ClusterDirectory(context.cwd);
    for (const { id } of destroyed) directory.clean(id);
    if (json) writeJson(context, { destroyed: destroyed.map(({ name }) => name) });
    else context.stdout.write(`${describe(destroyed)}\n`);
    return EXIT.ok;
  },
});

function describe(destroyed: readonly Destroyed[]): string {
  const names = destroyed.map(({ name }) => name);
  if (destroyed[0]?.attached && names.length === 1) return `Let go of cluster ${names[0]}, which runs on`;
  if (names.length === 1) return `Destroyed cluster ${names[0]}`;
  return names.length === 0 ? 'No cluster is running.' : `Destroyed ${counted(names.length, 'cluster')}: ${names.join(', ')}`;
}

/** Which cluster it was. */
interface Destroyed {
  readonly id: string;
  readonly name: string;
  /** Whether it was there before, and still is. */
  readonly attached?: boolean;
}

async function destroyOne(connection: ClusterConnection, retain: boolean | undefined, progress: Progress): Promise<Destroyed> {
  const { json, server } = connection;
  try {
    const { id, name, driver } = await json<ClusterInfo>('GET', '', { timeoutMs: ANSWER_MS });
    progress.doing(`Destroying cluster ${name}`);
    await json('DELETE', '', { timeoutMs: DESTROY_MS, query: { retain } });
    if (server) await isGone(server, HOST_END_MS);
    return { id, name, attached: driver === 'attached' };
  } catch (error) {
    // A host process that is there and does not answer at all will not do so later.
    if (!server || !isMinimesosError(error, 'HOST_GONE') || (await isGone(server, 0)) || (await answers(server))) throw error;
    await endServer(server);
    return { id: connection.id, name: server.clusters.join(', ') };
  }
}

async function destroyAll(retain: boolean | undefined, progress: Progress): Promise<Destroyed[]> {
  const ends = readServerFiles().map((server) => destroyAllOf(server, retain, progress));
  return (await Promise.all(ends)).flat();
}

function destroyAllOf(server: ServerRecord, retain: boolean | undefined, progress: Progress): Promise<Destroyed[]> {
  return Promise.all(
    server.clusters.map(async (name) => {
      const connection = connectionTo(server, name);
      try {
        return await destroyOne(connection, retain, progress);
      } finally {
        connection.client.close();
      }
    }),
  );
}
