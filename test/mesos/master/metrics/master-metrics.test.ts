import { describe, expect, it } from 'vitest';
import { capabilities, MasterFixture, running, task } from '../master-fixture.js';
import { SchedulerClient } from '../scheduler-client.js';

type Snapshot = Record<string, number>;

const snapshot = (fixture: MasterFixture): Promise<Snapshot> => fixture.json('/metrics/snapshot');

/** By how much metrics change while something is done; those that stay are left out. */
async function changes(fixture: MasterFixture, what: RegExp, act: () => unknown): Promise<Snapshot> {
  const before = await snapshot(fixture);
  await act();
  await fixture.runtime.settle();
  const after = await snapshot(fixture);
  const changed = Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)] as const);
  return Object.fromEntries(changed.filter(([name, change]) => what.test(name) && change !== 0));
}

const CALLS = /^master\/messages_/;
const TASKS = /^master\/(tasks?_|slave_|messages_.*slave)/;

describe('the metrics of a master', () => {
  it('are the same in GET_METRICS', async () => {
    const fixture = await MasterFixture.start();
    const { body } = await fixture.operator({ type: 'GET_METRICS', get_metrics: { timeout: { nanoseconds: 1e9 } } });
    const listed = JSON.parse(body).get_metrics.metrics.map(({ name }: { name: string }) => name);
    expect(listed).toEqual(Object.keys(await snapshot(fixture)));
    expect(listed).toEqual([...listed].sort());
  });

  it('count every kind of call', async () => {
    const { fixture, client, agentId, rest } = await running();
    const agent_id = { value: agentId };
    const call = (type: Parameters<SchedulerClient['call']>[0], body: object = {}) => client.call(type, body);
    const moved = await changes(fixture, CALLS, async () => {
      await call('DECLINE', { decline: { offer_ids: [rest.id] } });
      await call('REVIVE');
      await call('SUPPRESS');
      await call('REQUEST', { request: { requests: [] } });
      await call('KILL', { kill: { task_id: { value: 't1' } } });
      await call('RECONCILE', { reconcile: {} });
      await call('RECONCILE_OPERATIONS', { reconcile_operations: {} });
      await call('MESSAGE', { message: { agent_id, executor_id: { value: 'e' }, data: 'AAAA' } });
      await client.acknowledge(client.events.find(({ type }) => type === 'UPDATE')?.update?.status as never);
    });
    expect(moved).toEqual({
      'master/messages_decline_offers': 1,
      'master/messages_revive_offers': 1,
      'master/messages_suppress_offers': 1,
      'master/messages_resource_request': 1,
      'master/messages_kill_task': 1,
      'master/messages_reconcile_tasks': 1,
      'master/messages_reconcile_operations': 1,
      'master/messages_framework_to_executor': 1,
      'master/messages_status_update_acknowledgement': 1,
    });
    expect(await changes(fixture, CALLS, () => client.kill('unknown'))).toEqual({
      ...{ 'master/messages_kill_task': 1, 'master/messages_reconcile_tasks': 1 },
    });
    expect(await changes(fixture, CALLS, () => client.call('TEARDOWN'))).toEqual({ 'master/messages_unregister_framework': 1 });
  });

  it('count each LAUNCH of an ACCEPT, one without tasks as declined', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    const launch = (...ids: string[]) => ({ type: 'LAUNCH', launch: { task_infos: ids.map((id) => task(id, offer)) } });
    const moved = await changes(fixture, CALLS, () => client.accept([offer], [launch('a', 'b'), launch('c'), launch()]));
    expect(moved).toEqual({ 'master/messages_launch_tasks': 2, 'master/messages_decline_offers': 1 });
  });

  it('count subscriptions with and without an id, also those that are refused', async () => {
    const fixture = await MasterFixture.start();
    const moved = await changes(fixture, CALLS, async () => {
      const client = await fixture.subscribe();
      await client.resubscribe();
      await SchedulerClient.attempt(fixture.address, { ...client.info, roles: ['/'] });
    });
    expect(moved).toEqual({ 'master/messages_register_framework': 2, 'master/messages_reregister_framework': 1 });
  });

  it('count valid and invalid messages of frameworks', async () => {
    const { fixture, client, agentId } = await running();
    const message = (agent: string) =>
      client.call('MESSAGE', { message: { agent_id: { value: agent }, executor_id: { value: 'e' }, data: 'AAAA' } });
    const acknowledge = (agent: string, uuid = 'AAAAAAAAQACAAAAAAAAAAA==') =>
      client.call('ACKNOWLEDGE', { acknowledge: { agent_id: { value: agent }, task_id: { value: 't1' }, uuid } });
    const moved = await changes(fixture, /valid_/, async () => {
      await message(agentId);
      await message('nobody');
      await client.call('MESSAGE'); // its member is missing
      await acknowledge(agentId);
      await acknowledge('nobody');
      await acknowledge(agentId, 'AAAA'); // no uuid
    });
    expect(moved).toEqual({
      ...{ 'master/valid_framework_to_executor_messages': 1, 'master/invalid_framework_to_executor_messages': 2 },
      ...{ 'master/valid_status_update_acknowledgements': 1, 'master/invalid_status_update_acknowledgements': 2 },
    });
  });

  it('count valid and invalid messages of agents', async () => {
    const { fixture, agent, client, frameworkId } = await running();
    const ids = { agent_id: { value: agent.agentId }, executor_id: { value: 'e' }, data: 'AAAA' };
    const moved = await changes(fixture, /valid_|messages_(status|exec|exit)/, async () => {
      agent.tell('ExecutorToFrameworkMessage', { ...ids, framework_id: { value: frameworkId } });
      agent.tell('ExecutorToFrameworkMessage', { ...ids, framework_id: { value: 'unknown' } });
      agent.update(frameworkId, 't1', 'TASK_RUNNING');
      agent.update(frameworkId, 'unknown', 'TASK_RUNNING');
      agent.update('unknown', 't1', 'TASK_RUNNING');
      await fixture.runtime.settle();
      agent.agentId = 'unknown';
      agent.update(frameworkId, 't1', 'TASK_RUNNING');
      agent.tell('ExecutorToFrameworkMessage', { ...ids, agent_id: { value: 'unknown' }, framework_id: { value: frameworkId } });
    });
    await client.drain();
    expect(moved).toEqual({
      ...{ 'master/messages_executor_to_framework': 3, 'master/messages_status_update': 4 },
      ...{ 'master/valid_executor_to_framework_messages': 1, 'master/invalid_executor_to_framework_messages': 2 },
      ...{ 'master/valid_status_updates': 1, 'master/invalid_status_updates': 3 },
    });
  });

  it('count updates for a framework that is away as invalid', async () => {
    const { fixture, agent, client, frameworkId } = await running({ failover_timeout: 1000 });
    client.disconnect();
    await fixture.until(() => fixture.master.frameworks.get(frameworkId)?.connected === false);
    const moved = await changes(fixture, /valid_/, () => agent.update(frameworkId, 't1', 'TASK_RUNNING'));
    expect(moved).toEqual({ 'master/invalid_status_updates': 1 });
  });
});

