import { describe, expect, it } from 'vitest';
import { MasterFixture, task } from '../master-fixture.js';
import { FakeScheduler } from './fake-scheduler.js';

async function started(info = {}) {
  const fixture = await MasterFixture.start();
  const agent = await fixture.agent();
  const scheduler = await FakeScheduler.registered(fixture, { failover_timeout: 60, ...info });
  return { fixture, agent, scheduler, frameworkId: scheduler.frameworkId };
}

const shown = async (fixture: MasterFixture) => (await fixture.json('/frameworks')).frameworks[0];

describe('a v0 scheduler that registers again', () => {
  it('at the same pid is where it was: offers are taken back, and tasks stay', async () => {
    const { fixture, agent, scheduler, frameworkId } = await started();
    const [offer] = scheduler.offers;
    if (offer) await scheduler.launch(offer, [task('t1', offer)]);
    await fixture.allocate();
    await scheduler.reregister(frameworkId, false, { name: 'renamed' });
    expect(scheduler.names.slice(2)).toEqual([
      ...['ResourceOffersMessage', 'RescindResourceOfferMessage', 'FrameworkReregisteredMessage'],
    ]);
    expect(agent.all('UpdateFrameworkMessage')).toMatchObject([{ pid: scheduler.pid, framework_info: { name: 'renamed' } }]);
    expect(await shown(fixture)).toMatchObject({ name: 'renamed', tasks: [{ id: 't1' }] });
  });

  it('with force at the same pid has failed over, and nobody is told to go', async () => {
    const { scheduler, frameworkId } = await started();
    await scheduler.reregister(frameworkId, true);
    expect(scheduler.names).toEqual(['FrameworkRegisteredMessage', 'ResourceOffersMessage', 'FrameworkRegisteredMessage']);
  });

  it('elsewhere takes over with force, and the one before is told', async () => {
    const { fixture, agent, scheduler, frameworkId } = await started();
    const next = FakeScheduler.of(fixture, 'scheduler-2');
    await next.reregister(frameworkId, true);
    await fixture.allocate();
    expect(scheduler.errors).toEqual(['Framework failed over']);
    expect(next.names).toEqual(['FrameworkRegisteredMessage', 'ResourceOffersMessage']);
    expect(agent.all('UpdateFrameworkMessage')).toMatchObject([{ pid: next.pid }]);
    // The end of the one before is nobody's concern.
    scheduler.terminate();
    await fixture.runtime.settle();
    expect(await shown(fixture)).toMatchObject({ connected: true, pid: next.pid });
  });

  it('elsewhere without force is refused', async () => {
    const { fixture, scheduler, frameworkId } = await started();
    const next = FakeScheduler.of(fixture, 'scheduler-2');
    await next.subscribe({ id: { value: frameworkId } });
    expect([next.errors, next.names]).toEqual([['Framework failed over'], ['FrameworkErrorMessage']]);
    expect(scheduler.errors).toEqual([]);
  });

  it('with another master is registered, with force or without, and keeps its id', async () => {
    const { fixture, scheduler, frameworkId } = await started();
    await fixture.failover();
    await scheduler.reregister(frameworkId, false);
    expect(scheduler.names.at(-1)).toBe('FrameworkRegisteredMessage');
    expect(await shown(fixture)).toMatchObject({ id: frameworkId, recovered: false, connected: true });
  });

  it('may not become somebody else', async () => {
    const { fixture, scheduler, frameworkId } = await started({ principal: 'p' });
    await scheduler.reregister(frameworkId, true, { principal: 'q' });
    expect(scheduler.errors).toEqual(["Changing framework's principal is not allowed."]);
    expect(await shown(fixture)).toMatchObject({ principal: 'p' });
  });
});

describe('a v0 scheduler that is gone', () => {
  it('is disconnected, and its framework ends when it is not back in time', async () => {
    const { fixture, scheduler, frameworkId } = await started();
    scheduler.terminate();
    await fixture.runtime.settle();
    expect(await shown(fixture)).toMatchObject({ connected: false, active: false, pid: scheduler.pid });
    expect(fixture.master.offers.size).toBe(0);
    await fixture.advance(60_000);
    expect(fixture.master.isCompleted(frameworkId)).toBe(true);
  });

  it('is back in time with force, at another pid', async () => {
    const { fixture, scheduler, frameworkId } = await started();
    scheduler.terminate();
    await fixture.runtime.settle();
    const next = FakeScheduler.of(fixture, 'scheduler-2');
    await next.subscribe({ id: { value: frameworkId } }, true);
    await fixture.advance(120_000);
    expect(await shown(fixture)).toMatchObject({ connected: true, pid: next.pid });
  });

  it('and lives, hears that it is', async () => {
    const { fixture, scheduler, frameworkId } = await started();
    fixture.master.exited(scheduler.pid);
    await fixture.runtime.settle();
    expect(scheduler.names.slice(2)).toEqual(['FrameworkErrorMessage', 'RescindResourceOfferMessage']);
    await scheduler.call('REVIVE');
    expect(scheduler.errors).toEqual(['Framework disconnected', 'Framework disconnected']);
    await scheduler.subscribe({ id: { value: frameworkId } });
    expect(scheduler.names.at(-2)).toBe('FrameworkReregisteredMessage');
    expect(await shown(fixture)).toMatchObject({ connected: true });
  });
});

describe('between the APIs', () => {
  it('a framework goes from v0 to HTTP, and its v0 scheduler is told', async () => {
    const { fixture, agent, scheduler, frameworkId } = await started();
    await fixture.subscribe({ id: { value: frameworkId }, failover_timeout: 60 });
    await fixture.runtime.settle();
    expect(scheduler.errors).toEqual(['Framework failed over']);
    expect(agent.all('UpdateFrameworkMessage')).toMatchObject([{ pid: '@0.0.0.0:0' }]);
    expect(await shown(fixture)).not.toHaveProperty('pid');
    await scheduler.call('TEARDOWN');
    expect(fixture.master.isCompleted(frameworkId)).toBe(false);
  });

  it('a framework goes from HTTP to v0 with force only', async () => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe({ failover_timeout: 60 });
    const scheduler = FakeScheduler.of(fixture);
    await scheduler.reregister(client.frameworkId, false);
    expect(scheduler.errors).toEqual(['Framework failed over']);
    await scheduler.reregister(client.frameworkId, true);
    expect((await client.next('ERROR')).error?.message).toBe('Framework failed over');
    expect(scheduler.names.at(-1)).toBe('FrameworkRegisteredMessage');
    const call = await client.call('REVIVE');
    expect([call.status, call.body]).toEqual([403, 'Framework is not connected via HTTP']);
    await fixture.runtime.settle();
    expect(await shown(fixture)).toMatchObject({ connected: true, pid: scheduler.pid });
  });
});
