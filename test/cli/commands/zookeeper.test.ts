import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { LibraryClient } from '../../zookeeper/library-client.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
const cli = (...argv: string[]) => test.run([...argv, '--cluster', 'blue']);

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', agents: 0, zookeeper: true, zookeepers: { state: true } });
});
afterAll(() => test[Symbol.asyncDispose]());

describe('minimesos info', () => {
  it('shows them', async () => {
    const { stdout } = await cli('info');
    expect(stdout).toMatch(new RegExp(`^zookeeper +${cluster.zookeeper.url} +running$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^zookeeper state +${cluster.zookeepers['state']?.url} +running$`, 'm'));
    expect(stdout).toContain(`export MINIMESOS_ZOOKEEPER=${cluster.zookeeper.url}\n`);
    expect(stdout).toContain(`export MINIMESOS_ZOOKEEPER_STATE_PORT=${cluster.zookeepers['state']?.port}\n`);
  });
});

describe('minimesos zookeeper', () => {
  it('sessions, drop and expire', async () => {
    const client = await LibraryClient.connect(cluster.zookeeper.connectString);
    await client.create('/mine', '', 'EPHEMERAL');
    const { stdout } = await cli('zookeeper', 'sessions');
    expect(stdout).toMatch(/^SESSION +CLIENT +TIMEOUT +EPHEMERAL ZNODES\n/);
    expect(stdout).toMatch(new RegExp(`^${client.session} +127\\.0\\.0\\.1:\\d+ +10 s +/mine$`, 'm'));
    const dropped = await cli('zookeeper', 'drop', '/mine');
    expect(dropped.stdout).toBe('Session /mine is not connected any more.\n');
    const expired = await cli('zookeeper', 'expire', client.session, '--json');
    expect(JSON.parse(expired.stdout)).toEqual({ session: client.session });
    const again = await cli('zookeeper', 'expire', '/mine');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('has no session /mine.') as string });
    expect((await cli('zookeeper', 'expire')).code).toBe(2);
    expect(await cli('zookeeper', 'sessions', '--zookeeper', 'state')).toMatchObject({
      stdout: '',
      stderr: 'There are no sessions.\n',
    });
  });

  it('freeze, thaw, read-only and restart', async () => {
    expect((await cli('zookeeper', 'freeze')).stdout).toBe('ZooKeeper stands still.\n');
    expect((await cli('zookeeper', 'thaw')).stdout).toBe('ZooKeeper goes on.\n');
    expect((await cli('zookeeper', 'read-only')).stdout).toBe('ZooKeeper only reads.\n');
    expect((await cli('zookeeper', 'read-only', '--off')).stdout).toBe('ZooKeeper writes again.\n');
    expect(JSON.parse((await cli('zookeeper', 'restart', '--json', '--zookeeper', 'state')).stdout)).toEqual({
      zookeeper: 'state',
    });
    const { code, stderr } = await cli('zookeeper', 'restart', '--zookeeper', 'stat');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('Cluster blue has no ZooKeeper stat. There are: masters, state.'),
    ]);
  });
});
