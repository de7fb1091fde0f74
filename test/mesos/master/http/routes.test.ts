import { describe, expect, it } from 'vitest';
import { MasterFixture } from '../master-fixture.js';

const TEXT = 'text/plain; charset=utf-8';
const ONLY_POST = "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.";

describe('a master over HTTP', () => {
  it.each(['/health', '/master/health'])('says at %s that it is there', async (path) => {
    const fixture = await MasterFixture.start();
    expect(await fixture.get(path)).toMatchObject({ status: 200, body: '' });
    expect(await fixture.post(path, '')).toMatchObject({ status: 200, body: '' });
  });

  it.each(['/redirect', '/master/redirect', '/redirect/'])('names at %s the leader', async (path) => {
    const fixture = await MasterFixture.start();
    const { ip, port } = fixture.address;
    expect(await fixture.get(path)).toMatchObject({ status: 307, body: '', headers: { location: `//${ip}:${port}` } });
  });

  it.each([
    '/redirect/state?x=1',
    '/no-such-endpoint',
    '/master/no-such-endpoint',
    '/state.json',
    '/api',
    '/api/v2',
    '/metrics',
    '/../state',
  ])('knows no %s', async (path) => {
    expect((await (await MasterFixture.start()).get(path)).status).toBe(404);
  });

  it('shows its flags and its version', async () => {
    const fixture = await MasterFixture.start({ agent_ping_timeout: '5secs' });
    expect(await fixture.json('/flags')).toMatchObject({ flags: { agent_ping_timeout: '5secs', max_agent_ping_timeouts: '5' } });
    expect(await fixture.json('/version')).toEqual({
      ...{ version: '1.12.0', build_date: expect.any(String), build_time: expect.any(Number), build_user: expect.any(String) },
    });
  });

  it.each(['/state', '/slaves', '/frameworks', '/state-summary', '/tasks', '/roles', '/flags'])(
    'answers %s in all ways',
    async (path) => {
      const fixture = await MasterFixture.start();
      expect(await fixture.get(path)).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
      for (const same of [`/master${path}`, `${path}/`]) expect((await fixture.get(same)).status).toBe(200);
      expect((await fixture.post(path, '')).status).toBe(200);
      const call = await fixture.get(`${path}?jsonp=callback`);
      expect(call).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript' } });
      expect(call.body).toMatch(/^callback\(\{.*\}\)$/s);
    },
  );

  it('compresses long documents for those who can read it', async () => {
    const fixture = await MasterFixture.start();
    const headers = { 'Accept-Encoding': 'gzip' };
    expect((await fixture.get('/state', headers)).headers['content-encoding']).toBe('gzip');
    expect((await fixture.get('/tasks', headers)).headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['', "Missing 'frameworkId' query parameter in the request body"],
    ['other=x', "Missing 'frameworkId' query parameter in the request body"],
    ['frameworkId=none', 'No framework found with specified ID'],
    ['frameworkId=', 'No framework found with specified ID'],
  ])('refuses to tear down "%s"', async (body, why) => {
    const fixture = await MasterFixture.start();
    for (const path of ['/teardown', '/master/teardown']) {
      expect(await fixture.post(path, body)).toMatchObject({ status: 400, body: why, headers: { 'content-type': TEXT } });
    }
  });

  it('tears down by POST only', async () => {
    const fixture = await MasterFixture.start();
    expect(await fixture.get('/teardown')).toMatchObject({ status: 405, body: ONLY_POST, headers: { allow: 'POST' } });
  });

  it('has metrics', async () => {
    const fixture = await MasterFixture.start();
    await fixture.offered();
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({
      ...{
        'master/elected': 1,
        'master/slaves_active': 1,
        'master/frameworks_active': 1,
        'master/cpus_total': 4,
        'master/cpus_used': 0,
      },
      'master/uptime_secs': expect.any(Number),
    });
  });
});
