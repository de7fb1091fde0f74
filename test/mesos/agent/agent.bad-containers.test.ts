// What happens to containers behind the agent's back, or while they are being made.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesBelow } from '../../drivers/embedded/fixture.js';
import { type AgentFixture, customExecutor, podExecutor, startAgent, task } from './agent-fixture.js';

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent();
});
afterEach(() => fixture.stop());

/** Nothing is left of containers: neither known to the agent nor running. */
const nothingLeft = () =>
  expect
    .poll(() => {
      const count = (what: string) => fixture.observations.filter((seen) => seen.kind === 'command' && seen.what === what).length;
      return [fixture.agent.containerizer.containers(), count('started') - count('exited')];
    })
    .toEqual([[], 0]);

const executorOf = () => {
  const [executor] = fixture.agent.frameworks.executors();
  if (!executor) throw new Error('There is no executor.');
  return executor;
};

it('a sandbox that is deleted under a task lets it run on, and end', async () => {
  fixture.run(task('t1', 'sleep 1000'));
  await fixture.master.update('t1', 'TASK_RUNNING');
  rmSync(executorOf().directory, { recursive: true });
  const path = encodeURIComponent(executorOf().directory);
  expect((await fixture.get(`/files/browse?path=${path}`)).status).toBe(404);
  expect((await fixture.get('/containers')).status).toBe(200);
  fixture.kill('t1');
  await fixture.master.update('t1', 'TASK_KILLED');
  await fixture.runtime.settle();
  fixture.runtime.clock.advance(1000);
  await nothingLeft();
});

it('a sandbox that is deleted under a pod does not come back, and its tasks can be killed', async () => {
  fixture.runGroup(podExecutor('pod'), [task('a', 'sleep 1000')]);
  await fixture.master.update('a', 'TASK_RUNNING');
  rmSync(executorOf().directory, { recursive: true });
  fixture.kill('a');
  await fixture.master.update('a', 'TASK_KILLED');
  expect(filesBelow(executorOf().directory)).toEqual([]);
  await fixture.runtime.settle();
  fixture.runtime.clock.advance(1000);
  await nothingLeft();
});

it('an executor that is killed before it registers fails its tasks', async () => {
  fixture.run(task('t1', undefined, { executor: customExecutor('e1', { value: 'sleep 1000' }) }));
  const pid = await expect
    .poll(() => fixture.agent.containerizer.status(executorOf().containerId)?.executor_pid)
    .toEqual(expect.any(Number))
    .then(() => fixture.agent.containerizer.status(executorOf().containerId)?.executor_pid ?? 0);
  process.kill(pid, 'SIGKILL');
  const { status } = await fixture.master.update('t1', 'TASK_FAILED');
  expect(status).toMatchObject({ reason: 'REASON_EXECUTOR_TERMINATED', message: 'Executor terminated', source: 'SOURCE_AGENT' });
  expect((await fixture.master.one('ExitedExecutorMessage')).status).toBe(9);
  await nothingLeft();
});

it('a group that is killed while its sandboxes are being made ends, and leaves nothing', async () => {
  fixture.runGroup(podExecutor('pod'), [task('a', 'sleep 1000'), task('b', 'sleep 1000')]);
  await fixture.master.update('a', 'TASK_STARTING');
  fixture.kill('a');
  await fixture.master.update('a', 'TASK_KILLED');
  await fixture.master.update('b', 'TASK_KILLED');
  await fixture.runtime.settle();
  fixture.runtime.clock.advance(1000);
  await fixture.master.one('ExitedExecutorMessage');
  await nothingLeft();
});
