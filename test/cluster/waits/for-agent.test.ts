import { describe, expect, it } from 'vitest';
import { type AgentCondition, waitForAgent } from '../../../src/cluster/waits/for-agent.js';
import { agentInState, stateWith } from '../states.js';
import { FakeCluster } from './fake-cluster.js';

const agent = agentInState();
const idle = agentInState({ id: 'S1', pid: 'slave(1)@127.0.0.1:5052', active: false, attributes: { rack: 'b' } });

describe('waitForAgent', () => {
  it('waits for any active agent unless told otherwise', async () => {
    const fake = new FakeCluster();
    fake.current = stateWith({ slaves: [idle] });
    const waiting = waitForAgent(fake, {});
    await fake.looked(1);
    fake.change(stateWith({ slaves: [idle, agent] }));
    expect(await waiting).toBe(agent);
  });

  it.each<[AgentCondition, unknown]>([
    [{ agent: 'S0' }, agent],
    [{ agent: '127.0.0.1:5051' }, agent],
    [{ state: 'inactive' }, idle],
    [{ agent: 'S1', state: 'inactive', where: ({ attributes }) => attributes['rack'] === 'b' }, idle],
    [{ agent: 'S7', state: 'gone' }, undefined],
  ])('finds %j', async (condition, expected) => {
    const fake = new FakeCluster();
    fake.current = stateWith({ slaves: [agent, idle] });
    expect(await waitForAgent(fake, condition)).toBe(expected);
  });

  it('says what the agent is instead', async () => {
    const fake = new FakeCluster();
    fake.current = stateWith({ slaves: [agent], unreachable_slaves: 2 });
    const error = await fake.expire(waitForAgent(fake, { agent: 'S0', state: 'gone' }));
    expect(error.details).toMatchObject({ waitedFor: 'Agent S0 that is no longer registered' });
    expect(error.message).toContain('\n  agent 127.0.0.1:5051 is registered and active\n');
    expect(error.message).toContain('\n  2 of the agents that were registered cannot be reached\n');
  });

  it.each<[unknown, string]>([
    [{ state: 'up' }, 'The state of waitForAgent() has to be one of active, inactive, gone, but is "up"'],
    [{ agent: 5 }, 'The agent of waitForAgent()'],
    [{ agent: '' }, 'The agent of waitForAgent()'],
    [{ state: 'gone' }, 'given with the state gone'],
    [{ state: 'gone', agent: 'S0', where: () => true }, 'left out with the state gone'],
    [{ where: {} }, 'where of waitForAgent() has to be a function'],
    [{ id: 'S0' }, 'An option of waitForAgent()'],
  ])('refuses what makes no sense: %j', async (condition, words) => {
    const waiting = waitForAgent(new FakeCluster(), condition as AgentCondition);
    await expect(waiting).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(waiting).rejects.toThrow(words);
  });
});
