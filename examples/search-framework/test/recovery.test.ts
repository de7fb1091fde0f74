import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { ask, idsOf, onThisMachine, pidOf, type ShownNode, searchTest } from './search-test.js';

const test = searchTest({
  agents: [{ count: 3, flags: { executor_shutdown_grace_period: '100ms' } }],
  masters: [{ flags: { agent_ping_timeout: '1secs', max_agent_ping_timeouts: 2 } }],
});
const testHere = onThisMachine(test);
const ENDED = ['TASK_FAILED', 'TASK_KILLED', 'TASK_LOST', 'TASK_GONE'] as const;

describe('a node that is lost', () => {
  testHere('is replaced when its process was killed', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    const [first, ...others] = await search.green(2);
    process.kill(pidOf(first as ShownNode), 'SIGKILL');
    await cluster.waitForTasks({ state: 'TASK_FAILED', where: ({ id }) => id === first?.id });
    await expect.poll(async () => idsOf(await search.nodes())).not.toContain(first?.id);
    expect(idsOf(await search.green(2))).toEqual(expect.arrayContaining(idsOf(others)));
  });

  testHere('is replaced when it hangs: its agent ends it', async ({ cluster, start }) => {
    const search = await start({ nodes: 2, 'node-timeout': 2 });
    const [first, ...others] = await search.green(2);
    process.kill(pidOf(first as ShownNode), 'SIGSTOP');
    await search.says(`${first?.name} does not answer`);
    await cluster.waitForTasks({ state: ENDED, where: ({ id }) => id === first?.id });
    expect(idsOf(await search.green(2))).toEqual(expect.arrayContaining(idsOf(others)));
  });

  testHere('finds its documents when it is started again on its agent', async ({ start }) => {
    const search = await start({ nodes: 1 });
    const [before] = await search.green(1);
    await ask('PUT', `${before?.http}/documents/kept`, { text: 'still here' });
    process.kill(pidOf(before as ShownNode), 'SIGKILL');
    await expect.poll(async () => idsOf(await search.nodes())).not.toContain(before?.id);
    const [after] = await search.green(1);
    expect(after?.dataDirectory).toBe(before?.dataDirectory);
    expect((await ask('GET', `${after?.http}/documents/kept`)).body.document).toEqual({ text: 'still here' });
  });

  test('is replaced elsewhere when its agent leaves', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    const [first] = await search.green(2);
    await cluster.agents.find(({ id }) => id === first?.agent.id)?.stop();
    await expect.poll(async () => idsOf(await search.nodes())).not.toContain(first?.id);
    expect((await search.green(2)).map(({ agent }) => agent.id)).not.toContain(first?.agent.id);
  });

  testHere(
    'is replaced while its agent is unreachable; when the agent is back, one node too many ends',
    async ({ cluster, start }) => {
      const search = await start({ nodes: 2 });
      const [first] = await search.green(2);
      const agent = cluster.agents.find(({ id }) => id === first?.agent.id);
      await agent?.kill();
      await search.says(`${first?.name} is TASK_UNREACHABLE`);
      await expect.poll(async () => (await search.ask('GET', '/health')).body).toMatchObject({ status: 'green', running: 2 });
      await agent?.restart();
      await search.says(new RegExp(`${first?.name} is TASK_UNREACHABLE[\\s\\S]*${first?.name} is TASK_RUNNING`));
      await cluster.waitForTasks({ state: 'TASK_KILLED' });
      await search.green(2);
    },
  );

  testHere('runs on when its agent crashes and comes back', async ({ cluster, start }) => {
    const search = await start({ nodes: 1 });
    const [before] = await search.green(1);
    const pid = pidOf(before as ShownNode);
    const agent = cluster.agents.find(({ id }) => id === before?.agent.id);
    await agent?.kill();
    await agent?.restart();
    await cluster.waitForAgent({ agent: before?.agent.id ?? '' });
    const [after] = await search.green(1);
    expect(after).toMatchObject({ id: before?.id, state: 'TASK_RUNNING' });
    expect(pidOf(after as ShownNode)).toBe(pid);
    await ask('PUT', `${after?.http}/documents/a`, { text: 'a' });
    await expect.poll(async () => (await search.nodes())[0]?.documents).toBe(1);
  });

  test('is tried again when it fails, and says why', async ({ folder, start }) => {
    const settings = join(folder, 'settings.yaml');
    writeFileSync(settings, 'maxHits: none');
    const search = await start({ nodes: 1, 'node-settings': settings });
    await search.says(/TASK_FAILED, maxHits is not a whole number above 0[\s\S]*Launching[\s\S]*TASK_FAILED/);
    await expect
      .poll(async () => (await search.ask('GET', '/health')).body.waitingFor)
      .toMatch('nodes have failed one after the other');
  });
});

describe('a scheduler that is lost', () => {
  test('finds its framework and its nodes again', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    const before = await search.green(2);
    const [framework] = await cluster.frameworks();
    await search.kill();
    await cluster.waitFor(({ frameworks }) => frameworks.every(({ active }) => !active));
    const next = await start({ nodes: 2 });
    expect(idsOf(await next.green(2))).toEqual(idsOf(before));
    expect(await cluster.frameworks()).toMatchObject([{ id: framework?.id, active: true }]);
    expect(await cluster.tasks()).toHaveLength(2);
  });

  testHere('replaces a node that was lost meanwhile', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    const [first, ...others] = await search.green(2);
    await search.kill();
    process.kill(pidOf(first as ShownNode), 'SIGKILL');
    await cluster.waitForTasks({ state: 'TASK_FAILED', where: ({ id }) => id === first?.id });
    const next = await start({ nodes: 2 });
    await expect.poll(async () => idsOf(await next.nodes())).not.toContain(first?.id);
    expect(idsOf(await next.green(2))).toEqual(expect.arrayContaining(idsOf(others)));
  });

  test('remembers to how many nodes it was scaled', async ({ start }) => {
    const search = await start({ nodes: 2 });
    await search.green(2);
    await search.scale(1);
    await search.green(1);
    await search.kill();
    await (await start({ nodes: 2 })).green(1);
  });

  test('starts anew when its framework was ended meanwhile', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    await search.green(2);
    await search.kill();
    await cluster.teardown('search');
    const next = await start({ nodes: 2 });
    await next.green(2);
    expect(next.output).toContain('starting anew');
    expect(await cluster.frameworks({ completed: true })).toHaveLength(2);
  });

  test('ends with its framework when an operator ends that', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    await search.green(2);
    await cluster.teardown('search');
    expect(await search.exited).toBe(1);
    expect(search.output).toContain('Framework has been removed');
    expect(await cluster.frameworks()).toEqual([]);
  });

  test('gives way to the one that takes over', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    const before = await search.green(2);
    const next = await start({ nodes: 2 });
    expect(await search.exited).toBe(1);
    expect(search.output).toContain('Framework failed over');
    expect(idsOf(await next.green(2))).toEqual(idsOf(before));
    expect(await cluster.tasks()).toHaveLength(2);
  });
});
