import { readdirSync, statSync } from 'node:fs';
import { release, type } from 'node:os';
import { join } from 'node:path';
import type { Connection } from './connection.js';
import type { Database } from './database.js';
import { hexadecimal } from './hexadecimal.js';
import type { Session } from './sessions.js';
import type { Traffic } from './traffic.js';

/** The version that the server says it is: what it answers is that of this version. */
const VERSION = '3.9.3-minimesos, built on 2024-10-17 23:21 UTC';

/** What the words tell of. */
export interface Observed {
  readonly database: Database;
  readonly connections: ReadonlySet<Connection>;
  readonly sessions: readonly Session<Connection>[];
  readonly readOnly: boolean;
  /** Milliseconds since it was started. */
  readonly uptimeMs: number;
  readonly traffic: Traffic;
  readonly port: number;
  readonly directory: string;
  readonly tickTimeMs: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
}

const lines = (...parts: readonly string[]) => parts.map((line) => `${line}\n`).join('');
const modeOf = ({ readOnly }: Observed) => (readOnly ? 'read-only' : 'standalone');
/** ZooKeeper counts its root twice. */
const countOf = ({ database }: Observed) => database.tree.size + 1;
const ephemeralsOf = ({ database }: Observed) => [...database.tree.ephemerals()];

const brief = ({ peer, traffic: { received, sent }, session }: Connection) =>
  ` ${peer}[${session ? 1 : 0}](queued=0,recved=${received},sent=${sent})`;

function full(connection: Connection): string {
  const { session, establishedAt, traffic } = connection;
  if (!session) return brief(connection);
  const { operation, xid, zxid, at } = traffic.last;
  const parts = [
    ...[`sid=${hexadecimal(session.id)}`, `lop=${operation}`, `est=${establishedAt}`, `to=${session.timeoutMs}`],
    ...(xid >= 0 ? [`lcxid=${hexadecimal(xid)}`] : []),
    ...[`lzxid=${hexadecimal(zxid)}`, `lresp=${at}`, 'llat=0', 'minlat=0', 'avglat=0', 'maxlat=0'],
  ];
  return `${brief(connection).slice(0, -1)},${parts.join(',')})`;
}

function summary(observed: Observed, clients: string): string {
  const { database, connections, traffic, readOnly } = observed;
  return [
    lines(`Zookeeper version: ${VERSION}`),
    readOnly ? lines('READ-ONLY mode; serving only read-only clients') : '',
    clients,
    lines(
      'Latency min/avg/max: 0/0.0/0',
      `Received: ${traffic.received}`,
      `Sent: ${traffic.sent}`,
      `Connections: ${connections.size}`,
    ),
    lines('Outstanding: 0', `Zxid: ${hexadecimal(database.zxid)}`, `Mode: ${modeOf(observed)}`),
    lines(`Node count: ${countOf(observed)}`),
  ].join('');
}

function monitored(observed: Observed): Record<string, string | number> {
  const { database, connections, sessions, traffic, uptimeMs } = observed;
  const { tree, watches } = database;
  return {
    version: VERSION,
    server_state: modeOf(observed),
    ephemerals_count: ephemeralsOf(observed).reduce((sum, [, paths]) => sum + paths.size, 0),
    num_alive_connections: connections.size,
    avg_latency: '0.0',
    outstanding_requests: 0,
    znode_count: countOf(observed),
    global_sessions: sessions.length,
    non_mtls_remote_conn_count: 0,
    last_client_response_size: traffic.lastSize,
    packets_sent: traffic.sent,
    packets_received: traffic.received,
    max_client_response_size: traffic.largestSize,
    connection_drop_probability: '0.0',
    watch_count: watches.data.size + watches.children.size,
    auth_failed_count: 0,
    min_latency: 0,
    approximate_data_size: tree.approximateBytes(),
    local_sessions: 0,
    uptime: Math.floor(uptimeMs),
    max_latency: 0,
    outstanding_tls_handshake: 0,
    min_client_response_size: traffic.smallestSize,
    non_mtls_local_conn_count: 0,
  };
}

