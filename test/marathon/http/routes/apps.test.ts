import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MarathonFixture, SLEEPER } from '../../fixture.js';

let marathon: MarathonFixture;
beforeAll(async () => {
  marathon = await MarathonFixture.start({ agents: 1 });
});
afterAll(() => marathon[Symbol.asyncDispose]());
beforeEach(async () => {
  await marathon.call('DELETE', '/v2/groups?force=true');
  await marathon.deployed();
  marathon.events.length = 0;
});

describe('POST /v2/apps', () => {
  it('answers with the whole app, and where it is', async () => {
    const { status, headers, body } = await marathon.call('POST', '/v2/apps', { ...SLEEPER, labels: { a: 'b' } });
    expect(status).toBe(201);
    expect(headers.get('location')).toMatch(/\/v2\/apps\/sleeper$/);
    expect(headers.get('marathon-deployment-id')).toBe(body.deployments[0].id);
    expect(body).toEqual({
      ...{ id: '/sleeper', cmd: 'sleep 1000', cpus: 0.1, mem: 16, disk: 0, gpus: 0, instances: 1, executor: '', role: '*' },
      ...{ backoffFactor: 1.15, backoffSeconds: 1, maxLaunchDelaySeconds: 300, labels: { a: 'b' }, requirePorts: false },
      networks: [{ mode: 'host', labels: {} }],
      portDefinitions: [{ port: 10_000, name: 'default', protocol: 'tcp', labels: {} }],
      upgradeStrategy: { maximumOverCapacity: 1, minimumHealthCapacity: 1 },
      unreachableStrategy: { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 },
      killSelection: 'YOUNGEST_FIRST',
      version: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      ...{ tasksStaged: 0, tasksRunning: 0, tasksHealthy: 0, tasksUnhealthy: 0, deployments: [{ id: expect.any(String) }] },
    });
  });

  it('refuses what is there already, what is no JSON, and what has not the form of an app', async () => {
    await marathon.run(SLEEPER);
    const again = await marathon.call('POST', '/v2/apps', SLEEPER);
    expect(again).toMatchObject({ status: 409, body: { message: 'An app with id [/sleeper] already exists.' } });
    const text = await marathon.call('POST', '/v2/apps', '{"id": ');
    expect(text).toMatchObject({ status: 400, body: { message: 'Invalid JSON', details: expect.any(String) } });
    const nothing = await marathon.call('POST', '/v2/apps', '');
    expect(nothing).toMatchObject({ status: 400, body: { message: 'Please specify data in JSON format' } });
    const form = await marathon.call('POST', '/v2/apps', { id: 3, instances: 'two', container: { volumes: [{ mode: 'RX' }] } });
    expect(form.status).toBe(422);
    expect(form.body.message).toBe('Invalid JSON');
    expect(form.body.details).toEqual([
      { path: '/id', errors: ['error.expected.jsstring'] },
      { path: '/container/volumes(0)/containerPath', errors: ['error.path.missing'] },
      { path: '/container/volumes(0)/hostPath', errors: ['error.path.missing'] },
      { path: '/container/volumes(0)/mode', errors: ['error.unknown.enum.literal'] },
      { path: '/instances', errors: ['error.expected.jsnumber'] },
    ]);
  });

  it('tells all that is wrong with an app', async () => {
    const { status, body } = await marathon.call('POST', '/v2/apps', {
      ...{ id: '/Upper', constraints: [['hostname', 'LIKE']], env: { A: { secret: 's' } }, residency: {} },
      ...{ healthChecks: [{ protocol: 'HTTP', portIndex: 4 }] },
    });
    expect({ status, message: body.message }).toEqual({ status: 422, message: 'Object is not valid' });
    expect(body.details.map(({ path }: { path: string }) => path).sort()).toEqual([
      ...['/', '/constraints(0)', '/env', '/healthChecks(0)', '/id', '/residency'],
    ]);
  });
});

