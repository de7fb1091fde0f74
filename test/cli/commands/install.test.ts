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

describe('CommandInstallTest and CommandUninstallTest', () => {
  it('app', async () => {
    expect(await run('install', '--app', 'app.json')).toMatchObject({ code: 0, stdout: 'App /web is running: 1 instance.\n' });
    const answer = await fetch(`${cluster.marathon.url}/v2/apps/web`);
    expect(await answer.json()).toMatchObject({ app: { cmd: `echo ${cluster.leader.url} ${test.cwd}; sleep 1000` } });
    expect((await run('install', '--app', 'app.json')).stderr).toContain('already exists');
    expect(await run('install', '--app', 'app.json', '--update')).toMatchObject({ code: 0 });
    expect((await run('apps')).stdout).toMatch(/^\/web +1 +1 +1/m);
    expect(await run('uninstall', '--app', 'web')).toMatchObject({ code: 0, stdout: 'App web is gone.\n' });
  });

  it('group', async () => {
    expect(await run('install', '--group', 'group.json')).toMatchObject({
      code: 0,
      stdout: 'App /shop/db is running: 1 instance.\n',
    });
    expect(await run('uninstall', '--group', '/shop')).toMatchObject({ code: 0, stdout: 'Group /shop is gone.\n' });
    expect(await cluster.apps()).toEqual([]);
  });

  it('both, neither, unknown', async () => {
    for (const command of ['install', 'uninstall']) {
      expect((await run(command)).code).not.toBe(0);
      expect((await run(command, '--app', 'app.json', '--group', 'group.json')).code).not.toBe(0);
    }
    expect((await run('uninstall', '--app', '/nobody')).stderr).toContain('There is no app /nobody');
  });
});
