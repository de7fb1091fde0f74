import { afterEach, describe, expect, it } from 'vitest';
import { type AgentFixture, framework, podExecutor, startAgent, task } from './agent-fixture.js';

let fixture: AgentFixture;
afterEach(() => fixture.stop());

const snapshot = async () => (await fixture.get('/metrics/snapshot')).json() as Record<string, number>;

/** The names of Mesos 1.12, by what stands before the last slash. */
const NAMES = {
  'containerizer/fetcher': 'cache_size_total_bytes cache_size_used_bytes task_fetches_failed task_fetches_succeeded',
  'containerizer/mesos': 'container_destroy_errors',
  'containerizer/mesos/provisioner': 'remove_container_errors',
  'containerizer/mesos/provisioner/bind': 'remove_rootfs_errors',
  gc: 'path_removals_failed path_removals_pending path_removals_succeeded',
  resource_provider_manager: 'subscribed',
  'resource_provider_manager/events': 'disconnect subscribe',
  slave: [
    ...['container_launch_errors executor_directory_max_allowed_age_secs executors_preempted executors_registering'],
    ...['executors_running executors_terminated executors_terminating frameworks_active invalid_framework_messages'],
    ...['invalid_status_updates recovery_errors recovery_time_secs registered tasks_failed tasks_finished tasks_gone'],
    ...['tasks_killed tasks_killing tasks_lost tasks_running tasks_staging tasks_starting uptime_secs'],
    ...['valid_framework_messages valid_status_updates'],
    ...['cpus', 'gpus', 'mem', 'disk'].flatMap((name) =>
      ['', '_revocable'].map((kind) => `${name}${kind}_total ${name}${kind}_used ${name}${kind}_percent`),
    ),
  ].join(' '),
  system: 'cpus_total load_15min load_1min load_5min mem_free_bytes mem_total_bytes',
};

describe('the metrics of an agent', () => {
  it('are those of Mesos', async () => {
    fixture = await startAgent();
    const names = Object.entries(NAMES).flatMap(([prefix, last]) => last.split(' ').map((each) => `${prefix}/${each}`));
    const metrics = await snapshot();
    expect(Object.keys(metrics).sort()).toEqual(names.sort());
    expect(metrics['slave/recovery_time_secs']).toBeGreaterThan(0);
    expect(metrics['slave/uptime_secs']).toBeGreaterThan(metrics['slave/recovery_time_secs'] ?? 0);
    // A tenth of the disk is to stay free.
    expect(metrics['slave/executor_directory_max_allowed_age_secs']).toBe(0.9 * 7 * 24 * 3600);
    expect(metrics['slave/registered']).toBe(1);
  });

  it('count executors, tasks, updates and fetches', async () => {
    fixture = await startAgent();
    const { master, runtime, agent } = fixture;
    fixture.run(task('ends', 'true'));
    fixture.runGroup(podExecutor('pod'), [task('runs', 'sleep 1000')]);
    await master.update('ends', 'TASK_FINISHED');
    await master.update('runs', 'TASK_RUNNING');
    await runtime.settle();
    runtime.clock.advance(1000);
    await expect.poll(() => [...agent.frameworks.executors()].map(({ id }) => id)).toEqual(['pod']);
    expect(await snapshot()).toMatchObject({
      ...{ 'slave/tasks_finished': 1, 'slave/tasks_running': 1, 'slave/frameworks_active': 1 },
      ...{ 'slave/executors_running': 1, 'slave/executors_terminated': 1 },
      ...{ 'slave/valid_status_updates': 5, 'slave/invalid_status_updates': 0 },
      // Two executors and the container of a task within one of them.
      ...{ 'containerizer/fetcher/task_fetches_succeeded': 3, 'containerizer/fetcher/task_fetches_failed': 0 },
    });
    fixture.run(task('fetches', { value: 'true', uris: [{ value: '/no/such/file' }] }));
    await master.update('fetches', 'TASK_FAILED');
    expect(await snapshot()).toMatchObject({
      ...{ 'slave/tasks_failed': 1, 'slave/container_launch_errors': 1, 'slave/executors_terminated': 2 },
      // What the agent itself has to say of a task counts, too.
      ...{ 'containerizer/fetcher/task_fetches_failed': 1, 'slave/valid_status_updates': 6 },
    });
  });

  it('tell messages that were passed on from those that could not be', async () => {
    fixture = await startAgent();
    const { agent, master } = fixture;
    const ids = { agent_id: { value: 'agent-S0' }, executor_id: { value: 'e1' } };
    fixture.run(task('t1', 'sleep 1000'), framework());
    await master.update('t1', 'TASK_RUNNING');
    agent.frameworkMessages.passOn({ ...ids, framework_id: { value: 'framework-1' }, data: 'AAAA' });
    agent.frameworkMessages.passOn({ ...ids, framework_id: { value: 'another' }, data: 'AAAA' });
    await master.one('ExecutorToFrameworkMessage');
    expect(await snapshot()).toMatchObject({ 'slave/valid_framework_messages': 1, 'slave/invalid_framework_messages': 1 });
    expect(master.all('ExecutorToFrameworkMessage')).toHaveLength(1);
  });
});
