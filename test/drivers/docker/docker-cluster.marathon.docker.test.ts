import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.js';
import { MesosCluster } from '../../../src/index.js';
import { IMAGES } from '../../docker-images.js';
import { failureTelling } from '../../failure-telling.js';

const sleeper = { cmd: 'sleep 1000', cpus: 0.1, mem: 16 };
const FIXTURES = dirname(fileURLToPath(new URL('../../cluster/apps/scheduler-app.mjs', import.meta.url)));
const patient = { timeout: '2mins' };

describe('apps of a cluster whose Marathon is in a container', () => {
  let cluster: MesosCluster;
  beforeAll(async () => {
    cluster = await MesosCluster.start({
      ...{ driver: 'docker', images: IMAGES, containerizers: 'mesos', timeout: '3mins' },
      name: `marathon-${process.pid}`,
      agents: [{ resources: 'cpus:1;mem:512', binds: [`${FIXTURES}:/fixtures:ro`] }],
      containers: { marathon: true },
      apps: [{ id: '/first', ...sleeper }],
    });
  });
  afterAll(() => cluster?.destroy());

  it('are installed by it, those of the description, too', async () => {
    const [container] = cluster.containers;
    expect(cluster.marathon).toMatchObject(container?.addresses[0]?.reached ?? {});
    expect(cluster.marathon.ip).not.toBe(cluster.gateway);
    expect(await cluster.install({ id: '/web', ...sleeper }, patient)).toEqual([
      { id: '/web', instances: 1, running: 1, healthy: 1, ready: true },
    ]);
    expect(await cluster.apps()).toMatchObject([
      { id: '/first', ready: true },
      { id: '/web', ready: true },
    ]);
    const { apps } = (await (await fetch(`${cluster.marathon.url}/v2/apps`)).json()) as { apps: { id: string }[] };
    expect(apps.map(({ id }) => id).sort()).toEqual(['/first', '/web']);
    expect(await cluster.install({ id: '/web', ...sleeper, instances: 2 }, { update: true, ...patient })).toMatchObject([
      { running: 2 },
    ]);
    await expect(cluster.install({ id: '/web', ...sleeper })).rejects.toMatchObject({ code: 'APP_EXISTS' });
    await expect(cluster.install({ id: '/No App', ...sleeper })).rejects.toMatchObject({
      code: 'APP_REJECTED',
      details: { status: 422 },
    });
    expect(await cluster.uninstall('/web')).toEqual(['/web']);
    expect(await cluster.apps()).toMatchObject([{ id: '/first' }]);
    expect((await cluster.frameworks()).map(({ name }) => name)).toEqual(['marathon']);
  });

  it('may be groups, and know where it is', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the cluster replaces it
    const told = { id: 'db', ...sleeper, cmd: 'echo at ${MINIMESOS_MARATHON}; exec sleep 1000' };
    const group = {
      id: '/shop',
      apps: [told],
      groups: [{ id: 'front', apps: [{ id: 'web', ...sleeper, dependencies: ['/shop/db'] }] }],
    };
    expect(await cluster.install(group, { group: true, ...patient })).toMatchObject([
      { id: '/shop/db' },
      { id: '/shop/front/web' },
    ]);
    const task = (await cluster.tasks({ state: 'TASK_RUNNING' })).find(({ id }) => id.startsWith('shop_db'));
    await expect.poll(() => cluster.logs(task?.id ?? '')).toContain(`at ${cluster.marathon.url}\n`);
    expect(await cluster.uninstall('/shop', { group: true })).toEqual(['/shop/db', '/shop/front/web']);
  });

  it('tell why they wait, and are gone when they have waited in vain', async () => {
    const told = /\/big: no offer fits: agent \S+ \(\S+\) lacks cpus: 8 wanted, [\d.]+ offered/;
    const error = await failureTelling(told, (timeout) => cluster.install({ id: '/big', ...sleeper, cpus: 8 }, { timeout }));
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', message: expect.stringMatching(told) });
    expect(await cluster.apps()).toMatchObject([{ id: '/first' }]);
  });

  it('are seen by who connects by name', async () => {
    await using other = await MesosCluster.connect(cluster.name);
    expect(other.marathon.url).toBe(cluster.marathon.url);
    await other.install({ id: '/other', ...sleeper }, patient);
    expect(await cluster.uninstall('/other')).toEqual(['/other']);
    expect((await cluster.frameworks()).map(({ name }) => name)).toEqual(['marathon']);
  });

  it('leave no framework that they were', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the cluster replaces it
    const cmd = 'exec node /fixtures/scheduler-app.mjs ${MINIMESOS_MASTER} worker 3600';
    await cluster.install({ id: '/worker', ...sleeper, mem: 64, cmd }, patient);
    await cluster.waitForTasks({ framework: 'worker', state: 'TASK_RUNNING' });
    await cluster.uninstall('/worker');
    expect((await cluster.frameworks()).map(({ name }) => name)).toEqual(['marathon']);
  });

  it('cannot be asked for when its container has ended', async () => {
    const { docker } = await connectEngine();
    await docker.getContainer(`minimesos-${cluster.name}-marathon`).kill();
    await expect.poll(() => cluster.containers.map(({ running }) => running)).toEqual([false]);
    await expect(cluster.apps()).rejects.toMatchObject({ code: 'MARATHON_UNREACHABLE' });
    await expect(cluster.install({ id: '/web', ...sleeper })).rejects.toMatchObject({ code: 'MARATHON_UNREACHABLE' });
    await expect(cluster.uninstall('/first')).rejects.toMatchObject({ code: 'MARATHON_UNREACHABLE' });
  });
});
