import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MesosCluster } from 'minimesos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, elsewhere, peersOf, Search, type ShownNode, scheduler, schedulerOptions, USUAL } from './search-test.js';

// One framework with three nodes, which all of these tests look at.
const folder = mkdtempSync(join(tmpdir(), 'search-framework-'));
let cluster: MesosCluster;
let search: Search;
let nodes: ShownNode[];

beforeAll(async () => {
  cluster = await MesosCluster.start({ ...USUAL, agents: 3 });
  search = new Search({ ...schedulerOptions(cluster, folder), name: 'library', role: 'readers' });
  await search.says('Subscribed');
  nodes = await search.green(3);
});

afterAll(async () => {
  await search.kill();
  await cluster.destroy();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

describe('discovery', () => {
  test('every node knows the transport addresses of all others', async () => {
    for (const node of nodes) {
      const others = nodes.filter((other) => other !== node).map(({ name, transport }) => ({ name, transport }));
      expect(await peersOf(node.http)).toEqual(expect.arrayContaining(others));
    }
  });

  test('nodes answer at the addresses and ports that Mesos reports', async () => {
    const tasks = await cluster.tasks({ state: 'TASK_RUNNING' });
    for (const { id, name, http, transport } of nodes) {
      const task = tasks.find((each) => each.id === id);
      const ip = task?.statuses.at(-1)?.container_status?.network_infos?.[0]?.ip_addresses?.[0]?.ip_address;
      const [httpPort, transportPort] = [new URL(http), new URL(transport)].map(({ port }) => Number(port));
      expect({ http, transport }).toEqual({ http: `http://${ip}:${httpPort}`, transport: `http://${ip}:${transportPort}` });
      expect(task?.resources.ports).toBe(`[${httpPort}-${transportPort}]`);
      expect((await ask('GET', http)).body).toMatchObject({ name, cluster: 'library', version: '1.0.0' });
    }
  });

  test('nodes lie on different agents', () => {
    expect(new Set(nodes.map(({ agent }) => agent.id)).size).toBe(3);
  });

  test('the master shows the framework with its name and the address of its REST API', async () => {
    const framework = await cluster.waitForFramework('library');
    expect(framework).toMatchObject({ name: 'library', webui_url: search.url, checkpoint: true, failover_timeout: 3600 });
  });
});

describe('the list of nodes', () => {
  test('has ids, names, dates, states and addresses', async () => {
    await expect.poll(async () => (await search.nodes()).map(({ documents }) => documents)).not.toContain(undefined);
    const [node] = await search.nodes();
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const agent = (await cluster.state()).slaves.find(({ id }) => id === node?.agent.id);
    expect(node).toEqual({
      id: expect.stringMatching(/^library-node-1-[0-9a-f]{8}$/),
      name: 'library-node-1',
      state: 'TASK_RUNNING',
      launchedAt: date,
      startedAt: date,
      agent: { id: agent?.id, hostname: agent?.hostname, attributes: agent?.attributes },
      http: expect.stringMatching(/^http:\/\/[\d.]+:\d+$/),
      transport: expect.stringMatching(/^http:\/\/[\d.]+:\d+$/),
      dataDirectory: join(folder, 'data', 'library', agent?.id ?? '?'),
      documents: expect.any(Number),
    });
    expect((await search.ask('GET', '/nodes/library-node-1')).body).toMatchObject({ id: node?.id });
    expect((await search.ask('GET', `/nodes/${node?.id}`)).body).toMatchObject({ name: 'library-node-1' });
  });

  test('tells how many documents each node has', async () => {
    const counts = async () => (await search.nodes()).map(({ documents }) => documents);
    const [before = 0] = await counts();
    await ask('PUT', `${nodes[0]?.http}/documents/counted`, { title: 'One' });
    await expect.poll(counts).toEqual([before + 1, before + 1, before + 1]);
  });
});

describe('the program of the nodes', () => {
  test('comes from the scheduler, is executable, and writes to the sandbox', async () => {
    const [{ id, name, http }] = nodes as [ShownNode];
    const sandbox = cluster.sandbox(id);
    const entries = await sandbox.list();
    expect(entries.find((entry) => entry.name === 'search-node.mjs')?.mode).toBe('-rwxr-xr-x');
    // toEqual() would go through half a million bytes one by one, and a ZooKeeper in this process would answer nobody meanwhile.
    const program = readFileSync(join(dirname(scheduler), 'search-node.mjs'));
    expect((await sandbox.read('search-node.mjs')).equals(program)).toBe(true);
    expect(await cluster.logs(id)).toContain(`${name} answers at ${http}`);
  });
});

describe('data', () => {
  test('lies in one directory for each agent', ({ skip }) => {
    skip(elsewhere !== undefined, elsewhere);
    const agents = cluster.agents.map(({ id }) => id).sort();
    expect(readdirSync(join(folder, 'data', 'library')).sort()).toEqual(agents);
    for (const { agent, dataDirectory } of nodes) expect(dataDirectory).toBe(join(folder, 'data', 'library', agent.id));
  });
});

describe('searching', () => {
  test('what was put into one node is found on all', async () => {
    for (const [index, { http }] of nodes.entries()) {
      for (let number = 0; number < 3; number++) {
        const document = { title: `Volume ${number}`, from: `node ${index}` };
        expect((await ask('PUT', `${http}/documents/${index}-${number}`, document)).status).toBe(200);
      }
    }
    for (const { http } of nodes) {
      expect((await ask('GET', `${http}/search?q=volume`)).body).toMatchObject({ total: 9 });
      expect((await ask('GET', `${http}/search?q=NODE+2`)).body.hits.map(({ id }: { id: string }) => id)).toContain('2-0');
      expect((await ask('GET', `${http}/documents/0-1`)).body.document).toEqual({ title: 'Volume 1', from: 'node 0' });
    }
  });

  test('goes through the scheduler to any node, or to the one that is named', async () => {
    await ask('PUT', `${nodes[0]?.http}/documents/moby`, { text: 'Call me Ishmael' });
    const names = nodes.map(({ name }) => name);
    const found = (path: string) => search.ask('GET', `/search?q=ishmael${path}`);
    expect((await found('')).body).toMatchObject({ total: 1, node: expect.toBeOneOf(names) });
    for (const node of names) expect((await found(`&node=${node}`)).body).toMatchObject({ total: 1, node });
    expect((await found('&node=nobody')).status).toBe(404);
  });

  test('nodes refuse what is no document', async () => {
    const url = `${nodes[0]?.http}/documents`;
    const put = (body: string) => ask('PUT', `${url}/x`, body);
    expect(await put('{')).toMatchObject({ status: 400, body: { error: expect.stringContaining('not JSON') } });
    expect(await put('[1]')).toMatchObject({ status: 400, body: { error: 'A document is a JSON object' } });
    expect(await put(JSON.stringify({ text: 'x'.repeat(2_000_000) }))).toMatchObject({ status: 413 });
    expect(await ask('GET', `${url}/x`)).toEqual({ status: 404, body: { error: 'There is no document x' } });
    expect((await ask('DELETE', `${url}/x`)).status).toBe(404);
    expect((await ask('GET', `${url}/%zz`)).status).toBe(400);
    expect((await ask('GET', `${nodes[0]?.http}/search`)).body).toMatchObject({ total: 0, hits: [] });
  });
});

describe('the REST API', () => {
  test('refuses rubbish and goes on', async () => {
    const refused = async (method: string, path: string, body?: string) => {
      const { status, body: answer } = await search.ask(method, path, body);
      expect(answer.error).toEqual(expect.any(String));
      return status;
    };
    for (const body of ['{', '[]', '{}', '{"nodes":-1}', '{"nodes":1.5}', '{"nodes":"3"}', '{"nodes":1e9}', 'null']) {
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
    await search.green(3);
  });

  test('shows the configuration and where it comes from', async () => {
    const { configuration, sources } = (await search.ask('GET', '/configuration')).body;
    expect(configuration).toMatchObject({ nodes: 3, name: 'library', cpus: 0.2 });
    expect(sources).toMatchObject({ name: '--name', cpus: 'default' });
  });
});

describe('the role', () => {
  test('is the one that is given', async () => {
    expect(await cluster.frameworks()).toMatchObject([{ roles: ['readers'] }]);
  });
});
