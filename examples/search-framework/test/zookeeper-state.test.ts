import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ClusterZooKeeper, MesosCluster } from 'minimesos';
import { createClient, type ZooKeeperClient } from 'node-zookeeper-client';
import { describe, expect, onTestFinished } from 'vitest';
import {
  ask,
  idsOf,
  type Options,
  onThisMachine,
  PATIENCE,
  pidOf,
  Search,
  type ShownNode,
  schedulerOptions,
  searchTest,
  sessionOf,
} from './search-test.js';

const test = searchTest({
  agents: 3,
  // One in a container may take longer to come back than the ten seconds after which masters end otherwise.
  masters: [{ flags: { zk_session_timeout: '1mins' } }],
  zookeeper: true,
  zookeepers: { state: true, locked: { credentials: 'searcher:secret' } },
});
const testHere = onThisMachine(test);

/** A client of the test's own, gone when the test is over. */
async function clientOf({ connectString }: ClusterZooKeeper): Promise<ZooKeeperClient> {
  const client = createClient(connectString, { sessionTimeout: 10_000, spinDelay: 200 });
  onTestFinished(() => client.close());
  await new Promise<void>((resolve) => client.on('connected', resolve).connect());
  return client;
}

/** A scheduler that need not get as far as to subscribe; gone when the test is over. */
function started(options: Options): Search {
  const search = new Search(options);
  onTestFinished(() => void search.kill());
  return search;
}

const ofMasters = ({ zookeeper }: MesosCluster) => `zk://${zookeeper.connectString}`;

describe.each<[string, (cluster: MesosCluster) => string | undefined]>([
  ['the ZooKeeper of the masters', ofMasters],
  ['a ZooKeeper of its own', ({ zookeepers }) => zookeepers['state']?.url],
  [
    'a ZooKeeper of its own, below a path',
    ({ zookeepers }) => zookeepers['state'] && `${zookeepers['state'].url}/frameworks/of/ours`,
  ],
  ['a ZooKeeper that has it under lock', ({ zookeepers }) => zookeepers['locked']?.url],
])('a scheduler with its state in %s', PATIENCE, (_, placeIn) => {
  test('is killed, comes again with nothing but that, and is reconciled to the same nodes', async ({
    cluster,
    folder,
    start,
    skip,
  }) => {
    const options = { nodes: 2, state: placeIn(cluster) ?? skip(`there is no such ZooKeeper with the driver ${cluster.driver}`) };
    const search = await start(options);
    const before = await search.green(2);
    const [framework] = await cluster.frameworks();
    const { configuration } = (await search.ask('GET', '/configuration')).body;
    expect(configuration.state).toBe(options.state.replace('searcher:secret@', ''));
    await search.kill();
    await cluster.waitFor(({ frameworks }) => frameworks.every(({ active }) => !active));
    const next = await start({ ...options, 'data-directory': join(folder, 'elsewhere') });
    const after = await next.green(2);
    expect(idsOf(after)).toEqual(idsOf(before));
    expect(after.map(({ dataDirectory }) => dataDirectory).sort()).toEqual(
      before.map(({ dataDirectory }) => dataDirectory).sort(),
    );
    expect(await cluster.frameworks()).toMatchObject([{ id: framework?.id, active: true }]);
    expect(await cluster.tasks()).toHaveLength(2);
    expect(readdirSync(folder)).not.toContain('state.json');
  });
});

