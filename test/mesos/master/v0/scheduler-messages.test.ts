import { describe, expect, it } from 'vitest';
import type { MessageName, Messages } from '../../../../src/mesos/wire/internal-messages.js';
import { uuidToBytes } from '../../../../src/mesos/wire/uuid-bytes.js';
import { executorTask, MasterFixture, task } from '../master-fixture.js';
import { FakeScheduler } from './fake-scheduler.js';

/** A registered scheduler that has been offered what an agent has. */
async function offered(info = {}, flags = {}) {
  const fixture = await MasterFixture.start(flags);
  const agent = await fixture.agent();
  const scheduler = await FakeScheduler.registered(fixture, info);
  const [offer] = scheduler.offers;
  if (!offer) throw new Error('There is no offer.');
  return { fixture, agent, scheduler, offer };
}

async function running(info = {}, flags = {}) {
  const all = await offered(info, flags);
  const { scheduler, agent, offer, fixture } = all;
  await scheduler.launch(offer, [task('t1', offer)]);
  const uuid = agent.update(scheduler.frameworkId, 't1', 'TASK_RUNNING');
  await fixture.runtime.settle();
  return { ...all, uuid };
}

const logOf = ({ runtime }: MasterFixture) => {
  const log: string[] = [];
  runtime.onObservation((observation) => observation.kind === 'log' && log.push(observation.text));
  return log;
};

