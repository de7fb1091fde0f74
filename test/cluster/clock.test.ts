import { afterEach, describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster, type MinimesosError } from '../../src/index.js';
import { TestFramework } from './test-framework.js';

const clusters: MesosCluster[] = [];
async function start(description: ClusterDescriptionInput = {}): Promise<MesosCluster> {
  const cluster = await MesosCluster.start(description);
  clusters.push(cluster);
  return cluster;
}
afterEach(() => Promise.all(clusters.splice(0).map((cluster) => cluster.destroy())));

const failure = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );

const HOUR_MS = 3_600_000;

// In a process of its own it is asked by the remote API.
describe.each<ClusterDescriptionInput>([{ clock: 'real' }, { clock: 'virtual' }, { clock: 'virtual', host: 'process' }])(
  'the time of a cluster, %j',
  (description) => {
    it('makes an agent unreachable that does not answer, and a framework end that does not come back', async () => {
      const cluster = await start({ ...description, agents: 2 });
      const mine = await TestFramework.start(cluster, 'mine', { failover_timeout: 24 * 3600 });
      mine.close();
      await cluster.waitFor(({ frameworks }) => frameworks.some(({ active }) => !active));
      const [away] = cluster.agents;
      if (!away) throw new Error('There is no agent.');
      const partition = await cluster.faults.partition(away);
      const before = await cluster.clock.now();
      // The sixth period of a ping ends 90 seconds after the agent has registered, or later by what timers of a busy machine are late.
      const after = await cluster.clock.advance('100secs');
      expect(after - before).toBeGreaterThanOrEqual(100_000);
      expect(after - before).toBeLessThan(100_000 + 60_000);
      const { slaves, unreachable_slaves, frameworks } = await cluster.state();
      expect([slaves.length, unreachable_slaves]).toEqual([1, 1]);
      expect(frameworks.map(({ id }) => id)).toEqual([mine.id]);
      await partition.remove();
      const { completed_frameworks } = await cluster.clock.runUntil((state) => state.completed_frameworks.length > 0, {
        limit: '2weeks',
      });
      expect(completed_frameworks.map(({ id }) => id)).toEqual([mine.id]);
      expect((await cluster.clock.now()) - before).toBeGreaterThan(24 * HOUR_MS - 60_000);
    });

    it('is not moved back, nor without end', async () => {
      const cluster = await start(description);
      const before = await cluster.clock.now();
      expect(await failure(cluster.clock.advance(-1))).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(await failure(cluster.clock.advance('soon'))).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(await failure(cluster.clock.runUntil(() => false, { limit: Number.NaN }))).toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      for (const move of [
        () => cluster.clock.advance('522weeks'),
        () => cluster.clock.step(before + 3651 * 24 * HOUR_MS),
        () => cluster.clock.step(Number.NaN),
        () => cluster.clock.runUntil(() => false, { limit: '3651days' }),
      ]) {
        expect(await failure(move())).toMatchObject({ code: 'INVALID_ARGUMENT' });
      }
      const never = await failure(cluster.clock.runUntil(() => false, { limit: '1mins', description: 'What never comes' }));
      expect(never.message).toMatch(
        /^What never comes did not come within 1mins of the cluster's time\. Seen last: this\.\n {2}agent /,
      );
      const passed = (await cluster.clock.now()) - before;
      expect(passed).toBeLessThan(2 * 60_000);
    });
  },
);

it('stands still when it is virtual, while tasks run', async () => {
  const cluster = await start({ clock: 'virtual' });
  const before = await cluster.clock.now();
  expect(await cluster.run('sleep 0.1; echo done')).toMatchObject({ state: 'TASK_FINISHED', stdout: 'done\n' });
  await cluster.clock.settle();
  expect(await cluster.clock.now()).toBe(before);
  expect(await cluster.clock.step(before + 5000)).toBeUndefined();
  const mine = await TestFramework.start(cluster, 'mine', { failover_timeout: 60 });
  mine.close();
  await cluster.waitFor(({ frameworks }) => frameworks.some(({ active }) => !active));
  const removed = (await cluster.clock.now()) + 60_000;
  expect(await cluster.clock.step()).toBe(removed);
});

it('ends the grace of a task that ignores SIGTERM', async () => {
  const cluster = await start({ clock: 'virtual' });
  const mine = await TestFramework.start(cluster, 'mine');
  await mine.launch('stubborn', "trap '' TERM; echo ready; while true; do sleep 0.1; done", 'cpus:0.1;mem:32', {
    kill_policy: { grace_period: { nanoseconds: 3600e9 } },
  });
  for await (const text of cluster.followLog('stubborn')) if (text.includes('ready')) break;
  await cluster.killTask('stubborn');
  await cluster.expect.message('KillTaskMessage', { to: 'executor' });
  await cluster.clock.advance('50mins');
  expect(await cluster.tasks({ state: 'TASK_RUNNING' })).toHaveLength(1);
  await cluster.clock.advance('11mins');
  await cluster.expect.event('UPDATE', { task: 'stubborn', state: 'TASK_KILLED' });
});
