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

  const counts = async (fixture: MasterFixture) => {
    const metrics = await fixture.json('/metrics/snapshot');
    return ['scheduled', 'completed', 'canceled'].map((each) => metrics[`master/slave_unreachable_${each}`]);
  };

  const unreachable = ({ master }: MasterFixture) => [...master.registry.unreachable.keys()];

  it('become unreachable one after another', async () => {
    const { fixture, agents } = await silent();
    const [first, second] = agents.map(({ agentId }) => agentId);
    expect(unreachable(fixture)).toEqual([first]);
    await fixture.advance(8 * MINUTE);
    expect(unreachable(fixture)).toEqual([first]);
    await fixture.advance(2 * MINUTE);
    expect(unreachable(fixture)).toEqual([first, second]);
    expect(await counts(fixture)).toEqual([2, 2, 0]);
  });

  it('are spared when they answer while they wait for it', async () => {
    const { fixture, agents } = await silent();
    const [first, second] = agents;
    second.answersPings = true;
    await fixture.advance(20 * MINUTE);
    expect(unreachable(fixture)).toEqual([first.agentId]);
    expect(await counts(fixture)).toEqual([2, 1, 1]);
    // Having been spared once does not protect for ever.
    second.answersPings = false;
    await fixture.advance(1.5 * MINUTE);
    expect(unreachable(fixture)).toEqual([first.agentId, second.agentId]);
  });

  it('are not spared because they register again: pings may not reach them all the same', async () => {
    const { fixture, agents } = await silent();
    const [first, second] = agents;
    second.reregister();
    await fixture.runtime.settle();
    expect(await counts(fixture)).toEqual([2, 1, 0]);
    expect(unreachable(fixture)).toEqual([first.agentId]);
  });

  it('do not wait any more when they leave', async () => {
    const { fixture, agents } = await silent();
    const [first, second] = agents;
    const master = fixture.master.agents.get(second.agentId);
    if (master) fixture.master.agentsOf.remove(master, 'the agent unregistered', 'slave_removals/reason_unregistered');
    await fixture.advance(20 * MINUTE);
    expect(unreachable(fixture)).toEqual([first.agentId]);
  });

  it('also wait for their turn when they stay away after their connection broke', async () => {
    const flags = { agent_removal_rate_limit: '1/10mins', max_agent_ping_timeouts: 1000 };
    const fixture = await MasterFixture.start(flags);
    const [first, second, third] = [await fixture.agent(), await fixture.agent(), await fixture.agent()];
    for (const agent of [first, second, third]) agent.terminate();
    await fixture.advance(10.5 * MINUTE);
    expect(unreachable(fixture)).toEqual([first.agentId]);
    const back = await fixture.restart(second);
    back.reregister();
    await fixture.advance(30 * MINUTE);
    expect(unreachable(fixture)).toEqual([first.agentId, third.agentId]);
    expect(await counts(fixture)).toEqual([3, 2, 1]);
  });
});
