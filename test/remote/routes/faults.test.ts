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
    await cluster.expect.message('StatusUpdateMessage', { from: 'executor', state: 'TASK_RUNNING' });
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
