// What goes wrong for frameworks in production, one after the other, each made to happen on purpose: docs/how-to-test and
// docs/faults.md tell how.
import { afterEach, describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster } from '../src/index.js';
import type { FrameworkInfo } from '../src/mesos/wire/messages.js';
import { USER } from './mesos/agent/agent-fixture.js';
import { capabilities, frameworkInfo, task } from './mesos/master/master-fixture.js';
import { SchedulerClient } from './mesos/master/scheduler-client.js';

const clusters: MesosCluster[] = [];
afterEach(() => Promise.all(clusters.splice(0).map((cluster) => cluster.destroy())));

/** A cluster whose time stands still, so that nothing comes by itself, and a scheduler on it. */
async function start(info: Partial<FrameworkInfo> = {}, description: ClusterDescriptionInput = {}) {
  const cluster = await MesosCluster.start({ clock: 'virtual', ...description });
  clusters.push(cluster);
  const scheduler = await SchedulerClient.subscribe(cluster.leader, {
    ...frameworkInfo,
    user: USER,
    failover_timeout: 600,
    ...info,
  });
  return { cluster, scheduler, agent: cluster.agents[0] as (typeof cluster.agents)[number] };
}

/** Launches the task t1, and acknowledges what is said of it until it runs. */
async function running(info: Partial<FrameworkInfo> = {}, description: ClusterDescriptionInput = {}) {
  const started = await start(info, description);
  const { scheduler } = started;
  const offer = await scheduler.offer();
  await scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' } })]);
  await scheduler.acknowledge(await scheduler.updateOf('t1', 'TASK_STARTING'));
  const status = await scheduler.updateOf('t1', 'TASK_RUNNING');
  await scheduler.acknowledge(status);
  return { ...started, offer, status };
}

describe('an update', () => {
  it('that is lost is sent again after 10 s', async () => {
    const { cluster, scheduler } = await start();
    await cluster.faults.drop({ message: 'StatusUpdateMessage', to: 'master' }, { times: 1 });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' } })]);
    const [fault] = await cluster.faults.list();
    while ((await fault?.look())?.count === 0) await cluster.clock.settle();
    expect((await scheduler.drain()).filter(({ type }) => type === 'UPDATE')).toEqual([]);
    await cluster.clock.advance('10secs');
    await scheduler.updateOf('t1', 'TASK_STARTING');
  });

  it('whose acknowledgement is lost comes again, with the same uuid', async () => {
    const { cluster, scheduler } = await start();
    await cluster.faults.loseAnswer({ call: 'ACCEPT' }, { times: 1 });
    await cluster.faults.drop({ message: 'StatusUpdateAcknowledgementMessage', to: 'agent' }, { times: 1 });
    const offer = await scheduler.offer();
    // The scheduler does not know whether its ACCEPT has arrived; the updates tell.
    await expect(scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' } })])).rejects.toThrow();
    const first = await scheduler.updateOf('t1', 'TASK_STARTING');
    await scheduler.acknowledge(first);
    await cluster.clock.advance('10secs');
    const again = await scheduler.updateOf('t1', 'TASK_STARTING');
    expect(again.uuid).toBe(first.uuid);
    await scheduler.acknowledge(again);
    await scheduler.updateOf('t1', 'TASK_RUNNING');
  });

  it('that comes twice may be acknowledged twice', async () => {
    const { cluster, scheduler } = await start();
    await cluster.faults.duplicate({ event: 'UPDATE' });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'true' } })]);
    for (const state of ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED'] as const) {
      const first = await scheduler.updateOf('t1', state);
      expect(await scheduler.updateOf('t1', state)).toEqual(first);
      await scheduler.acknowledge(first);
      await scheduler.acknowledge(first);
    }
    await cluster.clock.advance('1mins');
    expect((await scheduler.drain()).filter(({ type }) => type === 'UPDATE')).toEqual([]);
  });
});

