import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MesosCluster, type MinimesosError } from '../../../src/index.js';

// By the library, which asks a cluster in a process of its own by these routes.
let cluster: MesosCluster;
beforeAll(async () => {
  cluster = await MesosCluster.start({ host: 'process', reaction: 'immediate' });
});
afterAll(() => cluster.destroy());

describe('/faults', () => {
  it('adds, shows, releases and removes', async () => {
    const fault = await cluster.faults.hold({ message: 'StatusUpdateMessage', to: 'master', state: 'TASK_RUNNING' });
    const run = cluster.run('true');
    // The executor's update is not yet the agent's, which has to pass it on.
    await expect.poll(async () => (await fault.look()).count).toBe(1);
    const { held } = await fault.look();
    expect(held).toMatchObject([{ kind: 'message', what: 'StatusUpdateMessage', details: { state: 'TASK_RUNNING' } }]);
    expect(await fault.release(1)).toMatchObject({ id: fault.id, count: 1, held: [] });
    expect((await run).state).toBe('TASK_FINISHED');
    expect((await cluster.faults.list()).map(({ rule }) => rule)).toEqual([fault.rule]);
    await fault.remove();
    expect(await cluster.faults.list()).toEqual([]);
  });

  it('knows no fault that was removed', async () => {
    const fault = await cluster.faults.drop({ call: 'KILL' });
    await cluster.faults.clear();
    const error = await fault.release().catch((error: MinimesosError) => error);
    expect(error).toMatchObject({ code: 'UNKNOWN_FAULT', details: { fault: fault.id, faults: [] } });
  });

  it('refuses what makes no sense', async () => {
    const error = await cluster.faults.drop({ call: 'KIL' }).catch((error: MinimesosError) => error);
    expect(error).toMatchObject({ code: 'INVALID_FAULT' });
  });
});

describe('what goes wrong once', () => {
  it('is asked for by routes of its own', async () => {
    const { faults } = cluster;
    const running = cluster.run('sleep 1000', { resources: 'cpus:0.1;mem:32;disk:32' });
    const [task] = await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    const { id = '' } = task ?? {};
    await (await faults.pauseTask(id)).resume();
    await faults.fillSandbox(id);
    expect(await running).toMatchObject({ state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LIMITATION_DISK' });
    const another = cluster.run('sleep 1000');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await faults.killExecutor({ task: (await cluster.tasks({ state: 'TASK_RUNNING' }))[0]?.id });
    expect(await another).toMatchObject({ state: 'TASK_FAILED', reason: 'REASON_EXECUTOR_TERMINATED' });
    expect(await faults.rescindOffers()).toBe(0);
    const unknown = await faults.killExecutor({ framework: 'mine', executor: 'x' }).catch((error: MinimesosError) => error);
    expect(unknown).toMatchObject({ code: 'UNKNOWN_FRAMEWORK' });
  });

  it('fails actions, too', async () => {
    await using _fault = await cluster.faults.add({ effect: 'fail', action: 'SANDBOX', error: 'no room' });
    expect(await cluster.run('true')).toMatchObject({ state: 'TASK_LOST', message: expect.stringMatching('no room$') });
  });
});
