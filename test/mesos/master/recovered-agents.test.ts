import { describe, expect, it } from 'vitest';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import type { FrameworkInfo } from '../../../src/mesos/wire/messages.js';
import type { FakeAgent } from './fake-agent.js';
import { capabilities, MasterFixture, running } from './master-fixture.js';
import type { SchedulerClient } from './scheduler-client.js';

const MINUTE = 60_000;
const AWARE = capabilities('PARTITION_AWARE');

/** A successor of the master of a framework with task t1 on an agent; nobody has come back to it. */
async function succeeded(info: Partial<FrameworkInfo> = AWARE, flags: GivenFlags = {}) {
  const { fixture, agent, client, agentId, frameworkId } = await running(info, flags);
  await fixture.failover();
  const back = () =>
    agent.reregister({
      tasks: [agent.taskOf(frameworkId, 't1')],
      frameworks: [{ ...client.info, id: { value: frameworkId } }],
    });
  return { fixture, agent, client, agentId, frameworkId, back };
}

const metricsOf = async (fixture: MasterFixture, ...names: string[]) => {
  const metrics = await fixture.json('/metrics/snapshot');
  return names.map((name) => metrics[`master/${name}`]);
};

/** What a framework has been told of since it subscribed. */
const told = async (fixture: MasterFixture, client: SchedulerClient) => {
  await fixture.runtime.settle();
  return client.drain();
};

