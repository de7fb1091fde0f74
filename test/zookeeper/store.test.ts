import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../src/mesos/process/clock.js';
import { Database } from '../../src/zookeeper/database.js';
import { errorCodes } from '../../src/zookeeper/error-codes.js';
import { operations } from '../../src/zookeeper/operations.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { Store } from '../../src/zookeeper/store.js';
import { statOf } from '../../src/zookeeper/znode.js';
import { fileError, nearlyFullDisk, replaceInFs } from '../failing-files.js';
import { memoryDirectory } from '../memory-directory.js';
import { WireClient } from './wire-client.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(memoryDirectory, 'minimesos-store-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const treeOf = (store: Store) =>
  [...store.tree.entries()].map(([path, node]) => [path, statOf(node), String(node.data), node.acl]);

const HEADER = JSON.stringify({ format: 1, zxid: 1, sessions: [] });
const NODE = {
  ...{ path: '/a', data: null, acl: [], owner: { long: '0' }, createdBy: 1, modifiedBy: 1, childrenChangedBy: 1 },
  ...{ createdAt: 1, modifiedAt: 1, version: 0, aclVersion: 0, creations: 0 },
};

describe('a directory on a disk that is full', () => {
  /** A store, and what sets the data of the root in it. */
  function opened(maxLogBytes?: number) {
    const store = new Store(directory, maxLogBytes);
    const database = new Database(new Clock({ virtual: true }), store, store);
    const set = (data: string) =>
      database.transact((transaction) =>
        transaction.apply({ type: 'setData', path: '/', data: Buffer.from(data), version: transaction.zxid }),
      );
    return { store, set };
  }

  function kept(): string {
    const store = new Store(directory);
    store.close();
    return String(store.tree.get('/')?.data);
  }

  it('has all that it has taken, and no part of what it has not', () => {
    const { store, set } = opened();
    set('first');
    const disk = nearlyFullDisk(20);
    try {
      expect(() => set('second')).toThrow('ENOSPC');
      expect(String(store.tree.get('/')?.data)).toBe('first');
      expect(() => set('third')).toThrow('ENOSPC');
      disk.grow(1e6);
      set('fourth');
    } finally {
      disk.end();
      store.close();
    }
    expect(kept()).toBe('fourth');
  });

  it('goes on with its log while there is no room for a snapshot', () => {
    const { store, set } = opened(500);
    const full = replaceInFs<typeof writeFileSync>('writeFileSync', (real) => (path, ...rest) => {
      if (!String(path).endsWith('.new')) return real(path, ...rest);
      real(path, 'a part');
      throw fileError('ENOSPC');
    });
    const lines = () => readFileSync(join(directory, 'log.jsonl'), 'utf8').split('\n').length - 1;
    for (let index = 1; index <= 10; index++) set(`${index}`);
    expect([lines(), readdirSync(directory).sort()]).toEqual([10, ['lock.json', 'log.jsonl', 'snapshot.jsonl']]);
    full();
    for (let index = 11; index <= 20; index++) set(`${index}`);
    expect(lines()).toBeLessThan(10);
    store.close();
    expect(kept()).toBe('20');
  });
});

