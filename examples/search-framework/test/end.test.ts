import { describe, expect } from 'vitest';
import { searchTest } from './search-test.js';

const test = searchTest({ agents: 2, zookeeper: true });

describe('the end', () => {
  test('asked for over REST leaves no framework and no task', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    await search.green(2);
    expect(await search.ask('DELETE', '/framework')).toEqual({ status: 200, body: { tornDown: true } });
    expect(await search.exited).toBe(0);
    await expect(cluster).not.toHaveFramework('search');
    await expect(cluster).not.toHaveTask({ state: 'TASK_RUNNING' });
  });

  test('leaves nothing for the next one to remember', async ({ cluster, start }) => {
    const options = { nodes: 1, state: `zk://${cluster.zookeeper.connectString}` };
    for (let round = 0; round < 2; round++) {
      const search = await start(options);
      await search.green(1);
      expect((await search.ask('DELETE', '/framework')).status).toBe(200);
      expect(await search.exited).toBe(0);
      expect(search.output).not.toContain('starting anew');
    }
    expect(await cluster.frameworks({ completed: true })).toHaveLength(2);
    const znodes = async () => (await cluster.zookeeper.sessions()).flatMap(({ ephemerals }) => ephemerals);
    await expect.poll(async () => (await znodes()).filter((path) => path.startsWith('/search'))).toEqual([]);
  });

  test('of the scheduler alone lets the nodes run on', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    await search.green(2);
    expect(await search.kill('SIGTERM')).toBe(0);
    expect(await cluster.tasks({ state: 'TASK_RUNNING' })).toHaveLength(2);
  });

  test('of the scheduler ends the nodes if told so', async ({ cluster, start }) => {
    const search = await start({ nodes: 2, 'teardown-on-exit': true });
    await search.green(2);
    expect(await search.kill('SIGINT')).toBe(0);
    await expect(cluster).not.toHaveFramework('search');
  });
});
