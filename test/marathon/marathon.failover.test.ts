import { describe, expect, it } from 'vitest';
import { startMarathon } from '../../src/marathon/marathon.js';
import type { MarathonZooKeeper } from '../../src/marathon/options.js';
import { Clock } from '../../src/mesos/process/clock.js';
import { systemRandom } from '../../src/mesos/process/random.js';
import { openTcpClient } from '../../src/zookeeper/tcp-client.js';
import { MarathonFixture, SLEEPER } from './fixture.js';

/** Where a Marathon keeps its state in a cluster's ZooKeeper. */
const keptIn = (servers: string): MarathonZooKeeper => ({
  ...{ path: '/marathon', url: `zk://${servers}/marathon` },
  open: () => openTcpClient(servers, 10_000, systemRandom),
});

async function withZooKeeper(masters = 1): Promise<MarathonFixture> {
  const marathon = await MarathonFixture.start({ agents: 2, zookeeper: true, masters });
  // The cluster is there before it is known where its ZooKeeper is.
  await marathon.marathon.stop();
  return marathon;
}

describe('a Marathon whose state is kept', () => {
  it('is followed by one that goes on where it left off', async () => {
    await using fixture = await withZooKeeper();
    const { cluster, clock } = fixture;
    const zookeeper = keptIn(cluster.zookeeper.connectString);
    const masters = cluster.leader.url;
    const first = await startMarathon({ masters, clock, zookeeper });
    fixture.marathon = first;
    await fixture.run({ ...SLEEPER, id: '/kept/one', instances: 2 });
    await fixture.run({ ...SLEEPER, id: '/kept/two', cmd: 'sleep 3000' });
    await fixture.call('PUT', '/v2/apps/kept/two', { instances: 2 });
    await fixture.deployed();
    const stuck = await fixture.call('POST', '/v2/apps', { ...SLEEPER, id: '/stuck', cpus: 1000 });
    const tasks = async () => (await fixture.call('GET', '/v2/tasks')).body.tasks.map(({ id }: { id: string }) => id).sort();
    const before = await tasks();
    expect(before).toHaveLength(4);
    const versions = (await fixture.call('GET', '/v2/apps/kept/two/versions')).body;
    await first.stop();
    const second = await startMarathon({ masters, clock, zookeeper });
    fixture.marathon = second;
    expect(await tasks()).toEqual(before);
    expect((await fixture.call('GET', '/v2/apps/kept/two/versions')).body).toEqual(versions);
    expect((await fixture.call('GET', '/v2/deployments')).body).toEqual([
      expect.objectContaining({ id: stuck.body.deployments[0].id, affectedApps: ['/stuck'] }),
    ]);
    await fixture.until(() => second.frameworkId !== undefined, 'the framework');
    expect(second.frameworkId).toBe(first.frameworkId);
    expect((await cluster.state()).frameworks.filter(({ active }) => active)).toHaveLength(1);
    await fixture.call('DELETE', '/v2/groups?force=true');
    await fixture.deployed();
    expect(await cluster.tasks({ state: 'TASK_RUNNING' })).toEqual([]);
    await second.stop({ teardown: true });
    await fixture.until(async () => (await cluster.state()).frameworks.length === 0, 'the end of the framework');
  });

  it('learns what became of its tasks while it was away', async () => {
    await using fixture = await withZooKeeper();
    const { cluster, clock } = fixture;
    const zookeeper = keptIn(cluster.zookeeper.connectString);
    const masters = cluster.leader.url;
    fixture.marathon = await startMarathon({ masters, clock, zookeeper });
    await fixture.run(SLEEPER);
    const [before] = await fixture.tasks('/sleeper');
    await fixture.marathon.stop();
    await cluster.faults.killExecutor({ task: before.id });
    fixture.marathon = await startMarathon({ masters, clock, zookeeper });
    await fixture.until(async () => {
      const [now] = await fixture.tasks('/sleeper');
      return now !== undefined && now.id !== before.id && now.state === 'TASK_RUNNING';
    }, 'another task');
  });

  it('says at once that it cannot go on with what somebody else has written, and leaves it alone', async () => {
    await using fixture = await withZooKeeper();
    const { cluster, clock } = fixture;
    const zookeeper = keptIn(cluster.zookeeper.connectString);
    const masters = cluster.leader.url;
    fixture.marathon = await startMarathon({ masters, clock, zookeeper });
    await fixture.run(SLEEPER);
    await fixture.marathon.stop();
    const client = zookeeper.open();
    await fixture.until(() => client.state === 'connected', 'the session');
    await client.setData('/marathon/framework', Buffer.from([8, 1]));
    const port = fixture.marathon.port;
    await expect(startMarathon({ masters, clock, zookeeper, port })).rejects.toMatchObject({
      code: 'MARATHON_STATE_UNREADABLE',
      details: { znodes: ['/marathon/framework: it is no JSON'] },
    });
    expect(await client.data('/marathon/framework')).toEqual(Buffer.from([8, 1]));
    await client.delete('/marathon/framework');
    await client.close();
    fixture.marathon = await startMarathon({ masters, clock, zookeeper, port });
    expect((await fixture.call('GET', '/v2/apps/sleeper')).body.app).toMatchObject({ id: '/sleeper' });
  });

  it('waits for a ZooKeeper that stands still', async () => {
    await using fixture = await withZooKeeper();
    const { cluster, clock } = fixture;
    const zookeeper = keptIn(cluster.zookeeper.connectString);
    fixture.marathon = await startMarathon({ masters: cluster.leader.url, clock, zookeeper });
    await fixture.run(SLEEPER);
    const session = (await cluster.zookeeper.sessions()).at(-1);
    await cluster.zookeeper.expireSession(session?.id ?? '');
    await fixture.call('PUT', '/v2/apps/sleeper', { instances: 2 });
    await fixture.deployed();
    expect(await fixture.tasks('/sleeper')).toHaveLength(2);
  });
});

