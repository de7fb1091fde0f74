import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentFixture, framework, startAgent, task } from './agent-fixture.js';

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent({}, (master) => {
    master.acknowledges = false;
  });
});
afterEach(() => fixture.stop());

const first = async () => {
  const { update } = await fixture.master.one('StatusUpdateMessage');
  await fixture.runtime.settle();
  return update;
};

/** Waits until the agent has been told the end of the task, which the master is not told as long as updates are unacknowledged. */
const ended = (state: string) =>
  expect
    .poll(
      () => [...fixture.agent.frameworks.executors()].flatMap(({ terminatedTasks }) => [...terminatedTasks.values()])[0]?.state,
    )
    .toBe(state);

describe('status updates', () => {
  it('are sent again while nobody acknowledges them: after 10 seconds, then 20, then 40', async () => {
    fixture.run(task('t1', 'sleep 1000'));
    await first();
    const sent: number[] = [];
    for (let seconds = 1; seconds <= 72; seconds++) {
      const before = fixture.master.states('t1').length;
      fixture.runtime.clock.advance(1000);
      await fixture.runtime.settle();
      if (fixture.master.states('t1').length > before) sent.push(seconds);
    }
    expect(sent).toHaveLength(3);
    expect(new Set(fixture.master.updates('t1').map(({ uuid }) => uuid)).size).toBe(1);
  });

  it('wait for their predecessors, but the newest state is told', async () => {
    fixture.run(task('t1', 'true'));
    const starting = await first();
    await ended('TASK_FINISHED');
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING']);
    fixture.master.acknowledge(starting);
    const running = await fixture.master.update('t1', 'TASK_RUNNING');
    expect(running.latest_state).toBe('TASK_FINISHED');
    await fixture.runtime.settle();
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
    fixture.master.acknowledge(running);
    await fixture.master.update('t1', 'TASK_FINISHED');
  });

  it('are not moved on by an acknowledgement of something else', async () => {
    fixture.run(task('t1', 'true'));
    const starting = await first();
    fixture.master.acknowledge({ ...starting, uuid: 'AAAAAAAAQACAAAAAAAAAAA==' });
    await fixture.runtime.settle();
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING']);
    fixture.master.acknowledge(starting);
    fixture.master.acknowledge(starting);
    await fixture.master.update('t1', 'TASK_RUNNING');
    await fixture.runtime.settle();
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
  });

  it('are sent again at once when the framework is back, with what changed about it', async () => {
    fixture.run(task('t1', 'sleep 1000'));
    await first();
    const framework_info = framework({ name: 'renamed' });
    fixture.master.tell('UpdateFrameworkMessage', { framework_id: { value: 'framework-1' }, framework_info });
    await fixture.runtime.settle();
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_STARTING']);
    expect(fixture.agent.frameworks.get('framework-1')?.info.name).toBe('renamed');
  });

  it('of a task whose executor has gone keep it from being forgotten', async () => {
    fixture.run(task('t1', 'true'));
    await first();
    await ended('TASK_FINISHED');
    fixture.runtime.clock.advance(2000);
    await expect.poll(() => [...fixture.agent.frameworks.executors()][0]?.state).toBe('TERMINATED');
    for (const state of ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED']) {
      fixture.master.acknowledge(await fixture.master.update('t1', state));
    }
    await fixture.runtime.settle();
    expect(fixture.agent.frameworks.size).toBe(0);
  });

  it('that come after the end of a task are forgotten when that is acknowledged', async () => {
    fixture.master.tell('RunTaskMessage', { framework: framework(), task: task('t1', 'true'), launch_executor: false });
    const dropped = await first();
    fixture.kill('t1');
    await fixture.runtime.settle();
    fixture.master.acknowledge(dropped);
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(60_000);
    await fixture.runtime.settle();
    expect(fixture.master.states('t1')).toEqual(['TASK_LOST']);
  });
});
