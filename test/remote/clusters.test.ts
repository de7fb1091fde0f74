import type { IncomingMessage } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { MesosCluster } from '../../src/index.js';
import { Api } from './api.js';

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
};

/** A lease, with the connection that it hangs on. */
async function lease(api: Api): Promise<{ id: string; connection: IncomingMessage }> {
  const connection = await api.open('GET', '/v1/lease');
  const line = await new Promise<string>((resolve) => connection.setEncoding('utf8').once('data', resolve));
  return { id: JSON.parse(line).lease, connection };
}

const names = async (api: Api) => (await api.ask('GET', '/v1/clusters')).json.map(({ name }: { name: string }) => name);
const gone = (api: Api, name: string) => until(async () => !(await names(api)).includes(name));
const answers = (url: string) =>
  fetch(`${url}/health`).then(
    () => true,
    () => false,
  );

describe('a cluster', () => {
  it('is created, shown, listed, and destroyed', async () => {
    await using api = await Api.start();
    const created = await api.cluster({ name: 'blue', agents: [{ count: 2, resources: 'cpus:2;mem:64', attributes: 'rack:a' }] });
    expect(created).toMatchObject({
      name: 'blue',
      driver: 'embedded',
      mesosVersion: '1.11.0',
      kept: true,
      zookeeper: null,
      host: { pid: process.pid },
      masters: [{ ip: '127.0.0.1' }],
      agents: [1, 2].map(() => ({ running: true, resources: { cpus: 2, mem: 64 }, attributes: { rack: 'a' } })),
      exports: { MINIMESOS_MASTER: created.masters[0].url, MINIMESOS_AGENT_1_PORT: String(created.agents[1].port) },
    });
    expect((await api.ask('GET', '/v1/clusters/blue')).json).toEqual(created);
    expect((await api.ask('GET', `/v1/clusters/${created.id}`)).json).toEqual(created);
    expect((await api.ask('GET', '/v1/clusters')).json).toEqual([created]);
    expect(await answers(created.masters[0].url)).toBe(true);
    expect(await api.ask('DELETE', '/v1/clusters/blue')).toMatchObject({ status: 204, text: '' });
    expect(await answers(created.masters[0].url)).toBe(false);
    const refused = await api.refused('UNKNOWN_CLUSTER', 'GET', `/v1/clusters/${created.id}`);
    expect(refused).toMatchObject({ status: 404, details: { clusters: [] } });
    await api.refused('UNKNOWN_CLUSTER', 'DELETE', '/v1/clusters/blue');
  });

  it('is created of nothing, and of YAML', async () => {
    await using api = await Api.start();
    expect((await api.ask('POST', '/v1/clusters')).json.agents).toHaveLength(1);
    const yaml = { text: '# three\nname: three\nagents: 3\n', headers: { 'Content-Type': 'application/yaml; charset=utf-8' } };
    expect((await api.ask('POST', '/v1/clusters', yaml)).json).toMatchObject({ name: 'three', agents: [{}, {}, {}] });
    const both = { json: { descriptionText: 'name: text\nagents: 0' } };
    expect((await api.ask('POST', '/v1/clusters', both)).json).toMatchObject({ name: 'text', agents: [] });
    const original = { json: { descriptionText: 'minimesos {\n  clusterName = "original"\n  agent { }\n}' } };
    expect((await api.ask('POST', '/v1/clusters', original)).json).toMatchObject({ name: 'original', agents: [{}] });
  });

  it('is described with all that is wrong', async () => {
    await using api = await Api.start();
    const json = { description: { agent: 2, masters: 'one', agents: [{ resources: 'cpus' }] } };
    const { problems, detail } = await api.refused('INVALID_DESCRIPTION', 'POST', '/v1/clusters', { json });
    expect(problems.map(({ path }: { path: string }) => path)).toEqual(['agent', 'masters', 'agents[0].resources']);
    expect(detail).toContain('agent: a cluster has no such key; did you mean agents?');
    const driver = await api.refused('INVALID_DESCRIPTION', 'POST', '/v1/clusters', {
      json: { description: { driver: 'vagrant' } },
    });
    expect(driver.detail).toContain('driver: expected one of embedded, docker, native, attached, but got "vagrant"');
    for (const description of [null, 3, 'text', []]) {
      await api.refused('INVALID_DESCRIPTION', 'POST', '/v1/clusters', { json: { description } });
    }
  });

  it('is described in YAML with a line and a column where that is broken', async () => {
    await using api = await Api.start();
    const yaml = { text: 'name: blue\nagents: [1\nmasters: 1\n', headers: { 'Content-Type': 'application/yaml' } };
    const broken = await api.refused('INVALID_FILE', 'POST', '/v1/clusters', yaml);
    expect(broken).toMatchObject({ status: 400, details: { file: 'The description', line: 3 } });
    const twice = { json: { description: {}, descriptionText: 'agents: 1' } };
    await api.refused('INVALID_REQUEST', 'POST', '/v1/clusters', twice);
  });

  it('has a name of its own', async () => {
    await using api = await Api.start();
    await api.cluster({ name: 'blue', agents: 0 });
    await api.refused('CLUSTER_ALREADY_STARTED', 'POST', '/v1/clusters', { json: { description: { name: 'blue' } } });
    const { masters } = await api.cluster({ agents: 0 });
    const json = { description: { masters: [{ port: masters[0].port }] } };
    expect(await api.refused('PORT_TAKEN', 'POST', '/v1/clusters', { json })).toMatchObject({ status: 409 });
    expect(await names(api)).toHaveLength(2);
  });

  it('may have the name of one that is being destroyed', async () => {
    await using api = await Api.start();
    for (let round = 0; round < 5; round++) {
      const { id } = await api.cluster({ name: 'blue' });
      const destroyed = api.server.clusters.destroy(api.server.clusters.find(id));
      expect(api.server.clusters.list).toEqual([]);
      expect((await api.cluster({ name: 'blue' })).id).not.toBe(id);
      await destroyed;
      await api.server.clusters.destroy(api.server.clusters.find('blue'));
    }
  });

  it('is destroyed once, whoever asks', async () => {
    await using api = await Api.start();
    await api.cluster({ name: 'blue' });
    const both = await Promise.all([api.ask('DELETE', '/v1/clusters/blue'), api.ask('DELETE', '/v1/clusters/blue')]);
    expect(both.map(({ status }) => status)).toEqual([204, 204]);
  });
});