describe('a partition', () => {
  it.each([
    ['is unreachable', ['PARTITION_AWARE'] as const, 'TASK_UNREACHABLE' as const],
    ['is lost, for a framework that knows no partitions', [] as const, 'TASK_LOST' as const],
  ])('by which a task %s, and comes back', async (_, aware, state) => {
    const { cluster, scheduler, agent, status } = await running({ checkpoint: true, ...capabilities('MULTI_ROLE', ...aware) });
    const partition = await cluster.faults.partition(agent);
    await cluster.clock.advance('90secs');
    expect(await scheduler.updateOf('t1', state)).toMatchObject({
      reason: 'REASON_AGENT_REMOVED',
      message: 'health check timed out',
    });
    expect((await scheduler.next('FAILURE')).failure).toEqual({ agent_id: status.agent_id });
    await partition.remove();
    await cluster.clock.runUntil(({ slaves }) => slaves.length === 1, { limit: '5mins' });
    expect(await scheduler.updateOf('t1', 'TASK_RUNNING')).toMatchObject({ reason: 'REASON_AGENT_REREGISTERED' });
    await scheduler.kill('t1');
    await scheduler.updateOf('t1', 'TASK_KILLED');
  });
});

describe('a scheduler', () => {
  it('that fails over during a launch hears of the task from the agent', async () => {
    const { cluster, scheduler } = await start();
    const launch = await cluster.faults.hold({ message: 'RunTaskMessage', to: 'agent' });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' } })]);
    scheduler.disconnect();
    const next = await scheduler.resubscribe();
    await next.reconcile();
    expect(await next.updateOf('t1', 'TASK_STAGING')).toMatchObject({ reason: 'REASON_RECONCILIATION' });
    await launch.remove();
    await next.acknowledge(await next.updateOf('t1', 'TASK_STARTING'));
    await next.updateOf('t1', 'TASK_RUNNING');
  });

  it('whose id another one uses is told, and is no longer heard', async () => {
    const { scheduler } = await running();
    const other = await scheduler.resubscribe();
    expect((await scheduler.next('ERROR')).error).toEqual({ message: 'Framework failed over' });
    await scheduler.end();
    expect(await scheduler.kill('t1')).toMatchObject({ status: 400 });
    await other.kill('t1');
    await other.updateOf('t1', 'TASK_KILLED');
  });

  it('that stays away loses its tasks after its failover timeout, of hours', async () => {
    const { cluster, scheduler } = await running({ failover_timeout: 2 * 3600 });
    scheduler.disconnect();
    await cluster.waitFor(({ frameworks }) => frameworks.every(({ active }) => !active));
    await cluster.clock.advance('119mins');
    expect(await cluster.tasks({ state: 'TASK_RUNNING' })).toHaveLength(1);
    await cluster.clock.advance('1mins');
    expect(await cluster.tasks({ id: 't1' })).toMatchObject([{ state: 'TASK_KILLED' }]);
  });

  it('gets an answer for each of 5,000 tasks it asks for', async () => {
    const { scheduler } = await running(capabilities('MULTI_ROLE', 'PARTITION_AWARE'));
    const tasks = Array.from({ length: 5000 }, (_, index): [string] => [index === 0 ? 't1' : `forgotten-${index}`]);
    await scheduler.reconcile(...tasks);
    const states = new Map<string, number>();
    for (const [id] of tasks) {
      const status = await scheduler.update();
      expect(status).toMatchObject({ task_id: { value: id }, reason: 'REASON_RECONCILIATION' });
      states.set(status.state, (states.get(status.state) ?? 0) + 1);
    }
    expect(Object.fromEntries(states)).toEqual({ TASK_RUNNING: 1, TASK_UNKNOWN: 4999 });
  });
});

