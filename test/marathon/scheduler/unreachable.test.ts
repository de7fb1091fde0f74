import { describe, expect, it } from 'vitest';
import { MarathonFixture, SLEEPER } from '../fixture.js';

const FLAGS = { agent_ping_timeout: '1secs', max_agent_ping_timeouts: '1' };

describe('an agent that cannot be reached', () => {
  it('has its tasks replaced by others elsewhere, and when it is back there are not too many', async () => {
    await using marathon = await MarathonFixture.start({ agents: 2, masters: [{ flags: FLAGS }] });
    const { cluster } = marathon;
    const constraints = [['hostname', 'LIKE', '.*']];
    await marathon.run({ ...SLEEPER, constraints, unreachableStrategy: { inactiveAfterSeconds: 0, expungeAfterSeconds: 600 } });
    const [before] = await marathon.tasks('/sleeper');
    const agent = cluster.agents.find(({ id }) => id === before.slaveId);
    const partition = await cluster.faults.partition({ id: agent?.id ?? '' });
    await cluster.clock.advance('5secs');
    await marathon.until(async () => {
      const states = (await marathon.tasks('/sleeper')).map(({ state }) => state).sort();
      return states.join() === 'TASK_RUNNING,TASK_UNREACHABLE';
    }, 'a task elsewhere');
    expect(marathon.events).toContainEqual(expect.objectContaining({ condition: 'UnreachableInactive' }));
    await partition.remove();
    await cluster.clock.advance('30secs');
    await marathon.until(async () => {
      const states = (await marathon.tasks('/sleeper')).map(({ state }) => state);
      return states.join() === 'TASK_RUNNING';
    }, 'the end of one of both');
  });

  it('keeps its tasks where the strategy is disabled', async () => {
    await using marathon = await MarathonFixture.start({ agents: 1, masters: [{ flags: FLAGS }] });
    await marathon.run({ ...SLEEPER, unreachableStrategy: 'disabled' });
    const [before] = await marathon.tasks('/sleeper');
    await marathon.cluster.faults.partition({ id: before.slaveId });
    await marathon.cluster.clock.advance('5secs');
    await marathon.until(async () => (await marathon.tasks('/sleeper'))[0]?.state === 'TASK_UNREACHABLE', 'the loss');
    expect((await marathon.tasks('/sleeper')).map(({ id }) => id)).toEqual([before.id]);
  });
});
