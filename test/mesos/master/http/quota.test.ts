import { describe, expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../../src/mesos/authorizer/authorizer.js';
import { request } from '../http-client.js';
import { MasterFixture, resources } from '../master-fixture.js';

const guarantee = resources({ cpus: 1, mem: 64 });
const amounts = { cpus: { value: 1 }, mem: { value: 64 } };

async function start(flags = {}) {
  const fixture = await MasterFixture.start(flags);
  await fixture.agent();
  return { fixture, remove: (path: string) => request(fixture.address, 'DELETE', path, {}) };
}

describe('/quota', () => {
  it('sets, shows and removes quotas', async () => {
    const { fixture, remove } = await start();
    expect((await fixture.get('/quota')).body).toBe('{}');
    expect(await fixture.post('/quota', JSON.stringify({ role: 'r', guarantee }))).toMatchObject({ status: 200, body: '' });
    const shown = await fixture.get('/master/quota?jsonp=show');
    expect(shown.headers['content-type']).toBe('text/javascript');
    expect(JSON.parse(shown.body.slice('show('.length, -1))).toEqual({
      infos: [{ role: 'r', guarantee }],
      configs: [{ role: 'r', guarantees: amounts, limits: amounts }],
    });
    expect(shown.body).toContain('"value":1.0');
    expect(await remove('/master/quota/r')).toMatchObject({ status: 200, body: '' });
    expect((await fixture.get('/quota')).body).toBe('{}');
  });

  it.each([
    ['{', "Failed to parse set quota request JSON '{': syntax error at line 1 near: "],
    ['[]', "Failed to parse set quota request JSON '[]': Unexpected JSON type parsed"],
    [
      '{"guarantee":[{"name":"cpus"}]}',
      'Failed to validate set quota request JSON \'{"guarantee":[{"name":"cpus"}]}\': Missing required fields: guarantee[0].type',
    ],
    ['{}', 'Failed to validate set quota request: QuotaInfo with invalid role: Role names cannot be the empty string'],
  ])('refuses %s', async (body, text) => {
    const { fixture } = await start();
    expect(await fixture.post('/quota', body)).toMatchObject({ status: 400, body: text });
  });

  it('says 409 of more than the cluster has', async () => {
    const { fixture } = await start();
    const much = { role: 'r', guarantee: resources({ cpus: 5 }) };
    expect(await fixture.post('/quota', JSON.stringify(much))).toMatchObject({ status: 409 });
    expect(await fixture.post('/quota', JSON.stringify({ ...much, force: true }))).toMatchObject({ status: 200 });
  });

  it.each([
    ['/quota', "Failed to parse remove quota request for path '/master/quota': expected 3 tokens, found 2 tokens"],
    ['/quota/a/b', "Failed to remove quota for path '/master/quota/a/b': Role 'a/b' has no quota set"],
    ['/quota/a%20b', "Failed to remove quota for path '/master/quota/a%20b': Role 'a%20b' has no quota set"],
  ])('refuses DELETE of %s', async (path, text) => {
    const { remove } = await start();
    expect(await remove(path)).toMatchObject({ status: 400, body: text });
  });

  it('knows only the roles of the flag', async () => {
    const { remove } = await start({ roles: 'web' });
    const text = "Failed to validate remove quota request for path '/master/quota/r': Unknown role 'r'";
    expect(await remove('/quota/r')).toMatchObject({ status: 400, body: text });
  });

  it('takes no other methods', async () => {
    const { fixture } = await start();
    const answer = await request(fixture.address, 'PUT', '/quota', { body: '{}' });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, POST, DELETE' } });
  });
});

describe('the operator API', () => {
  it('sets, updates, shows and removes quotas', async () => {
    const { fixture } = await start();
    const shown = async () => JSON.parse((await fixture.operator({ type: 'GET_QUOTA' })).body).get_quota.status;
    expect(await shown()).toEqual({});
    const quota_request = { role: 'r', guarantee };
    expect(await fixture.operator({ type: 'SET_QUOTA', set_quota: { quota_request } })).toMatchObject({ status: 200, body: '' });
    const limits = { cpus: { value: 2 } };
    const update_quota = { quota_configs: [{ role: 's', limits }] };
    expect(await fixture.operator({ type: 'UPDATE_QUOTA', update_quota })).toMatchObject({ status: 200, body: '' });
    expect(await shown()).toEqual({
      infos: [{ role: 'r', guarantee }, { role: 's' }],
      configs: [
        { role: 'r', guarantees: amounts, limits: amounts },
        { role: 's', limits },
      ],
    });
    const remove = () => fixture.operator({ type: 'REMOVE_QUOTA', remove_quota: { role: 'r' } });
    expect(await remove()).toMatchObject({ status: 200, body: '' });
    expect(await remove()).toMatchObject({ status: 400, body: "Failed to remove quota: Role 'r' has no quota set" });
  });

  it('refuses what is wrong', async () => {
    const { fixture } = await start();
    const wrong = { limits: { cpus: { value: -1 } } };
    expect(
      await fixture.operator({ type: 'UPDATE_QUOTA', update_quota: { quota_configs: [{ role: 'r', ...wrong }] } }),
    ).toMatchObject({
      status: 400,
      body: "Invalid QuotaConfig: Invalid limit configuration {'cpus': -1}: Negative values not supported",
    });
    expect(await fixture.operator({ type: 'UPDATE_QUOTA', update_quota: { quota_configs: [wrong] } })).toMatchObject({
      body: 'Failed to convert JSON into Call protobuf: Missing required fields: update_quota.quota_configs[0].role',
    });
    expect(await fixture.operator({ type: 'SET_QUOTA' })).toMatchObject({
      ...{ status: 400, body: "Failed to validate master::Call: Expecting 'set_quota' to be present" },
    });
  });

  it('speaks protobuf', async () => {
    const { loadProtobuf } = await import('../../../../src/mesos/wire/protobuf.js');
    const { encode, decode } = await loadProtobuf();
    const { fixture } = await start();
    const post = (call: Parameters<typeof encode<'master.Call'>>[1]) =>
      fetch(`http://${fixture.address.ip}:${fixture.address.port}/api/v1`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-protobuf', Accept: 'application/x-protobuf' },
        body: encode('master.Call', call),
      });
    const quota_configs = [{ role: 'r', limits: { cpus: { value: 2.5 } } }];
    expect((await post({ type: 'UPDATE_QUOTA', update_quota: { quota_configs } })).status).toBe(200);
    const answer = await post({ type: 'GET_QUOTA' });
    expect(decode('master.Response', new Uint8Array(await answer.arrayBuffer())).get_quota?.status).toEqual({
      infos: [{ role: 'r' }],
      configs: quota_configs,
    });
  });
});

it('/roles shows the quota beside what of it is consumed', async () => {
  const { fixture } = await start();
  await fixture.agent({ resources: 'cpus:1;cpus(r/s):2' });
  fixture.master.quotas.set({ role: 'r', guarantee }, ALL_APPROVED);
  const { roles } = await fixture.json('/roles');
  expect(roles).toMatchObject([
    { name: 'r', quota: { role: 'r', guarantee: { cpus: 1, mem: 64 }, limit: { cpus: 1, mem: 64 }, consumed: { cpus: 2 } } },
    { name: 'r/s', quota: { role: 'r/s', guarantee: {}, limit: {}, consumed: { cpus: 2 } } },
  ]);
});
