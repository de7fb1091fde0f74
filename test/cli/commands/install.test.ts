import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { TestServer } from '../test-cluster.js';

const app = (id: string) => ({ id, cmd: `echo \${MINIMESOS_MASTER} \${MINIMESOS_HOST_DIR}; sleep 1000`, cpus: 0.1, mem: 32 });

let test: TestServer;
let cluster: MesosCluster;

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', reaction: 'immediate' });
  writeFileSync(join(test.cwd, 'app.json'), JSON.stringify(app('/web')));
  writeFileSync(join(test.cwd, 'group.json'), JSON.stringify({ id: '/shop', apps: [app('db')] }));
});

afterAll(() => test[Symbol.asyncDispose]());

const run = (...argv: string[]) => test.run([...argv, '--cluster', 'blue']);

const commandOf = async (id: string) => {
  const { app: found } = (await (await fetch(`${cluster.marathon.url}/v2/apps${id}`)).json()) as { app: { cmd: string } };
  return found.cmd;
};

/** The names of these tests, and of those of the next two, are those of the original's tests. */
describe('CommandInstallTest', () => {
  it.each([
    ['testInstallMarathonFile', '--marathonFile'],
    ['testInstallMarathonApp', '--app'],
  ])('%s', async (_, option) => {
    expect(await run('install', option, 'app.json')).toMatchObject({ code: 0, stdout: 'App /web is running: 1 instance.\n' });
    expect(await commandOf('/web')).toBe(`echo ${cluster.leader.url} ${test.cwd}; sleep 1000`);
    await cluster.uninstall('/web');
  });

  it('testInstallMarathonGroup', async () => {
    expect(await run('install', '--group', 'group.json')).toMatchObject({
      code: 0,
      stdout: 'App /shop/db is running: 1 instance.\n',
    });
    expect(await commandOf('/shop/db')).toContain(cluster.leader.url);
    await cluster.uninstall('/shop', { group: true });
  });
});

describe('CommandUninstallTest', () => {
  it('execute_app', async () => {
    await cluster.install(app('/web'));
    expect(await run('uninstall', '--app', 'web')).toMatchObject({ code: 0, stdout: 'App web is gone.\n' });
    expect(await cluster.apps()).toEqual([]);
  });

  it('execute_group', async () => {
    await cluster.install({ id: '/shop', apps: [app('db')] }, { group: true });
    expect(await run('uninstall', '--group', '/shop')).toMatchObject({ code: 0, stdout: 'Group /shop is gone.\n' });
    expect(await cluster.apps()).toEqual([]);
  });

  it('execute_appAndGroup, and neither', async () => {
    const both = await run('uninstall', '--app', 'app.json', '--group', 'group.json');
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('--app or --group, but got both') as string });
    expect(await run('uninstall')).toMatchObject({ code: 2, stderr: expect.stringContaining('neither') as string });
  });

  it('execute_appDoesNotExist', async () => {
    await cluster.install(app('/web'));
    expect(await run('uninstall', '--app', '/wbe')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/There is no app \/wbe.*\/web/s) as string,
    });
    expect(await run('uninstall', '--group', '/web')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no group /web') as string,
    });
    expect(await cluster.apps()).toMatchObject([{ id: '/web', ready: true }]);
    await cluster.uninstall('/web');
  });
});

describe('CommandTest', () => {
  it('testInstallCommandValidation', async () => {
    for (const options of [
      [],
      ['--app', 'app.json', '--group', 'group.json'],
      ['--app', 'app.json', '--marathonFile', 'app.json'],
    ]) {
      expect(await run('install', ...options)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('one of --app, --group and --stdin') as string,
      });
    }
  });

  it('testInstall, testInstall_alreadyRunning', async () => {
    expect((await run('install', '--app', 'app.json')).code).toBe(0);
    expect((await run('apps')).stdout).toMatch(/^\/web +1 +1 +1/m);
    expect(await run('install', '--app', 'app.json')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already exists') as string,
    });
    expect(await run('install', '--app', 'app.json', '--update')).toMatchObject({ code: 0 });
    await cluster.uninstall('/web');
  });
});

