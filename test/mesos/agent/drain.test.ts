import { afterEach, describe, expect, it } from 'vitest';
import { type AgentFixture, framework, startAgent, task } from './agent-fixture.js';

let fixture: AgentFixture;
afterEach(() => fixture.stop());

const AWARE = framework({ capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }] });
const drain = (config: object) => fixture.master.tell('DrainSlaveMessage', { config });

describe('draining', () => {
  it('kills what runs, with the reason, and refuses what comes then', async () => {
    fixture = await startAgent();
    fixture.run(task('t1', 'sleep 1000'), AWARE);
    await fixture.master.update('t1', 'TASK_RUNNING');
    drain({});
    expect(await fixture.master.update('t1', 'TASK_KILLED')).toMatchObject({ status: { reason: 'REASON_AGENT_DRAINING' } });
    fixture.run(task('t2', 'sleep 1000'), AWARE);
    expect(await fixture.master.update('t2', 'TASK_DROPPED')).toMatchObject({
      status: { reason: 'REASON_AGENT_DRAINING', message: 'Task was received while agent was already draining' },
    });
  });

  it('says that tasks are gone where the agent is to be gone, to frameworks that tell this from lost', async () => {
    fixture = await startAgent();
    fixture.run(task('t1', 'sleep 1000'), AWARE);
    await fixture.master.update('t1', 'TASK_RUNNING');
    drain({ mark_gone: true });
    expect(await fixture.master.update('t1', 'TASK_GONE_BY_OPERATOR')).toMatchObject({
      status: { reason: 'REASON_AGENT_DRAINING' },
    });
  });

  it('ends with the last framework; an agent with none does not begin', async () => {
    fixture = await startAgent();
    drain({});
    await fixture.runtime.settle();
    expect(fixture.agent.drain.config).toBeUndefined();
    fixture.run(task('t1', 'true'), AWARE);
    await fixture.master.update('t1', 'TASK_FINISHED');
  });
});
