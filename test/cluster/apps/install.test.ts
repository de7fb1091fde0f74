import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { definitionOf, install } from '../../../src/cluster/apps/install.js';
import { type InstalledApp, MesosCluster } from '../../../src/index.js';
import type { Clock } from '../../../src/mesos/process/clock.js';
import { failureTelling } from '../../failure-telling.js';

const sleeper = { id: '/web', cmd: 'sleep 1000', cpus: 0.1, mem: 32 };
const clusters: MesosCluster[] = [];

async function start(more: Parameters<typeof MesosCluster.start>[0] = {}): Promise<MesosCluster> {
  const cluster = await MesosCluster.start({ reaction: 'immediate', ...more });
  clusters.push(cluster);
  return cluster;
}

afterEach(async () => {
  await Promise.all(clusters.splice(0).map((cluster) => cluster.destroy()));
});

describe('install', () => {
  it('starts a Marathon, and resolves when the app runs', async () => {
    const cluster = await start();
    expect(() => cluster.marathon).toThrow(expect.objectContaining({ code: 'NO_MARATHON' }));
    expect(await cluster.install(sleeper)).toEqual([{ id: '/web', instances: 1, running: 1, healthy: 1, ready: true }]);
    expect(await (await fetch(`${cluster.marathon.url}/ping`)).text()).toContain('pong');
    expect(await cluster.tasks({ state: 'TASK_RUNNING' })).toHaveLength(1);
    expect(await cluster.apps()).toMatchObject([{ id: '/web', ready: true }]);
  });

  // CommandInstallTest: file (marathonFile, app), group; from a URL and from text.
  it('takes a file, a URL, text', async () => {
    const cluster = await start();
    const file = join(await mkdtemp(join(tmpdir(), 'minimesos-install-')), 'app.json');
    await writeFile(file, JSON.stringify(sleeper));
    expect(await cluster.install({ file })).toMatchObject([{ id: '/web' }]);
    await rm(dirname(file), { recursive: true });
    const server = createServer((_request, response) => response.end(JSON.stringify({ ...sleeper, id: 'other' }))).listen(
      0,
      '127.0.0.1',
    );
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/app.json`;
      expect(await cluster.install({ url })).toMatchObject([{ id: '/other' }]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    expect(await cluster.install({ json: JSON.stringify({ ...sleeper, id: 'third' }) })).toMatchObject([{ id: '/third' }]);
  });

  it('installs a group, and uninstalls it', async () => {
    const cluster = await start();
    const group = { id: '/shop', apps: [{ ...sleeper, id: 'db' }], groups: [{ id: 'front', apps: [{ ...sleeper, id: 'web' }] }] };
    expect(await cluster.install(group, { group: true })).toMatchObject([{ id: '/shop/db' }, { id: '/shop/front/web' }]);
    await expect(cluster.uninstall('/shpo', { group: true })).rejects.toMatchObject({
      code: 'UNKNOWN_APP',
      details: { kind: 'group', suggestion: '/shop' },
    });
    expect(await cluster.uninstall('shop', { group: true })).toEqual(['/shop/db', '/shop/front/web']);
    expect(await cluster.apps()).toEqual([]);
  });

  // CommandTest: installing the same app twice raises.
  it('refuses one that is there, unless it is to be updated', async () => {
    const cluster = await start();
    await cluster.install(sleeper);
    await expect(cluster.install(sleeper)).rejects.toMatchObject({ code: 'APP_EXISTS' });
    expect(await cluster.install({ ...sleeper, instances: 2 }, { update: true })).toMatchObject([{ running: 2 }]);
  });

  it('replaces tokens of both forms', async () => {
    const cluster = await start({ zookeeper: true, names: true });
    const cmd =
      `echo \${MINIMESOS_MASTER} \${MINIMESOS_MASTER_IP} {{MINIMESOS_MASTER_PORT}} \${MINIMESOS_ZOOKEEPER} \${MINIMESOS_HOST_DIR} ` +
      `\${MINIMESOS_AGENT_PORT} \${MINIMESOS_MARATHON} \${MINIMESOS_MESOSDNS_PORT} \${MINIMESOS_NETWORK_GATEWAY} $PORT0; sleep 1000`;
    await cluster.install({ ...sleeper, cmd }, { directory: '/a "b"' });
    const { app } = (await (await fetch(`${cluster.marathon.url}/v2/apps/web`)).json()) as { app: { cmd: string } };
    const { leader, zookeeper, agents, names, marathon } = cluster;
    expect(app.cmd).toBe(
      `echo ${leader.url} ${leader.ip} ${leader.port} ${zookeeper.url} /a "b" ${agents[0]?.port} ${marathon.url} ${names.port} ` +
        '127.0.0.1 $PORT0; sleep 1000',
    );
  });

  it('reports tokens that stand for nothing before anything is installed', async () => {
    const cluster = await start();
    await expect(cluster.install({ ...sleeper, cmd: `echo \${MINIMESOS_MASTR} \${MINIMESOS_ZOOKEEPER}` })).rejects.toMatchObject({
      code: 'UNKNOWN_TOKEN',
      details: { tokens: [{ token: 'MINIMESOS_MASTR', suggestion: 'MINIMESOS_MASTER' }, { token: 'MINIMESOS_ZOOKEEPER' }] },
    });
    expect(await cluster.apps()).toEqual([]);
  });

  it('says what is wrong with JSON, and with an app', async () => {
    const cluster = await start();
    await expect(cluster.install({ json: '{\n  "id": web }' })).rejects.toMatchObject({
      code: 'INVALID_FILE',
      details: { line: 2, column: 9 },
    });
    await expect(cluster.install({ id: '/web', cpus: -1, cmd: 'true' })).rejects.toMatchObject({
      code: 'APP_REJECTED',
      message: expect.stringContaining('/cpus'),
    });
    await expect(cluster.install({ file: 'not-there.json' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(cluster.install({ json: '[]' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(cluster.install(sleeper, { updat: true } as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('says why it waits, and leaves nothing when it was in vain', async () => {
    const cluster = await start({ agents: [{ resources: 'cpus:1;mem:512' }] });
    const seen: (readonly InstalledApp[])[] = [];
    const onProgress = (apps: readonly InstalledApp[]) => void seen.push(apps);
    const told = 'lacks cpus: 8 wanted, 1 offered';
    const error = await failureTelling(told, (timeout) => cluster.install({ ...sleeper, cpus: 8 }, { timeout, onProgress }));
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', message: expect.stringContaining(told) });
    expect(seen.flat().map(({ reason }) => reason)).toContainEqual(expect.stringContaining('no offer fits'));
    await cluster.waitFor(async () => (await cluster.apps()).length === 0);
  });

  it.each([
    ['false', 'its last task ended TASK_FAILED: Command exited with status 1'],
    ['true', 'as tasks have ended'],
  ])('does not take for an app that runs what ends at once: %s', async (command, reason) => {
    const cluster = await start();
    // Between tasks it would not be said.
    const { cmd: _, ...more } = sleeper;
    const app = { ...more, args: [command], backoffSeconds: 60 };
    const error = await failureTelling(reason, (timeout) => cluster.install(app, { timeout }));
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', message: expect.stringContaining(reason) });
  });
});

describe('an app that nothing checks', () => {
  /** It runs from one moment to another, by a clock that goes on when it is waited for; resolves with when it was taken for one that runs. */
  const installed = async (from: number, to: number): Promise<number> => {
    const marathon = createServer(({ method }, answer) => answer.writeHead(method === 'GET' ? 404 : 201).end()).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => marathon.once('listening', resolve));
    let now = 0;
    const sleep = async (milliseconds: number) => {
      now += milliseconds;
    };
    try {
      await install(
        definitionOf({ app: sleeper, source: 'app', group: false, update: false, timeoutMs: 5000, directory: '/' }, {}),
        {
          url: `http://127.0.0.1:${(marathon.address() as AddressInfo).port}`,
          standings: async () => {
            const ready = now >= from && now < to;
            return [{ id: '/web', instances: 1, running: 0, healthy: 0, ready, ...(!ready && { reason: 'it has ended' }) }];
          },
          remove: async () => {},
          clock: { now: () => now, sleep, delay: () => ({ cancel() {} }) } as unknown as Clock,
          signal: new AbortController().signal,
        },
      );
      return now;
    } finally {
      marathon.close();
    }
  };

  it('runs when it has done so for as long as its start has taken, 200 ms at least and a second at most', async () => {
    expect(await installed(50, 1e6)).toBe(250);
    expect(await installed(600, 1e6)).toBe(1200);
    expect(await installed(3000, 1e6)).toBe(4000);
    await expect(installed(600, 1150)).rejects.toMatchObject({
      code: 'WAIT_TIMEOUT',
      message: expect.stringContaining('it has ended'),
    });
  });
});