describe('what cannot be installed', () => {
  /** What is told of an app, of which nothing may be left. */
  async function refused(definition: object | string, ...options: string[]): Promise<string> {
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    writeFileSync(join(test.cwd, 'wrong.json'), text);
    const file = options.includes('--group') ? ['wrong.json'] : ['--app', 'wrong.json'];
    const { code, stdout, stderr } = await run('install', ...options, ...file);
    expect({ code, stdout }).toEqual({ code: options.includes('--timeout') ? 4 : 1, stdout: '' });
    await expect.poll(() => cluster.apps()).toEqual([]);
    expect(await cluster.tasks({ state: 'TASK_RUNNING' })).toEqual([]);
    return stderr;
  }
  const small = app('/wrong');

  it('is text that is not JSON, with line and column', async () => {
    expect(await refused('{\n  "id": "/wrong",\n  cmd: "true"\n}')).toMatch(/^minimesos: wrong\.json:3:3: /);
    expect(await refused('')).toContain('wrong.json');
  });

  it('is an app with fields of a wrong kind or out of range, all told at once', async () => {
    const told = await refused({ ...small, cpus: 'many', mem: -1, instances: 1.5 });
    expect(told).toContain('wrong.json');
    for (const field of ['/cpus', '/instances']) expect(told).toContain(field);
    expect(await refused({ ...small, mem: -1 })).toContain('/mem');
  });

  it('is an app with fields that are nearly some of Marathon, all told at once', async () => {
    const told = await refused({ ...small, instnaces: 2, healthChecks: [{ protocol: 'TCP', gracePeriodSecond: 3 }], mine: 1 });
    expect(told).toContain('/instnaces is no field. Did you mean instances?');
    expect(told).toMatch(/\/healthChecks\(0\)\/gracePeriodSecond is no field\. Did you mean gracePeriodSeconds\?/);
    expect(told).not.toContain('/mine');
    expect(await refused({ id: '/g', apps: [{ ...small, cmds: 'true' }] }, '--group')).toContain('/apps(0)/cmds is no field');
  });

  it('is a port that is none, or one that an app of Marathon has', async () => {
    expect(await refused({ ...small, portDefinitions: [{ port: 70000 }] })).toContain('/portDefinitions');
    const twice = [
      { port: 8080, name: 'a' },
      { port: 8080, name: 'b' },
    ];
    expect(await refused({ ...small, portDefinitions: twice })).toContain('/portDefinitions');
  });

  it('asks for a port that no agent has, and says so', async () => {
    const told = await refused({ ...small, portDefinitions: [{ port: 1 }], requirePorts: true }, '--timeout', '500ms');
    expect(told).toMatch(/no offer fits: agent .* lacks ports/);
  });

  it('asks for more than any agent has, and says which lacks what', async () => {
    const told = await refused({ ...small, cpus: 1000, mem: 1e9 }, '--timeout', '500ms');
    expect(told).toMatch(/\/wrong: no offer fits: agent \S+ \(\S+\) lacks .*cpus: 1000 wanted, \S+ offered/);
    expect(told).toContain('mem: 1000000000 wanted');
  });

  it('is an image where agents have no Docker', async () => {
    const told = await refused({ ...small, container: { type: 'DOCKER', docker: { image: 'busybox' } } }, '--timeout', '2secs');
    expect(told).toMatch(/docker/i);
    expect(told).toContain('containerizers');
  });

  it('is never healthy: the last reason is told', async () => {
    const healthChecks = [{ protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 300, intervalSeconds: 1 }];
    const told = await refused({ ...small, portDefinitions: [{ port: 0 }], healthChecks }, '--timeout', '1500ms');
    expect(told).toContain('within 1500ms');
    expect(told).toMatch(/0 of 1 are healthy.*(refused|ECONNREFUSED)/);
  });

  it('ends at once again and again: the last end is told', async () => {
    const healthChecks = [{ protocol: 'TCP', portIndex: 0, gracePeriodSeconds: 300 }];
    const told = await refused({ ...small, cmd: 'exit 3', healthChecks }, '--timeout', '1500ms');
    expect(told).toMatch(/TASK_FAILED: .*status 3/);
  });

  it('is in part of a group: nothing of it stays', async () => {
    const told = await refused(
      {
        id: '/group',
        apps: [
          { ...small, id: 'good' },
          { ...small, id: 'bad', cpus: 1000 },
        ],
      },
      ...['--timeout', '1secs', '--group'],
    );
    expect(told).toMatch(/\/group\/bad: no offer fits/);
  });
});
