import { describe, expect } from 'vitest';
import { ask, searchTest } from './search-test.js';

const test = searchTest({ agents: 3 });

describe('scaling', () => {
  test('down: the youngest node ends, the others run on', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    const before = await search.green(2);
    await search.scale(1);
    const after = await search.green(1);
    const ids = before.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(after.map(({ id }) => id)));
    // A cluster that runs already may remember tasks of others.
    await cluster.waitForTasks({ state: 'TASK_KILLED', count: 1, where: ({ id }) => ids.includes(id) });
  });

  test('up: one more node starts, on another agent', async ({ start }) => {
    const search = await start({ nodes: 2 });
    await search.green(2);
    await search.scale(3);
    expect(new Set((await search.green(3)).map(({ agent }) => agent.id)).size).toBe(3);
  });

  test('to none and back', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    await search.green(2);
    await search.scale(0);
    await cluster.waitForTasks({ state: ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING'], count: 0 });
    await search.green(0);
    await search.scale(1);
    await search.green(1);
  });

  test('down to one loses no document', async ({ start }) => {
    const search = await start();
    const nodes = await search.green(3);
    for (const { http, name } of nodes) await ask('PUT', `${http}/documents/${name}`, { text: `written to ${name}` });
    await search.scale(1);
    const [left] = await search.green(1);
    expect((await ask('GET', `${left?.http}/search?q=written`)).body.total).toBe(3);
  });

  test('down and up again brings back no document that was deleted meanwhile', async ({ start }) => {
    const search = await start();
    const [first] = await search.green(3);
    await ask('PUT', `${first?.http}/documents/old`, { text: 'stale' });
    await ask('PUT', `${first?.http}/documents/new`, { text: 'fresh' });
    await search.scale(1);
    const [left] = await search.green(1);
    expect((await ask('DELETE', `${left?.http}/documents/old`)).status).toBe(200);
    await search.scale(3);
    for (const { http } of await search.green(3)) {
      expect((await ask('GET', `${http}/search?q=stale`)).body.total).toBe(0);
      expect((await ask('GET', `${http}/search?q=fresh`)).body.total).toBe(1);
    }
  });

  test('one node is replaced on request', async ({ start }) => {
    const search = await start({ nodes: 2 });
    const [first, ...others] = await search.green(2);
    expect((await search.ask('DELETE', `/nodes/${first?.name}`)).body).toMatchObject({ id: first?.id, leaving: true });
    await expect.poll(async () => (await search.nodes()).some(({ id }) => id === first?.id)).toBe(false);
    const after = (await search.green(2)).map(({ id }) => id);
    expect(after).toEqual(expect.arrayContaining(others.map(({ id }) => id)));
  });
});

describe('with too few agents', () => {
  test('tells what it waits for, and goes on when an agent comes', async ({ cluster, start }) => {
    const search = await start({ nodes: 4 });
    const waiting = /^1 more agent with cpus 0.2, mem 128 and 2 ports, and no other node; offered: agent \S+ has search-node-\d/;
    await expect
      .poll(async () => (await search.ask('GET', '/health')).body)
      .toMatchObject({ status: 'yellow', running: 3, waitingFor: expect.stringMatching(waiting) });
    await cluster.addAgent();
    await search.green(4);
  });

  test('tells what agents lack', async ({ start }) => {
    const search = await start({ nodes: 1, cpus: 64, mem: 5000 });
    const waitingFor = expect.stringContaining('has only cpus 4 of 64, mem 4096 of 5000');
    await expect
      .poll(async () => (await search.ask('GET', '/health')).body)
      .toMatchObject({ status: 'red', running: 0, waitingFor });
  });
});