describe('an agent that a new leader has recovered', () => {
  it('is shown as such until it is back', async () => {
    const { fixture, agentId, back } = await succeeded();
    const recovered = async () => {
      const agents = JSON.parse((await fixture.operator({ type: 'GET_AGENTS' })).body).get_agents;
      const state = await fixture.json('/state');
      const slaves = await fixture.json('/slaves');
      expect(state.recovered_slaves).toEqual(slaves.recovered_slaves);
      expect((await fixture.json(`/slaves?slave_id=${agentId}`)).recovered_slaves).toEqual(slaves.recovered_slaves);
      expect((await fixture.json('/slaves?slave_id=another')).recovered_slaves).toEqual([]);
      expect(agents.recovered_agents ?? []).toHaveLength(slaves.recovered_slaves.length);
      return { recovered: slaves.recovered_slaves, registered: slaves.slaves, activated: state.activated_slaves };
    };
    const before = await recovered();
    expect(before).toMatchObject({
      registered: [],
      activated: 0,
      recovered: [{ id: { value: agentId }, hostname: '127.0.0.1' }],
    });
    expect(before.recovered[0].resources).toContainEqual(expect.objectContaining({ name: 'cpus', scalar: { value: 4 } }));
    back();
    await fixture.runtime.settle();
    expect(await recovered()).toMatchObject({ registered: [{ id: agentId }], activated: 1, recovered: [] });
    expect(await metricsOf(fixture, 'slave_reregistrations', 'recovery_slave_removals')).toEqual([1, 0]);
  });

  it('brings its tasks along, and their framework hears nothing of it', async () => {
    const { fixture, client, agentId, back } = await succeeded();
    back();
    const again = await client.resubscribe();
    expect(await told(fixture, again)).not.toContainEqual(expect.objectContaining({ type: 'UPDATE' }));
    await again.reconcile(['t1', agentId]);
    expect(await again.update()).toMatchObject({ state: 'TASK_RUNNING', message: 'Reconciliation: Latest task state' });
  });

  it('is unreachable when it stays away, and comes back as one that was', async () => {
    const { fixture, client, agentId, back } = await succeeded();
    const again = await client.resubscribe();
    await fixture.advance(9 * MINUTE);
    expect(fixture.master.recoveredAgents.size).toBe(1);
    await fixture.advance(MINUTE);
    expect((await again.next('FAILURE')).failure).toEqual({ agent_id: { value: agentId } });
    expect([...fixture.master.registry.unreachable.keys()]).toEqual([agentId]);
    expect((await fixture.json('/slaves')).recovered_slaves).toEqual([]);
    expect(
      await metricsOf(
        fixture,
        'slave_removals',
        'slave_removals/reason_unhealthy',
        'recovery_slave_removals',
        'slaves_unreachable',
      ),
    ).toEqual([1, 1, 1, 1]);
    expect(await metricsOf(fixture, 'slave_unreachable_scheduled', 'slave_unreachable_completed')).toEqual([1, 1]);
    back();
    expect(await again.updateOf('t1', 'TASK_RUNNING')).toMatchObject({
      source: 'SOURCE_MASTER',
      reason: 'REASON_AGENT_REREGISTERED',
      message: 'Unreachable agent re-reregistered',
    });
  });

  it('tells of tasks that have ended as well, when it was unreachable', async () => {
    const { fixture, agent, client, frameworkId } = await succeeded();
    const again = await client.resubscribe();
    await fixture.advance(10 * MINUTE);
    agent.reregister({
      tasks: [agent.taskOf(frameworkId, 't1', 'TASK_FINISHED')],
      frameworks: [{ ...client.info, id: { value: frameworkId } }],
    });
    expect(await again.updateOf('t1', 'TASK_FINISHED')).toMatchObject({ reason: 'REASON_AGENT_REREGISTERED' });
  });

  it('is unreachable for the next leader as well', async () => {
    const { fixture, client, agentId } = await succeeded();
    await fixture.advance(10 * MINUTE);
    const since = fixture.master.registry.unreachable.get(agentId);
    await fixture.failover();
    expect(fixture.master.recoveredAgents.size).toBe(0);
    const again = await client.resubscribe();
    await again.reconcile(['t1', agentId]);
    expect(await again.update()).toMatchObject({
      ...{ state: 'TASK_UNREACHABLE', message: 'Reconciliation: Task is unreachable', unreachable_time: { nanoseconds: since } },
    });
  });

  it('may have any task that is not known, also one whose agent is not named', async () => {
    const { fixture, client, agentId, back } = await succeeded();
    const again = await client.resubscribe();
    await again.reconcile(['t1', agentId], ['t1'], ['other', 'no-such-agent']);
    expect(await again.update()).toMatchObject({ task_id: { value: 'other' }, state: 'TASK_UNKNOWN' });
    expect(await told(fixture, again)).toEqual([]);
    back();
    await fixture.runtime.settle();
    await again.reconcile(['x1', agentId], ['x2']);
    expect(await again.update()).toMatchObject({ task_id: { value: 'x1' }, state: 'TASK_GONE' });
    expect(await again.update()).toMatchObject({ task_id: { value: 'x2' }, state: 'TASK_UNKNOWN' });
  });

  it('may have any operation that is not known', async () => {
    const { client, agentId } = await succeeded();
    const again = await client.resubscribe();
    const operations = [{ operation_id: { value: 'o1' }, agent_id: { value: agentId } }];
    await again.call('RECONCILE_OPERATIONS', { reconcile_operations: { operations } });
    expect((await again.next('UPDATE_OPERATION_STATUS')).update_operation_status?.status).toMatchObject({
      ...{ state: 'OPERATION_RECOVERING', message: 'Reconciliation: Agent is recovered but has not re-registered' },
    });
  });

  it('is not given up with the others when it is back', async () => {
    const fixture = await MasterFixture.start({ agent_removal_rate_limit: '1/10mins' });
    const agents = [await fixture.agent(), await fixture.agent(), await fixture.agent()] as [FakeAgent, FakeAgent, FakeAgent];
    await fixture.failover();
    agents[0].reregister();
    await fixture.advance(11 * MINUTE);
    const unreachable = () => [...fixture.master.registry.unreachable.keys()];
    expect(unreachable()).toEqual([agents[1].agentId]);
    agents[2].reregister();
    await fixture.advance(30 * MINUTE);
    expect(unreachable()).toEqual([agents[1].agentId]);
    expect(
      await metricsOf(fixture, 'slave_unreachable_scheduled', 'slave_unreachable_completed', 'slave_unreachable_canceled'),
    ).toEqual([2, 1, 1]);
  });

  it('ends the master when too many stay away', async () => {
    const fixture = await MasterFixture.start({ recovery_agent_removal_limit: '40%' });
    const agents = [await fixture.agent(), await fixture.agent()] as [FakeAgent, FakeAgent];
    await fixture.failover();
    agents[0].reregister();
    await fixture.advance(10 * MINUTE);
    expect(fixture.exits).toEqual([
      '1 of 2 recovered agents (50%) did not reregister within 10mins, ' +
        `more than the limit of 40% for what a failover may remove: ${agents[1].agentId}`,
    ]);
    expect(fixture.master.alive).toBe(false);
    // Nothing has become of it: the next one has as long as this one had.
    await fixture.failover({ recovery_agent_removal_limit: '50%' });
    expect(fixture.master.recoveredAgents.size).toBe(2);
  });

  it('is known with the configuration that it had last', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    agent.reregister({ agent: { ...agent.info, id: { value: agent.agentId }, attributes: [{ name: 'rack', type: 'TEXT' }] } });
    await fixture.runtime.settle();
    await fixture.failover();
    expect([...fixture.master.recoveredAgents]).toMatchObject([{ attributes: [{ name: 'rack' }] }]);
  });

  it('is none when it has left', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    agent.unregister();
    await fixture.runtime.settle();
    await fixture.failover();
    expect(fixture.master.recoveredAgents.size).toBe(0);
    agent.reregister();
    await fixture.runtime.settle();
    expect([...fixture.master.agents.keys()]).toEqual([agent.agentId]);
  });
});

