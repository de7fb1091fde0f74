import type { MesosCluster } from 'minimesos';
import { describe, expect } from 'vitest';
import {
  ask,
  idsOf,
  type Options,
  onThisMachine,
  PATIENCE,
  pidOf,
  type Search,
  type ShownNode,
  searchTest,
} from './search-test.js';

const test = searchTest({ masters: 3, agents: 3 });
const testHere = onThisMachine(test);

/** Everything that the scheduler knows, it knows from ZooKeeper. */
const options = ({ zookeeper }: MesosCluster): Options => ({
  nodes: 2,
  master: zookeeper.url,
  state: `zk://${zookeeper.connectString}`,
});

/** Resolves once the scheduler is subscribed at the master that leads now, and all is as it should be. */
async function settled(search: Search, cluster: MesosCluster, count: number): Promise<ShownNode[]> {
  await expect.poll(() => cluster.leader.leading).toBe(true);
  await cluster.waitFor(({ frameworks }) => frameworks.some(({ name, active }) => name === 'search' && active));
  const nodes = await search.green(count);
  const tasks = await cluster.waitForTasks({ framework: 'search', state: 'TASK_RUNNING', count });
  expect(tasks.map(({ id }) => id).sort()).toEqual(idsOf(nodes));
  return nodes;
}

describe('when the leading master dies,', PATIENCE, () => {
  testHere('the nodes run on, and the scheduler goes on with the next one', async ({ cluster, start }) => {
    const search = await start(options(cluster));
    const before = await settled(search, cluster, 2);
    const [framework] = await cluster.frameworks();
    const { url } = cluster.leader;
    await cluster.failover();
    expect(cluster.leader.url).not.toBe(url);
    await search.says(`The master at ${new URL(cluster.leader.url).host} leads`);
    const after = await settled(search, cluster, 2);
    expect(idsOf(after)).toEqual(idsOf(before));
    expect(new Set(after.map(pidOf))).toEqual(new Set(before.map(pidOf)));
    expect(await cluster.frameworks()).toMatchObject([{ id: framework?.id, active: true }]);
    await search.scale(3);
    await settled(search, cluster, 3);
  });

  test('a scheduler that was away finds the next one, and its nodes', async ({ cluster, start }) => {
    const search = await start(options(cluster));
    const before = await settled(search, cluster, 2);
    await search.kill();
    await cluster.failover();
    const next = await start(options(cluster));
    expect(idsOf(await settled(next, cluster, 2))).toEqual(idsOf(before));
  });

  test('a scheduler that has been given the addresses of all asks them in turn', async ({ cluster, start }) => {
    const search = await start({ nodes: 2, master: cluster.masters.map(({ url }) => url).join(',') });
    const before = await settled(search, cluster, 2);
    await cluster.failover();
    expect(idsOf(await settled(search, cluster, 2))).toEqual(idsOf(before));
  });

  test('and all others with it, the scheduler waits until one leads again', async ({ cluster, start }) => {
    const search = await start(options(cluster));
    const before = await settled(search, cluster, 2);
    const masters = cluster.masters;
    for (const master of masters) await master.kill();
    await search.says('No master leads');
    await expect
      .poll(async () => (await search.ask('GET', '/health')).body)
      .toMatchObject({ status: 'yellow', running: 2, waitingFor: 'a master that accepts the framework' });
    await ask('PUT', `${before[0]?.http}/documents/a`, { text: 'meanwhile' });
    for (const { http } of before) expect((await ask('GET', `${http}/search?q=meanwhile`)).body.total).toBe(1);
    for (const master of masters) await master.restart();
    expect(idsOf(await settled(search, cluster, 2))).toEqual(idsOf(before));
  });
});

describe('when the leading master dies during a launch,', PATIENCE, () => {
  test('before it has heard of it, there are as many nodes as are wanted', async ({ cluster, start }) => {
    const held = await cluster.faults.hold({ call: 'ACCEPT' });
    const search = await start(options(cluster));
    await expect.poll(async () => (await held.look()).count).toBeGreaterThan(0);
    await cluster.failover();
    await held.remove();
    await settled(search, cluster, 2);
  });

  test('before the agents have heard of it, there are as many nodes as are wanted', async ({ cluster, start }) => {
    const lost = await cluster.faults.drop({ message: 'RunTaskMessage' });
    const search = await start(options(cluster));
    await expect.poll(async () => (await lost.look()).count).toBe(2);
    await cluster.failover();
    await lost.remove();
    await settled(search, cluster, 2);
  });

  test('before the scheduler has heard of it, there are as many nodes as are wanted', async ({ cluster, start }) => {
    const lost = await cluster.faults.drop({ event: 'UPDATE', framework: 'search' });
    const search = await start(options(cluster));
    await cluster.waitForTasks({ framework: 'search', state: 'TASK_STARTING', count: 2 });
    await cluster.failover();
    await lost.remove();
    await settled(search, cluster, 2);
  });
});

test('a session that ends does not cost the subscription', PATIENCE, async ({ cluster, start }) => {
  const search = await start(options(cluster));
  const before = await settled(search, cluster, 2);
  const session = search.sessionsWith(cluster.zookeeper).at(-1) ?? '';
  await cluster.zookeeper.expireSession(session);
  await expect.poll(() => search.sessionsWith(cluster.zookeeper).at(-1)).not.toBe(session);
  expect(idsOf(await settled(search, cluster, 2))).toEqual(idsOf(before));
  expect(search.output.match(/Subscribed/g)).toHaveLength(1);
});