describe('tasks', () => {
  it.each([
    ['TASK_FINISHED', 'tasks_finished'],
    ['TASK_FAILED', 'tasks_failed'],
    ['TASK_KILLED', 'tasks_killed'],
    ['TASK_GONE', 'tasks_gone'],
  ] as const)('that end in %s are counted once', async (state, counter) => {
    const { fixture, agent, frameworkId } = await running();
    const moved = await changes(fixture, TASKS, () => {
      agent.update(frameworkId, 't1', state);
      agent.update(frameworkId, 't1', state);
    });
    expect(moved).toEqual({ [`master/${counter}`]: 1, 'master/tasks_running': -1 });
  });

  it('are counted by source and reason under the names from before agents were called so', async () => {
    const { fixture, agent, frameworkId } = await running();
    const reason = 'REASON_AGENT_DRAINING';
    const moved = await changes(fixture, /^master\/task_/, () =>
      agent.update(frameworkId, 't1', 'TASK_KILLED', {}, { source: 'SOURCE_AGENT', reason }),
    );
    expect(moved).toEqual({ 'master/task_killed/source_slave/reason_slave_draining': 1 });
  });

  it('that have ended before the update that is delivered late are not counted, as in Mesos', async () => {
    const { fixture, agent, frameworkId } = await running();
    const moved = await changes(fixture, TASKS, () => {
      agent.update(frameworkId, 't1', 'TASK_RUNNING', { latest_state: 'TASK_FAILED' });
      agent.update(frameworkId, 't1', 'TASK_FAILED');
    });
    expect(moved).toEqual({ 'master/tasks_running': -1 });
  });

  it('that are refused are counted', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered(capabilities('PARTITION_AWARE'));
    const invalid = await changes(fixture, TASKS, () => client.launch(offer, [task('/', offer)]));
    expect(invalid).toEqual({ 'master/tasks_error': 1, 'master/task_error/source_master/reason_task_invalid': 1 });
    const late = await changes(fixture, TASKS, () => client.launch(offer, [task('t1', offer)]));
    expect(late).toEqual({ 'master/tasks_dropped': 1, 'master/task_dropped/source_master/reason_invalid_offers': 1 });
  });

  it('of a framework that is torn down are counted as killed', async () => {
    const { fixture, client } = await running();
    expect(await changes(fixture, TASKS, () => client.call('TEARDOWN'))).toEqual({
      'master/tasks_killed': 1,
      'master/tasks_running': -1,
      'master/task_killed/source_master/reason_framework_removed': 1,
    });
  });
});

