import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect } from 'vitest';
import { ask, peersOf, searchTest } from './search-test.js';

const racks = ['a', 'a', 'b', 'b', 'c'].map((rack) => ({ attributes: `rack:${rack}` }));
const test = searchTest({ agents: racks });

describe('discovery', () => {
  test('every node knows the transport addresses of all others', async ({ start }) => {
    const nodes = await (await start()).green(3);
    for (const node of nodes) {
      const others = nodes.filter((other) => other !== node).map(({ name, transport }) => ({ name, transport }));
      expect(await peersOf(node.http)).toEqual(expect.arrayContaining(others));
    }
  });

  test('nodes answer at the addresses and ports that Mesos reports', async ({ cluster, start }) => {
    const nodes = await (await start({ nodes: 2 })).green(2);
    const tasks = await cluster.tasks({ state: 'TASK_RUNNING' });
    for (const { id, name, http, transport } of nodes) {
      const task = tasks.find((each) => each.id === id);
      const ip = task?.statuses.at(-1)?.container_status?.network_infos?.[0]?.ip_addresses?.[0]?.ip_address;
      const [httpPort, transportPort] = [new URL(http), new URL(transport)].map(({ port }) => Number(port));
      expect({ http, transport }).toEqual({ http: `http://${ip}:${httpPort}`, transport: `http://${ip}:${transportPort}` });
      expect(task?.resources.ports).toBe(`[${httpPort}-${transportPort}]`);
      expect((await ask('GET', http)).body).toMatchObject({ name, cluster: 'search', version: '1.0.0' });
    }
  });

  test('the master shows the framework with its name and the address of its REST API', async ({ cluster, start }) => {
    const search = await start({ name: 'library', nodes: 0 });
    const framework = await cluster.waitForFramework('library');
    expect(framework).toMatchObject({ name: 'library', webui_url: search.url, checkpoint: true, failover_timeout: 3600 });
  });

  test('nodes lie on different agents, spread over the values of an attribute', async ({ start }) => {
    const search = await start({ 'spread-by': 'rack' });
    const racksOf = async (count: number) =>
      (await search.green(count))
        .map(({ agent }) => agent.attributes['rack'])
        .sort((one, other) => `${one}`.localeCompare(`${other}`));
    expect(await racksOf(3)).toEqual(['a', 'b', 'c']);
    await search.scale(5);
    expect(await racksOf(5)).toEqual(['a', 'a', 'b', 'b', 'c']);
    expect(new Set((await search.nodes()).map(({ agent }) => agent.id)).size).toBe(5);
  });

  test('finds the leading master by way of others', async ({ cluster, start }) => {
    const follower = createServer((_, response) =>
      response.writeHead(307, { Location: `${cluster.leader.url}/api/v1/scheduler` }).end(),
    );
    await new Promise<void>((resolve) => follower.listen(0, '127.0.0.1', resolve));
    const unreachable = 'http://127.0.0.1:1';
    const search = await start({
      nodes: 1,
      master: `${unreachable},http://127.0.0.1:${(follower.address() as AddressInfo).port}`,
    });
    await search.green(1);
    follower.close();
    expect(search.output).toContain('Not subscribed at 127.0.0.1:1');
  });
});

describe('the list of nodes', () => {
  test('has ids, names, dates, states and addresses', async ({ cluster, start }) => {
    const search = await start({ nodes: 1 });
    await search.green(1);
    await expect.poll(async () => (await search.nodes())[0]?.documents).toBe(0);
    const [node] = await search.nodes();
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const agent = (await cluster.state()).slaves.find(({ id }) => id === node?.agent.id);
    expect(node).toEqual({
      id: expect.stringMatching(/^search-node-1-[0-9a-f]{8}$/),
      name: 'search-node-1',
      state: 'TASK_RUNNING',
      launchedAt: date,
      startedAt: date,
      agent: { id: agent?.id, hostname: agent?.hostname, attributes: agent?.attributes },
      http: expect.stringMatching(/^http:\/\/[\d.]+:\d+$/),
      transport: expect.stringMatching(/^http:\/\/[\d.]+:\d+$/),
      dataDirectory: expect.stringContaining(agent?.id ?? '?'),
      documents: 0,
    });
    expect((await search.ask('GET', '/nodes/search-node-1')).body).toEqual(node);
    expect((await search.ask('GET', `/nodes/${node?.id}`)).body).toEqual(node);
  });

  test('tells how many documents each node has', async ({ start }) => {
    const search = await start({ nodes: 2 });
    const [first] = await search.green(2);
    await ask('PUT', `${first?.http}/documents/one`, { title: 'One' });
    await expect.poll(async () => (await search.nodes()).map(({ documents }) => documents)).toEqual([1, 1]);
  });
});
