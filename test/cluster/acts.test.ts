import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster } from '../../src/index.js';
import { TestFramework } from './test-framework.js';

/** The processes of a task take their time when the machine is busy. */
const PATIENCE = { timeout: 20_000, interval: 20 };

const clusters: MesosCluster[] = [];
async function start(description: ClusterDescriptionInput = {}) {
  const cluster = await MesosCluster.start({ reaction: 'immediate', ...description });
  clusters.push(cluster);
  return { cluster, mine: await TestFramework.start(cluster, 'mine') };
}
afterEach(() => Promise.all(clusters.splice(0).map((cluster) => cluster.destroy())));

/** The pids that a task has written into a file, and how the system says they are: `T` for those that are stopped. */
async function pidsOf(cluster: MesosCluster, task: string, count: number): Promise<number[]> {
  return vi.waitFor(async () => {
    const pids = (await cluster.logs(task)).trim().split('\n').map(Number);
    expect(pids).toHaveLength(count);
    return pids;
  }, PATIENCE);
}
const stateOf = (pid: number) => / (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''))?.[1];
const areStopped = (pids: readonly number[], stopped: boolean) =>
  vi.waitFor(() => expect(pids.map((pid) => stateOf(pid) === 'T')).toEqual(pids.map(() => stopped)), PATIENCE);

describe('pauseTask()', () => {
  beforeEach((context) => context.skip(process.platform !== 'linux', 'what is stopped is seen in /proc, of Linux only'));
  const TREE = "echo $$; setsid sh -c 'echo $$; sleep 1000' & sh -c 'echo $$; sleep 1000'";

  it('stops all processes of a task, those that left its group included, until it is resumed', async () => {
    const { cluster, mine } = await start();
    await mine.launch('t1', TREE);
    const pids = await pidsOf(cluster, 't1', 3);
    const paused = await cluster.faults.pauseTask('t1');
    await areStopped(pids, true);
    expect((await cluster.tasks({ id: 't1' }))[0]?.state).toBe('TASK_RUNNING');
    await paused.resume();
    await areStopped(pids, false);
    const whats = cluster.timeline({ kinds: ['fault'] }).map(({ what, task, framework }) => [what, task, framework]);
    expect(whats).toEqual([
      ['paused task', 't1', mine.id],
      ['resumed task', 't1', mine.id],
    ]);
  });

  it('stops one task of a group only, until the end of the block', async () => {
    const { cluster, mine } = await start();
    await mine.launchGroup('pod', { t1: TREE, t2: TREE });
    const [one, other] = [await pidsOf(cluster, 't1', 3), await pidsOf(cluster, 't2', 3)];
    {
      await using _paused = await cluster.faults.pauseTask('t1', { framework: 'mine' });
      await areStopped(one, true);
      await areStopped(other, false);
    }
    await areStopped(one, false);
  });

  it('leaves a task that can be killed', async () => {
    const { cluster, mine } = await start();
    await mine.launch('t1', 'echo $$; sleep 1000');
    await pidsOf(cluster, 't1', 1);
    await using _paused = await cluster.faults.pauseTask('t1');
    await cluster.faults.killExecutor({ task: 't1' });
    await cluster.waitForTasks({ state: 'TASK_FAILED' });
  });
});

describe('rescindOffers()', () => {
  it('takes offers back, and they are made again', async () => {
    const { cluster, mine } = await start({ agents: 2 });
    await cluster.waitFor(({ frameworks: [framework] }) => framework?.offers.length === 2);
    const [agent] = cluster.agents;
    expect(await cluster.faults.rescindOffers({ framework: 'mine', agent: agent?.id })).toBe(1);
    const rescinded = await cluster.expect.event('RESCIND', { framework: mine.id });
    await cluster.expect.event('OFFERS', { framework: mine.id }, { since: rescinded });
    await cluster.waitFor(({ frameworks: [framework] }) => framework?.offers.length === 2);
    expect(await cluster.faults.rescindOffers()).toBe(2);
    const [act] = cluster.timeline({ text: 'rescinded' });
    expect(act).toMatchObject({ kind: 'fault', what: 'rescinded 1 offer', framework: mine.id, agent: agent?.id });
  });

  it('takes none of a framework that has none', async () => {
    const { cluster } = await start({ agents: 0 });
    expect(await cluster.faults.rescindOffers()).toBe(0);
    await expect(cluster.faults.rescindOffers({ framework: 'nobody' })).rejects.toMatchObject({ code: 'UNKNOWN_FRAMEWORK' });
  });
});

