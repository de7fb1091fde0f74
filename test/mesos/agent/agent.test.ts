import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentFixture, customExecutor, framework, podExecutor, startAgent, task } from './agent-fixture.js';

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent({ executor_shutdown_grace_period: '3secs' });
});
afterEach(() => fixture.stop());

const commands = (what: 'started' | 'exited') =>
  fixture.observations.filter((each) => each.kind === 'command' && each.what === what).length;

describe('shutdown', () => {
  it('tells the master, ends all executors with their tasks, and then the agent', async () => {
    fixture.run(task('t1', 'sleep 1000'));
    fixture.runGroup(podExecutor('pod'), [task('t2', 'sleep 1000')]);
    await fixture.master.update('t1', 'TASK_RUNNING');
    await fixture.master.update('t2', 'TASK_RUNNING');
    await fixture.agent.shutdown();
    expect(fixture.master.all('UnregisterSlaveMessage')).toEqual([{ agent_id: { value: 'agent-S0' } }]);
    expect(fixture.agent.alive).toBe(false);
    expect([commands('started'), commands('exited')]).toEqual([2, 2]);
    // What becomes of the tasks is for the master to say.
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
    await fixture.agent.shutdown();
  });

  it('kills executors that do not end by themselves', async () => {
    fixture.run(task('t1', undefined, { executor: customExecutor('e1', { shell: true, value: 'sleep 1000' }) }));
    await expect.poll(() => commands('started')).toBe(1);
    const stopped = fixture.agent.shutdown();
    await fixture.runtime.settle();
    expect(fixture.agent.alive).toBe(true);
    fixture.runtime.clock.advance(3000);
    await stopped;
    expect(commands('exited')).toBe(1);
  });

  it('is what the master can ask for', async () => {
    fixture.run(task('t1', 'sleep 1000'));
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.master.tell('ShutdownMessage', { message: 'Agent has been marked gone' });
    await fixture.agent.ended;
    expect(fixture.master.all('UnregisterSlaveMessage')).toEqual([]);
    expect(commands('exited')).toBe(1);
  });
});

describe('crash', () => {
  it('tells nobody; executors of frameworks that do not checkpoint notice, and end their tasks', async () => {
    fixture.run(task('t1', 'sleep 1000'));
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.agent.crash();
    await fixture.runtime.settle();
    expect(fixture.master.all('UnregisterSlaveMessage')).toEqual([]);
    await expect.poll(() => commands('exited')).toBe(1);
  });

  it('leaves tasks of checkpointing frameworks alone until the recovery timeout', async () => {
    fixture.run(task('t1', 'sleep 1000'), framework({ checkpoint: true }));
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.agent.crash();
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(14 * 60_000);
    await fixture.runtime.settle();
    expect(commands('exited')).toBe(0);
    fixture.runtime.clock.advance(60_000);
    await expect.poll(() => commands('exited')).toBe(1);
  });
});

describe('the shutdown of a framework', () => {
  it('ends its executors without a word about its tasks', async () => {
    fixture.run(task('t1', 'sleep 1000'));
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.master.tell('ShutdownFrameworkMessage', { framework_id: { value: 'framework-1' } });
    await expect.poll(() => fixture.agent.frameworks.size).toBe(0);
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
    expect([...fixture.agent.frameworks.completed].map(({ id }) => id)).toEqual(['framework-1']);
  });

  it('of which the agent knows nothing does nothing', async () => {
    fixture.master.tell('ShutdownFrameworkMessage', { framework_id: { value: 'unknown' } });
    await fixture.runtime.settle();
    expect(fixture.agent.alive).toBe(true);
  });
});

describe('the shutdown of an executor', () => {
  it('ends its tasks, which are reported, and the executor', async () => {
    fixture.runGroup(podExecutor('pod'), [task('t1', 'sleep 1000')]);
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.master.tell('ShutdownExecutorMessage', { framework_id: { value: 'framework-1' }, executor_id: { value: 'pod' } });
    const { status } = await fixture.master.update('t1', 'TASK_KILLED');
    expect(status.message).toBe('Command terminated with signal Terminated');
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(1000);
    await fixture.master.one('ExitedExecutorMessage');
  });
});
