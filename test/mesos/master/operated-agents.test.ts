import { describe, expect, it } from 'vitest';
import { capabilities, MasterFixture, running } from './master-fixture.js';

const AWARE = capabilities('PARTITION_AWARE');

/** An agent with the running task t1, and what an operator knows and does of it. */
async function operated(info = {}, flags = {}) {
  const started = await running(info, flags);
  const slave = async () => (await started.fixture.json('/slaves')).slaves[0];
  return { ...started, operatedAgents: started.fixture.master.operatedAgents, slave };
}

describe('an agent that is drained', () => {
  it('gets no offers and the order to end its tasks, and is drained when the last one has gone', async () => {
    const { fixture, agent, client, agentId, operatedAgents, slave, rest } = await operated();
    const config = { mark_gone: false, max_grace_period: { nanoseconds: 1e9 } };
    expect(operatedAgents.drain(agentId, config)).toBeUndefined();
    expect((await client.next('RESCIND')).rescind).toEqual({ offer_id: rest.id });
    await fixture.runtime.settle();
    expect(agent.all('DrainSlaveMessage')).toEqual([{ config }]);
    expect(await slave()).toMatchObject({ active: false, deactivated: true, drain_info: { state: 'DRAINING', config } });
    expect(operatedAgents.reactivate(agentId)).toEqual({ status: 400, text: 'Agent is still in the DRAINING state' });

    const uuid = agent.update(client.frameworkId, 't1', 'TASK_KILLED');
    await client.updateOf('t1', 'TASK_KILLED');
    expect(operatedAgents.drainInfo(agentId)?.state).toBe('DRAINING');
    await client.call('ACKNOWLEDGE', {
      acknowledge: { agent_id: { value: agentId }, task_id: { value: 't1' }, uuid },
    });
    await fixture.runtime.settle();
    expect(operatedAgents.drainInfo(agentId)?.state).toBe('DRAINED');
    await fixture.allocate();
    expect(await client.drain()).toEqual([]);

    expect(operatedAgents.reactivate(agentId)).toBeUndefined();
    expect(await slave()).toMatchObject({ active: true, deactivated: false });
    await fixture.allocate();
    expect((await client.offer()).agent_id.value).toBe(agentId);
  });

  it('is gone afterwards, if so ordered', async () => {
    const { fixture, agent, client, agentId, operatedAgents } = await operated();
    operatedAgents.drain(agentId, { mark_gone: true });
    const uuid = agent.update(client.frameworkId, 't1', 'TASK_KILLED');
    await client.updateOf('t1', 'TASK_KILLED');
    await client.call('ACKNOWLEDGE', {
      acknowledge: { agent_id: { value: agentId }, task_id: { value: 't1' }, uuid },
    });
    expect((await client.next('FAILURE')).failure).toEqual({ agent_id: { value: agentId } });
    await fixture.runtime.settle();
    expect(agent.all('ShutdownMessage')).toEqual([{ message: 'Agent has been marked gone' }]);
    expect(operatedAgents.drainInfo(agentId)).toBeUndefined();
  });

  it('hears of it again when it comes back', async () => {
    const { fixture, agent, agentId, operatedAgents, slave } = await operated({ checkpoint: true });
    operatedAgents.drain(agentId, { mark_gone: false });
    const next = await fixture.restart(agent);
    next.agentId = agentId;
    next.reregister({ tasks: [] });
    await fixture.runtime.settle();
    expect(next.all('DrainSlaveMessage')).toEqual([{ config: { mark_gone: false } }]);
    expect(await slave()).toMatchObject({ active: false, deactivated: true });
  });
});

describe('an agent that is gone', () => {
  it.each([
    [AWARE, 'TASK_GONE_BY_OPERATOR', 'REASON_AGENT_REMOVED_BY_OPERATOR', 'completed_tasks'],
    [{}, 'TASK_LOST', 'REASON_AGENT_REMOVED', 'unreachable_tasks'],
  ])('takes its tasks along (%j: %s), and may not come back', async (info, state, reason, list) => {
    const { fixture, agent, client, agentId, operatedAgents } = await operated(info);
    expect(operatedAgents.markGone(agentId)).toBeUndefined();
    expect(await client.updateOf('t1', state as 'TASK_LOST')).toMatchObject({ reason, message: 'Agent has been marked gone' });
    expect((await fixture.json('/frameworks')).frameworks[0][list]).toMatchObject([{ id: 't1', state }]);
    expect(operatedAgents.markGone(agentId)).toBeUndefined();
    agent.reregister();
    await fixture.runtime.settle();
    expect(agent.all('ShutdownMessage')).toHaveLength(2);
    expect(fixture.master.agents.size).toBe(0);
  });
});

describe('an order for an agent', () => {
  const calls = ['DRAIN_AGENT', 'DEACTIVATE_AGENT', 'REACTIVATE_AGENT', 'MARK_AGENT_GONE'] as const;
  it.each([
    [calls[0], 400, 'Unknown agent'],
    [calls[1], 400, 'Unknown agent'],
    [calls[2], 400, 'Agent is not deactivated'],
    [calls[3], 404, "Agent 'nobody' not found"],
  ])('that nobody knows is refused: %s', async (type, status, text) => {
    const fixture = await MasterFixture.start();
    const body = JSON.stringify({ type, [type.toLowerCase()]: { agent_id: { value: 'nobody' } } });
    expect(await fixture.post('/api/v1', body, { 'Content-Type': 'application/json' })).toMatchObject({ status, body: text });
  });

  it('to drain is refused when it cannot', async () => {
    const { fixture, agentId, operatedAgents } = await operated();
    const known = fixture.master.agents.get(agentId);
    if (known) known.capabilities = [];
    expect(operatedAgents.drain(agentId, {})).toEqual({ status: 400, text: `Agent ${agentId} is not capable of draining` });
    expect(known?.active).toBe(true);
  });
});