describe('uninstall', () => {
  it('leaves nothing', async () => {
    const cluster = await start();
    await cluster.install({ ...sleeper, instances: 3 });
    expect(await cluster.uninstall('web')).toEqual(['/web']);
    expect(await cluster.tasks({ state: 'TASK_RUNNING' })).toEqual([]);
    await expect(cluster.uninstall('web')).rejects.toMatchObject({ code: 'UNKNOWN_APP' });
  });
});

describe('a description', () => {
  it('has Marathon and apps, also after a reset', async () => {
    const cluster = await start({
      marathon: { role: 'web' },
      apps: [sleeper],
      groups: [{ id: '/g', apps: [{ ...sleeper, id: 'a' }] }],
    });
    const { url } = cluster.marathon;
    expect((await cluster.apps()).map(({ id }) => id).sort()).toEqual(['/g/a', '/web']);
    expect(await cluster.frameworks()).toMatchObject([{ name: 'marathon', roles: ['web'] }]);
    await cluster.uninstall('/web');
    await cluster.reset();
    expect(cluster.marathon.url).toBe(url);
    expect(await cluster.apps()).toMatchObject([{ ready: true }, { ready: true }]);
  });

  it('does not start with an app that is wrong', async () => {
    await expect(start({ apps: ['not-there.json'] })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(start({ marathon: { prot: 1 } as never, apps: [1 as never] })).rejects.toMatchObject({
      code: 'INVALID_DESCRIPTION',
      details: { problems: [{ path: 'marathon.prot' }, { path: 'apps[0]' }] },
    });
  });
});
