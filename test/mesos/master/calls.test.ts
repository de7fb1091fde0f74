import { describe, expect, it } from 'vitest';
import type { Offer } from '../../../src/mesos/wire/messages.js';
import { capabilities, executorTask, MasterFixture, task } from './master-fixture.js';

const roleOf = ({ allocation_info }: Offer) => allocation_info?.role;

describe('DECLINE', () => {
  it('keeps an agent away for 5 s unless told otherwise, at least until the next allocation', async () => {
    const fixture = await MasterFixture.start({ allocation_interval: '1secs' });
    const { client, offer } = await fixture.offered();
    expect(await client.decline([offer])).toMatchObject({ status: 202, body: '' });
    for (let second = 1; second < 5; second++) {
      fixture.runtime.clock.advance(1000);
      await fixture.runtime.settle();
    }
    expect(await client.drain()).toEqual([]);
    fixture.runtime.clock.advance(2000);
    await client.offer();
  });

  it('offers the agent again at once when it asks for no filter', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.decline([offer], 0);
    expect(await client.drain()).toEqual([]);
    await fixture.allocate();
    expect((await client.offer()).id).not.toEqual(offer.id);
  });

  it('ignores offers that are unknown, or another framework’s', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    const other = await fixture.subscribe();
    expect(await other.decline([offer, { ...offer, id: { value: 'none' } }])).toMatchObject({ status: 202, body: '' });
    expect(fixture.master.offers.get(offer.id.value)).toBeDefined();
    await client.launch(offer, [task('t1', offer)]);
    expect(await client.drain()).toEqual([]);
  });

  it('leaves the agent to others', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.decline([offer], 600);
    const other = await fixture.subscribe();
    expect((await other.offer()).agent_id).toEqual(offer.agent_id);
  });
});

describe('REVIVE and SUPPRESS', () => {
  it('forget what was refused, and offer at once', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.decline([offer], 600);
    expect(await client.call('REVIVE')).toMatchObject({ status: 202, body: '' });
    await client.offer();
  });

  it('stop offers, but leave those that are out', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    expect(await client.call('SUPPRESS')).toMatchObject({ status: 202, body: '' });
    expect(await client.drain()).toEqual([]);
    await client.launch(offer, [task('t1', offer)]);
    await fixture.allocate();
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskMessage')).toHaveLength(1);
    await client.call('REVIVE');
    await client.offer();
  });

  it('can be about one role', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered({ roles: ['a', 'b'] });
    const first = roleOf(offer);
    const other = first === 'a' ? 'b' : 'a';
    await client.call('SUPPRESS', { suppress: { roles: [first] } });
    await client.decline([offer], 0);
    await fixture.allocate();
    const next = await client.offer();
    expect(roleOf(next)).toBe(other);
    await client.call('SUPPRESS', { suppress: { roles: [other] } });
    await client.decline([next], 0);
    await fixture.allocate();
    expect(await client.drain()).toEqual([]);
    await client.call('REVIVE', { revive: { roles: [first] } });
    expect(roleOf(await client.offer())).toBe(first);
  });

  it('do nothing when one of the roles is not the framework’s', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered({ roles: ['a'] });
    expect((await client.call('SUPPRESS', { suppress: { roles: ['a', 'other'] } })).status).toBe(202);
    await client.decline([offer], 0);
    await fixture.allocate();
    const again = await client.offer();
    await client.decline([again], 600);
    expect((await client.call('REVIVE', { revive: { roles: ['a', 'other'] } })).status).toBe(202);
    await fixture.allocate();
    expect(await client.drain()).toEqual([]);
  });

  it('accept REQUEST and ignore it', async () => {
    const { client } = await (await MasterFixture.start()).offered();
    expect(await client.call('REQUEST', { request: { requests: [] } })).toMatchObject({ status: 202, body: '' });
    expect(await client.drain()).toEqual([]);
  });
});

