import { describe, expect, it } from 'vitest';
import { MasterFixture } from './master-fixture.js';

const MINUTE = 60_000;

describe('with agent_removal_rate_limit agents that do not answer', () => {
  /** Two agents that answer no pings any more, of which one may be marked in ten minutes. */
  async function silent() {
    const fixture = await MasterFixture.start({ agent_removal_rate_limit: '1/10mins' });
    const agents = [await fixture.agent(), await fixture.agent()] as const;
    for (const agent of agents) agent.answersPings = false;
    await fixture.advance(1.5 * MINUTE);
    return { fixture, agents };
  }

  const unreachable = ({ master }: MasterFixture) => [...master.unreachableAgents.keys()];

  it('become unreachable one after another', async () => {
    const { fixture, agents } = await silent();
    const [first, second] = agents.map(({ agentId }) => agentId);
    expect(unreachable(fixture)).toEqual([first]);
    await fixture.advance(8 * MINUTE);
    expect(unreachable(fixture)).toEqual([first]);
    await fixture.advance(2 * MINUTE);
    expect(unreachable(fixture)).toEqual([first, second]);
    expect(fixture.master.agentsOf.observers.unreachable).toEqual({ scheduled: 2, completed: 2, canceled: 0 });
  });

  it('are spared when they answer while they wait for it', async () => {
    const { fixture, agents } = await silent();
    const [first, second] = agents;
    second.answersPings = true;
    await fixture.advance(20 * MINUTE);
    expect(unreachable(fixture)).toEqual([first.agentId]);
    expect(fixture.master.agentsOf.observers.unreachable).toEqual({ scheduled: 2, completed: 1, canceled: 1 });
    // Having been spared once does not protect for ever.
    second.answersPings = false;
    await fixture.advance(1.5 * MINUTE);
    expect(unreachable(fixture)).toEqual([first.agentId, second.agentId]);
  });

  it('are spared when they register again', async () => {
    const { fixture, agents } = await silent();
    const [first, second] = agents;
    second.reregister();
    await fixture.runtime.settle();
    expect(fixture.master.agentsOf.observers.unreachable).toMatchObject({ completed: 1, canceled: 1 });
    expect(unreachable(fixture)).toEqual([first.agentId]);
  });

  it('do not wait any more when they leave', async () => {
    const { fixture, agents } = await silent();
    const [first, second] = agents;
    const master = fixture.master.agents.get(second.agentId);
    if (master) fixture.master.agentsOf.remove(master, 'the agent unregistered');
    await fixture.advance(20 * MINUTE);
    expect(unreachable(fixture)).toEqual([first.agentId]);
  });
});
