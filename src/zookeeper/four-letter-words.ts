import { release, type } from 'node:os';
import type { Connection } from './connection.js';
import type { Database } from './database.js';
import type { Session } from './sessions.js';
import type { WatchTable } from './watches.js';

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
  /** Messages since it was started. */
  readonly received: number;
  readonly sent: number;
  readonly port: number;
  readonly directory: string;
  readonly tickTimeMs: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
}

const lines = (...parts: readonly string[]) => parts.map((line) => `${line}\n`).join('');
const hexadecimal = (number: bigint | number) => `0x${BigInt.asUintN(64, BigInt(number)).toString(16)}`;
const modeOf = ({ readOnly }: Observed) => (readOnly ? 'read-only' : 'standalone');
/** ZooKeeper counts its root twice. */
const countOf = ({ database }: Observed) => database.tree.size + 1;
const ephemeralsOf = ({ database }: Observed) => [...database.tree.ephemerals()];

const brief = ({ peer, received, sent, session }: Connection) =>
  ` ${peer}[${session ? 1 : 0}](queued=0,recved=${received},sent=${sent})`;

function full(connection: Connection): string {
  const { session } = connection;
  if (!session) return brief(connection);
  return `${brief(connection).slice(0, -1)},sid=${hexadecimal(session.id)},to=${session.timeoutMs})`;
}

function summary(observed: Observed, clients: string): string {
  const { database, connections, received, sent, readOnly } = observed;
  return [
    lines(`Zookeeper version: ${VERSION}`),
    readOnly ? lines('READ-ONLY mode; serving only read-only clients') : '',
    clients,
    lines('Latency min/avg/max: 0/0.0/0', `Received: ${received}`, `Sent: ${sent}`, `Connections: ${connections.size}`),
    lines('Outstanding: 0', `Zxid: ${hexadecimal(database.zxid)}`, `Mode: ${modeOf(observed)}`),
    lines(`Node count: ${countOf(observed)}`),
  ].join('');
}

function monitored(observed: Observed): Record<string, string | number> {
  const { database, connections, sessions, received, sent, uptimeMs } = observed;
  const { tree, watches } = database;
  return {
    version: VERSION,
    server_state: modeOf(observed),
    ephemerals_count: ephemeralsOf(observed).reduce((sum, [, paths]) => sum + paths.size, 0),
    num_alive_connections: connections.size,
    avg_latency: '0.0',
    min_latency: 0,
    max_latency: 0,
    outstanding_requests: 0,
    znode_count: countOf(observed),
    global_sessions: sessions.length,
    local_sessions: 0,
    packets_sent: sent,
    packets_received: received,
    watch_count: watches.data.size + watches.children.size,
    approximate_data_size: tree.approximateBytes(),
    uptime: Math.floor(uptimeMs),
  };
}

/** The sessions that watch, each with its paths, or the paths with their sessions. */
function watching(tables: readonly WatchTable[], byPath: boolean): string {
  const pairs = tables.flatMap((table) =>
    [...table.byPath()].flatMap(([path, watchers]) =>
      [...watchers.keys()].map((watcher) => [path, hexadecimal((watcher as Connection).session?.id ?? 0n)] as const),
    ),
  );
  const groups = new Map<string, Set<string>>();
  for (const [path, session] of pairs) {
    const [group, member] = byPath ? [path, session] : [session, path];
    groups.set(group, (groups.get(group) ?? new Set()).add(member));
  }
  return `${[...groups].map(([group, members]) => lines(group, ...[...members].map((each) => `\t${each}`))).join('')}\n`;
}

const watchesSummary = ({ database: { watches } }: Observed) => {
  const { data, children } = watches;
  const watchers = new Set([...data.byWatcher().keys(), ...children.byWatcher().keys()]);
  const paths = new Set([...data.byPath().keys(), ...children.byPath().keys()]);
  const total = data.size + children.size;
  return `${lines(`${watchers.size} connections watching ${paths.size} paths`)}Total watches:${total}\n`;
};

function dump(observed: Observed): string {
  const { sessions } = observed;
  const ephemerals = ephemeralsOf(observed);
  return [
    lines('SessionTracker dump:', `Session Sets (${sessions.length})/(${sessions.length}):`),
    lines(...sessions.map(({ id, timeoutMs }) => `\t${hexadecimal(id)}\t${timeoutMs}ms`)),
    lines('ephemeral nodes dump:', `Sessions with Ephemerals (${ephemerals.length}):`),
    ...ephemerals.map(([id, paths]) => lines(`${hexadecimal(id)}:`, ...[...paths].map((path) => `\t${path}`))),
  ].join('');
}

const tablesOf = ({ database: { watches } }: Observed) => [watches.data, watches.children];

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
      ...[`clientPort=${observed.port}`, 'secureClientPort=-1', `dataDir=${observed.directory}`],
      ...[`dataLogDir=${observed.directory}`, `tickTime=${observed.tickTimeMs}`, 'maxClientCnxns=0'],
      `minSessionTimeout=${observed.minSessionTimeoutMs}`,
      `maxSessionTimeout=${observed.maxSessionTimeoutMs}`,
      ...['clientPortListenBacklog=-1', 'serverId=0'],
    ),
  envi: () =>
    lines('Environment:', `zookeeper.version=${VERSION}`, 'host.name=localhost', `os.name=${type()}`, `os.version=${release()}`),
  dump,
  wchs: watchesSummary,
  wchp: (observed) => watching(tablesOf(observed), true),
  wchc: (observed) => watching(tablesOf(observed), false),
};
