import { describe, expect, it } from 'vitest';
import { MesosCluster } from '../../src/index.js';
import { LibraryClient } from '../zookeeper/library-client.js';

describe.each([
  ['in this process', {}],
  ['in a process of its own', { host: 'process' }],
] as const)('the ZooKeeper of a cluster %s', (_, where) => {
  it('can fail its clients, and tells what becomes of them', async () => {
    await using cluster = await MesosCluster.start({ ...where, agents: 0, zookeeper: true });
    const { zookeeper } = cluster;
    expect(cluster.zookeeper).toBe(zookeeper);
    const { ip, port, connectString } = zookeeper;
    expect(zookeeper).toMatchObject({
      name: 'masters',
      url: `zk://${ip}:${port}/mesos`,
      connectString: `${ip}:${port}`,
      external: false,
    });
    const client = await LibraryClient.connect(connectString);
    await client.create('/mine', '', 'EPHEMERAL');
    const mine = (await zookeeper.sessions()).find(({ ephemerals }) => ephemerals.includes('/mine'));
    expect(mine).toMatchObject({ id: client.session, client: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string });
    const about = (what: string) =>
      expect
        .poll(() => cluster.timeline({ kinds: ['zookeeper'], text: client.session }).map((entry) => entry.what))
        .toContain(what);
    await zookeeper.dropConnection(client.session);
    await about('session reconnected');
    const expired = new Promise<void>((resolve) => client.client.once('expired', resolve));
    await zookeeper.expireSession(client.session);
    await expired;
    await about('session refused');
    const entries = cluster.timeline({ kinds: ['zookeeper', 'fault'], text: client.session });
    expect(entries.map(({ what }) => what)).toEqual([
      ...['session opened', `dropped connection of session ${client.session}`, 'session disconnected', 'session reconnected'],
      ...[`expired session ${client.session}`, 'session expired', 'session refused'],
    ]);
    expect(entries[5]?.details).toMatchObject({ ephemerals: ['/mine'] });
    await expect(zookeeper.expireSession(client.session)).rejects.toMatchObject({ code: 'UNKNOWN_SESSION' });
    await expect(zookeeper.expireSession('')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('stands still, only reads, and starts again', async () => {
    await using cluster = await MesosCluster.start({ ...where, agents: 0, zookeepers: { state: true } });
    const state = cluster.zookeepers['state'];
    if (!state) throw new Error('It is not there.');
    expect(state.url).toBe(`zk://127.0.0.1:${state.port}`);
    const client = await LibraryClient.connect(state.connectString);
    await client.create('/kept', 'data');
    await state.freeze();
    const answer = client.data('/kept');
    await state.thaw();
    expect(await answer).toBe('data');
    const disconnected = new Promise<void>((resolve) => client.client.once('disconnected', resolve));
    await state.setReadOnly();
    await disconnected;
    await state.setReadOnly(false);
    await state.restart();
    const again = await LibraryClient.connect(state.connectString);
    expect(await again.data('/kept')).toBe('data');
    await cluster.reset();
    expect(await (await LibraryClient.connect(state.connectString)).exists('/kept')).toBeNull();
    expect(() => cluster.zookeeper).toThrow(`Cluster ${cluster.name} has no ZooKeeper of its masters. There are: state.`);
  });
});

describe('time', () => {
  it('that a test moves ends no session of a client that is connected', async () => {
    await using cluster = await MesosCluster.start({ agents: 0, zookeeper: true, clock: 'virtual' });
    const client = await LibraryClient.connect(cluster.zookeeper.connectString);
    await client.create('/mine', '', 'EPHEMERAL');
    await cluster.clock.advance('1hrs');
    expect(await client.exists('/mine')).not.toBeNull();
    client.client.close();
    await expect.poll(() => cluster.timeline({ kinds: ['zookeeper'] }).at(-1)?.what).toBe('session closed');
  });
});
