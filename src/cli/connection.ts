import { ApiClient, type ApiRequest } from '../drivers/host/api-client.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { readServerFiles, type ServerRecord, serversOfOtherVersions } from '../host/server-file.js';
import { ofOtherVersion } from '../host/state-format.js';
import type { CliContext } from './context.js';
import { ClusterDirectory } from './directory.js';

/** For the commands that are about one cluster. */
export const CLUSTER_OPTION = {
  cluster: {
    value: 'NAME',
    expected: 'the name of a cluster',
    about: 'which cluster; a name of minimesos ps, or a URL. Default: $MINIMESOS_CLUSTER, or the one of the working directory',
  },
} as const;

/** Operations take as long as they take; those that start something have a deadline of their own on the other side. */
export const NO_DEADLINE = { timeoutMs: Number.POSITIVE_INFINITY };

/** A cluster, and the way to it. */
export interface ClusterConnection {
  /** Its name, for messages. */
  readonly cluster: string;
  /** Its id, or its name where that is all that is known. */
  readonly id: string;
  readonly client: ApiClient;
  /** Below which everything about it lies: `/v1/clusters/blue`. */
  readonly path: string;
  /** Its host process, where that is one of this user. */
  readonly server: ServerRecord | undefined;
  /** Asks for something about it, in JSON; `path` is what follows its own. */
  json<Value>(method: string, path: string, options?: ApiRequest): Promise<Value>;
}

/**
 * Does something with the cluster that a command is about: the one named, or that of the working directory. When that one
 * turns out to be gone, what the directory remembers of it is removed.
 * @throws MinimesosError `NOT_RUNNING`, `UNKNOWN_CLUSTER`, `HOST_GONE`, `TOKEN_REFUSED`
 */
export async function withCluster<Result>(
  context: CliContext,
  named: string | undefined,
  use: (connection: ClusterConnection) => Promise<Result>,
): Promise<Result> {
  const name = named ?? (context.env['MINIMESOS_CLUSTER'] || undefined);
  if (name !== undefined) return closing(name.includes('://') ? byUrl(context, name) : byName(name), use);
  const directory = new ClusterDirectory(context.cwd);
  const { record, server } = runningIn(directory);
  try {
    return await closing(connectionTo(server, record.name, record.id), use);
  } catch (error) {
    if (!isMinimesosError(error, 'UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'HOST_GONE')) throw error;
    // A cluster that was asked for something may take time to answer, and a host process that answers badly is still there.
    if (isMinimesosError(error, 'HOST_GONE') && directory.state().kind === 'running') throw error;
    directory.clean(record.id);
    throw notRunning(directory, `cluster ${record.name} is gone`, error);
  }
}

/** Sees that the connections are closed in the end. */
async function closing<Result>(
  connection: ClusterConnection,
  use: (connection: ClusterConnection) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(connection);
  } finally {
    connection.client.close();
  }
}

function runningIn(directory: ClusterDirectory) {
  const state = directory.state();
  if (state.kind === 'running') return state;
  if (state.kind === 'of another version') throw ofOtherVersion(state.written);
  if (state.kind === 'none') throw notRunning(directory);
  directory.clean();
  throw notRunning(directory, REASONS[state.kind](state.kind === 'stale' ? state.record : undefined));
}

const REASONS = {
  damaged: () => 'what .minimesos told of it was damaged, and was removed',
  stale: (record: { name: string; pid: number } | undefined) =>
    `the host process ${record?.pid} of cluster ${record?.name} is gone`,
};

const notRunning = ({ workingDirectory }: ClusterDirectory, reason?: string, cause?: unknown) =>
  new MinimesosError('NOT_RUNNING', { directory: workingDirectory, reason }, { cause });

function byName(name: string): ClusterConnection {
  const servers = readServerFiles();
  const [server, ...others] = servers.filter(({ clusters }) => clusters.includes(name));
  const [other] = server ? [] : serversOfOtherVersions();
  if (other) throw ofOtherVersion(other);
  if (!server)
    throw new MinimesosError('UNKNOWN_CLUSTER', { cluster: name, clusters: servers.flatMap(({ clusters }) => clusters) });
  if (others.length === 0) return connectionTo(server, name);
  const urls = [server, ...others].map(({ url }) => `${url}/v1/clusters/${encodeURIComponent(name)}`);
  const expected = `a URL, as several host processes have a cluster of this name (${urls.join(', ')})`;
  throw new MinimesosError('INVALID_OPTION', { option: '--cluster', expected, came: JSON.stringify(name) });
}

/** `http://host:port/v1/clusters/blue`, of a server that may be on another machine. */
function byUrl({ env }: CliContext, text: string): ClusterConnection {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, cluster] = /^\/v1\/clusters\/([^/]+)\/?$/.exec(url?.pathname ?? '') ?? [];
  if (url?.protocol !== 'http:' || cluster === undefined) {
    const expected = 'a name, or a URL such as http://127.0.0.1:40123/v1/clusters/blue';
    throw new MinimesosError('INVALID_OPTION', { option: '--cluster', expected, came: JSON.stringify(text) });
  }
  const server = readServerFiles().find((candidate) => candidate.url === url.origin);
  const token = server?.token ?? env['MINIMESOS_TOKEN'];
  return connectionTo(server ?? { url: url.origin, ...(token !== undefined && { token }) }, decodeURIComponent(cluster));
}

/**
 * The way to a cluster of a server that is known.
 * @param cluster its name
 * @param id its id, where it is known: another cluster may have its name by now
 */
export function connectionTo(
  server: ServerRecord | { url: string; token?: string },
  cluster: string,
  id = cluster,
): ClusterConnection {
  const client = new ApiClient(server);
  const path = `/v1/clusters/${encodeURIComponent(id)}`;
  return {
    ...{ cluster, id, client, path },
    server: 'pid' in server ? server : undefined,
    json: (method, rest, options) => client.json(method, path + rest, { ...NO_DEADLINE, ...options }),
  };
}
