import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { ask, onThisMachine, searchTest } from './search-test.js';

const test = searchTest({ agents: 3 });
const testHere = onThisMachine(test);

describe('data', () => {
  testHere('of two clusters of nodes does not mix', async ({ folder, start }) => {
    const [one, other] = await Promise.all(
      ['one', 'other'].map(async (name) => (await start({ name, nodes: 1, state: join(folder, name) })).green(1)),
    );
    await ask('PUT', `${one?.[0]?.http}/documents/mine`, { text: 'mine' });
    expect((await ask('GET', `${other?.[0]?.http}/search?q=mine`)).body.total).toBe(0);
    expect(readdirSync(join(folder, 'data')).sort()).toEqual(['one', 'other']);
  });

  testHere('is never used by two nodes: the second fails and says why', async ({ cluster, folder, start }) => {
    for (const { id } of cluster.agents) {
      mkdirSync(join(folder, 'data', 'search', id), { recursive: true });
      writeFileSync(join(folder, 'data', 'search', id, 'lock'), `${process.pid}`);
    }
    const search = await start({ nodes: 1 });
    await search.says(`TASK_FAILED, The data directory is in use by process ${process.pid}`);
  });

  test('survives the loss of all nodes at once', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    const [first] = await search.green(2);
    await ask('PUT', `${first?.http}/documents/a`, { text: 'precious' });
    for (const { id } of await cluster.tasks({ state: 'TASK_RUNNING' })) await cluster.killTask(id);
    await cluster.waitForTasks({ state: 'TASK_KILLED', count: 2 });
    await expect.poll(async () => (await search.nodes()).map(({ id }) => id)).not.toContain(first?.id);
    for (const { http } of await search.green(2)) expect((await ask('GET', `${http}/search?q=precious`)).body.total).toBe(1);
  });
});
