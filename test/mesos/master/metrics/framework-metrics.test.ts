import { describe, expect, it } from 'vitest';
import type { FrameworkInfo } from '../../../../src/mesos/wire/messages.js';
import { capabilities, MasterFixture, running, task } from '../master-fixture.js';

/** The metrics of a framework, without what their names have in common and without those that are 0. */
async function metricsOf(fixture: MasterFixture, frameworkId: string, name = 'a%20framework'): Promise<Record<string, number>> {
  const prefix = `master/frameworks/${name}/${frameworkId}/`;
  const all = Object.entries<number>(await fixture.json('/metrics/snapshot'));
  const own = all.filter(([key, value]) => key.startsWith(prefix) && value !== 0);
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

describe('the metrics of a framework', () => {
  it('count its calls, events, offers, tasks and operations', async () => {
    const { fixture, agent, client, frameworkId, rest } = await running();
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    await client.updateOf('t1', 'TASK_FINISHED');
    await client.launch(rest, [task('t2', rest), task('t3', rest), task('/', rest)]);
    await client.updateOf('/', 'TASK_ERROR');
    await fixture.allocate();
    await client.decline(await client.offers());
    expect(await metricsOf(fixture, frameworkId)).toEqual({
      subscribed: 1,
      ...{ calls: 4, 'calls/subscribe': 1, 'calls/accept': 2, 'calls/decline': 1 },
      // OFFERS three times, the updates of t1 twice and that of the task that is refused
      ...{ events: 9, 'events/subscribed': 1, 'events/heartbeat': 2, 'events/offers': 3, 'events/update': 3 },
      ...{ 'offers/sent': 3, 'offers/accepted': 2, 'offers/declined': 1 },
      ...{ operations: 3, 'operations/launch': 3 },
      ...{ 'tasks/active/task_staging': 2, 'tasks/terminal/task_finished': 1 },
    });
  });

  it('count offers that are taken back', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client } = await fixture.offered();
    agent.terminate();
    await client.next('RESCIND');
    expect(await metricsOf(fixture, client.frameworkId)).toMatchObject({ 'offers/rescinded': 1, 'events/rescind': 1 });
  });

  it('count tasks that are unreachable, until they are back', async () => {
    const { fixture, agent, frameworkId } = await running(capabilities('PARTITION_AWARE'));
    const tasks = async () => Object.entries(await metricsOf(fixture, frameworkId)).filter(([name]) => name.startsWith('tasks/'));
    await fixture.lose(agent);
    expect(await tasks()).toEqual([['tasks/active/task_unreachable', 1]]);
    agent.reregister({ tasks: [agent.taskOf(frameworkId, 't1')] });
    await fixture.runtime.settle();
    expect(await tasks()).toEqual([['tasks/active/task_running', 1]]);
  });

  it('show which roles are suppressed', async () => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe({ roles: ['a', 'b/c'] }, { suppressed_roles: ['a'] });
    const suppressed = async () => {
      const { 'roles/a/suppressed': a = 0, 'roles/b/c/suppressed': c = 0 } = await metricsOf(fixture, client.frameworkId);
      return [a, c];
    };
    expect(await suppressed()).toEqual([1, 0]);
    await client.call('SUPPRESS');
    expect(await suppressed()).toEqual([1, 1]);
    await client.call('REVIVE', { revive: { roles: ['a'] } });
    expect(await suppressed()).toEqual([0, 1]);
  });

  it('keep the name under which the framework came, encoded', async () => {
    const fixture = await MasterFixture.start();
    const name = 'büro/~1 (x)';
    const client = await fixture.subscribe({ name });
    const update: Partial<FrameworkInfo> = { id: { value: client.frameworkId }, name: 'another' };
    const answer = await client.call('UPDATE_FRAMEWORK', { update_framework: { framework_info: { ...client.info, ...update } } });
    expect(answer.status).toBe(200);
    expect(await metricsOf(fixture, client.frameworkId, 'b%C3%BCro%2F%7E1%20(x)')).toMatchObject({
      ...{ subscribed: 1, 'calls/update_framework': 1 },
    });
    expect(await metricsOf(fixture, client.frameworkId, 'another')).toEqual({});
  });

  it('stay as long as the framework is remembered', async () => {
    const fixture = await MasterFixture.start({ max_completed_frameworks: 1 });
    const first = await fixture.subscribe();
    const second = await fixture.subscribe();
    await first.call('TEARDOWN');
    await first.end();
    expect(await metricsOf(fixture, first.frameworkId)).toMatchObject({ 'calls/teardown': 1 });
    expect(await metricsOf(fixture, first.frameworkId)).not.toHaveProperty('subscribed');
    await second.call('TEARDOWN');
    await second.end();
    expect(await metricsOf(fixture, first.frameworkId)).toEqual({});
  });

  it('are not published when that is not wanted', async () => {
    const fixture = await MasterFixture.start({ publish_per_framework_metrics: false });
    const client = await fixture.subscribe();
    expect(await metricsOf(fixture, client.frameworkId)).toEqual({});
  });
});
