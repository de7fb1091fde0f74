import { describe, expect } from 'vitest';
import { searchTest } from './search-test.js';

const test = searchTest({ agents: 2 });

describe('the end', () => {
  test('asked for over REST leaves no framework and no task', async ({ cluster, start }) => {
    const search = await start({ nodes: 2 });
    await search.green(2);
    expect(await search.ask('DELETE', '/framework')).toEqual({ status: 200, body: { tornDown: true } });
    expect(await search.exited).toBe(0);
    await expect(cluster).not.toHaveFramework('search');
    await expect(cluster).not.toHaveTask({ state: 'TASK_RUNNING' });
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

describe('the REST API', () => {
  test('refuses rubbish and goes on', async ({ start }) => {
    const search = await start({ nodes: 1 });
    await search.green(1);
    const refused = async (method: string, path: string, body?: string) => {
      const { status, body: answer } = await search.ask(method, path, body);
      expect(answer.error).toEqual(expect.any(String));
      return status;
    };
    for (const body of [
      '{',
      '[]',
      '{}',
      '{"nodes":-1}',
      '{"nodes":1.5}',
      '{"nodes":"3"}',
      '{"nodes":1e9}',
      'null',
      '{"nodes":null}',
    ]) {
      expect(await refused('PUT', '/scale', body)).toBe(400);
    }
    expect(await refused('PUT', '/scale', JSON.stringify({ nodes: 1, text: 'x'.repeat(2_000_000) }))).toBe(413);
    expect(await refused('POST', '/scale', '{"nodes":2}')).toBe(405);
    expect(await refused('GET', '/nowhere')).toBe(404);
    expect(await refused('GET', '/nodes/nobody')).toBe(404);
    expect(await refused('DELETE', '/nodes/nobody')).toBe(404);
    expect(await refused('GET', '/nodes/%zz')).toBe(400);
    expect(await refused('GET', '/files/..%2f..%2fetc%2fpasswd')).toBe(404);
    expect(await refused('GET', '/files/constructor')).toBe(404);
    await search.green(1);
  });

  test('shows the configuration and where it comes from', async ({ start }) => {
    const search = await start({ nodes: 0, role: 'mine' });
    const { configuration, sources } = (await search.ask('GET', '/configuration')).body;
    expect(configuration).toMatchObject({ nodes: 0, role: 'mine', cpus: 0.2 });
    expect(sources).toMatchObject({ nodes: '--nodes', cpus: 'default' });
  });
});
