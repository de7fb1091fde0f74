import { readableName } from '../cluster/names.js';
import type { ApiRequest } from '../drivers/host/api-client.js';
import { descriptionForApi } from '../drivers/host/cluster-info.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { readServerFiles, type ServerRecord } from '../host/server-file.js';
import type { StartedServer } from '../host/start-server.js';
import { ofOtherVersion } from '../host/state-format.js';
import { pause } from '../mesos/process/pause.js';
import { lives, startTime } from '../mesos/process/process-mark.js';
import { systemRandom } from '../mesos/process/random.js';
import type { ClusterInfo } from './cluster-info.js';
import { connectionTo, NO_DEADLINE } from './connection.js';
import type { ClusterDescription } from './describe.js';
import { ClusterDirectory } from './directory.js';
import { endServer } from './end-server.js';
import { type PreparedHost, startHost } from './prepared-host.js';
import { type Progress, StartReport, whereIs } from './progress.js';

/** A cluster to be had in a host process of its own. */
export interface BackgroundRequest {
  readonly description: ClusterDescription;
  /** Whether the name was asked for on the command line: then it may be a second cluster of the directory. */
  readonly named: boolean;
  /** The working directory. */
  readonly cwd: string;
  /** Ends the start, and everything that has been started for it. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** The host process for it, when one is being started already. */
  readonly host: PreparedHost | undefined;
}

/** A host process that has the cluster already need not do anything to answer. */
const ANSWER_MS = 10_000;
/** How long to wait before looking again whether another process has started the cluster of the directory. */
const LOOK_AGAIN_MS = 20;

/**
 * Starts the cluster of a directory in a host process that outlives this one. When it runs already, as described, it is
 * left as it is.
 * @throws MinimesosError `CLUSTER_DIFFERS`, `CLUSTER_ALREADY_STARTED`, and all that a start may throw; nothing is left then
 */
export async function startInBackground(request: BackgroundRequest): Promise<ClusterInfo> {
  const directory = new ClusterDirectory(request.cwd);
  for (;;) {
    request.signal.throwIfAborted();
    const running = await findRunning(request, directory);
    if (running) return running;
    const claim = directory.claim();
    if ('release' in claim) {
      try {
        // It may have been started between the look and the claim.
        const meanwhile = await findRunning(request, directory);
        return meanwhile ?? (await start(request, directory));
      } finally {
        claim.release();
      }
    }
    request.progress.doing(`Waiting for another minimesos up in this directory (process ${claim.holder})`);
    await pause(LOOK_AGAIN_MS);
  }
}

/** The key of all clusters of a directory: a request that repeats it tells whether the cluster is the one described. */
const keyOf = (directory: ClusterDirectory) => `up:${directory.workingDirectory}`;

/** The cluster that is asked for, when it runs already. */
async function findRunning(
  { description, named, progress }: BackgroundRequest,
  directory: ClusterDirectory,
): Promise<ClusterInfo | undefined> {
  const state = directory.state();
  // A second cluster, by another name, has nothing to do with it.
  if (state.kind === 'of another version' && !named) throw ofOtherVersion(state.written);
  const own = state.kind === 'running' ? state : undefined;
  const isOther = named && own !== undefined && own.record.name !== description.name;
  const server = isOther || !own ? serverOf(description.name) : own.server;
  if (!server) return undefined;
  const name = own && !isOther ? (description.name ?? own.record.name) : (description.name ?? '');
  try {
    const info = await create(server, name, description, keyOf(directory), { timeoutMs: ANSWER_MS });
    // A host process may live on without the cluster, which then has been started once more.
    if (own && !isOther && info.id !== own.record.id) directory.write(info, server);
    progress.done(`Cluster ${info.name} is running already: ${whereIs(info)}`);
    return info;
  } catch (error) {
    if (isMinimesosError(error, 'KEY_REUSED')) throw new MinimesosError('CLUSTER_DIFFERS', { cluster: own?.record.name ?? name });
    // It ended at this moment, or is about to. One that is there and does not answer must not be forgotten.
    if (isMinimesosError(error, 'SERVER_STOPPING') || (isMinimesosError(error, 'HOST_GONE') && !lives(server))) return undefined;
    throw error;
  }
}

const serverOf = (name: string | undefined): ServerRecord | undefined =>
  name === undefined ? undefined : readServerFiles().find(({ clusters }) => clusters.includes(name));

async function start(request: BackgroundRequest, directory: ClusterDirectory): Promise<ClusterInfo> {
  const { description, progress, signal } = request;
  const taken = new Set(readServerFiles().flatMap(({ clusters }) => clusters));
  const name = description.name ?? readableName(systemRandom, (candidate) => taken.has(candidate));
  const report = new StartReport(progress, name, description.agents.length);
  const server = await (request.host?.take() ?? startHost());
  try {
    signal.throwIfAborted();
    const info = await create(server, name, description, keyOf(directory), { ...NO_DEADLINE, signal });
    report.ready(info);
    if (!['running', 'of another version'].includes(directory.state().kind)) directory.write(info, server);
    await server.handOver();
    return info;
  } catch (error) {
    await endServer(server);
    throw error;
  }
}

async function create(
  server: ServerRecord | StartedServer,
  name: string,
  description: ClusterDescription,
  key: string,
  options: ApiRequest,
): Promise<ClusterInfo> {
  const { client } = connectionTo(server, name);
  try {
    const body = { description: descriptionForApi(name, description), key, keep: true };
    return await client.json<ClusterInfo>('POST', '/v1/clusters', { ...options, body });
  } finally {
    client.close();
  }
}

/** A directory that is taken for a cluster of this process, until `release`. */
interface HeldDirectory {
  readonly key: string;
  /** Tells other commands of the cluster. */
  write(cluster: ClusterInfo): void;
  release(): void;
}

/** @throws MinimesosError `CLUSTER_ALREADY_STARTED` when the directory has a cluster, or is about to have one */
export function holdDirectory(cwd: string): HeldDirectory {
  const directory = new ClusterDirectory(cwd);
  const claim = directory.claim();
  const state = directory.state();
  if (state.kind === 'of another version') {
    if ('release' in claim) claim.release();
    throw ofOtherVersion(state.written);
  }
  if (!('release' in claim) || state.kind === 'running') {
    if ('release' in claim) claim.release();
    throw new MinimesosError('CLUSTER_ALREADY_STARTED', { cluster: state.kind === 'running' ? state.record.name : `of ${cwd}` });
  }
  let id: string | undefined;
  return {
    key: keyOf(directory),
    write(cluster) {
      id = cluster.id;
      directory.write(cluster, { pid: process.pid, startedAt: startTime(process.pid) });
      claim.release();
    },
    release() {
      if (id === undefined) claim.release();
      else directory.clean(id);
    },
  };
}
