import { describe, expect } from 'vitest';
import { ask, onThisMachine, PATIENCE, peersOf, pidOf, type ShownNode, searchTest, sessionOf } from './search-test.js';

const test = searchTest({ agents: 3, zookeeper: true });
const testHere = onThisMachine(test);

const addressesOf = (nodes: readonly { transport: string }[]) => nodes.map(({ transport }) => transport).sort();

describe('nodes, by way of ZooKeeper,', PATIENCE, () => {
  test('find each other: every one lists all others, and has the same documents', async ({ cluster, start }) => {
    const search = await start({ state: `zk://${cluster.zookeeper.connectString}` });
    const nodes = await search.green(3);
    for (const node of nodes) {
      expect(addressesOf(await peersOf(node.http))).toEqual(addressesOf(nodes.filter((other) => other !== node)));
      expect((await sessionOf(node, cluster.zookeeper))?.ephemerals).toHaveLength(1);
    }
    await ask('PUT', `${nodes[0]?.http}/documents/a`, { text: 'everywhere' });
    for (const { http } of nodes) expect((await ask('GET', `${http}/search?q=everywhere`)).body.total).toBe(1);
    expect(cluster.timeline({ kinds: ['call'] }).filter(({ api, what }) => api === 'scheduler' && what === 'MESSAGE')).toEqual(
      [],
    );
  });

  test('hear of those that come and go', async ({ cluster, start }) => {
    const search = await start({ nodes: 2, state: `zk://${cluster.zookeeper.connectString}` });
    const [first] = await search.green(2);
    await ask('PUT', `${first?.http}/documents/a`, { text: 'before' });
    await search.scale(3);
    const nodes = await search.green(3);
    for (const { http } of nodes) expect((await ask('GET', `${http}/search?q=before`)).body.total).toBe(1);
    const sessions = await Promise.all(nodes.map(async (node) => (await sessionOf(node, cluster.zookeeper))?.id));
    await search.scale(1);
    await search.green(1);
    // Those that go say so: nobody has to wait until their sessions are over.
    const ends = cluster.timeline({ kinds: ['zookeeper'] }).filter(({ what }) => what === 'session closed');
    expect(ends.filter(({ details }) => sessions.includes(`${details?.['session']}`))).toHaveLength(2);
  });

  test('are on the list again when their session has ended', async ({ cluster, start }) => {
    const search = await start({ nodes: 2, state: `zk://${cluster.zookeeper.connectString}` });
    const [first, second] = (await search.green(2)) as [ShownNode, ShownNode];
    const ended = await sessionOf(first, cluster.zookeeper);
    await cluster.zookeeper.expireSession(ended?.id ?? '');
    await expect.poll(async () => (await sessionOf(first, cluster.zookeeper))?.id).not.toBeOneOf([undefined, ended?.id]);
    await search.green(2);
    await ask('PUT', `${second.http}/documents/a`, { text: 'later' });
    expect((await ask('GET', `${first.http}/search?q=later`)).body.total).toBe(1);
  });

  testHere('strike off one that is dead when its session is over', async ({ cluster, start }) => {
    const search = await start({ nodes: 2, state: `zk://${cluster.zookeeper.connectString}` });
    const [dead, other] = (await search.green(2)) as [ShownNode, ShownNode];
    await search.kill(); // nobody is to replace it
    process.kill(pidOf(dead), 'SIGKILL');
    await expect.poll(async () => (await sessionOf(dead, cluster.zookeeper))?.client).toBeUndefined();
    expect(addressesOf(await peersOf(other.http))).toEqual([dead.transport]);
    await cluster.clock.advance('10secs');
    await expect.poll(() => peersOf(other.http)).toEqual([]);
  });
});
