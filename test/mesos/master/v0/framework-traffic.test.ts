import { describe, expect, it } from 'vitest';
import { MasterFixture } from '../master-fixture.js';
import { FakeScheduler } from './fake-scheduler.js';

async function started(rate_limits: object, principal?: string) {
  const fixture = await MasterFixture.start({ rate_limits });
  const scheduler = await FakeScheduler.registered(fixture, { failover_timeout: 600, ...(principal && { principal }) });
  const reconcile = () => scheduler.tell('ReconcileTasksMessage', { framework_id: scheduler.id$, statuses: [unknown] });
  const answers = () => scheduler.all('StatusUpdateMessage').length;
  return { fixture, scheduler, reconcile, answers };
}

const unknown = { task_id: { value: 'unknown' }, state: 'TASK_RUNNING' } as const;
const counts = async (fixture: MasterFixture) => {
  const metrics = await fixture.json('/metrics/snapshot');
  return [metrics['frameworks/p/messages_received'], metrics['frameworks/p/messages_processed']];
};

describe('messages of v0 frameworks', () => {
  it('are taken at the rate of their principal, and counted', async () => {
    const { fixture, reconcile, answers } = await started({ limits: [{ principal: 'p', qps: 1 }] }, 'p');
    for (let count = 0; count < 3; count++) await reconcile();
    expect([answers(), await counts(fixture)]).toEqual([1, [3, 1]]);
    await fixture.advance(1000);
    expect(answers()).toBe(2);
    await fixture.advance(1000);
    expect([answers(), await counts(fixture)]).toEqual([3, [3, 3]]);
  });

  it('that are too many are dropped, and the framework is told', async () => {
    const { fixture, scheduler, reconcile, answers } = await started({ limits: [{ principal: 'p', qps: 1, capacity: 1 }] }, 'p');
    for (let count = 0; count < 3; count++) await reconcile();
    expect(scheduler.errors).toEqual(['Message mesos.internal.ReconcileTasksMessage dropped: capacity(1) exceeded']);
    await fixture.advance(5000);
    expect(answers()).toBe(2);
  });

  it('of others share a rate, and some have none', async () => {
    const limits = { limits: [{ principal: 'free' }], aggregate_default_qps: 0.5, aggregate_default_capacity: 10 };
    const { fixture, reconcile, answers } = await started(limits);
    await reconcile();
    await reconcile();
    const free = await FakeScheduler.registered(fixture, { principal: 'free' }, 'scheduler-2');
    for (let count = 0; count < 3; count++) {
      await free.tell('ReconcileTasksMessage', { framework_id: free.id$, statuses: [unknown] });
    }
    expect([answers(), free.all('StatusUpdateMessage').length]).toEqual([1, 3]);
    await fixture.advance(2000);
    expect(answers()).toBe(2);
  });

  it('come before the end of their process', async () => {
    const { fixture, scheduler, reconcile } = await started({ limits: [{ principal: 'p', qps: 1 }] }, 'p');
    await reconcile();
    await scheduler.tell('DeactivateFrameworkMessage', { framework_id: scheduler.id$ });
    scheduler.terminate();
    await fixture.runtime.settle();
    const framework = fixture.master.frameworks.get(scheduler.frameworkId);
    expect([framework?.active, framework?.connected]).toEqual([true, true]);
    await fixture.advance(1000);
    expect([framework?.active, framework?.connected]).toEqual([false, true]);
    await fixture.advance(1000);
    expect(framework?.connected).toBe(false);
  });
});