describe('a key', () => {
  it('gets the same cluster again', async () => {
    await using api = await Api.start();
    const json = { key: 'mine', description: { agents: 2 } };
    const [one, other] = await Promise.all([1, 2].map(() => api.ask('POST', '/v1/clusters', { json })));
    expect([one?.status, other?.status]).toEqual([201, 200]);
    expect(other?.json.id).toBe(one?.json.id);
    expect((await api.ask('POST', '/v1/clusters', { json })).json.id).toBe(one?.json.id);
    expect(await names(api)).toHaveLength(1);
  });

  it('is for one description', async () => {
    await using api = await Api.start();
    await api.cluster({ name: 'blue' }, { key: 'mine' });
    const json = { key: 'mine', description: { name: 'blue', agents: 2 } };
    const { details } = await api.refused('KEY_REUSED', 'POST', '/v1/clusters', { json });
    expect(details).toEqual({ key: 'mine', cluster: 'blue' });
  });

  it('is free again when the cluster is gone, or was never there', async () => {
    await using api = await Api.start();
    const first = await api.cluster({}, { key: 'mine' });
    await api.ask('DELETE', `/v1/clusters/${first.id}`);
    const second = await api.cluster({ agents: 0 }, { key: 'mine' });
    expect(second.id).not.toBe(first.id);
    const port = second.masters[0].port;
    const json = { key: 'other', description: { masters: [{ port }] } };
    await api.refused('PORT_TAKEN', 'POST', '/v1/clusters', { json });
    await api.ask('DELETE', `/v1/clusters/${second.id}`);
    // Somebody else on this machine may have the port for a moment.
    await expect.poll(async () => (await api.ask('POST', '/v1/clusters', { json })).status).toBe(201);
  });
});