/**
 * The sessions that watch, each with its paths, or the paths with their sessions. Here and in the summary, ZooKeeper leaves out
 * who watches children.
 */
function watching({ database }: Observed, byPath: boolean): string {
  const pairs = [...database.watches.data.byPath()].flatMap(([path, watchers]) =>
    [...watchers.keys()].map((watcher) => [path, hexadecimal((watcher as Connection).session?.id ?? 0n)] as const),
  );
  const groups = new Map<string, string[]>();
  for (const [path, session] of pairs) {
    const [group, member] = byPath ? [path, session] : [session, path];
    groups.set(group, [...(groups.get(group) ?? []), member]);
  }
  return `${[...groups].map(([group, members]) => lines(group, ...members.map((each) => `\t${each}`))).join('')}\n`;
}

const watchesSummary = ({ database: { watches } }: Observed) => {
  const { data } = watches;
  return `${lines(`${data.byWatcher().size} connections watching ${data.byPath().size} paths`)}Total watches:${data.size}\n`;
};

function dump(observed: Observed): string {
  const { sessions, connections } = observed;
  const ephemerals = ephemeralsOf(observed);
  return [
    lines('SessionTracker dump:', `Session Sets (${sessions.length})/(${sessions.length}):`),
    lines(...sessions.map(({ id }) => `\t${hexadecimal(id)}`)),
    lines('ephemeral nodes dump:', `Sessions with Ephemerals (${ephemerals.length}):`),
    ...ephemerals.map(([id, paths]) => lines(`${hexadecimal(id)}:`, ...[...paths].map((path) => `\t${path}`))),
    lines('Connections dump:', `Connections Sets (${connections.size})/(${connections.size}):`),
    lines(...[...connections].map(({ peer, session }) => `\tip: ${peer} sessionId: ${hexadecimal(session?.id ?? 0n)}`)),
  ].join('');
}

/** What the files of the data take, in bytes. */
const sizeOf = ({ directory }: Observed) =>
  directory === '' ? 0 : readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);

/** What is answered to whom sends one of these words in place of a request. */
export const fourLetterWords: Readonly<Record<string, (observed: Observed) => string>> = {
  ruok: () => 'imok',
  isro: ({ readOnly }) => (readOnly ? 'ro' : 'rw'),
  srvr: (observed) => summary(observed, ''),
  stat: (observed) => summary(observed, `${lines('Clients:', ...[...observed.connections].map(brief))}\n`),
  cons: ({ connections }) => `${lines(...[...connections].map(full))}\n`,
  mntr: (observed) => lines(...Object.entries(monitored(observed)).map(([name, value]) => `zk_${name}\t${value}`)),
  conf: (observed) =>
    lines(
      ...[`clientPort=${observed.port}`, 'secureClientPort=-1'],
      ...[`dataDir=${observed.directory}`, `dataDirSize=${sizeOf(observed)}`],
      ...[`dataLogDir=${observed.directory}`, `dataLogSize=${sizeOf(observed)}`],
      ...[`tickTime=${observed.tickTimeMs}`, 'maxClientCnxns=0'],
      `minSessionTimeout=${observed.minSessionTimeoutMs}`,
      `maxSessionTimeout=${observed.maxSessionTimeoutMs}`,
      ...['clientPortListenBacklog=-1', 'serverId=0'],
    ),
  envi: () =>
    lines('Environment:', `zookeeper.version=${VERSION}`, 'host.name=localhost', `os.name=${type()}`, `os.version=${release()}`),
  dirs: (observed) => lines(`datadir_size: ${sizeOf(observed)}`, `logdir_size: ${sizeOf(observed)}`),
  dump,
  srst: ({ traffic }) => {
    traffic.reset();
    return lines('Server stats reset.');
  },
  crst: ({ connections }) => {
    for (const { traffic } of connections) traffic.reset();
    return lines('Connection stats reset.');
  },
  wchs: watchesSummary,
  wchp: (observed) => watching(observed, true),
  wchc: (observed) => watching(observed, false),
};
