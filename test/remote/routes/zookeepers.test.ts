import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ZooKeeperSession } from '../../../src/index.js';
import { LibraryClient } from '../../zookeeper/library-client.js';
import { Api } from '../api.js';

let api: Api;
beforeAll(async () => {
  api = await Api.start();
  await api.ask('POST', '/v1/clusters', {
    json: { description: { name: 'blue', zookeeper: true, zookeepers: { 'of-jobs': true } } },
  });
  await api.ask('POST', '/v1/clusters', { json: { description: { name: 'green' } } });
});
afterAll(() => api[Symbol.asyncDispose]());

const AT = '/v1/clusters/blue/zookeepers/masters';
const sessions = async (at = AT): Promise<ZooKeeperSession[]> => (await api.ask('GET', `${at}/sessions`)).json;

describe('the ZooKeepers of a cluster', () => {
  it('are told of with it, and to programs', async () => {
    const { json } = await api.ask('GET', '/v1/clusters/blue');
    const { masters, 'of-jobs': jobs } = json.zookeepers;
    expect(json.zookeeper).toEqual(masters);
    const { ip, port, connectString } = masters;
    expect(masters).toEqual({ url: `zk://${connectString}/mesos`, connectString: `${ip}:${port}`, ip, port, external: false });
    expect(json.exports).toMatchObject({
      MINIMESOS_ZOOKEEPER: masters.url,
      MINIMESOS_ZOOKEEPER_IP: ip,
      MINIMESOS_ZOOKEEPER_PORT: String(port),
      MINIMESOS_ZOOKEEPER_OF_JOBS: jobs.url,
      MINIMESOS_ZOOKEEPER_OF_JOBS_PORT: String(jobs.port),
    });
    const { json: other } = await api.ask('GET', '/v1/clusters/green');
    expect([other.zookeeper, other.zookeepers]).toEqual([null, {}]);
    expect(Object.keys(other.exports).join()).not.toContain('ZOOKEEPER');
  });

  it('have sessions, which can be ended and cut off', async () => {
    const { connectString } = (await api.ask('GET', '/v1/clusters/blue')).json.zookeeper;
    const client = await LibraryClient.connect(connectString);
    await client.create('/mine', '', 'EPHEMERAL');
    const { session: id } = client;
    const mine = async () => (await sessions()).find((session) => session.id === id);
    expect(await mine()).toEqual({
      id,
      timeoutMs: 10_000,
      client: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      ephemerals: ['/mine'],
    });
    expect(await sessions('/v1/clusters/blue/zookeepers/of-jobs')).toEqual([]);
    const lost = new Promise<void>((resolve) => client.client.once('disconnected', resolve));
    const { status } = await api.ask('POST', `${AT}/sessions/${id}/drop-connection`);
    expect(status).toBe(204);
    await lost;
    await expect.poll(async () => (await mine())?.client).toMatch(/^127/);
    await api.ask('POST', `${AT}/sessions/${id}/expire`);
    expect(await mine()).toBeUndefined();
    const { details } = await api.refused('UNKNOWN_SESSION', 'POST', `${AT}/sessions/${id}/expire`);
    expect(details.session).toBe(id);
  });

  it('stand still, only read, and start again', async () => {
    for (const act of ['freeze', 'thaw', 'restart']) expect((await api.ask('POST', `${AT}/${act}`)).status).toBe(204);
    for (const readOnly of [true, false]) {
      expect((await api.ask('POST', `${AT}/read-only`, { json: { readOnly } })).status).toBe(204);
    }
    await api.refused('INVALID_REQUEST', 'POST', `${AT}/read-only`, { json: {} });
    const { json } = await api.ask('GET', '/v1/clusters/blue/timeline?kinds=fault');
    expect(json.map(({ what }: { what: string }) => what).slice(-5)).toEqual([
      ...['froze ZooKeeper', 'thawed ZooKeeper', 'restarted ZooKeeper', 'made ZooKeeper read-only', 'made ZooKeeper writable'],
    ]);
  });

  it('have to be there', async () => {
    const { details } = await api.refused('NO_ZOOKEEPER', 'GET', '/v1/clusters/green/zookeepers/masters/sessions');
    expect(details).toEqual({ cluster: 'green', zookeeper: 'masters', zookeepers: [] });
    await api.refused('NO_ZOOKEEPER', 'POST', '/v1/clusters/blue/zookeepers/state/freeze');
    await api.refused('NO_ZOOKEEPER', 'POST', '/v1/clusters/blue/zookeepers/toString/freeze');
  });
});