describe('a directory', () => {
  it('brings back data, sessions and the number of the last transaction', async () => {
    const server = await ZooKeeperServer.start({ directory });
    const client = await WireClient.start(server.port);
    await client.create('/a', { data: 'ü' });
    await client.create('/a/e', { flags: 1 });
    await client.create('/a/ttl', { flags: 5, type: operations.createTtl, ttl: 60_000 });
    await client.create('/gone');
    await client.delete('/gone');
    await client.setData('/a', 'new');
    await client.setData('/missing', ''); // also what fails has a number
    const { port } = server;
    await server.stop();
    await server.stop();

    const again = await ZooKeeperServer.start({ directory, port });
    try {
      expect(again.sessions).toEqual([{ id: client.id, timeoutMs: 10_000, client: undefined, ephemerals: ['/a/e'] }]);
      const returned = await WireClient.start(port, { of: client, lastZxid: 8 });
      expect(returned.id).toBe(client.id);
      const { body, zxid } = await returned.request(operations.getData, (writer) => writer.string('/a').boolean(false));
      expect([String(body.buffer()), body.long(), body.long(), zxid]).toEqual(['new', 2n, 7n, 8]);
      expect((await WireClient.start(port)).sessionId).toBeGreaterThan(client.sessionId);
    } finally {
      await again.stop();
    }
  });

  it('forgets a session whose time is over on the clock', async () => {
    const clock = new Clock({ virtual: true });
    const server = await ZooKeeperServer.start({ directory, clock, worldClock: clock });
    await (await WireClient.start(server.port)).create('/e', { flags: 1 });
    clock.advance(10_000);
    await server.stop();
    const store = new Store(directory);
    expect([store.sessions.size, store.tree.get('/e'), store.zxid]).toEqual([0, undefined, 3]);
    store.close();
  });

  it('has the data of the start again after a reset, without what was ephemeral', async () => {
    const first = await ZooKeeperServer.start({ directory });
    await (await WireClient.start(first.port)).create('/kept', { data: 'kept' });
    await (await WireClient.start(first.port)).create('/e', { flags: 1 });
    await first.stop();
    const server = await ZooKeeperServer.start({ directory });
    const client = await WireClient.start(server.port);
    await client.setData('/kept', 'other');
    await client.create('/kept/new');
    const { zxid } = await client.create('/new');
    server.reset();
    const again = await WireClient.start(server.port, { lastZxid: zxid });
    expect((await again.exists('/new')).error).toBe(errorCodes.NO_NODE);
    expect((await again.exists('/e')).error).toBe(errorCodes.NO_NODE);
    expect((await again.children('/kept')).body.strings()).toEqual([]);
    expect(
      String((await again.request(operations.getData, (writer) => writer.string('/kept').boolean(false))).body.buffer()),
    ).toBe('kept');
    await again.create('/later');
    await server.stop();
    const store = new Store(directory);
    expect(Array.from(store.tree.entries(), ([path]) => path)).toEqual(expect.arrayContaining(['/kept', '/later']));
    expect([store.tree.get('/new'), store.sessions.size]).toEqual([undefined, 1]);
    store.close();
  });

  it('has the same in its log as in its snapshot, and does without a last line that is cut', async () => {
    const server = await ZooKeeperServer.start({ directory });
    const client = await WireClient.start(server.port);
    await client.create('/a', { data: 'x' });
    await client.create('/a/b');
    await client.delete('/a/b');
    await server.stop();
    const log = readFileSync(join(directory, 'log.jsonl'), 'utf8');
    appendFileSync(join(directory, 'log.jsonl'), '{"zxid":5,"ti');
    const replayed = new Store(directory);
    replayed.close();
    expect(readFileSync(join(directory, 'log.jsonl'), 'utf8')).toBe('');
    // A process that ended after the snapshot, and before it has cleared the log.
    writeFileSync(join(directory, 'log.jsonl'), log);
    const restored = new Store(directory);
    restored.close();
    expect(treeOf(restored)).toEqual(treeOf(replayed));
    expect([restored.zxid, restored.sessions]).toEqual([replayed.zxid, replayed.sessions]);
  });

  it('of other things is refused', async () => {
    writeFileSync(join(directory, 'snapshot.jsonl'), '{"format":2}\n');
    await expect(ZooKeeperServer.start({ directory })).rejects.toThrow(
      `Line 1 of ${join(directory, 'snapshot.jsonl')} cannot be read: it is of another version of minimesos: format 2, where this one reads 1. Give`,
    );
  });

  it.each([
    ['snapshot', ['null'], 1, 'it is no object'],
    ['snapshot', [HEADER, '{"path":"a"}'], 2, '"acl" is not a list'],
    ['snapshot', [HEADER, JSON.stringify({ ...NODE, path: '/a/../b' })], 2, '"path" is not the path of a znode'],
    [
      'snapshot',
      [HEADER, JSON.stringify({ ...NODE, owner: { long: `1${'0'.repeat(30)}` } })],
      2,
      '"owner" is not a number of 64',
    ],
    ['snapshot', [HEADER, JSON.stringify({ ...NODE, path: '/missing/a' })], 2, 'there is no znode /missing'],
    ['snapshot', [JSON.stringify({ format: 1, zxid: -1, sessions: [] })], 1, '"zxid" is not a number from 0 on'],
    ['log', [JSON.stringify({ zxid: 1, time: 1, changes: [{ type: 'other' }] })], 1, '"type" is not one of a change'],
    ['log', [JSON.stringify({ zxid: 1, time: 1, changes: [{ type: 'createSession' }] })], 1, '"password" is not binary'],
    ['log', [JSON.stringify({ zxid: 1, time: 1, changes: [{ type: 'delete', path: '/a' }] })], 1, 'there is no znode /a'],
  ])('is refused when its %s has lines that are not as they were written (%#)', (file, lines, line, reason) => {
    const path = join(directory, `${file}.jsonl`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    expect(() => new Store(directory)).toThrow(`Line ${line} of ${path} cannot be read: ${reason}`);
    expect(readFileSync(path, 'utf8')).toBe(`${lines.join('\n')}\n`);
  });

  it('is of one server at a time, also where the other one was killed', async () => {
    const server = await ZooKeeperServer.start({ directory });
    await expect(ZooKeeperServer.start({ directory })).rejects.toThrow(
      `${directory} is in use by another ZooKeeper server, in process ${process.pid}.`,
    );
    await server.stop();
    writeFileSync(join(directory, 'lock.json'), '{"pid":4194303,"startedAt":1}');
    await (await ZooKeeperServer.start({ directory })).stop();
    expect(readdirSync(directory).sort()).toEqual(['log.jsonl', 'snapshot.jsonl']);
  });

  it('can be used by another one when the port is taken', async () => {
    const server = await ZooKeeperServer.start();
    await expect(ZooKeeperServer.start({ directory, port: server.port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    await server.stop();
    await (await ZooKeeperServer.start({ directory })).stop();
  });

  it('has to be one', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')]) {
      await expect(ZooKeeperServer.start({ directory: path })).rejects.toMatchObject({
        code: 'ZOOKEEPER_DATA_UNREADABLE',
        details: { path, reason: 'it is no directory' },
      });
    }
    mkdirSync(join(directory, 'snapshot.jsonl'));
    const reason = 'there are directories in place of files';
    await expect(ZooKeeperServer.start({ directory })).rejects.toMatchObject({ details: { path: directory, reason } });
    expect(readdirSync(directory).sort()).toEqual(['file', 'snapshot.jsonl']);
  });
});
