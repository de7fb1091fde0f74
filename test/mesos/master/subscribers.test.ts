import { describe, expect, it } from 'vitest';
import type { master as api } from '../../../src/mesos/wire/messages.js';
import { MasterFixture, task } from './master-fixture.js';

const STATE: api.Response.GetState = {};

class Watcher {
  readonly events: api.Event[] = [];
  closed = false;

  send(event: api.Event): void {
    this.events.push(event);
  }

  close(): void {
    this.closed = true;
  }

  get types(): string[] {
    return this.events.flatMap(({ type }) => type ?? []);
  }

  /** What came after SUBSCRIBED and the first HEARTBEAT. */
  get news(): string[] {
    return this.types.slice(2);
  }
}

function watch({ master }: MasterFixture): Watcher {
  const watcher = new Watcher();
  master.subscribers.add(watcher, STATE);
  return watcher;
}

describe('a subscriber', () => {
  it('is told how things are, then at once and every 15 s that its stream lives', async () => {
    const fixture = await MasterFixture.start();
    const watcher = watch(fixture);
    expect(watcher.events).toEqual([
      { type: 'SUBSCRIBED', subscribed: { get_state: STATE, heartbeat_interval_seconds: 15 } },
      { type: 'HEARTBEAT' },
    ]);
    await fixture.advance(30_000);
    expect(watcher.news).toEqual(['HEARTBEAT', 'HEARTBEAT']);
  });

  it('hears nothing more once it is gone', async () => {
    const fixture = await MasterFixture.start();
    const watcher = watch(fixture);
    fixture.master.subscribers.remove(watcher);
    await fixture.agent();
    await fixture.advance(30_000);
    expect(watcher.news).toEqual([]);
  });

  it('makes room when there are too many: the oldest goes', async () => {
    const fixture = await MasterFixture.start({ max_operator_event_stream_subscribers: 2 });
    const [first, second, third] = [watch(fixture), watch(fixture), watch(fixture)];
    expect([first.closed, second.closed, third.closed]).toEqual([true, false, false]);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/operator_event_stream_subscribers': 2 });
    await fixture.agent();
    expect([first.news, second.news, third.news]).toEqual([[], ['AGENT_ADDED'], ['AGENT_ADDED']]);
  });

  it('sees how things are, and no more, where there may be none', async () => {
    const fixture = await MasterFixture.start({ max_operator_event_stream_subscribers: 0 });
    const watcher = watch(fixture);
    expect(watcher.types).toEqual(['SUBSCRIBED', 'HEARTBEAT']);
    expect(watcher.closed).toBe(true);
  });

  it('is let go when the master ends', async () => {
    const fixture = await MasterFixture.start();
    const watcher = watch(fixture);
    fixture.master.terminate();
    await fixture.runtime.settle();
    expect(watcher.closed).toBe(true);
  });
});