describe('what operators have ordered', () => {
  it('of an agent that is gone holds: it may not come back', async () => {
    const { fixture, agent, agentId } = await running();
    fixture.master.operatedAgents.markGone(agentId);
    await fixture.failover();
    agent.reregister();
    await fixture.runtime.settle();
    expect(agent.all('ShutdownMessage').at(-1)).toEqual({ message: 'Agent has been marked gone' });
    expect(fixture.master.agents.size).toBe(0);
  });

  it('of a draining agent is ordered again, and that it is drained is known', async () => {
    const { fixture, agent, agentId, frameworkId, client } = await running();
    const config = { mark_gone: false };
    fixture.master.operatedAgents.drain(agentId, config);
    await fixture.runtime.settle();
    await fixture.failover();
    agent.reregister({ tasks: [agent.taskOf(frameworkId, 't1')], frameworks: [{ ...client.info, id: { value: frameworkId } }] });
    await fixture.runtime.settle();
    expect(agent.all('DrainSlaveMessage')).toEqual([{ config }, { config }]);
    const slave = async () => (await fixture.json('/slaves')).slaves[0];
    expect(await slave()).toMatchObject({ active: false, deactivated: true, drain_info: { state: 'DRAINING' } });
    await fixture.failover();
    agent.reregister();
    await fixture.runtime.settle();
    expect(await slave()).toMatchObject({ active: false, deactivated: true, drain_info: { state: 'DRAINED' } });
    await fixture.failover();
    agent.reregister();
    await fixture.runtime.settle();
    expect(await slave()).toMatchObject({ deactivated: true, drain_info: { state: 'DRAINED' } });
    expect(fixture.master.operatedAgents.reactivate(agentId)).toBeUndefined();
    await fixture.failover();
    agent.reregister();
    await fixture.runtime.settle();
    expect(await slave()).toMatchObject({ active: true, deactivated: false });
  });

  it('can be ordered of one that is not back yet', async () => {
    const { fixture, agentId, back } = await succeeded();
    const order = (type: string) =>
      fixture.operator({ type, [type.toLowerCase()]: { agent_id: { value: agentId } } }).then(({ status }) => status);
    expect(await order('DEACTIVATE_AGENT')).toBe(200);
    expect(await order('REACTIVATE_AGENT')).toBe(409);
    expect(await order('DRAIN_AGENT')).toBe(200);
    back();
    await fixture.runtime.settle();
    expect((await fixture.json('/slaves')).slaves[0]).toMatchObject({ deactivated: true, drain_info: { state: 'DRAINING' } });
  });

  it('that it is gone, too: it is told when it comes, and is recovered for ever', async () => {
    const { fixture, agent, agentId, client, back } = await succeeded();
    const call = { type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value: agentId } } };
    expect((await fixture.operator(call)).status).toBe(200);
    back();
    await fixture.runtime.settle();
    expect(agent.all('ShutdownMessage')).toEqual([{ message: 'Agent has been marked gone' }]);
    await fixture.advance(10 * MINUTE);
    expect(await metricsOf(fixture, 'slave_unreachable_canceled', 'slaves_unreachable')).toEqual([1, 0]);
    const again = await client.resubscribe();
    await again.reconcile(['t1', agentId]);
    expect(await told(fixture, again)).toEqual([]);
    await fixture.failover();
    const third = await client.resubscribe();
    await third.reconcile(['t1', agentId]);
    expect(await third.update()).toMatchObject({ state: 'TASK_GONE_BY_OPERATOR' });
  });
});

describe('an agent that a new leader does not know', () => {
  it('tells of its tasks, if their framework is there already', async () => {
    const { fixture, agent, client, frameworkId } = await running(AWARE);
    await fixture.failover();
    fixture.master.recoveredAgents.returned(agent.agentId);
    const again = await client.resubscribe();
    agent.reregister({ tasks: [agent.taskOf(frameworkId, 't1')], frameworks: [{ ...client.info, id: { value: frameworkId } }] });
    expect(await again.updateOf('t1', 'TASK_RUNNING')).toMatchObject({ message: 'Unknown agent reregistered' });
  });
});
