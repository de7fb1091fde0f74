import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { OwnZooKeeper } from '../../../src/drivers/description.js';
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
});