describe('regular expressions of constraints', () => {
  it('are read by RE2, and refused with what is wrong with them', async () => {
    const problems = async (pattern: string) => {
      const { status, body } = await marathon.call('POST', '/v2/apps', {
        ...SLEEPER,
        constraints: [['hostname', 'LIKE', pattern]],
      });
      expect(status).toBe(422);
      return body.details;
    };
    const why = "is not a valid regular expression (of RE2's syntax: without look-around and references back)";
    expect(await problems('(a')).toEqual([{ path: '/constraints(0)', errors: [`${why}: missing ): (a`] }]);
    expect(await problems('(?=a)')).toEqual([{ path: '/constraints(0)', errors: [`${why}: invalid perl operator: (?=`] }]);
    expect(await problems('(a)\\1')).toEqual([{ path: '/constraints(0)', errors: [`${why}: invalid escape sequence: \\1`] }]);
  });
});

describe('GET /v2/apps', () => {
  it('finds apps by command, id and label', async () => {
    await marathon.run({ ...SLEEPER, id: '/a/one', labels: { tier: 'db' } });
    await marathon.run({ ...SLEEPER, id: '/a/two', cmd: 'sleep 3000', instances: 0 });
    const ids = async (query: string) =>
      (await marathon.call('GET', `/v2/apps${query}`)).body.apps.map(({ id }: { id: string }) => id);
    expect(await ids('')).toEqual(['/a/one', '/a/two']);
    expect(await ids('?cmd=3000')).toEqual(['/a/two']);
    expect(await ids('?id=ONE')).toEqual(['/a/one']);
    expect(await ids('?label=tier%3D%3Ddb')).toEqual(['/a/one']);
    expect(await ids('?label=tier!%3Ddb')).toEqual([]);
    expect(await ids('?label=tier%20in%20(db,web)')).toEqual(['/a/one']);
    expect((await marathon.call('GET', '/v2/apps?label=%3D')).status).toBe(422);
  });

  it('shows what is to be embedded', async () => {
    await marathon.run(SLEEPER);
    const { body } = await marathon.call('GET', '/v2/apps?embed=apps.tasks&embed=apps.taskStats&embed=apps.readiness');
    const [app] = body.apps;
    expect(app.tasks).toEqual([expect.objectContaining({ state: 'TASK_RUNNING', servicePorts: [10_000], version: app.version })]);
    expect(app.taskStats.totalSummary.stats.counts).toEqual({ staged: 0, running: 1, healthy: 0, unhealthy: 0 });
    expect(app.readinessCheckResults).toEqual([]);
  });

  it('does not know what is not there', async () => {
    const { status, body } = await marathon.call('GET', '/v2/apps/nowhere');
    expect({ status, body }).toEqual({ status: 404, body: { message: "App '/nowhere' does not exist" } });
    expect((await marathon.call('GET', '/v2/apps/nowhere/*')).body.message).toBe("Group '/nowhere' does not exist");
  });

  it('takes paths as clients write them', async () => {
    await marathon.run({ ...SLEEPER, id: '/a/b' });
    for (const path of ['/v2/apps//a/b', '/v2/apps/a/b/', '/v2/apps/%2Fa%2Fb']) {
      expect((await marathon.call('GET', path)).body.app.id).toBe('/a/b');
    }
  });
});