describe('a Marathon whose master goes', () => {
  it('finds the next one, and keeps its tasks', async () => {
    await using fixture = await withZooKeeper(3);
    const { cluster, clock } = fixture;
    const masters = cluster.masters.map(({ url }) => url);
    fixture.marathon = await startMarathon({ masters, clock });
    await fixture.run({ ...SLEEPER, instances: 2 });
    const { frameworkId } = fixture.marathon;
    const before = (await fixture.tasks('/sleeper')).map(({ id }) => id);
    await cluster.failover();
    await fixture.call('POST', '/v2/apps', { ...SLEEPER, id: '/later' });
    await fixture.deployed();
    expect(fixture.marathon.frameworkId).toBe(frameworkId);
    expect((await fixture.tasks('/sleeper')).map(({ id }) => id)).toEqual(before);
  });

  it('does not mind the crash of the only one', async () => {
    await using fixture = await MarathonFixture.start({ agents: 1 });
    await fixture.run(SLEEPER);
    await fixture.cluster.leader.restart();
    await fixture.call('PUT', '/v2/apps/sleeper', { instances: 2 });
    await fixture.deployed();
    expect(fixture.typesOf('scheduler_reregistered_event').length).toBeGreaterThan(0);
  });

  it('begins anew when its framework was torn down', async () => {
    await using fixture = await MarathonFixture.start({ agents: 1 });
    await fixture.run(SLEEPER);
    const before = fixture.marathon.frameworkId ?? '';
    await fixture.cluster.teardown(before);
    await fixture.until(async () => {
      const [task] = await fixture.tasks('/sleeper');
      return fixture.marathon.frameworkId !== before && task?.state === 'TASK_RUNNING' && task.id.endsWith('.2');
    }, 'a task of another framework');
  });
});

it('leaves nothing', async () => {
  const fixture = await MarathonFixture.start({ agents: 1 });
  await fixture.run(SLEEPER);
  const { port } = fixture.marathon;
  await fixture.marathon.stop();
  await fixture.until(async () => (await fixture.cluster.state()).frameworks.length === 0, 'the end of the framework');
  const clock = new Clock();
  const again = await startMarathon({ masters: fixture.cluster.leader.url, clock, port });
  expect(again.port).toBe(port);
  await expect(startMarathon({ masters: 'http://127.0.0.1:1', clock, port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  await again.stop();
  expect(clock.nextDeadline).toBe(Number.POSITIVE_INFINITY);
  await fixture[Symbol.asyncDispose]();
});