describe('a lease', () => {
  it('takes its clusters with it when the client dies', async () => {
    await using api = await Api.start();
    const mine = await lease(api);
    const bound = await api.cluster({ name: 'bound' }, { lease: mine.id });
    await api.cluster({ name: 'kept' }, { lease: mine.id, keep: true });
    const free = await api.cluster({ name: 'free' });
    expect([bound.kept, free.kept]).toEqual([false, true]);
    mine.connection.socket.destroy();
    await gone(api, 'bound');
    expect(await answers(bound.masters[0].url)).toBe(false);
    expect(await names(api)).toEqual(['kept', 'free']);
  });

  it('leaves a cluster to the others that hold it', async () => {
    await using api = await Api.start();
    const [mine, other, third] = await Promise.all([lease(api), lease(api), lease(api)]);
    const json = { description: { name: 'shared' }, key: 'shared', lease: mine.id };
    await api.ask('POST', '/v1/clusters', { json });
    await api.ask('POST', '/v1/clusters', { json: { ...json, lease: other.id } });
    expect((await api.ask('PUT', `/v1/clusters/shared/leases/${third.id}`)).status).toBe(204);
    for (const each of [mine, other]) {
      each.connection.destroy();
      await until(async () => (await api.ask('PUT', `/v1/clusters/shared/leases/${each.id}`)).status === 409);
    }
    expect(await names(api)).toEqual(['shared']);
    third.connection.destroy();
    await gone(api, 'shared');
  });

  it('can be taken off a cluster that is to live on', async () => {
    await using api = await Api.start();
    const mine = await lease(api);
    await api.cluster({ name: 'blue' }, { lease: mine.id });
    await api.cluster({ name: 'green' }, { lease: mine.id });
    expect((await api.ask('DELETE', `/v1/clusters/blue/leases/${mine.id}`)).status).toBe(204);
    mine.connection.destroy();
    await gone(api, 'green');
    expect(await names(api)).toEqual(['blue']);
  });

  it('that has ended, or never was, holds nothing', async () => {
    await using api = await Api.start();
    await api.refused('LEASE_ENDED', 'POST', '/v1/clusters', { json: { lease: 'none' } });
    expect(await names(api)).toEqual([]);
    await api.cluster({ name: 'blue' });
    await api.refused('LEASE_ENDED', 'PUT', '/v1/clusters/blue/leases/none');
    expect((await api.ask('DELETE', '/v1/clusters/blue/leases/none')).status).toBe(204);
  });

  it('that ends while the cluster is being started takes it with it', async () => {
    await using api = await Api.start();
    const mine = await lease(api);
    await api.cluster({ name: 'other' });
    const start = MesosCluster.start;
    vi.spyOn(MesosCluster, 'start').mockImplementationOnce(async (description) => {
      const cluster = await start.call(MesosCluster, description);
      mine.connection.destroy();
      await until(async () => (await api.ask('PUT', `/v1/clusters/other/leases/${mine.id}`)).status === 409);
      return cluster;
    });
    await api.refused('LEASE_ENDED', 'POST', '/v1/clusters', { json: { lease: mine.id } });
    expect(await names(api)).toEqual(['other']);
  });
});

describe('the limits', () => {
  it('hold for clusters, also for those being started', async () => {
    await using api = await Api.start({ limits: { clusters: 2 } });
    const all = await Promise.all([1, 2, 3].map(() => api.ask('POST', '/v1/clusters')));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 201, 409]);
    expect(all.find(({ status }) => status === 409)?.json).toMatchObject({
      code: 'LIMIT_REACHED',
      details: { what: 'clusters', limit: 2 },
    });
    await api.ask('DELETE', `/v1/clusters/${(await names(api))[0]}`);
    await api.cluster();
  });

  it('hold for agents', async () => {
    await using api = await Api.start({ limits: { agents: 2 } });
    await api.refused('LIMIT_REACHED', 'POST', '/v1/clusters', { json: { description: { agents: 3 } } });
    await api.cluster({ name: 'blue', agents: 2 });
    await api.refused('LIMIT_REACHED', 'POST', '/v1/clusters/blue/agents');
    expect((await api.ask('GET', '/v1/clusters/blue/agents')).json).toHaveLength(2);
  });
});

describe('many clusters', () => {
  it('do not disturb each other', async () => {
    await using api = await Api.start();
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => api.cluster({ name: `c-${index}` })));
    const urls = all.flatMap(({ masters, agents }) => [...masters, ...agents]).map(({ url }) => url);
    expect(new Set(urls).size).toBe(100);
    const [first, ...rest] = await names(api);
    await api.ask('DELETE', `/v1/clusters/${first}`);
    expect(
      await Promise.all(rest.map(async (name: string) => (await api.ask('GET', `/v1/clusters/${name}`)).json.agents.length)),
    ).toEqual(rest.map(() => 1));
    expect((await api.ask('POST', '/v1/shutdown')).json).toEqual({ destroyed: 49 });
  });
});
