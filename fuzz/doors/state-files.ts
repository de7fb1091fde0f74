import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ClusterDirectory } from '../../src/cli/directory.js';
import { isMinimesosError } from '../../src/errors.js';
import { readServerFiles, serversOfOtherVersions } from '../../src/host/server-file.js';
import type { Registry } from '../../src/mesos/master/registry.js';
import { registryOf } from '../../src/mesos/master/stored-registry.js';
import { Clock } from '../../src/mesos/process/clock.js';
import { startTime } from '../../src/mesos/process/process-mark.js';
import { type ZooKeeperClient, ZooKeeperError } from '../../src/zookeeper/client.js';
import { childOf } from '../../src/zookeeper/paths.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { memoryDirectory } from '../../test/memory-directory.js';
import { asError, isAnswerInWords } from '../answers.js';
import type { Door } from '../engine/door.js';
import { SmallCluster } from '../small-cluster.js';

let folder = '';
const mark = { pid: process.pid, startedAt: startTime(process.pid) };

function write(text: string, ...path: string[]): void {
  const file = join(folder, ...path);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600 });
}

/** What a server reads of its directory, and what clients and time make of that. */
async function serveZooKeeper(): Promise<void> {
  const clock = new Clock({ virtual: true, beginsAt: 1_700_000_000_000 });
  let failure: Error | undefined;
  const onFailure = (error: unknown): void => {
    failure ??= asError(error);
  };
  const server = await ZooKeeperServer.start({ directory: join(folder, 'zookeeper'), clock, worldClock: clock, onFailure });
  try {
    const from = { ip: '127.0.0.1', port: 1 };
    const client = server.open({ timeoutMs: 1000, from, dispatch: (action) => setImmediate(action) });
    await walk(client, '/');
    await client.close();
    clock.advance(1_000_000);
    if (failure) throw failure;
  } finally {
    await server.stop();
  }
}

async function walk(client: ZooKeeperClient, path: string): Promise<void> {
  const refused = (error: unknown): void => {
    if (!(error instanceof ZooKeeperError)) throw error;
  };
  await client.data(path).catch(refused);
  for (const name of (await client.children(path).catch(refused)) ?? []) {
    await walk(client, childOf(path, name));
  }
  await client.setData(path, Buffer.from('x')).catch(refused);
  await client.delete(path).catch(refused);
}

/** What a master reads of its registry, and what agents, operators and time make of that. */
async function leadWith(text: string): Promise<void> {
  let registry: Registry;
  try {
    registry = registryOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || isAnswerInWords(error)) return;
    throw error;
  }
  const cluster = await SmallCluster.start(undefined, registry);
  try {
    await cluster.converse(
      cluster.routers.master,
      [
        '/state',
        '/slaves',
        '/quota',
        '/roles',
        '/weights',
        '/maintenance/schedule',
        '/maintenance/status',
        '/registrar(1)/registry',
      ].map((target) => ({ method: 'GET', target })),
    );
    cluster.runtime.clock.advance(1_000_000);
    await cluster.pass();
    await cluster.check();
  } finally {
    cluster.stop();
  }
}

const ACL = [{ permissions: 31, scheme: 'world', id: 'anyone' }];
const NODE = {
  ...{ path: '/a', data: { base64: 'eA==' }, acl: ACL, owner: { long: '0' }, createdBy: 1, modifiedBy: 1, childrenChangedBy: 1 },
  ...{ createdAt: 1, modifiedAt: 1, version: 0, aclVersion: 0, creations: 0 },
};
const AGENT = {
  hostname: 'h',
  port: 5051,
  id: { value: 'a' },
  resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 } }],
};
const SESSION = { type: 'createSession', session: { long: '72057594037927936' }, password: { base64: 'AAAA' }, timeoutMs: 4000 };
const lines = (...values: object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** Each kind of file: as it is written, and what is done with one. */
const KINDS: readonly { readonly examples: readonly string[]; take(text: string): unknown }[] = [
  {
    examples: [lines({ format: 1, ...mark, url: 'http://127.0.0.1:1', token: 't', version: '0.1.0', clusters: ['c'] })],
    take(text) {
      write(text, 'home', 'servers', `${process.pid}.json`);
      const env = { MINIMESOS_HOME: join(folder, 'home') };
      readServerFiles(env);
      serversOfOtherVersions(env);
    },
  },
  {
    examples: [lines({ format: 1, version: '0.1.0', ...mark, name: 'c', id: 'i', serverFile: '/nowhere/servers/1.json' })],
    take(text) {
      write(text, '.minimesos', 'cluster.json');
      const directory = new ClusterDirectory(folder);
      directory.state();
      directory.clean('another');
    },
  },
  {
    examples: [
      lines({
        ...{ version: 1, machines: [], windows: [], deactivated: ['a'], gone: [['g', 1]], weights: [['eng', 2]] },
        master: { id: 'm', ip: 16_777_343, port: 5050, hostname: 'h' },
        quotas: [['eng', { guarantees: {}, limits: { cpus: 1 } }]],
        admitted: [['a', AGENT]],
        unreachable: [['u', 1_700_000_000_000_000_000]],
        draining: [['a', { state: 'DRAINING', config: { mark_gone: true } }]],
      }),
      lines({
        ...{ version: 1, quotas: [], deactivated: [], admitted: [], unreachable: [], gone: [], draining: [], weights: [] },
        machines: [{ id: { hostname: 'h' }, mode: 'DRAINING', unavailability: { start: { nanoseconds: 1 } } }],
        windows: [{ machine_ids: [{ hostname: 'h' }], unavailability: { start: { nanoseconds: 1 } } }],
      }),
    ],
    take: leadWith,
  },
  {
    examples: [lines({ format: 1, zxid: 5, sessions: [SESSION] }, NODE, { ...NODE, path: '/a/b', owner: SESSION.session })],
    take(text) {
      write(text, 'zookeeper', 'snapshot.jsonl');
      write('', 'zookeeper', 'log.jsonl');
      return serveZooKeeper();
    },
  },
  {
    examples: [
      lines(
        { zxid: 1, time: 1, changes: [SESSION] },
        { zxid: 2, time: 1, changes: [{ type: 'create', ...NODE }] },
        {
          ...{ zxid: 3, time: 1 },
          changes: [
            { type: 'setData', path: '/a', data: null, version: 1 },
            { type: 'setAcl', path: '/a', acl: ACL, version: 1 },
          ],
        },
        { zxid: 4, time: 1, changes: [{ type: 'delete', path: '/a' }] },
        { zxid: 5, time: 1, changes: [{ type: 'closeSession', session: SESSION.session }] },
      ),
    ],
    take(text) {
      write(lines({ format: 1, zxid: 0, sessions: [] }), 'zookeeper', 'snapshot.jsonl');
      write(text, 'zookeeper', 'log.jsonl');
      return serveZooKeeper();
    },
  },
];

/** What one process of ours leaves for another. The first byte of an input tells which file it is. */
const door: Door = {
  name: 'state-files',
  corpus: KINDS.flatMap(({ examples }, kind) => examples.map((text) => `${String.fromCharCode(kind)}${text}`)),
  longest: 8192,
  answers: (error) => isMinimesosError(error, 'ZOOKEEPER_DATA_UNREADABLE'),
  async open() {
    folder = mkdtempSync(join(memoryDirectory, 'minimesos-fuzz-'));
  },
  async run(input) {
    await KINDS[(input[0] ?? 0) % KINDS.length]?.take(Buffer.from(input.subarray(1)).toString());
  },
  async close() {
    rmSync(folder, { recursive: true, force: true });
  },
};

export default door;