describe('agents', () => {
  it('are counted when they register, leave, and when another takes their place', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    const removals = /^master\/(slave_|messages_)/;
    expect(await changes(fixture, removals, () => agent.register())).toEqual({ 'master/messages_register_slave': 1 });
    const next = await fixture.restart(agent);
    expect(await changes(fixture, removals, () => next.register())).toEqual({
      ...{ 'master/messages_register_slave': 1, 'master/slave_registrations': 1 },
      ...{ 'master/slave_removals': 1, 'master/slave_removals/reason_registered': 1 },
    });
    expect(await changes(fixture, removals, () => next.unregister())).toEqual({
      ...{ 'master/messages_unregister_slave': 1 },
      ...{ 'master/slave_removals': 1, 'master/slave_removals/reason_unregistered': 1 },
    });
  });

  it('that become unreachable are counted with their tasks, and again when they are back', async () => {
    const { fixture, agent, frameworkId } = await running(capabilities('PARTITION_AWARE'));
    expect(await changes(fixture, TASKS, () => fixture.lose(agent))).toEqual({
      ...{ 'master/slave_unreachable_scheduled': 1, 'master/slave_unreachable_completed': 1 },
      ...{ 'master/slave_removals': 1, 'master/slave_removals/reason_unhealthy': 1 },
      ...{ 'master/tasks_unreachable': 1, 'master/tasks_running': -1 },
      'master/task_unreachable/source_master/reason_slave_removed': 1,
    });
    const back = () => agent.reregister({ tasks: [agent.taskOf(frameworkId, 't1')] });
    expect(await changes(fixture, TASKS, back)).toEqual({
      ...{ 'master/messages_reregister_slave': 1, 'master/slave_reregistrations': 1 },
      ...{ 'master/tasks_unreachable': -1, 'master/tasks_running': 1 },
    });
    // It is in the books by now.
    expect(await changes(fixture, /^master\/(slave_|messages_)/, back)).toEqual({ 'master/messages_reregister_slave': 1 });
  });

  it('that become unreachable lose the tasks of frameworks that do not know of partitions', async () => {
    const { fixture, agent } = await running();
    expect(await changes(fixture, /^master\/tasks?_/, () => fixture.lose(agent))).toEqual({
      ...{ 'master/tasks_lost': 1, 'master/tasks_running': -1 },
      'master/task_lost/source_master/reason_slave_removed': 1,
    });
  });

  it('that are marked gone are not counted as removed', async () => {
    const { fixture, agent } = await running(capabilities('PARTITION_AWARE'));
    const gone = { type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value: agent.agentId } } };
    expect(await changes(fixture, TASKS, () => fixture.operator(gone))).toEqual({
      ...{ 'master/tasks_gone_by_operator': 1, 'master/tasks_running': -1 },
      'master/task_gone_by_operator/source_master/reason_slave_removed_by_operator': 1,
    });
  });
});

it('shows libprocess messages of principals, of which there are none', async () => {
  const fixture = await MasterFixture.start();
  await fixture.subscribe({ principal: 'somebody' });
  expect(await snapshot(fixture)).toMatchObject({
    ...{ 'frameworks/somebody/messages_received': 0, 'frameworks/somebody/messages_processed': 0 },
  });
});