it('an offer that is rescinded while it is being accepted launches nothing', async () => {
  const { cluster, scheduler, agent } = await start();
  const accept = await cluster.faults.hold({ call: 'ACCEPT' });
  const offer = await scheduler.offer();
  const launched = scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' } })]);
  while ((await accept.look()).held.length === 0) await cluster.clock.settle();
  const operator = { type: 'DEACTIVATE_AGENT', deactivate_agent: { agent_id: { value: agent.id } } };
  await fetch(`${cluster.leader.url}/api/v1`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(operator),
  });
  expect((await scheduler.next('RESCIND')).rescind).toEqual({ offer_id: offer.id });
  await accept.remove();
  expect(await launched).toMatchObject({ status: 202 });
  expect(await scheduler.updateOf('t1', 'TASK_LOST')).toMatchObject({ reason: 'REASON_INVALID_OFFERS' });
});

describe('an agent', () => {
  const withFile = { command: { value: 'sleep 1000', uris: [{ value: '/etc/hosts' }] } };

  it.each([
    [undefined, /^Failed to launch container: Failed to fetch all URIs for container '[-\w]+': exited with status 1$/],
    ['the server is on fire', /^Failed to launch container: the server is on fire$/],
  ])('that cannot fetch fails the task (%s), and only that', async (error, message) => {
    const { cluster, scheduler } = await start();
    const fault = await cluster.faults.failFetch({ task: 't1' }, { error });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, withFile), task('t2', offer, withFile)]);
    const status = await scheduler.updateOf('t1', 'TASK_FAILED');
    expect(status).toMatchObject({ reason: 'REASON_CONTAINER_LAUNCH_FAILED', message: expect.stringMatching(message) });
    await cluster.waitForTasks({ where: ({ id }) => id === 't2', state: 'TASK_STARTING' });
    expect((await fault.look()).count).toBe(1);
    const [failed] = cluster.timeline({ text: 'failed FETCH' });
    expect(failed).toMatchObject({ kind: 'fault', task: 't1', framework: scheduler.frameworkId, details: { rule: fault.id } });
  });

  it('that takes long to fetch starts the task later, and the time for that can be moved', async () => {
    const { cluster, scheduler } = await start();
    const fault = await cluster.faults.delay({ action: 'FETCH', framework: scheduler.frameworkId }, '30secs');
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, withFile)]);
    while ((await fault.look()).count === 0) await cluster.clock.settle();
    await cluster.clock.advance('29secs');
    expect((await scheduler.drain()).filter(({ type }) => type === 'UPDATE')).toEqual([]);
    await cluster.clock.advance('2secs');
    await scheduler.updateOf('t1', 'TASK_STARTING');
  });

  it('that is still fetching when the task is killed gives up', async () => {
    const { cluster, scheduler } = await start();
    const fault = await cluster.faults.hold({ action: 'FETCH' });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, withFile)]);
    while ((await fault.look()).held.length === 0) await cluster.clock.settle();
    await scheduler.kill('t1');
    expect(await scheduler.updateOf('t1', 'TASK_KILLED')).toMatchObject({ reason: 'REASON_TASK_KILLED_DURING_LAUNCH' });
    await fault.remove();
    await cluster.clock.advance('1mins');
    expect(cluster.timeline({ kinds: ['command'] })).toEqual([]);
  });

  it('whose disk is full makes no sandbox', async () => {
    const { cluster, scheduler } = await start(capabilities('MULTI_ROLE', 'PARTITION_AWARE'));
    await cluster.faults.failSandbox({}, { times: 1 });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' } })]);
    expect(await scheduler.updateOf('t1', 'TASK_DROPPED')).toMatchObject({
      reason: 'REASON_EXECUTOR_TERMINATED',
      message: expect.stringMatching(/^Failed to create executor directory '.*': No space left on device$/),
    });
  });

  it('that hangs before there is a sandbox lets the task be killed', async () => {
    const { cluster, scheduler, agent } = await start();
    const fault = await cluster.faults.hold({ action: 'SANDBOX', agent: agent.id });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' } })]);
    while ((await fault.look()).held.length === 0) await cluster.clock.settle();
    await scheduler.kill('t1');
    await scheduler.acknowledge(await scheduler.updateOf('t1', 'TASK_KILLED'));
    await fault.remove();
    await cluster.clock.advance('1mins');
    const { frameworks } = await agent.state();
    expect(frameworks).toEqual([]);
  });

  it('whose health checks of a task fail kills it after so many', async () => {
    const { cluster, scheduler } = await start();
    const offer = await scheduler.offer();
    const health_check = {
      ...{
        type: 'COMMAND' as const,
        command: { value: 'true' },
        delay_seconds: 0,
        interval_seconds: 10,
        grace_period_seconds: 0,
      },
      consecutive_failures: 2,
    };
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' }, health_check })]);
    await scheduler.acknowledge(await scheduler.updateOf('t1', 'TASK_STARTING'));
    await scheduler.acknowledge(await scheduler.updateOf('t1', 'TASK_RUNNING'));
    await cluster.expect.action('HEALTH_CHECK', { task: 't1' });
    const healthy = await scheduler.updateOf('t1', 'TASK_RUNNING');
    expect(healthy).toMatchObject({ healthy: true });
    await scheduler.acknowledge(healthy);
    const fault = await cluster.faults.failCheck({ task: 't1' });
    await cluster.clock.advance('10secs');
    const unhealthy = await scheduler.updateOf('t1', 'TASK_RUNNING');
    expect(unhealthy).toMatchObject({ healthy: false, reason: 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED' });
    await scheduler.acknowledge(unhealthy);
    await cluster.clock.advance('10secs');
    await scheduler.acknowledge(await scheduler.updateOf('t1', 'TASK_RUNNING'));
    expect(await scheduler.updateOf('t1', 'TASK_KILLED')).toMatchObject({ healthy: false });
    expect((await fault.look()).count).toBe(2);
  });
});