describe('subscribers are told of', () => {
  it('agents that come and go, not of those that become unreachable', async () => {
    const fixture = await MasterFixture.start();
    const watcher = watch(fixture);
    const gone = await fixture.agent();
    gone.unregister();
    const lost = await fixture.agent();
    await fixture.lose(lost);
    expect(watcher.news.filter((type) => type !== 'HEARTBEAT')).toEqual(['AGENT_ADDED', 'AGENT_REMOVED', 'AGENT_ADDED']);
    expect(watcher.events[2]).toMatchObject({
      agent_added: { agent: { active: true, agent_info: { id: { value: gone.agentId } } } },
    });
    expect(watcher.events[3]).toEqual({ type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: gone.agentId } } });
    lost.reregister();
    await fixture.runtime.settle();
    expect(watcher.news.filter((type) => type !== 'HEARTBEAT').slice(3)).toEqual(['AGENT_ADDED']);
  });

  it('frameworks: when they come, come again, change and go', async () => {
    const fixture = await MasterFixture.start();
    const watcher = watch(fixture);
    const client = await fixture.subscribe();
    const again = await client.resubscribe({ name: 'renamed' });
    await again.call('UPDATE_FRAMEWORK', { update_framework: { framework_info: { ...again.info, name: 'twice' } } });
    await again.call('TEARDOWN');
    expect(watcher.news).toEqual(['FRAMEWORK_ADDED', 'FRAMEWORK_UPDATED', 'FRAMEWORK_UPDATED', 'FRAMEWORK_REMOVED']);
    expect(watcher.events[2]?.framework_added?.framework).toMatchObject({ active: true, connected: true, recovered: false });
    const names = watcher.events.slice(3).map((event) => event.framework_updated?.framework.framework_info.name);
    expect(names).toEqual(['renamed', 'twice', undefined]);
    expect(watcher.events.at(-1)?.framework_removed?.framework_info).toMatchObject({ id: { value: client.frameworkId } });
  });

  it('frameworks of an earlier master, first as they were and then as they are', async () => {
    const fixture = await MasterFixture.start();
    const watcher = watch(fixture);
    await fixture.subscribe({ id: { value: 'old-0000' } });
    expect(watcher.news).toEqual(['FRAMEWORK_ADDED', 'FRAMEWORK_UPDATED']);
    const [added, updated] = watcher.events.slice(2);
    expect(added?.framework_added?.framework).toMatchObject({ recovered: true, connected: false });
    expect(updated?.framework_updated?.framework).toMatchObject({ recovered: false, connected: true });
  });

  it('tasks: when they are launched, and whenever their state changes', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const watcher = watch(fixture);
    await client.launch(offer, [task('t1', offer)]);
    agent.update(client.frameworkId, 't1', 'TASK_RUNNING');
    agent.update(client.frameworkId, 't1', 'TASK_RUNNING', {}, { message: 'healthy again' });
    agent.update(client.frameworkId, 't1', 'TASK_FAILED', {}, { message: 'it broke' });
    await client.drain();
    expect(watcher.news).toEqual(['TASK_ADDED', 'TASK_UPDATED', 'TASK_UPDATED']);
    const [added, runs, failed] = watcher.events.slice(2);
    expect(added?.task_added?.task).toMatchObject({ task_id: { value: 't1' }, state: 'TASK_STAGING', statuses: [] });
    expect(runs?.task_updated).toMatchObject({ state: 'TASK_RUNNING', framework_id: { value: client.frameworkId } });
    expect(failed?.task_updated).toMatchObject({ state: 'TASK_FAILED', status: { message: 'it broke' } });
  });

  it('what checks say, although the state stays the same', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    agent.update(client.frameworkId, 't1', 'TASK_RUNNING');
    await client.updateOf('t1', 'TASK_RUNNING');
    const watcher = watch(fixture);
    for (const reason of [
      ...(['REASON_TASK_HEALTH_CHECK_STATUS_UPDATED', 'REASON_TASK_CHECK_STATUS_UPDATED', 'REASON_RECONCILIATION'] as const),
    ]) {
      agent.update(client.frameworkId, 't1', 'TASK_RUNNING', {}, { reason });
    }
    await client.drain();
    expect(watcher.events.slice(2).map(({ task_updated }) => task_updated?.status.reason)).toEqual([
      ...['REASON_TASK_HEALTH_CHECK_STATUS_UPDATED', 'REASON_TASK_CHECK_STATUS_UPDATED'],
    ]);
  });

  it('every state that an update tells, also when a later one is known already', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    const watcher = watch(fixture);
    agent.update(client.frameworkId, 't1', 'TASK_RUNNING', { latest_state: 'TASK_FAILED' });
    agent.update(client.frameworkId, 't1', 'TASK_FAILED');
    await client.drain();
    expect(watcher.events.slice(2).map(({ task_updated }) => [task_updated?.status.state, task_updated?.state])).toEqual([
      ['TASK_RUNNING', 'TASK_FAILED'],
      ['TASK_FAILED', 'TASK_FAILED'],
    ]);
  });

  it('the end of tasks whose framework is torn down', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    const watcher = watch(fixture);
    await client.launch(offer, [task('t1', offer)]);
    await client.call('TEARDOWN');
    expect(watcher.news).toEqual(['TASK_ADDED', 'TASK_UPDATED', 'FRAMEWORK_REMOVED']);
    expect(watcher.events[3]?.task_updated?.state).toBe('TASK_KILLED');
  });
});