describe('KILL', () => {
  it('goes to the agent of the task, with the policy it names', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    const kill_policy = { grace_period: { nanoseconds: 1e9 } };
    expect(await client.call('KILL', { kill: { task_id: { value: 't1' }, kill_policy } })).toMatchObject({
      status: 202,
      body: '',
    });
    await client.kill('t1', agent.agentId);
    expect(await client.drain()).toEqual([]);
    const kill = { framework_id: { value: client.frameworkId }, task_id: { value: 't1' } };
    expect(agent.all('KillTaskMessage')).toEqual([{ ...kill, kill_policy }, kill]);
  });

  it('is ignored when it names another agent', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    await client.kill('t1', 'another');
    expect(await client.drain()).toEqual([]);
    expect(agent.all('KillTaskMessage')).toEqual([]);
  });

  it.each([
    ['without PARTITION_AWARE', {}, 'TASK_LOST', 'TASK_LOST'],
    ['with PARTITION_AWARE', capabilities('PARTITION_AWARE'), 'TASK_GONE', 'TASK_UNKNOWN'],
  ])('of an unknown task is answered like RECONCILE %s', async (_, info, unknownToAgent, unknown) => {
    const fixture = await MasterFixture.start();
    const { agent, client } = await fixture.offered(info);
    for (const [agentId, state, message] of [
      [agent.agentId, unknownToAgent, 'Reconciliation: Task is unknown to the agent'],
      [undefined, unknown, 'Reconciliation: Task is unknown'],
      ['no-such-agent', unknown, 'Reconciliation: Task is unknown'],
    ] as const) {
      await client.kill('none', agentId);
      const status = await client.update();
      expect(status).toMatchObject({
        task_id: { value: 'none' },
        state,
        message,
        source: 'SOURCE_MASTER',
        reason: 'REASON_RECONCILIATION',
      });
      expect(status.agent_id?.value).toBe(agentId);
      expect(status).not.toHaveProperty('uuid');
    }
  });

  it('waits for an agent that is away', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered({ checkpoint: true });
    await client.launch(offer, [task('t1', offer)]);
    const back = await fixture.restart(agent, async () => {
      await client.kill('t1');
      expect((await client.drain()).map(({ type }) => type)).toEqual([]);
    });
    back.reregister({ tasks: [back.taskOf(client.frameworkId, 't1')] });
    await fixture.runtime.settle();
    expect(back.all('KillTaskMessage')).toMatchObject([{ task_id: { value: 't1' } }]);
    back.reregister({ tasks: [back.taskOf(client.frameworkId, 't1', 'TASK_KILLED')] });
    await fixture.runtime.settle();
    expect(back.all('KillTaskMessage')).toHaveLength(1);
  });

  it('is told again to an agent that comes back with the task', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered({ checkpoint: true });
    await client.launch(offer, [task('t1', offer), task('t2', offer)]);
    await client.kill('t1');
    const back = await fixture.restart(agent);
    back.reregister({ tasks: [back.taskOf(client.frameworkId, 't1'), back.taskOf(client.frameworkId, 't2')] });
    await fixture.runtime.settle();
    expect(back.all('KillTaskMessage')).toMatchObject([{ task_id: { value: 't1' } }]);
  });
});

describe('SHUTDOWN and MESSAGE', () => {
  it('go to the executor’s agent, and are dropped when there is none', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [executorTask('t1', offer, 'e1')]);
    const executor_id = { value: 'e1' };
    for (const value of [agent.agentId, 'none']) {
      const message = { agent_id: { value }, executor_id, data: 'QUJD' };
      expect(await client.call('MESSAGE', { message })).toMatchObject({ status: 202, body: '' });
      expect(await client.call('SHUTDOWN', { shutdown: { agent_id: { value }, executor_id } })).toMatchObject({
        status: 202,
        body: '',
      });
    }
    expect(await client.drain()).toEqual([]);
    const framework_id = { value: client.frameworkId };
    expect(agent.all('ShutdownExecutorMessage')).toEqual([{ framework_id, executor_id }]);
    expect(agent.all('FrameworkToExecutorMessage')).toEqual([
      { agent_id: { value: agent.agentId }, framework_id, executor_id, data: 'QUJD' },
    ]);
  });

  it('have an answer in the messages of executors', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client } = await fixture.offered();
    const message = { agent_id: { value: agent.agentId }, executor_id: { value: 'e1' }, data: '' };
    agent.tell('ExecutorToFrameworkMessage', { ...message, framework_id: { value: client.frameworkId } });
    agent.tell('ExecutorToFrameworkMessage', { ...message, framework_id: { value: 'none' } });
    expect((await client.next('MESSAGE')).message).toEqual(message);
    expect(await client.drain()).toEqual([]);
  });
});
