import { describe, expect, it, onTestFinished } from 'vitest';
import { ZooKeeperServer } from '../../../src/zookeeper/server.js';
import { masters, start } from './fixture.js';

/** A ZooKeeper that is no cluster's. */
async function elsewhere(): Promise<{ server: ZooKeeperServer; zookeeper: { url: string } }> {
  const server = await ZooKeeperServer.start();
  onTestFinished(() => server.stop());
  return { server, zookeeper: { url: `zk://me:secret@${server.connectString}/apps/mesos` } };
}

const QUICK = { containerizers: 'simulated' } as const;

describe('masters that find their leader in a ZooKeeper elsewhere', () => {
  it('elect one, and another one after a failover', async () => {
    const { server, zookeeper } = await elsewhere();
    const cluster = await start({ ...masters(3), ...QUICK, zookeeper });
    // A session for each master, and one for all agents.
    expect(server.sessions.map(({ ephemerals }) => ephemerals)).toEqual([
      ['/apps/mesos/json.info_0000000000'],
      ['/apps/mesos/json.info_0000000001'],
      ['/apps/mesos/json.info_0000000002'],
      [],
    ]);
    await cluster.failover();
    expect(cluster.masters.map(({ leading }) => leading)).toEqual([false, true, false]);
    await cluster.failover();
    expect(cluster.masters.map(({ leading }) => leading)).toEqual([false, false, true]);
  });

  it("wait for the session of one that has crashed, but with reaction 'immediate'", async () => {
    const { server, zookeeper } = await elsewhere();
    const cluster = await start({ ...masters(3), ...QUICK, zookeeper, reaction: 'immediate' });
    await cluster.leader.kill();
    await expect.poll(() => cluster.masters.map(({ leading }) => leading)).toEqual([false, true, false]);
    expect(server.sessions).toHaveLength(3);
  });

  it('have other sessions after a reset, and none when the cluster has been destroyed', async () => {
    const { server, zookeeper } = await elsewhere();
    const cluster = await start({ ...masters(2), ...QUICK, zookeeper });
    const before = server.sessions.map(({ id }) => id);
    await cluster.leader.kill();
    await cluster.reset();
    expect(cluster.masters.map(({ running, leading }) => [running, leading])).toEqual([
      [true, true],
      [true, false],
    ]);
    const after = server.sessions.map(({ id }) => id);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    await cluster.destroy();
    expect(server.sessions).toEqual([]);
  });
});
