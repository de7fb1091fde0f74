import { describe, expect, it } from 'vitest';
import { request } from '../http-client.js';
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

  it('shows the log that somebody else writes, if its flag names it', async () => {
    const file = import.meta.filename;
    const fixture = await MasterFixture.start({ external_log_file: file });
    const { data } = await fixture.json('/files/read?path=/master/log&offset=0&length=6');
    expect(data).toBe('import');
    expect((await fixture.json('/state')).external_log_file).toBe(file);
    expect((await (await MasterFixture.start()).get('/files/read?path=/master/log&offset=0')).status).toBe(404);
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

const VIEWS = ['/state', '/state-summary', '/slaves', '/frameworks', '/tasks', '/roles', '/flags', '/version', '/health'];
const FORMS = ['/teardown', '/reserve', '/unreserve', '/create-volumes', '/destroy-volumes'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];

describe('methods', () => {
  it.each([
    ...[...FORMS, '/api/v1', '/api/v1/scheduler'].map((path): [string, string[]] => [path, ['POST']]),
    ['/weights', ['GET', 'PUT']],
  ])('that %s does not know are refused', async (path, allowed) => {
    const { address } = await MasterFixture.start();
    for (const method of METHODS.filter((each) => !allowed.includes(each))) {
      const list = allowed.map((each) => `'${each}'`).join(', ');
      expect(await request(address, method, path)).toMatchObject({
        status: 405,
        headers: { allow: allowed.join(', '), 'content-type': TEXT },
        body: method === 'HEAD' ? '' : `405 Method Not Allowed. Expecting one of { ${list} }, but received '${method}'.`,
      });
    }
  });

  it('are all the same to views', async () => {
    const { address } = await MasterFixture.start();
    for (const path of [...VIEWS, '/metrics/snapshot', '/system/stats.json', '/help', '/logging/toggle', '/files/debug']) {
      for (const method of METHODS) expect((await request(address, method, path)).status).toBe(200);
      expect((await request(address, 'HEAD', path)).body).toBe('');
    }
  });
});

describe('paths', () => {
  it.each([
    ['/state/', 200],
    ['//state', 200],
    ['/state//', 200],
    ['/state/below', 200],
    ['/master/state/below/that/', 200],
    ['/m%61ster/state', 200],
    ['/tasks/x', 200],
    ['/redirect/x', 404],
    ['/master/redirect/x', 404],
    ['/State', 404],
    ['/st%61te', 404],
    ['/state%2F', 404],
    ['/state.json', 404],
    ['/master', 200],
    ['/slave(1)/state', 404],
    ['/master/version', 404],
    ['/master/metrics/snapshot', 404],
    ['/files', 404],
    ['/files/browse/x', 400],
    // Without a directory of web pages, as with a webui_dir that is not there.
    ['/', 200],
    ['/app', 404],
    ['/static/x', 404],
    ['/state?x=%', 400],
  ])('%s is answered with %d', async (path, status) => {
    expect((await (await MasterFixture.start()).get(path)).status).toBe(status);
  });
});

describe('jsonp', () => {
  it.each(['f', '', 'a.b', 'alert(1)//', '%3Cscript%3E'])('takes any name: %s', async (name) => {
    const fixture = await MasterFixture.start();
    const { headers, body } = await fixture.get(`/flags?jsonp=${name}`);
    expect(headers['content-type']).toBe('text/javascript');
    expect(body.startsWith(`${decodeURIComponent(name)}({"flags":`)).toBe(true);
    expect(body.endsWith('})')).toBe(true);
  });

  it('has no part in errors and texts', async () => {
    const fixture = await MasterFixture.start();
    expect(await fixture.get('/files/read?jsonp=f')).toMatchObject({ status: 400, headers: { 'content-type': TEXT } });
    expect(await fixture.get('/logging/toggle?jsonp=f')).toMatchObject({ status: 200, body: '0\n' });
  });
});

describe('forms', () => {
  const RESOURCE = '{"name":"cpus","type":"SCALAR","scalar":{"value":1}}';
  const missing = (name: string) => `Missing '${name}' query parameter in the request body`;
  const cases = (path: string, list: string, parsing: string): [string, string, string | RegExp][] => {
    const start = `Error ${parsing} '${list}' query parameter in the request body: `;
    const starts = (text: string) => new RegExp(`^${start}${text}`);
    return [
      [path, '', missing('slaveId')],
      [path, 'slaveid=x', missing('slaveId')],
      [path, `${list}=[]`, missing('slaveId')],
      [path, 'slaveId=AGENT', missing(list)],
      [path, `slaveId=AGENT;${list}=x`, starts('syntax error')],
      [path, `slaveId=AGENT&${list}=`, starts('syntax error')],
      [path, `slaveId=AGENT&${list}=${RESOURCE}`, /^Error .* Unexpected JSON type parsed$/],
      [path, `slaveId=AGENT&${list}=[1]`, starts('')],
      [path, `slaveId=AGENT&${list}=[{}]`, starts('Missing required fields: name, type')],
      [path, `slaveId=none&${list}=[${RESOURCE}]`, 'No agent found with specified ID'],
      [path, `slaveId=&${list}=[${RESOURCE}]`, 'No agent found with specified ID'],
      [path, `slaveId=AGENT&${list}=[${RESOURCE}]`, /^Invalid .* operation/],
      [path, 'slaveId=%', "Unable to decode query string: Malformed % escape in '%': '%'"],
      [path, '%4=x', "Unable to decode query string: Malformed % escape in '%4': '%4'"],
    ];
  };

  it.each([
    ...cases('/reserve', 'resources', 'parsing'),
    ...cases('/unreserve', 'resources', 'in parsing'),
    ...cases('/create-volumes', 'volumes', 'in parsing'),
    ...cases('/destroy-volumes', 'volumes', 'in parsing'),
    ['/reserve', `slaveId=AGENT&resources=[${RESOURCE}]&source=x`, /^Error parsing 'source' query parameter/],
    ['/teardown', 'frameworkId=%zz', "Unable to decode query string: Malformed % escape in '%zz': '%zz'"],
    ['/teardown', 'frameworkid=x', missing('frameworkId')],
  ])('%s with "%s" is refused', async (path, body, why) => {
    const fixture = await MasterFixture.start();
    const { agentId } = await fixture.agent();
    const answer = await fixture.post(path, body.replace('AGENT', agentId));
    expect(answer).toMatchObject({ status: 400, headers: { 'content-type': TEXT } });
    expect(answer.body).toMatch(why);
  });
});

describe('the level of logging', () => {
  it('is set over either API, and read back', async () => {
    const fixture = await MasterFixture.start();
    expect(await fixture.get('/logging/toggle?level=2&duration=10secs')).toMatchObject({ status: 200, body: '' });
    expect((await fixture.get('/logging/toggle')).body).toBe('2\n');
    const set = { set_logging_level: { level: 99, duration: { nanoseconds: 1e9 } } };
    expect(await fixture.operator({ type: 'SET_LOGGING_LEVEL', ...set })).toMatchObject({ status: 200, body: '' });
    expect(JSON.parse((await fixture.operator({ type: 'GET_LOGGING_LEVEL' })).body)).toEqual({
      ...{ type: 'GET_LOGGING_LEVEL', get_logging_level: { level: 99 } },
    });
    await fixture.advance(1000);
    expect((await fixture.get('/logging/toggle')).body).toBe('0\n');
  });
});

it('has help for every route of its own', async () => {
  const { processes } = await (await MasterFixture.start()).json('/help?format=json');
  const own = processes.find(({ id }: { id: string }) => id === 'master');
  expect(own.endpoints.filter(({ text }: { text: string }) => text.startsWith('## No help'))).toEqual([]);
  expect(own.endpoints.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['/state', '/api/v1']));
});