describe('a scheduler with its state in ZooKeeper', PATIENCE, () => {
  testHere('replaces a node that was lost while it was away', async ({ cluster, start }) => {
    const options = { nodes: 2, state: ofMasters(cluster) };
    const search = await start(options);
    const [first, ...others] = await search.green(2);
    await search.kill();
    process.kill(pidOf(first as ShownNode), 'SIGKILL');
    await cluster.waitForTasks({ state: 'TASK_FAILED', where: ({ id }) => id === first?.id });
    await expect.poll(async () => (await sessionOf(first as ShownNode, cluster.zookeeper))?.client).toBeUndefined();
    await cluster.clock.advance('10secs'); // its session is over
    const next = await start(options);
    await expect.poll(async () => idsOf(await next.nodes())).not.toContain(first?.id);
    expect(idsOf(await next.green(2))).toEqual(expect.arrayContaining(idsOf(others)));
  });

  test('gives way to another of its name, and overwrites nothing', async ({ cluster, folder, start }) => {
    const options = { nodes: 2, state: ofMasters(cluster) };
    const search = await start(options);
    const nodes = await search.green(2);
    // Mesos does not see this one, as it looks for a master elsewhere.
    const other = started({ ...schedulerOptions(cluster, folder), ...options, master: 'http://127.0.0.1:1' });
    await other.says('Not subscribed at 127.0.0.1:1');
    void search.ask('PUT', '/scale', { nodes: 3 }).catch(() => {}); // it may be gone before it answers
    expect(await search.exited).toBe(1);
    expect(search.output).toContain('Another scheduler has taken over /search/state in ZooKeeper');
    expect((await other.ask('GET', '/nodes')).body).toMatchObject({ wanted: 2, nodes: [{}, {}] });
    await other.kill();
    expect(idsOf(await (await start(options)).green(2))).toEqual(idsOf(nodes));
  });

  test('finds it again when its session has ended', async ({ cluster, start }) => {
    const options = { nodes: 2, state: ofMasters(cluster) };
    const search = await start(options);
    await search.green(2);
    const session = search.sessionsWith(cluster.zookeeper).at(-1) ?? '';
    await cluster.zookeeper.expireSession(session);
    await expect.poll(() => search.sessionsWith(cluster.zookeeper).at(-1)).not.toBe(session);
    await search.scale(1);
    const [left] = await search.green(1);
    await search.kill();
    expect(idsOf(await (await start(options)).green(1))).toEqual([left?.id]);
  });

  test('launches nothing that it cannot record; all else goes on', async ({ cluster, start }) => {
    const search = await start({ nodes: 2, state: ofMasters(cluster) });
    const nodes = await search.green(2);
    await cluster.zookeeper.setReadOnly(true); // no client is let in that wants to write
    await search.says(/ZooKeeper at \S+ is away/);
    await search.scale(3);
    expect((await search.ask('GET', '/health')).body).toMatchObject({
      status: 'yellow',
      running: 2,
      waitingFor: 'ZooKeeper, which is away: what is launched has to be recorded before',
    });
    await ask('PUT', `${nodes[0]?.http}/documents/a`, { text: 'meanwhile' });
    for (const { http } of nodes) expect((await ask('GET', `${http}/search?q=meanwhile`)).body.total).toBe(1);
    expect(await cluster.tasks()).toHaveLength(2);
    await cluster.zookeeper.setReadOnly(false);
    await search.green(3);
  });

  test('goes on when ZooKeeper is restarted, and so do the nodes', async ({ cluster, start }) => {
    const options = { nodes: 2, state: ofMasters(cluster) };
    const search = await start(options);
    await search.green(2);
    await cluster.zookeeper.restart();
    await search.says(/is away[\s\S]*is there/);
    await search.scale(3);
    const nodes = await search.green(3);
    await search.kill();
    expect(idsOf(await (await start(options)).green(3))).toEqual(idsOf(nodes));
  });

  test('records it anew when it is gone', async ({ cluster, start }) => {
    const options = { nodes: 2, state: ofMasters(cluster) };
    const search = await start(options);
    await search.green(2);
    const client = await clientOf(cluster.zookeeper);
    await promisify<void>((done) => client.remove('/search/state', -1, done))();
    await search.scale(1);
    const [left] = await search.green(1);
    await search.kill();
    expect(idsOf(await (await start(options)).green(1))).toEqual([left?.id]);
  });

  test('ends when there is something else', async ({ cluster, folder }) => {
    const client = await clientOf(cluster.zookeeper);
    for (const path of ['/search', '/search/state'])
      await promisify<string>((done) => client.create(path, Buffer.from('{}'), done))();
    const search = started({ ...schedulerOptions(cluster, folder), state: ofMasters(cluster) });
    expect(await search.exited).toBe(1);
    expect(search.output).toContain('/search/state in ZooKeeper is no state of this framework');
  });

  test('waits for a ZooKeeper that is not there yet', async ({ cluster, folder }) => {
    const search = started({ ...schedulerOptions(cluster, folder), state: 'zk://127.0.0.1:1' });
    await search.says('Looking for ZooKeeper at 127.0.0.1:1');
    expect(await cluster.frameworks()).toEqual([]);
    expect(await search.kill('SIGTERM')).toBeNull();
  });
});
