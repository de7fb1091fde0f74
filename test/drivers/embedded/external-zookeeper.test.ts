import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ZooKeeperOptions, ZooKeeperServer } from '../../../src/zookeeper/server.js';
import { failureTelling } from '../../failure-telling.js';
import { LibraryClient } from '../../zookeeper/library-client.js';
import { start } from './fixture.js';

/** A ZooKeeper that no cluster runs. */
async function ensemble(options: ZooKeeperOptions = {}): Promise<ZooKeeperServer> {
  const server = await ZooKeeperServer.start(options);
  onTestFinished(() => server.stop());
  return server;
}

async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void (server.listening ? server.close(() => resolve()) : resolve())));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

/** As another cluster's master would say where it is. */
async function master(zookeeper: ZooKeeperServer, port: number): Promise<LibraryClient> {
  const client = await LibraryClient.connect(zookeeper.connectString);
  await client.create('/blue').catch(() => {});
  const info = { pid: `master@127.0.0.1:${port}`, address: { ip: '127.0.0.1', port } };
  await client.create('/blue/json.info_', JSON.stringify(info), 'EPHEMERAL_SEQUENTIAL');
  return client;
}

describe('a ZooKeeper that is there already', () => {
  it('is used, and left as it is', async () => {
    const external = await ensemble();
    const { connectString } = external;
    const cluster = await start({ zookeeper: { url: `zk://${connectString}/blue` } });
    expect(cluster.zookeepers).toHaveLength(1);
    const { zookeeper } = cluster;
    expect(zookeeper).toMatchObject({ url: `zk://${connectString}/blue`, connectString, ip: '127.0.0.1', external: true });
    await expect(zookeeper?.freeze()).rejects.toThrow(
      `freeze() was asked of zk://${connectString}/blue, which minimesos does not run.`,
    );
    await expect(zookeeper?.sessions()).rejects.toMatchObject({ code: 'ZOOKEEPER_EXTERNAL' });
    const client = await LibraryClient.connect(connectString);
    await client.create('/mine');
    await cluster.reset();
    await cluster.destroy();
    expect(await client.exists('/mine')).not.toBeNull();
  });

  it('has to answer, and the error says what was tried', async () => {
    const { server, port: free } = await listening();
    await new Promise((resolve) => server.close(resolve));
    const { port: silent } = await listening();
    const url = `zk://user:secret@127.0.0.1:${free},127.0.0.1:${silent}/blue`;
    const why =
      `127.0.0.1:${free}: nobody listens there, ` +
      `127.0.0.1:${silent}: what listens there does not answer as a ZooKeeper does.`;
    const { message: failed } = await failureTelling(why, (timeoutMs) => start({ zookeeper: { url }, timeoutMs }));
    expect(failed).toMatch(new RegExp(`^No ZooKeeper answered at 127.0.0.1:${free},127.0.0.1:${silent} within \\d+(ms|secs): `));
    expect(failed).toContain(why);
    expect(failed).not.toContain('secret');
  });

  it('is not shared with the masters of another cluster on one path', async () => {
    const external = await ensemble();
    const { port } = await listening();
    await master(external, port);
    const url = `zk://${external.connectString}/blue`;
    await expect(start({ zookeeper: { url } })).rejects.toThrow(
      `${url} has a master of another cluster already: master@127.0.0.1:${port}.`,
    );
    await start({ zookeeper: { url: `zk://${external.connectString}/green` } });
  });

  it('is used when what masters that crashed have left is gone', async () => {
    const external = await ensemble();
    const { server, port } = await listening();
    const dead = await master(external, port);
    await new Promise((resolve) => server.close(resolve));
    const url = `zk://${external.connectString}/blue`;
    await expect(start({ zookeeper: { url }, timeoutMs: 200 })).rejects.toMatchObject({ code: 'ZOOKEEPER_PATH_TAKEN' });
    const starting = start({ zookeeper: { url } });
    // It looks at what is there, and waits for changes, before the session ends.
    await expect.poll(() => external.sessions.length).toBeGreaterThan(1);
    external.expireSession(dead.session);
    expect((await starting).zookeeper?.external).toBe(true);
  });

  it('may keep its path from others', async () => {
    const external = await ensemble();
    const client = await LibraryClient.connect(external.connectString);
    client.client.addAuthInfo('digest', Buffer.from('me:secret'));
    await client.create('/blue', '', 'PERSISTENT', 'CREATOR_ALL_ACL');
    const at = `${external.connectString}/blue`;
    await expect(start({ zookeeper: { url: `zk://${at}` } })).rejects.toMatchObject({ code: 'ZNODE_NOT_READABLE' });
    const cluster = await start({ zookeeper: { url: `zk://me:secret@${at}` } });
    expect(cluster.zookeeper?.url).toBe(`zk://me:secret@${at}`);
  });
});
