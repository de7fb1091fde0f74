import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OwnZooKeeper } from '../../../src/drivers/description.js';
import { memoryDirectory } from '../../memory-directory.js';
import { LibraryClient } from '../../zookeeper/library-client.js';
import { start } from './fixture.js';

const own: OwnZooKeeper = { port: undefined, dataDirectory: undefined, credentials: undefined };

describe('the ZooKeepers of an embedded cluster', () => {
  it('are there before its masters, and gone with it', async () => {
    const cluster = await start({ zookeeper: own, zookeepers: { state: { ...own, credentials: 'user:pass' } } });
    const [masters, state] = cluster.zookeepers;
    expect(cluster.zookeepers.map(({ name }) => name)).toEqual(['masters', 'state']);
    expect(cluster.zookeeper).toBe(masters);
    expect(masters).toMatchObject({ url: `zk://127.0.0.1:${masters?.port}/mesos`, ip: '127.0.0.1', external: false });
    expect(state?.url).toBe(`zk://user:pass@127.0.0.1:${state?.port}`);
    await cluster.destroy();
    for (const { ip: host, port } of [...cluster.zookeepers]) {
      const refused = new Promise((resolve) => connect({ host, port }).on('error', resolve));
      expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it('have the data of their start again after a reset', async () => {
    const cluster = await start({ zookeeper: own });
    const { connectString = '', port } = cluster.zookeeper ?? {};
    const client = await LibraryClient.connect(connectString);
    await client.create('/mine', 'data');
    await cluster.zookeeper?.freeze();
    await cluster.reset();
    expect(cluster.zookeeper?.port).toBe(port);
    const again = await LibraryClient.connect(connectString);
    expect(await again.exists('/mine')).toBeNull();
  });

  it('keep data in a directory for the next cluster, but nothing of masters', async () => {
    const dataDirectory = mkdtempSync(join(memoryDirectory, 'minimesos-zookeeper-'));
    onTestFinished(() => rmSync(dataDirectory, { recursive: true }));
    const zookeeper = { ...own, dataDirectory };
    const first = await start({ zookeeper });
    const client = await LibraryClient.connect(first.zookeeper?.connectString ?? '', { sessionTimeout: 40_000 });
    await client.create('/mesos').catch(() => {});
    // As of a master that was killed, whose session ends only later.
    await client.create('/mesos/json.info_', 'master', 'EPHEMERAL_SEQUENTIAL');
    await client.create('/mine', 'kept');
    await expect(start({ zookeeper })).rejects.toMatchObject({ code: 'ZOOKEEPER_DATA_IN_USE', details: { pid: process.pid } });
    await first.destroy();
    const second = await start({ zookeeper });
    const again = await LibraryClient.connect(second.zookeeper?.connectString ?? '');
    expect(await again.data('/mine')).toBe('kept');
    await expect.poll(() => again.children('/mesos')).not.toContain('json.info_0000000000');
    expect(second.zookeeper?.server?.sessions.map(({ id }) => id)).not.toContain(client.session);
  });

  it('fail the start when they cannot be had, and leave nothing', async () => {
    const cluster = await start({ zookeeper: own });
    const port = cluster.zookeeper?.port;
    await expect(start({ zookeepers: { state: { ...own, port } } })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`The ZooKeeper server could not listen on 127.0.0.1:${port}`) as string,
    });
    const file = fileURLToPath(import.meta.url);
    await expect(start({ zookeeper: { ...own, dataDirectory: file } })).rejects.toMatchObject({
      ...{ code: 'ZOOKEEPER_DATA_UNREADABLE', details: { path: file, reason: 'it is no directory' } },
    });
  });
});