describe('a v0 scheduler', () => {
  it('registers, and is offered what there is, with the pids of the agents', async () => {
    const { fixture, agent, scheduler } = await offered();
    expect(scheduler.names).toEqual(['FrameworkRegisteredMessage', 'ResourceOffersMessage']);
    expect(scheduler.all('FrameworkRegisteredMessage')).toEqual([
      { framework_id: { value: `${fixture.master.masterId}-0000` }, master_info: fixture.master.info },
    ]);
    expect(scheduler.all('ResourceOffersMessage')).toEqual([
      { offers: [expect.objectContaining({ agent_id: { value: agent.agentId } })], pids: [agent.pid] },
    ]);
    const [shown] = (await fixture.json('/frameworks')).frameworks;
    expect(shown).toMatchObject({ pid: scheduler.pid, connected: true, active: true });
  });

  it('registers by a call, as libmesos does, and is told the same again when it asks again', async () => {
    const fixture = await MasterFixture.start();
    const scheduler = FakeScheduler.of(fixture);
    await scheduler.subscribe();
    await scheduler.subscribe();
    const [first, second, ...more] = scheduler.all('FrameworkRegisteredMessage');
    expect(second).toEqual(first);
    expect([more, fixture.master.frameworks.size]).toEqual([[], 1]);
  });

  it('launches tasks, hears of them, and acknowledges', async () => {
    const { scheduler, agent, uuid, fixture } = await running();
    expect(agent.all('RunTaskMessage')).toMatchObject([{ pid: scheduler.pid, task: { task_id: { value: 't1' } } }]);
    const { frameworkId } = scheduler;
    expect(scheduler.all('StatusUpdateMessage')).toMatchObject([
      {
        pid: agent.pid,
        update: {
          framework_id: { value: frameworkId },
          agent_id: { value: agent.agentId },
          ...{ uuid, latest_state: 'TASK_RUNNING', timestamp: expect.any(Number) },
          status: { task_id: { value: 't1' }, state: 'TASK_RUNNING', uuid },
        },
      },
    ]);
    const acknowledgement = { agent_id: { value: agent.agentId }, task_id: { value: 't1' }, uuid };
    await scheduler.tell('StatusUpdateAcknowledgementMessage', { framework_id: { value: frameworkId }, ...acknowledgement });
    await scheduler.call('ACKNOWLEDGE', { acknowledge: acknowledgement });
    expect(agent.all('StatusUpdateAcknowledgementMessage')).toHaveLength(2);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({
      'master/messages_launch_tasks': 1,
      'master/messages_status_update_acknowledgement': 2,
      'master/valid_status_update_acknowledgements': 2,
    });
  });

  it('hears of what the master itself says of a task without a pid to answer to', async () => {
    const { scheduler } = await running();
    await scheduler.tell('ReconcileTasksMessage', { framework_id: scheduler.id$, statuses: [] });
    const [, reconciled] = scheduler.all('StatusUpdateMessage');
    expect(reconciled).toMatchObject({
      pid: '@0.0.0.0:0',
      update: { status: { state: 'TASK_RUNNING', reason: 'REASON_RECONCILIATION' } },
    });
    expect(reconciled?.update.uuid).toBeUndefined();
    await scheduler.tell('ReconcileTasksMessage', {
      framework_id: scheduler.id$,
      statuses: [{ task_id: { value: 'unknown' }, state: 'TASK_RUNNING' }],
    });
    expect(scheduler.all('StatusUpdateMessage').at(-1)?.update.status).toMatchObject({ state: 'TASK_LOST' });
  });

  it('declines by launching nothing, asks for offers again, and kills', async () => {
    const { scheduler, agent, offer, fixture } = await offered();
    await scheduler.tell('LaunchTasksMessage', {
      ...{ framework_id: scheduler.id$, tasks: [], offer_ids: [offer.id], filters: { refuse_seconds: 600 } },
    });
    await fixture.allocate();
    expect(scheduler.offers).toHaveLength(1);
    await scheduler.tell('ReviveOffersMessage', { framework_id: scheduler.id$ });
    await fixture.allocate();
    expect(scheduler.offers).toHaveLength(2);
    const [, again] = scheduler.offers;
    if (again) await scheduler.launch(again, [task('t1', again)]);
    await scheduler.tell('KillTaskMessage', { framework_id: scheduler.id$, task_id: { value: 't1' } });
    expect(agent.all('KillTaskMessage')).toEqual([{ framework_id: scheduler.id$, task_id: { value: 't1' } }]);
    await scheduler.tell('ResourceRequestMessage', { framework_id: scheduler.id$, requests: [] });
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({
      ...{ 'master/messages_decline_offers': 1, 'master/messages_revive_offers': 1 },
      ...{ 'master/messages_kill_task': 1, 'master/messages_resource_request': 1 },
    });
  });

  it('exchanges messages with executors, and hears of their end and of that of agents', async () => {
    const { scheduler, agent, offer, fixture } = await offered();
    await scheduler.launch(offer, [executorTask('t1', offer, 'e1')]);
    const of = { agent_id: { value: agent.agentId }, framework_id: scheduler.id$, executor_id: { value: 'e1' } };
    await scheduler.tell('FrameworkToExecutorMessage', { ...of, data: 'cGluZw==' });
    expect(agent.all('FrameworkToExecutorMessage')).toEqual([{ ...of, data: 'cGluZw==' }]);
    agent.tell('ExecutorToFrameworkMessage', { ...of, data: 'cG9uZw==' });
    agent.tell('ExitedExecutorMessage', { ...of, status: 9 });
    await fixture.runtime.settle();
    expect(scheduler.received.slice(2)).toEqual([
      { name: 'ExecutorToFrameworkMessage', message: { ...of, data: 'cG9uZw==' } },
      { name: 'ExitedExecutorMessage', message: { ...of, status: 9 } },
    ]);
    agent.unregister();
    await fixture.runtime.settle();
    expect(scheduler.all('LostSlaveMessage')).toEqual([{ agent_id: { value: agent.agentId } }]);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({
      'master/valid_framework_to_executor_messages': 1,
      'master/valid_executor_to_framework_messages': 1,
    });
  });

  it('is told of offers that are taken back, and of maintenance', async () => {
    const { scheduler, agent, offer, fixture } = await offered();
    const unavailability = { start: { nanoseconds: 9e18 } };
    const windows = [{ machine_ids: [{ hostname: '127.0.0.1', ip: '127.0.0.1' }], unavailability }];
    await fixture.operator({ type: 'UPDATE_MAINTENANCE_SCHEDULE', update_maintenance_schedule: { schedule: { windows } } });
    await fixture.allocate();
    expect(scheduler.all('RescindResourceOfferMessage')).toEqual([{ offer_id: offer.id }]);
    const [asked] = scheduler.all('InverseOffersMessage');
    expect(asked).toMatchObject({ inverse_offers: [{ agent_id: { value: agent.agentId } }], pids: [agent.pid] });
    const id = asked?.inverse_offers[0]?.id;
    if (id) await scheduler.call('DECLINE_INVERSE_OFFERS', { decline_inverse_offers: { inverse_offer_ids: [id] } });
    await fixture.operator({ type: 'UPDATE_MAINTENANCE_SCHEDULE', update_maintenance_schedule: { schedule: { windows: [] } } });
    expect((await fixture.operator({ type: 'GET_MAINTENANCE_STATUS' })).status).toBe(200);
  });

  it('ends when it unregisters, by either way, and may not come back', async () => {
    const { scheduler, agent, fixture } = await running();
    await scheduler.tell('UnregisterFrameworkMessage', { framework_id: scheduler.id$ });
    expect(agent.all('ShutdownFrameworkMessage')).toEqual([{ framework_id: scheduler.id$ }]);
    expect(fixture.master.isCompleted(scheduler.frameworkId)).toBe(true);
    await scheduler.reregister(scheduler.frameworkId, true);
    expect(scheduler.errors).toEqual(['Framework has been removed']);
    const other = await FakeScheduler.registered(fixture, {}, 'scheduler-2');
    await other.call('TEARDOWN');
    expect(fixture.master.isCompleted(other.frameworkId)).toBe(true);
  });

  it('gets no offers once it is deactivated, and loses those it has, until it registers again', async () => {
    const { scheduler, offer, fixture } = await offered();
    await scheduler.tell('DeactivateFrameworkMessage', { framework_id: scheduler.id$ });
    expect(scheduler.all('RescindResourceOfferMessage')).toEqual([{ offer_id: offer.id }]);
    await fixture.allocate();
    expect(scheduler.offers).toHaveLength(1);
    expect((await fixture.json('/frameworks')).frameworks).toMatchObject([{ connected: true, active: false }]);
    await scheduler.reregister(scheduler.frameworkId, false);
    await fixture.allocate();
    expect(scheduler.offers).toHaveLength(2);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/messages_deactivate_framework': 1 });
  });

  it('may change what it is, and is told why when it may not', async () => {
    const { scheduler, agent, fixture } = await offered();
    const info = { ...fixture.master.frameworks.get(scheduler.frameworkId)?.info, name: 'renamed' };
    const update = (framework_info: object) =>
      scheduler.call('UPDATE_FRAMEWORK', { update_framework: { framework_info: framework_info as never } });
    await update(info);
    expect(agent.all('UpdateFrameworkMessage')).toMatchObject([{ pid: scheduler.pid, framework_info: { name: 'renamed' } }]);
    await update({ ...info, checkpoint: true });
    expect(scheduler.errors).toEqual([
      "FrameworkInfo update is not valid: Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update from 'false' to 'true'",
    ]);
  });

  it('hears why it may not ask for feedback to operations', async () => {
    const { scheduler, offer } = await offered();
    const operations = [{ type: 'RESERVE' as const, id: { value: 'o' }, reserve: { resources: [] } }];
    await scheduler.call('ACCEPT', { accept: { offer_ids: [offer.id], operations } });
    expect(scheduler.errors).toEqual([
      "The 'id' field was set in an offer operation, but operation feedback is not supported for the SchedulerDriver API; please use the HTTP scheduler API for this feature",
    ]);
  });

  it('is refused with the reason when what it registers is wrong', async () => {
    const fixture = await MasterFixture.start({ root_submissions: false });
    const scheduler = FakeScheduler.of(fixture);
    await scheduler.register({ id: { value: 'x' } });
    await scheduler.reregister('', false);
    await scheduler.register({ user: 'root' });
    await scheduler.subscribe({ role: 'a', capabilities: [{ type: 'MULTI_ROLE' }] });
    expect(scheduler.errors).toEqual([
      "Registering with 'id' already set",
      "Re-registering without an 'id'",
      "User 'root' is not allowed to run frameworks without --root_submissions set",
      "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable",
    ]);
    expect(fixture.master.frameworks.size).toBe(0);
    await scheduler.tell('SubmitSchedulerRequest', { name: 'x' });
    expect(scheduler.received.at(-1)).toEqual({ name: 'SubmitSchedulerResponse', message: { okay: false } });
  });
});

