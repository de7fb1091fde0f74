import { describe, expect, it } from 'vitest';
import { MasterFixture, running } from './master-fixture.js';

const MINUTE = 60_000;

describe('the registry', () => {
  it('forgets agents that were unreachable, or gone, for long', async () => {
    const { fixture, agent, agentId } = await running({}, { registry_gc_interval: '1mins', registry_max_agent_age: '10mins' });
    const gone = await fixture.agent();
    fixture.master.operatedAgents.markGone(gone.agentId);
    await fixture.lose(agent);
    const known = () => [...fixture.master.registry.unreachable.keys(), ...fixture.master.registry.gone.keys()];
    const unreachableTasks = () =>
      [...fixture.master.frameworks.values()].flatMap((framework) => [...framework.unreachableTasks]);
    await fixture.advance(7 * MINUTE);
    expect(known()).toEqual([agentId, gone.agentId]);
    expect(unreachableTasks()).toHaveLength(1);
    await fixture.advance(5 * MINUTE);
    expect(known()).toEqual([]);
    expect(unreachableTasks()).toEqual([]);
  });

  it('forgets the first of those that are too many', async () => {
    const fixture = await MasterFixture.start({ registry_gc_interval: '1hrs', registry_max_agent_count: 1 });
    const agents = [await fixture.agent(), await fixture.agent(), await fixture.agent()];
    for (const agent of agents) await fixture.lose(agent);
    expect(fixture.master.registry.unreachable.size).toBe(3);
    await fixture.advance(60 * MINUTE);
    expect([...fixture.master.registry.unreachable.keys()]).toEqual([agents[2]?.agentId]);
  });

  it('admits an agent again that it has forgotten, as one that nobody knows', async () => {
    const { fixture, agent, client, agentId, frameworkId } = await running(
      {},
      {
        registry_gc_interval: '1mins',
        registry_max_agent_age: '1mins',
      },
    );
    await fixture.lose(agent);
    await fixture.advance(3 * MINUTE);
    expect(fixture.master.registry.unreachable.size).toBe(0);
    await client.updateOf('t1', 'TASK_LOST');
    agent.reregister({ tasks: [agent.taskOf(frameworkId, 't1')], frameworks: [{ ...client.info, id: { value: frameworkId } }] });
    expect(await client.updateOf('t1', 'TASK_RUNNING')).toMatchObject({
      reason: 'REASON_AGENT_REREGISTERED',
      message: 'Unknown agent reregistered',
    });
    expect([...fixture.master.registry.admitted.keys()]).toEqual([agentId]);
  });
});
