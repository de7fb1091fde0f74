import { isMinimesosError, MinimesosError } from '../../errors.js';
import { readServerFiles, type ServerRecord, serversOfOtherVersions } from '../../host/server-file.js';
import { ofOtherVersion } from '../../host/state-format.js';
import type { TimelineEntry } from '../../timeline/timeline.js';
import type { ConnectedCluster, ConnectOptions } from '../connect.js';
import { ApiClient } from './api-client.js';
import type { ClusterInfo } from './cluster-info.js';
import { HostCluster } from './host-cluster.js';
import { Lease } from './lease.js';

/** The version of the remote API that is spoken here. */
const API_VERSION = 1;

/** See `connect` of the drivers. */
export async function connect(nameOrUrl: string, options: ConnectOptions): Promise<ConnectedCluster> {
  const { server, cluster } = find(nameOrUrl);
  const client = new ApiClient({ url: server.url, token: options.token ?? server.token ?? process.env['MINIMESOS_TOKEN'] });
  try {
    await checkVersion(client);
    const info = await findCluster(client, nameOrUrl, cluster);
    const path = `/v1/clusters/${encodeURIComponent(info.id)}`;
    const lease = await Lease.take(client);
    await client.json('PUT', `${path}/leases/${lease.id}`);
    const entries = await client.json<TimelineEntry[]>('GET', `${path}/timeline`);
    const { name, driver, mesosVersion } = info;
    return { name, driver, mesosVersion, cluster: new HostCluster({ client, lease }, info, entries) };
  } catch (error) {
    client.close();
    throw error;
  }
}

interface Found {
  readonly server: Pick<ServerRecord, 'url'> & { readonly token?: string };
  /** Undefined: the only one there. */
  readonly cluster: string | undefined;
}

function find(nameOrUrl: string): Found {
  const servers = readServerFiles();
  if (nameOrUrl.includes('://')) return findByUrl(nameOrUrl, servers);
  const having = servers.filter(({ clusters }) => clusters.includes(nameOrUrl));
  const [server, ...others] = having;
  const [other] = server ? [] : serversOfOtherVersions();
  if (other) throw ofOtherVersion(other);
  if (!server) {
    throw new MinimesosError('HOST_NOT_FOUND', { wanted: nameOrUrl, clusters: servers.flatMap(({ clusters }) => clusters) });
  }
  if (others.length > 0) {
    const expected = `a URL, as several host processes have a cluster of this name (${having.map(({ url }) => url).join(', ')})`;
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'The cluster to connect to', came: nameOrUrl, expected });
  }
  return { server, cluster: nameOrUrl };
}

function findByUrl(text: string, servers: readonly ServerRecord[]): Found {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, cluster] = /^\/v1\/clusters\/([^/]+)\/?$/.exec(url?.pathname ?? '') ?? [];
  if (url?.protocol !== 'http:' || (url.pathname !== '/' && cluster === undefined)) {
    const expected = 'a name, or a URL such as http://127.0.0.1:40123 or http://127.0.0.1:40123/v1/clusters/blue';
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'The cluster to connect to', came: text, expected });
  }
  const server = servers.find((candidate) => candidate.url === url.origin) ?? { url: url.origin };
  return { server, cluster: cluster === undefined ? undefined : decodeURIComponent(cluster) };
}

async function checkVersion(client: ApiClient): Promise<void> {
  const { api, version } = await client.json<{ api?: unknown; version?: unknown }>('GET', '/v1/version');
  if (api === API_VERSION) return;
  const came = `version ${String(api)} of the API (minimesos ${String(version)})`;
  throw new MinimesosError('HOST_INCOMPATIBLE', { url: client.url, came, expected: `version ${API_VERSION}` });
}

async function findCluster(client: ApiClient, wanted: string, cluster: string | undefined): Promise<ClusterInfo> {
  try {
    if (cluster !== undefined) return await client.json<ClusterInfo>('GET', `/v1/clusters/${encodeURIComponent(cluster)}`);
  } catch (error) {
    if (!isMinimesosError(error, 'UNKNOWN_CLUSTER')) throw error;
    // It was destroyed since, or there never was one.
    throw new MinimesosError('HOST_NOT_FOUND', { wanted, clusters: error.details.clusters }, { cause: error });
  }
  const clusters = await client.json<ClusterInfo[]>('GET', '/v1/clusters');
  const [only, ...others] = clusters;
  if (only && others.length === 0) return only;
  const names = clusters.map(({ name }) => name);
  if (!only) throw new MinimesosError('HOST_NOT_FOUND', { wanted, clusters: names });
  const expected = `the URL of one of its clusters, such as ${client.url}/v1/clusters/${only.name} (it has ${names.join(', ')})`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument: 'The cluster to connect to', came: wanted, expected });
}
