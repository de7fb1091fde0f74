import { describe, expect, it } from 'vitest';
import { Files } from '../../../../src/mesos/files/files.js';
import { MASTER_ACCESS } from '../../../../src/mesos/master/http/access.js';
import { addMasterRoutes } from '../../../../src/mesos/master/http/routes.js';
import { Router } from '../../../../src/mesos/process/http/router.js';
import { as, frameworkInfo, MasterFixture } from '../master-fixture.js';
import { SchedulerClient } from '../scheduler-client.js';

const flags = {
  ...{ authenticate_http_readonly: true, authenticate_http_readwrite: true, authenticate_http_frameworks: true },
  ...{ http_framework_authenticators: 'basic', credentials: 'ops secret\nother secret' },
};

describe('a master that asks who somebody is', () => {
  it.each([
    ['/state', 'mesos-master-readonly'],
    ['/master/state', 'mesos-master-readonly'],
    ['/state/', 'mesos-master-readonly'],
    ['/slaves', 'mesos-master-readonly'],
    ['/tasks', 'mesos-master-readonly'],
    ['/frameworks', 'mesos-master-readonly'],
    ['/roles', 'mesos-master-readonly'],
    ['/flags', 'mesos-master-readonly'],
    ['/metrics/snapshot', 'mesos-master-readonly'],
    ['/files/browse', 'mesos-master-readonly'],
    ['/files/debug', 'mesos-master-readonly'],
    ['/weights', 'mesos-master-readwrite'],
    ['/teardown', 'mesos-master-readwrite'],
    ['/reserve', 'mesos-master-readwrite'],
    ['/destroy-volumes', 'mesos-master-readwrite'],
    ['/api/v1', 'mesos-master-readwrite'],
    ['/api/v1/scheduler', 'mesos-master-scheduler'],
  ])('asks at %s in the realm %s', async (path, realm) => {
    const fixture = await MasterFixture.start(flags);
    const answer = await fixture.get(path);
    expect(answer).toMatchObject({ status: 401, body: '401 Unauthorized.' });
    expect(answer.headers['www-authenticate']).toBe(`Basic realm="${realm}"`);
    expect((await fixture.get(path, as('ops', 'wrong'))).status).toBe(401);
    expect((await fixture.get(path, as('ops'))).status).not.toBe(401);
  });

  it('lets everybody see that it is there', async () => {
    const fixture = await MasterFixture.start(flags);
    const statuses = await Promise.all(['/health', '/version', '/redirect', '/nowhere'].map((path) => fixture.get(path)));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 307, 404]);
  });

  it.each([
    ['authenticate_http_readonly', '/state'],
    ['authenticate_http_readwrite', '/weights'],
  ])('asks nowhere else with %s alone', async (flag, path) => {
    const fixture = await MasterFixture.start({ credentials: 'ops secret', [flag]: true });
    const paths = Object.keys(MASTER_ACCESS);
    const answers = await Promise.all(paths.map(async (each) => [each, (await fixture.get(each)).status] as const));
    const realm = MASTER_ACCESS[path]?.realm;
    // What this master does not have yet it does not guard.
    const asking = answers.filter(([, status]) => status === 401).map(([each]) => each);
    expect(asking).toContain(path);
    expect(asking.filter((each) => MASTER_ACCESS[each]?.realm !== realm)).toEqual([]);
  });
});

it('leaves no route open by an oversight', async () => {
  const { master } = await MasterFixture.start();
  const paths: string[] = [];
  const router = new Router('master', (path, handler) => {
    paths.push(path);
    return handler;
  });
  addMasterRoutes(router, master, new Files());
  const open = [
    '/',
    '/health',
    '/redirect',
    '/version/',
    '/system/stats.json',
    '/profiler/start',
    '/profiler/stop',
    '/__processes__/',
  ];
  expect(
    paths.filter((path) => !Object.hasOwn(MASTER_ACCESS, path) && !open.includes(path) && !path.startsWith('/help/')),
  ).toEqual([]);
});

describe('a framework that has authenticated', () => {
  it('is its principal, also where it does not say so', async () => {
    const fixture = await MasterFixture.start(flags);
    await fixture.subscribe({ name: 'silent' }, {}, as('ops'));
    await fixture.subscribe({ name: 'named', principal: 'ops' }, {}, as('ops'));
    const { frameworks } = await fixture.json('/frameworks', as('ops'));
    expect(frameworks).toMatchObject([
      { name: 'silent', principal: 'ops' },
      { name: 'named', principal: 'ops' },
    ]);
  });

  it('is nobody else', async () => {
    const fixture = await MasterFixture.start(flags);
    const attempt = SchedulerClient.attempt(fixture.address, { ...frameworkInfo, principal: 'other' }, {}, as('ops'));
    await expect(attempt).rejects.toThrow(
      "400 Failed to validate scheduler::Call: Authenticated principal 'ops' does not match principal 'other' set in `FrameworkInfo`",
    );
  });

  it('is asked at every call, and may not be called for by others', async () => {
    const fixture = await MasterFixture.start(flags);
    const { frameworkId, streamId } = await fixture.subscribe({}, {}, as('ops'));
    const revive = JSON.stringify({ type: 'REVIVE', framework_id: { value: frameworkId } });
    const headers = { 'Content-Type': 'application/json', 'Mesos-Stream-Id': streamId };
    expect(await fixture.post('/api/v1/scheduler', revive, headers)).toMatchObject({ status: 401 });
    expect(await fixture.post('/api/v1/scheduler', revive, { ...headers, ...as('other') })).toMatchObject({
      status: 400,
      body: "Authenticated principal 'other' does not match principal 'ops' set in `FrameworkInfo`",
    });
    expect(await fixture.post('/api/v1/scheduler', revive, { ...headers, ...as('ops') })).toMatchObject({ status: 202 });
  });
});
