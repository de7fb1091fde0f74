// What the max_grace_period of DRAIN_AGENT means for tasks that do not heed SIGTERM.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import type { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import { uuidToBytes } from '../../../src/mesos/wire/uuid-bytes.js';
import { request } from '../../mesos/master/http-client.js';
import type { SchedulerClient } from '../../mesos/master/scheduler-client.js';
import { ExecutorClient } from './executor-client.js';
import { acknowledged, executorTask, filesBelow, gone, lives, pidIn, SMALL, start, subscribe, task } from './fixture.js';

/** Goes on whatever SIGTERM says, but notes that it was said. */
const STUBBORN = "trap 'touch asked' TERM; touch ready; while true; do sleep 0.05; done";

const SECOND_NS = 1e9;

const grace = (seconds: number) => ({ kill_policy: { grace_period: { nanoseconds: seconds * SECOND_NS } } });

async function drain(cluster: EmbeddedCluster, maxGraceSeconds: number): Promise<void> {
  const [master] = cluster.masters;
  const [agent] = cluster.agents;
  if (!master || !agent) throw new Error('The cluster is empty.');
  const drain_agent = { agent_id: { value: agent.id }, max_grace_period: { seconds: maxGraceSeconds } };
  const body = JSON.stringify({ type: 'DRAIN_AGENT', drain_agent });
  const answer = await request(master, 'POST', '/api/v1', { headers: { 'content-type': 'application/json' }, body });
  expect(answer).toMatchObject({ status: 200 });
}

/** Has a task run, drains the agent, and waits until the task has been asked to end. Returns the pid of its shell. */
async function asked(
  cluster: EmbeddedCluster,
  scheduler: SchedulerClient,
  launch: () => Promise<unknown>,
  maxGraceSeconds: number,
): Promise<number> {
  await launch();
  await acknowledged(scheduler, 'stubborn', 'TASK_RUNNING');
  const found = (name: string) => filesBelow(cluster.machine.root).find((path) => path.endsWith(`/${name}`));
  await expect.poll(() => found('ready')).toBeDefined();
  const sandbox = dirname(found('ready') ?? '');
  const pid = await pidIn(cluster.machine.root, sandbox.match(/executors\/([^/]+)/)?.[1] ?? '');
  await drain(cluster, maxGraceSeconds);
  await expect.poll(() => existsSync(`${sandbox}/asked`)).toBe(true);
  return pid;
}

const inPod = (scheduler: SchedulerClient, ownGraceSeconds: number) => async () => {
  const offer = await scheduler.offer();
  const ids = { type: 'DEFAULT', executor_id: { value: 'pod' }, framework_id: { value: scheduler.frameworkId } };
  const member = task('stubborn', offer, STUBBORN, grace(ownGraceSeconds));
  await scheduler.launchGroup(offer, { ...ids, resources: SMALL }, [member]);
};

const byCommand = (scheduler: SchedulerClient, ownGraceSeconds: number) => async () => {
  const offer = await scheduler.offer();
  await scheduler.launch(offer, [task('stubborn', offer, STUBBORN, grace(ownGraceSeconds))]);
};

it.each([
  ['is cut where a task of a pod asks for more', inPod, 3600, 30, 30],
  ['leaves the grace of a task of a pod alone that asks for less', inPod, 10, 3600, 10],
  ['has no effect on command tasks, whose executor cannot be told', byCommand, 30, 1, 30],
] as const)('%s', async (_, launch, ownSeconds, maxSeconds, seconds) => {
  const cluster = await start();
  const scheduler = await subscribe(cluster);
  const pid = await asked(cluster, scheduler, launch(scheduler, ownSeconds), maxSeconds);
  cluster.runtime.clock.advance((seconds - 5) * 1000);
  await cluster.runtime.settle();
  expect(lives(pid)).toBe(true);
  cluster.runtime.clock.advance(5000);
  expect(await acknowledged(scheduler, 'stubborn', 'TASK_KILLED')).toMatchObject({ reason: 'REASON_AGENT_DRAINING' });
  await gone(pid);
});

it('is what an executor over HTTP is told', async () => {
  const cluster = await start();
  const [agent] = cluster.agents;
  if (!agent) throw new Error('There is no agent.');
  const scheduler = await subscribe(cluster);
  const offer = await scheduler.offer();
  await scheduler.launch(offer, [{ ...executorTask('job', offer, scheduler.frameworkId), ...grace(3600) }]);
  await pidIn(cluster.machine.root, 'executor-job');
  const executor = await ExecutorClient.subscribe(agent, scheduler.frameworkId, 'executor-job');
  await executor.next('LAUNCH');
  await executor.update('job', 'TASK_RUNNING', uuidToBytes('00000000-0000-4000-8000-000000000001'));
  await acknowledged(scheduler, 'job', 'TASK_RUNNING');
  await drain(cluster, 7);
  expect(await executor.next('KILL')).toMatchObject({ kill: { task_id: { value: 'job' }, ...grace(7) } });
});
