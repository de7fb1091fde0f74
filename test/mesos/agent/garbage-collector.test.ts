import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AgentFixture, framework, podExecutor, startAgent, task } from './agent-fixture.js';

let fixture: AgentFixture;
afterEach(() => fixture.stop());

const metrics = async () => (await fixture.get('/metrics/snapshot')).json() as unknown as Record<string, number>;

/** Runs a task to its end, so that its framework has nothing left on the agent. Returns its sandbox. */
async function runToEnd(id: string, of = framework()): Promise<string> {
  const { master, runtime, agent } = fixture;
  fixture.run(task(id, 'echo said'), of);
  await master.update(id, 'TASK_FINISHED');
  for (const { update } of master.all('StatusUpdateMessage')) {
    if (update.status.task_id.value !== id) continue;
    master.tell('StatusUpdateAcknowledgementMessage', {
      ...{ agent_id: { value: 'agent-S0' }, framework_id: update.framework_id, task_id: { value: id }, uuid: update.uuid ?? '' },
    });
  }
  await expect
    .poll(() => {
      runtime.clock.advance(1000);
      return [...agent.frameworks.executors()].length;
    })
    .toBe(0);
  const [completed] = [...agent.frameworks.completed].flatMap(({ completedExecutors }) => completedExecutors).slice(-1);
  if (!completed) throw new Error('No executor has ended.');
  return completed.directory;
}

describe('what an executor leaves', () => {
  it('is removed gc_delay after its end, with what is noted of it and of its framework', async () => {
    fixture = await startAgent({ gc_delay: '1hrs', disk_watch_interval: '1weeks' });
    const sandbox = await runToEnd('t1', framework({ checkpoint: true }));
    expect((await fixture.get(`/files/browse?path=${sandbox}`)).status).toBe(200);
    const noted = join(fixture.workDirectory, 'meta/slaves/agent-S0/frameworks/framework-1');
    await fixture.agent.checkpointing.settled();
    expect([sandbox, noted].map(existsSync)).toEqual([true, true]);
    expect(await metrics()).toMatchObject({ 'gc/path_removals_pending': 6, 'gc/path_removals_succeeded': 0 });

    fixture.runtime.clock.advance(59 * 60_000);
    await fixture.runtime.settle();
    expect(existsSync(sandbox)).toBe(true);
    fixture.runtime.clock.advance(60_000);
    await expect.poll(async () => (await metrics())['gc/path_removals_succeeded']).toBe(6);
    expect([sandbox, noted, join(fixture.workDirectory, 'slaves/agent-S0/frameworks/framework-1')].map(existsSync)).toEqual([
      ...[false, false, false],
    ]);
    expect((await fixture.get(`/files/browse?path=${sandbox}`)).status).toBe(404);
    expect((await fixture.get('/files/debug')).text).not.toContain(sandbox);
  });

  it('stays where an executor of the same name and framework runs again; only the old run goes', async () => {
    fixture = await startAgent({ gc_delay: '1hrs', disk_watch_interval: '1weeks' });
    const first = await runToEnd('t1');
    fixture.run(task('t1', 'sleep 1000'));
    await fixture.master.update('t1', 'TASK_RUNNING');
    const [again] = [...fixture.agent.frameworks.executors()];
    fixture.runtime.clock.advance(60 * 60_000);
    await expect.poll(() => existsSync(first)).toBe(false);
    await fixture.runtime.settle();
    expect(existsSync(again?.directory ?? '')).toBe(true);
  });

  it('is removed earlier the fuller the disk is', async () => {
    fixture = await startAgent({ gc_delay: '1weeks', disk_watch_interval: '1mins', gc_disk_headroom: '1' });
    const sandbox = await runToEnd('t1');
    await expect
      .poll(() => {
        fixture.runtime.clock.advance(60_000);
        return existsSync(sandbox);
      })
      .toBe(false);
    expect(await metrics()).toMatchObject({ 'slave/executor_directory_max_allowed_age_secs': 0 });
  });

  it('is counted when it cannot be removed', async (context) => {
    context.skip(process.getuid?.() === 0, 'root may remove everything');
    fixture = await startAgent({ gc_delay: '1hrs', disk_watch_interval: '1weeks' });
    const sandbox = await runToEnd('t1');
    chmodSync(sandbox, 0o500);
    fixture.runtime.clock.advance(60 * 60_000);
    await expect.poll(async () => (await metrics())['gc/path_removals_failed']).toBeGreaterThan(0);
    chmodSync(sandbox, 0o700);
  });
});

describe('with gc_non_executor_container_sandboxes the sandbox of a nested container', () => {
  const HOUR = 3_600_000;
  const call = (type: string, value: object) =>
    fetch(`${fixture.agent.url}/api/v1`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ type, [type.toLowerCase()]: value }),
    });

  /** A pod whose task has begun; returns the ids and sandboxes of its containers. */
  async function pod(command: string) {
    fixture.runGroup(podExecutor('pod'), [task('a', command), task('b', 'sleep 1000')]);
    await fixture.master.update('b', 'TASK_RUNNING');
    const { status } = await fixture.master.update('a', 'TASK_RUNNING');
    const id = status.container_status?.container_id;
    const [executor] = fixture.agent.frameworks.executors();
    if (!id || !executor) throw new Error('The pod has no container.');
    return { id, root: executor.directory, sandbox: `${executor.directory}/containers/${id.value}` };
  }

  it('is removed gc_delay after its end, while its executor lives on', async () => {
    fixture = await startAgent({ gc_delay: '1hrs', disk_watch_interval: '1weeks', gc_non_executor_container_sandboxes: true });
    const { sandbox, root } = await pod('sleep 0.2');
    await fixture.master.update('a', 'TASK_FINISHED');
    expect(existsSync(sandbox)).toBe(true);
    fixture.runtime.clock.advance(HOUR);
    await expect.poll(() => existsSync(sandbox)).toBe(false);
    expect(readdirSync(`${root}/containers`)).toHaveLength(1);
  });

  it('stays without', async () => {
    fixture = await startAgent({ gc_delay: '1hrs', disk_watch_interval: '1weeks' });
    const { sandbox } = await pod('true');
    await fixture.master.update('a', 'TASK_FINISHED');
    expect(await metrics()).toMatchObject({ 'gc/path_removals_pending': 0 });
    expect(existsSync(sandbox)).toBe(true);
  });

  it('is nobody’s business any more when the container was removed: another one of its id keeps it', async () => {
    fixture = await startAgent({ gc_delay: '1hrs', disk_watch_interval: '1weeks', gc_non_executor_container_sandboxes: true });
    const { id, sandbox } = await pod('sleep 1000');
    const container_id = { value: 'inner', parent: id };
    const launch = (value: string) => call('LAUNCH_NESTED_CONTAINER', { container_id, command: { value } });
    await launch('true');
    await call('WAIT_NESTED_CONTAINER', { container_id });
    expect(await metrics()).toMatchObject({ 'gc/path_removals_pending': 1 });
    expect((await call('REMOVE_NESTED_CONTAINER', { container_id })).status).toBe(200);
    expect(await metrics()).toMatchObject({ 'gc/path_removals_pending': 0 });
    await launch('sleep 1000');
    fixture.runtime.clock.advance(HOUR);
    await fixture.runtime.settle();
    expect(existsSync(`${sandbox}/containers/inner/stdout`)).toBe(true);
  });
});