describe('what is not listened to', () => {
  it('is what somebody else says in the name of a framework, or of one that is unknown', async () => {
    const { scheduler, agent, offer, fixture, uuid } = await running();
    const log = logOf(fixture);
    const stranger = FakeScheduler.of(fixture, 'stranger');
    const agent_id = { value: agent.agentId };
    for (const framework_id of [scheduler.id$, { value: 'unknown' }]) {
      const messages: { [Name in MessageName]?: Messages[Name] } = {
        UnregisterFrameworkMessage: { framework_id },
        DeactivateFrameworkMessage: { framework_id },
        ResourceRequestMessage: { framework_id, requests: [] },
        LaunchTasksMessage: { framework_id, tasks: [task('t2', offer)], filters: {}, offer_ids: [offer.id] },
        ReviveOffersMessage: { framework_id },
        KillTaskMessage: { framework_id, task_id: { value: 't1' } },
        StatusUpdateAcknowledgementMessage: { framework_id, agent_id, task_id: { value: 't1' }, uuid },
        FrameworkToExecutorMessage: { framework_id, agent_id, executor_id: { value: 'e1' }, data: '' },
        ReconcileTasksMessage: { framework_id, statuses: [] },
        Call: { framework_id, type: 'TEARDOWN' },
      };
      for (const [name, message] of Object.entries(messages)) await stranger.tell(name as MessageName, message as never);
      expect(log).toHaveLength(Object.keys(messages).length);
      expect(log.every((text) => text.startsWith('Dropped '))).toBe(true);
      log.length = 0;
    }
    expect(stranger.received).toEqual([]);
    expect(agent.received.map(({ name }) => name).slice(1)).toEqual(['RunTaskMessage']);
    expect(fixture.master.frameworks.get(scheduler.frameworkId)?.active).toBe(true);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({
      'master/invalid_status_update_acknowledgements': 2,
      'master/invalid_framework_to_executor_messages': 2,
    });
  });

  it('are calls that are malformed, unknown, or not of v0', async () => {
    const { scheduler, fixture, agent } = await offered();
    const log = logOf(fixture);
    await scheduler.tell('Call', {});
    await scheduler.call('UNKNOWN');
    await scheduler.call('ACCEPT');
    await scheduler.call('RECONCILE_OPERATIONS', { reconcile_operations: { operations: [] } });
    const status = { agent_id: { value: agent.agentId }, operation_id: { value: 'o' }, uuid: uuidToBytes(fixture.master.uuid()) };
    await scheduler.call('ACKNOWLEDGE_OPERATION_STATUS', { acknowledge_operation_status: status });
    const acknowledgement = { agent_id: { value: agent.agentId }, task_id: { value: 't' }, uuid: 'eA==' };
    await scheduler.tell('StatusUpdateAcknowledgementMessage', { framework_id: scheduler.id$, ...acknowledgement });
    const from = `of ${scheduler.pid}`;
    expect(log).toEqual([
      `Dropped UNKNOWN ${from}: Expecting 'type' to be present`,
      `Dropped UNKNOWN ${from}: Nobody knows such calls`,
      `Dropped ACCEPT ${from}: Expecting 'accept' to be present`,
      `Dropped RECONCILE_OPERATIONS ${from}: 'RECONCILE_OPERATIONS' is not supported by the v0 API`,
      `Dropped ACKNOWLEDGE_OPERATION_STATUS ${from}: 'ACKNOWLEDGE_OPERATION_STATUS' is not supported by the v0 API`,
      `Dropped StatusUpdateAcknowledgementMessage ${from}: Not a valid UUID`,
    ]);
    expect(scheduler.errors).toEqual([]);
  });

  it('is all of it by a master that does not lead', async () => {
    const fixture = await MasterFixture.start({}, { leads: false });
    const scheduler = await FakeScheduler.registered(fixture);
    await scheduler.subscribe();
    expect([scheduler.received, fixture.master.frameworks.size]).toEqual([[], 0]);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/dropped_messages': 2 });
  });

  it('is a second framework at the pid of another', async () => {
    const { scheduler, fixture } = await offered();
    const log = logOf(fixture);
    await scheduler.reregister('another', true);
    expect(log.filter((text) => text.startsWith('Dropped SUBSCRIBE'))).toHaveLength(1);
    expect(fixture.master.frameworks.size).toBe(1);
  });
});