describe('killExecutor()', () => {
  it('kills that of a command task', async () => {
    const { cluster, mine } = await start();
    await mine.launch('t1', 'sleep 1000');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await cluster.faults.killExecutor({ task: 't1' });
    const [task] = await cluster.waitForTasks({ state: 'TASK_FAILED' });
    expect(task?.statuses.at(-1)).toMatchObject({ state: 'TASK_FAILED' });
    const update = await cluster.expect.event('UPDATE', { task: 't1', state: 'TASK_FAILED' });
    expect(update.details).toMatchObject({ reason: 'REASON_EXECUTOR_TERMINATED', message: 'Executor terminated' });
  });

  it('kills one of a group with all its tasks, of which its framework is told', async () => {
    const { cluster, mine } = await start();
    await mine.launchGroup('pod', { t1: 'sleep 1000', t2: 'sleep 1000' });
    await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 2 });
    await cluster.faults.killExecutor({ framework: 'mine', executor: 'pod' });
    await cluster.waitForTasks({ state: 'TASK_FAILED', count: 2 });
    await cluster.expect.event('FAILURE', { framework: mine.id });
    const [act] = cluster.timeline({ text: 'killed executor' });
    expect(act).toMatchObject({ kind: 'fault', what: 'killed executor pod', framework: mine.id });
  });

  it('says what it does not know', async () => {
    const { cluster, mine } = await start();
    const { faults } = cluster;
    const unknown = faults.killExecutor({ framework: 'mine', executor: 'nobody' });
    await expect(unknown).rejects.toMatchObject({ code: 'UNKNOWN_EXECUTOR', details: { framework: mine.id } });
    await expect(faults.killExecutor({ task: 'nobody' })).rejects.toMatchObject({ code: 'UNKNOWN_TASK' });
    await expect(faults.killExecutor({ executor: 'pod' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('fillSandbox()', () => {
  it('ends a task as one whose sandbox is too large', async () => {
    const { cluster, mine } = await start();
    await mine.launch('t1', 'sleep 1000', 'cpus:0.1;mem:32;disk:64');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await cluster.faults.fillSandbox('t1');
    const update = await cluster.expect.event('UPDATE', { task: 't1', state: 'TASK_FAILED' });
    const message = 'Disk usage (65MB) exceeds quota (64MB)';
    expect(update.details).toMatchObject({ reason: 'REASON_CONTAINER_LIMITATION_DISK', message });
    await expect(cluster.faults.fillSandbox('t1')).rejects.toMatchObject({ code: 'TASK_NOT_RUNNING' });
  });

  it('needs a task with disk', async () => {
    const { cluster, mine } = await start();
    await mine.launch('t1', 'sleep 1000', 'cpus:0.1;mem:32');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await expect(cluster.faults.fillSandbox('t1')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('heal()', () => {
  it('removes partitions, and nothing else', async () => {
    const { cluster } = await start({ agents: 2 });
    const [one, other] = cluster.agents as [(typeof cluster.agents)[number], (typeof cluster.agents)[number]];
    const { faults } = cluster;
    await faults.partition(one);
    await faults.partition(other, 'to-agent');
    await faults.partition(one, 'to-master');
    await faults.drop({ message: '*', agent: one.id, to: 'executor' });
    const left = async () => (await faults.list()).map(({ id }) => id);
    await faults.heal(one);
    expect(await left()).toEqual([2, 4]);
    await faults.heal();
    expect(await left()).toEqual([4]);
  });
});
