import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MesosCluster } from '../../src/index.js';
import { TestFramework } from './test-framework.js';

const SURVIVING = { failover_timeout: 1000, checkpoint: true };

describe.each([
  ['in this process', {}],
  ['in a process of its own', { host: 'process' }],
] as const)('a cluster of several masters %s', (_, where) => {
  const start = (more = {}) => MesosCluster.start({ ...where, masters: 3, agents: 2, ...more });

  it('has another leader after a failover, which is asked from then on', async () => {
    await using cluster = await start();
    const { leader, masters } = cluster;
    expect(masters.map(({ leading }) => leading)).toEqual([true, false, false]);
    const { id, slaves } = await cluster.state();
    await cluster.failover();
    expect(cluster.leader).toBe(masters[1]);
    expect(masters.map(({ running, leading }) => [running, leading])).toEqual([
      [true, false],
      [true, true],
      [true, false],
    ]);
    const after = await cluster.state();
    expect(after.id).not.toBe(id);
    expect(after.slaves.map((each) => each.id).sort()).toEqual(slaves.map((each) => each.id).sort());
    expect(await cluster.run('echo hello')).toMatchObject({ stdout: 'hello\n', state: 'TASK_FINISHED' });
    await cluster.failover({ restart: false });
    expect(cluster.leader).toBe(masters[2]);
    expect(masters[1]?.running).toBe(false);
    await expect(leader.restart()).resolves.toBeUndefined();
    expect(await cluster.run('echo hello')).toMatchObject({ stdout: 'hello\n', state: 'TASK_FINISHED' });
  });

  it('refuses a failover that cannot be', async () => {
    await using cluster = await start({ masters: 2, agents: 0 });
    await expect(cluster.failover({ restart: false })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(cluster.failover({ start: true } as object)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(cluster.failover({ restart: 'yes' } as object)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(cluster.leader).toBe(cluster.masters[0]);
  });

  it('goes on with waits and runs over a failover, and with logs that are followed', async () => {
    await using cluster = await start();
    const folder = await mkdtemp(join(tmpdir(), 'failover-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const running = cluster.run(`echo begun; while [ ! -e ${folder}/go ]; do sleep 0.02; done; echo done`);
    const [task] = await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    if (!task) throw new Error('There is no task.');
    const followed: string[] = [];
    const following = (async () => {
      for await (const text of cluster.followLog(task.id)) followed.push(text);
    })();
    const waiting = cluster.waitForFramework('mine');
    const gone = cluster.waitForTasks({ count: 0, framework: 'mine' });
    await cluster.failover();
    await cluster.failover();
    await TestFramework.start(cluster, 'mine');
    expect(await waiting).toMatchObject({ name: 'mine' });
    await gone;
    await writeFile(join(folder, 'go'), '');
    expect(await running).toMatchObject({ stdout: 'begun\ndone\n', state: 'TASK_FINISHED' });
    await following;
    expect(followed.join('')).toBe('begun\ndone\n');
  });

  it('has no leader while nobody has been elected, and says so', async () => {
    await using cluster = await start({ clock: 'virtual', containerizers: 'simulated' });
    const { leader } = cluster;
    await leader.kill();
    expect(cluster.leader).toBe(leader);
    expect(cluster.masters.some(({ leading }) => leading)).toBe(false);
    const error = { code: 'NO_LEADER', message: expect.stringContaining(`${leader.url} (does not run)`) as string };
    await expect(cluster.state()).rejects.toMatchObject(error);
    await expect(cluster.teardown('mine')).rejects.toMatchObject({ code: 'NO_LEADER' });
    const waiting = cluster.waitForAgent();
    await cluster.clock.advance('10secs');
    expect(await waiting).toMatchObject({ active: true });
    expect(cluster.leader).toBe(cluster.masters[1]);
  });

  it('takes another leader when the session of the one is over', async () => {
    await using cluster = await start({ containerizers: 'simulated' });
    const { leader } = cluster;
    const framework = await TestFramework.start(cluster, 'mine', SURVIVING);
    const sessions = await cluster.zookeeper.sessions();
    const own = sessions.find(({ client }) => client === `${leader.ip}:${leader.port}`);
    await cluster.zookeeper.expireSession(own?.id ?? '');
    await framework.ended;
    const agents = await cluster.waitFor(({ activated_slaves }) => activated_slaves === 2);
    expect(agents.pid).toBe(`master@127.0.0.1:${cluster.masters[1]?.port}`);
    const seen = cluster.timeline({ kinds: ['election'] }).map(({ what, source }) => `${source} ${what}`);
    expect(seen).toContain(`master@127.0.0.1:${leader.port} ended`);
  });
});

describe('a cluster of one master', () => {
  it.each([true, false])('fails over to its successor, with a ZooKeeper: %s', async (zookeeper) => {
    await using cluster = await MesosCluster.start({ zookeeper });
    const { id } = await cluster.state();
    const running = cluster.run('sleep 0.3; echo done');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await cluster.failover();
    expect((await cluster.state()).id).not.toBe(id);
    expect(await running).toMatchObject({ stdout: 'done\n', state: 'TASK_FINISHED' });
  });

  it('has a successor after a restart, whether it ran or not', async () => {
    await using cluster = await MesosCluster.start({ zookeeper: true });
    const { leader } = cluster;
    await leader.restart();
    await cluster.waitForAgent();
    await leader.kill();
    await leader.restart();
    expect(leader.leading).toBe(true);
    await cluster.waitForAgent();
  });
});

describe('run()', () => {
  it('launches its command when the leader has gone before it could', async () => {
    await using cluster = await MesosCluster.start({ masters: 3 });
    await cluster.faults.drop({ message: 'RunTaskMessage' }, { times: 1 });
    const running = cluster.run('echo hello');
    await cluster.expect.call('ACCEPT');
    await cluster.failover();
    expect(await running).toMatchObject({ stdout: 'hello\n', state: 'TASK_FINISHED' });
  });

  it('waits for a leader', async () => {
    await using cluster = await MesosCluster.start();
    const running = cluster.run('sleep 0.2; echo hello');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await cluster.leader.kill();
    await cluster.leader.restart();
    expect(await running).toMatchObject({ stdout: 'hello\n', state: 'TASK_FINISHED' });
  });
});