describe('a master', () => {
  it('that goes while an update is unacknowledged lets its successor pass on the same one', async () => {
    const { cluster, scheduler, agent } = await start();
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' } })]);
    const first = await scheduler.updateOf('t1', 'TASK_STARTING');
    await cluster.leader.kill();
    await scheduler.end();
    await cluster.leader.restart();
    const next = await scheduler.resubscribe();
    const again = await next.updateOf('t1', 'TASK_STARTING');
    expect(again.uuid).toBe(first.uuid);
    await next.acknowledge(again);
    await next.acknowledge(await next.updateOf('t1', 'TASK_RUNNING'));
    expect(await cluster.tasks()).toMatchObject([{ id: 't1', slave_id: agent.id, state: 'TASK_RUNNING' }]);
  });

  it('that goes takes neither tasks nor agents along, and what frameworks use is theirs when they come back', async () => {
    const { cluster, scheduler } = await running();
    await cluster.leader.kill();
    await cluster.clock.advance('10mins');
    await cluster.leader.restart();
    const next = await scheduler.resubscribe();
    expect(next.frameworkId).toBe(scheduler.frameworkId);
    await next.reconcile(['t1']);
    expect(await next.updateOf('t1', 'TASK_RUNNING')).toMatchObject({ reason: 'REASON_RECONCILIATION' });
    await next.kill('t1');
    await next.updateOf('t1', 'TASK_KILLED');
  });
});

it('an executor that is lost takes its task with it, and its framework is told of both', async () => {
  const { cluster, scheduler } = await start();
  const offer = await scheduler.offer();
  const executor = {
    ...{ type: 'CUSTOM', executor_id: { value: 'mine' }, framework_id: { value: scheduler.frameworkId } },
    command: { value: 'sleep 1000' },
  };
  const { command: _, ...rest } = task('t1', offer);
  await scheduler.launch(offer, [{ ...rest, executor } as never]);
  await cluster.waitFor(() => cluster.timeline({ kinds: ['command'] }).length > 0);
  await cluster.faults.killExecutor({ framework: scheduler.frameworkId, executor: 'mine' });
  expect(await scheduler.updateOf('t1', 'TASK_FAILED')).toMatchObject({ reason: 'REASON_EXECUTOR_TERMINATED' });
  expect((await scheduler.next('FAILURE')).failure).toMatchObject({ executor_id: { value: 'mine' }, status: 9 });
});
