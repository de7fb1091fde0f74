import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiClient } from '../../../src/drivers/host/api-client.js';
import { Lease } from '../../../src/drivers/host/lease.js';
import { writeServerFile } from '../../../src/host/server-file.js';
import { MesosCluster } from '../../../src/index.js';
import { publishServer, recordOf } from '../../../src/remote/publish.js';
import { createServer, type RemoteServer } from '../../../src/remote/server.js';

const ends: (() => unknown)[] = [];
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'connect-'));
  vi.stubEnv('MINIMESOS_HOME', home);
  vi.stubEnv('MINIMESOS_TOKEN', undefined);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** A server as of another program of this user, with its file when it is published. */
async function serverWith(clusters: readonly string[], { published = true } = {}): Promise<RemoteServer> {
  const server = await createServer();
  ends.push(() => server.close());
  for (const name of clusters) await server.clusters.create({ description: { name } });
  if (published) ends.push(publishServer(server).end);
  return server;
}

async function connected(...args: Parameters<typeof MesosCluster.connect>): Promise<MesosCluster> {
  const cluster = await MesosCluster.connect(...args);
  ends.push(() => cluster.disconnect());
  return cluster;
}

const refusal = (...args: Parameters<typeof MesosCluster.connect>) =>
  MesosCluster.connect(...args).then(
    () => expect.unreachable('connected'),
    (error: unknown) => error as Error & { code: string; details: unknown },
  );

describe('connecting', () => {
  it('finds a cluster by its name', async () => {
    const server = await serverWith(['other', 'blue']);
    const cluster = await connected('blue');
    const { cluster: original } = server.clusters.find('blue');
    const { name, driver, mesosVersion, leader } = cluster;
    expect({ name, driver, mesosVersion }).toEqual({ name: 'blue', driver: 'embedded', mesosVersion: '1.11.0' });
    expect(leader.url).toBe(original.leader.url);
    expect(cluster.agents.map(({ id }) => id)).toEqual(original.agents.map(({ id }) => id));
  });

  it('finds it by the URL of a server that has only one', async () => {
    const server = await serverWith(['blue']);
    expect((await connected(server.url)).name).toBe('blue');
    expect((await connected(`${server.url}/`)).name).toBe('blue');
  });

  it('finds it by its own URL, with a token where there is no server file', async () => {
    const server = await serverWith(['other', 'blue'], { published: false });
    const url = `${server.url}/v1/clusters/blue`;
    expect((await connected(url, { token: server.token })).name).toBe('blue');
    vi.stubEnv('MINIMESOS_TOKEN', server.token);
    expect((await connected(url)).name).toBe('blue');
  });

  it('says which clusters there are when there is none of that name', async () => {
    expect(await refusal('blue')).toMatchObject({ code: 'HOST_NOT_FOUND', details: { wanted: 'blue', clusters: [] } });
    const { url } = await serverWith(['green']);
    expect(await refusal('blue')).toMatchObject({ code: 'HOST_NOT_FOUND', details: { clusters: ['green'] } });
    expect(await refusal(`${url}/v1/clusters/blue`)).toMatchObject({ code: 'HOST_NOT_FOUND', details: { clusters: ['green'] } });
  });

  it('says that a server has no cluster, or several', async () => {
    expect(await refusal((await serverWith([])).url)).toMatchObject({ code: 'HOST_NOT_FOUND' });
    const { url } = await serverWith(['red', 'green']);
    const { code, message } = await refusal(url);
    expect(code).toBe('INVALID_ARGUMENT');
    expect(message).toContain(`the URL of one of its clusters, such as ${url}/v1/clusters/red (it has red, green)`);
  });

  it('asks for a URL when two servers have a cluster of that name', async () => {
    const server = await serverWith(['blue']);
    writeServerFile({ ...recordOf(server), pid: process.ppid, startedAt: 0, url: 'http://127.0.0.1:1' });
    const { code, message } = await refusal('blue');
    expect(code).toBe('INVALID_ARGUMENT');
    expect(message).toContain(`several host processes have a cluster of this name`);
    expect(message).toContain(server.url);
  });

  it.each(['', 'http://', 'https://127.0.0.1:1', 'ftp://x', 'http://127.0.0.1:1/v1', 'http://127.0.0.1:1/v1/clusters/a/b'])(
    'refuses %j, which is no name and no URL',
    async (given) => {
      expect(await refusal(given)).toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
  );

  it('says that the token is missing or wrong', async () => {
    const { url } = await serverWith(['blue'], { published: false });
    expect(await refusal(url)).toMatchObject({ code: 'TOKEN_REFUSED', details: { url, token: 'missing' } });
    expect(await refusal(url, { token: 'guessed' })).toMatchObject({ code: 'TOKEN_REFUSED', details: { token: 'wrong' } });
  });

  it('says that a server is gone', async () => {
    const server = await serverWith(['blue'], { published: false });
    await server.close();
    expect(await refusal(server.url)).toMatchObject({ code: 'HOST_GONE', details: { url: server.url } });
    // A file that was left behind by a process whose pid belongs to another one of the same age is not enough to find it.
    writeServerFile({ ...recordOf(server), clusters: ['blue'] });
    expect(await refusal('blue')).toMatchObject({ code: 'HOST_GONE' });
  });

  it.each([
    ['{"api": 2, "version": "9.0.0"}', 'version 2 of the API (minimesos 9.0.0)'],
    ['{}', 'version undefined of the API (minimesos undefined)'],
    ['It works!', 'something other than JSON'],
  ])('says that what answers %s is not what it has to be', async (body, came) => {
    const other = createHttpServer((_request, response) => void response.end(body));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    ends.push(() => other.close().closeAllConnections());
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(await refusal(url)).toMatchObject({ code: 'HOST_INCOMPATIBLE', details: { came } });
  });
});

describe('a lease', () => {
  it('holds the cluster when its starter is gone, until the last one lets go', async () => {
    const server = await serverWith([]);
    const starter = new ApiClient(server);
    ends.push(() => starter.close());
    const lease = await Lease.take(starter);
    await starter.json('POST', '/v1/clusters', { body: { description: { name: 'blue' }, lease: lease.id } });
    const first = await connected('blue');
    const second = await connected('blue');
    lease.release();
    await lease.ended;
    await first.disconnect();
    await expect(second.run('echo still here')).resolves.toMatchObject({ stdout: 'still here\n' });
    await second.disconnect();
    await vi.waitFor(() => expect(server.clusters.list).toEqual([]), 30_000);
  });

  it('is not needed by a cluster that is kept', async () => {
    const server = await serverWith(['blue']);
    const cluster = await connected('blue');
    await cluster.disconnect();
    await expect(cluster.state()).rejects.toMatchObject({ code: 'CLUSTER_DESTROYED' });
    await using again = await connected('blue');
    await again.destroy();
    expect(server.clusters.list).toEqual([]);
  });

  it('ends with the block that a connected cluster is used in', async () => {
    const server = await serverWith(['blue']);
    const { leases } = server.clusters.find('blue');
    {
      await using _cluster = await connected('blue');
      expect(leases.size).toBe(1);
    }
    await vi.waitFor(() => expect(leases.size).toBe(0), 30_000);
    expect(server.clusters.list).toHaveLength(1);
  });
});
