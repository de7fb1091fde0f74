import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { TestFramework } from '../test-framework.js';

const SCHEDULER = fileURLToPath(new URL('scheduler-app.mjs', import.meta.url));
const small = { cpus: 0.1, mem: 32 };
const clusters: MesosCluster[] = [];

async function start(more: Parameters<typeof MesosCluster.start>[0] = {}): Promise<MesosCluster> {
  const cluster = await MesosCluster.start({ reaction: 'immediate', ...more });
  clusters.push(cluster);
  return cluster;
}

afterEach(async () => {
  await Promise.all(clusters.splice(0).map((cluster) => cluster.destroy()));
});

/** An app that is a framework, which runs a task of its own. */
const framework = (id: string, name: string, failoverTimeout: number, more: object = {}) => ({
  ...{ id, ...small, ...more },
  cmd: `exec ${process.execPath} ${SCHEDULER} \${MINIMESOS_MASTER} ${name} ${failoverTimeout}`,
});

/** A framework of another program, which wants nothing. */
async function other(cluster: MesosCluster, name: string): Promise<TestFramework> {
  const framework = await TestFramework.start(cluster, name);
  await framework.decline(1000);
  return framework;
}

/** Resolves when the framework of this name runs its task. */
const works = (cluster: MesosCluster, name: string) => cluster.waitForTasks({ framework: name, state: 'TASK_RUNNING' });

/** Who is there besides Marathon, and which tasks run, as the master and the agents know. */
async function left(cluster: MesosCluster) {
  const states = await Promise.all(cluster.agents.map((agent) => agent.state()));
  const executors = states.flatMap(({ frameworks }) => frameworks.map(({ name }) => name));
  const frameworks = (await cluster.frameworks()).map(({ name }) => name);
  return {
    frameworks: frameworks.filter((name) => name !== 'marathon'),
    tasks: await cluster.tasks({ state: 'TASK_RUNNING' }),
    executors,
  };
}
const NOTHING = { frameworks: [], tasks: [], executors: [] };

describe('uninstalling an app that is a framework', () => {
  it.each([0, 3600])('leaves nothing of a framework that is called as the app, with failover_timeout %i', async (timeout) => {
    const cluster = await start();
    await cluster.install(framework('/group/worker', 'worker', timeout));
    await works(cluster, 'worker');
    await cluster.uninstall('/group/worker');
    expect(await left(cluster)).toEqual(NOTHING);
  });

  it('leaves nothing of one that is called otherwise, and has come with the app', async () => {
    const cluster = await start();
    const before = await other(cluster, 'before');
    await cluster.install(framework('/app', 'something-else', 3600));
    await works(cluster, 'something-else');
    const after = await other(cluster, 'after');
    await cluster.uninstall('/app');
    expect(await left(cluster)).toEqual({ ...NOTHING, frameworks: ['before', 'after'] });
    before.close();
    after.close();
  });

  it('leaves nothing of one whose name the app tells, though its scheduler runs elsewhere', async () => {
    const cluster = await start();
    const scheduler = await other(cluster, 'mine');
    await cluster.install({ id: '/app', ...small, cmd: 'sleep 1000', labels: { DCOS_PACKAGE_FRAMEWORK_NAME: 'mine' } });
    await cluster.uninstall('/app');
    expect(await left(cluster)).toEqual(NOTHING);
    scheduler.close();
  });

  it('leaves one alone that has the name of the app, and lives on', async () => {
    const cluster = await start();
    const scheduler = await other(cluster, 'app');
    await cluster.install({ id: '/app', ...small, cmd: 'sleep 1000' });
    await cluster.uninstall('/app');
    expect(await left(cluster)).toEqual({ ...NOTHING, frameworks: ['app'] });
    scheduler.close();
  });

  it('ends one whose scheduler had crashed before', async () => {
    const cluster = await start();
    await cluster.install(framework('/worker', 'worker', 3600, { backoffSeconds: 3600, backoffFactor: 1 }));
    const [scheduler] = await cluster.tasks({ framework: 'marathon', state: 'TASK_RUNNING' });
    await works(cluster, 'worker');
    await cluster.faults.killExecutor({ framework: 'marathon', task: scheduler?.id ?? '' });
    await cluster.waitFor(({ frameworks }) => frameworks.some(({ name, connected }) => name === 'worker' && !connected));
    await cluster.uninstall('/worker');
    expect(await left(cluster)).toEqual(NOTHING);
  });

  it('does not wait for one that has never registered', async () => {
    const cluster = await start();
    await cluster.install({ id: '/worker', ...small, cmd: 'sleep 1000' });
    expect(await cluster.uninstall('/worker')).toEqual(['/worker']);
    expect(await left(cluster)).toEqual(NOTHING);
  });

  it('ends all those of a group', async () => {
    const cluster = await start();
    const apps = [framework('one', 'one', 3600), framework('two', 'Another', 3600)];
    await cluster.install({ id: '/all', apps }, { group: true });
    await Promise.all([works(cluster, 'one'), works(cluster, 'Another')]);
    expect(await cluster.uninstall('/all', { group: true })).toEqual(['/all/one', '/all/two']);
    expect(await left(cluster)).toEqual(NOTHING);
  });
});