describe('PUT, PATCH and DELETE', () => {
  it('creates by PUT, and changes only what is named', async () => {
    const created = await marathon.call('PUT', '/v2/apps/sleeper', SLEEPER);
    expect(created.status).toBe(201);
    await marathon.deployed();
    const changed = await marathon.call('PUT', '/v2/apps/sleeper', { instances: 0 });
    expect(changed).toMatchObject({ status: 200, body: { deploymentId: expect.any(String), version: expect.any(String) } });
    const { app } = (await marathon.call('GET', '/v2/apps/sleeper')).body;
    expect(app).toMatchObject({ cmd: 'sleep 1000', instances: 0, version: changed.body.version });
    expect(app.versionInfo).toEqual({ lastScalingAt: changed.body.version, lastConfigChangeAt: created.body.version });
  });

  it('replaces all of it without partialUpdate', async () => {
    await marathon.run({ ...SLEEPER, labels: { a: 'b' }, instances: 0 });
    await marathon.call('PUT', '/v2/apps/sleeper?partialUpdate=false', { cmd: 'sleep 5000' });
    const { app } = (await marathon.call('GET', '/v2/apps/sleeper')).body;
    expect(app).toMatchObject({ cmd: 'sleep 5000', labels: {}, instances: 1, mem: 128 });
  });

  it('changes several at once, and by PATCH only those that are there', async () => {
    const { status } = await marathon.call('PUT', '/v2/apps', [
      { ...SLEEPER, id: '/one', instances: 0 },
      { ...SLEEPER, id: '/two', instances: 0 },
    ]);
    expect(status).toBe(200);
    await marathon.deployed();
    expect((await marathon.call('PATCH', '/v2/apps', [{ id: '/one', labels: { x: 'y' } }])).status).toBe(200);
    await marathon.deployed();
    expect((await marathon.call('PATCH', '/v2/apps', [{ id: '/three', cmd: 'true' }])).status).toBe(404);
    expect((await marathon.call('PATCH', '/v2/apps/three', { cmd: 'true' })).status).toBe(404);
    expect((await marathon.call('GET', '/v2/apps/one')).body.app.labels).toEqual({ x: 'y' });
  });

  it('goes back to a version', async () => {
    const { body: first } = await marathon.run({ ...SLEEPER, id: '/back', instances: 0 });
    await marathon.call('PUT', '/v2/apps/back', { cmd: 'sleep 3000' });
    await marathon.deployed();
    const { versions } = (await marathon.call('GET', '/v2/apps/back/versions')).body;
    expect(versions).toHaveLength(2);
    expect(versions[1]).toBe(first.version);
    expect((await marathon.call('GET', `/v2/apps/back/versions/${first.version}`)).body.cmd).toBe('sleep 1000');
    const both = await marathon.call('PUT', '/v2/apps/back', { version: first.version, cmd: 'true' });
    expect(both).toMatchObject({ status: 422, body: { message: 'Object is not valid' } });
    await marathon.call('PUT', '/v2/apps/back', { version: first.version });
    await marathon.deployed();
    expect((await marathon.call('GET', '/v2/apps/back')).body.app.cmd).toBe('sleep 1000');
  });

  it('restarts the tasks of an app, which stays the same', async () => {
    await marathon.run(SLEEPER);
    const [before] = await marathon.tasks('/sleeper');
    expect((await marathon.call('POST', '/v2/apps/sleeper/restart')).status).toBe(200);
    await marathon.deployed();
    const after = await marathon.tasks('/sleeper');
    expect(after).toHaveLength(1);
    expect(after[0].id).not.toBe(before.id);
    expect((await marathon.call('POST', '/v2/apps/nowhere/restart')).status).toBe(404);
  });

  it('tells whom it would have to push aside', async () => {
    const { body } = await marathon.call('POST', '/v2/apps', { ...SLEEPER, cpus: 1000 });
    const [{ id }] = body.deployments;
    const locked = await marathon.call('PUT', '/v2/apps/sleeper', { cpus: 0.1 });
    expect(locked).toMatchObject({ status: 409, body: { deployments: [{ id }] } });
    expect(locked.body.message).toMatch(/^App is locked by one or more deployments\. Override with the option '\?force=true'\./);
    expect((await marathon.call('PUT', '/v2/apps/sleeper?force=true', { cpus: 0.1 })).status).toBe(200);
    await marathon.deployed();
    expect(await marathon.tasks('/sleeper')).toHaveLength(1);
    expect(marathon.typesOf('deployment_failed')).toHaveLength(1);
  });

  it('names the methods there are', async () => {
    const { status, headers } = await marathon.call('POST', '/v2/apps/sleeper');
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'DELETE,GET,HEAD,PATCH,PUT,OPTIONS' });
  });
});
