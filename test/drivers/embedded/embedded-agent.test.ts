import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { DriverAgent } from '../../../src/drivers/driver.js';
import type { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import { isMinimesosError } from '../../../src/errors.js';
import { uuidToBytes } from '../../../src/mesos/wire/uuid-bytes.js';
import { request } from '../../mesos/master/http-client.js';
import { ExecutorClient } from './executor-client.js';
import {
  acknowledged,
  agent,
  description,
  executorTask,
  gone,
  lives,
  pidIn,
  run,
  SMALL,
  start,
  subscribe,
  task,
} from './fixture.js';

function only(cluster: EmbeddedCluster): DriverAgent {
  const [agent] = cluster.agents;
  if (!agent) throw new Error('There is no agent.');
  return agent;
}

const uuid = (digit: number) => uuidToBytes(`00000000-0000-4000-8000-00000000000${digit}`);

describe('an agent that was killed and started again', () => {
  it('has its id, its port and the tasks of frameworks that checkpoint', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'survivor');
    const agent = only(cluster);
    const { id, url } = agent;
    await agent.kill();
    expect(agent).toMatchObject({ running: false, id, url });
    expect(cluster.agents).toEqual([]);
    await expect(request(agent, 'GET', '/health')).rejects.toThrow('ECONNREFUSED');
    expect(lives(pid)).toBe(true);
    await agent.restart();
    expect(cluster.agents).toEqual([agent]);
    expect(agent).toMatchObject({ running: true, id, url });
    expect(lives(pid)).toBe(true);
    await scheduler.kill('survivor');
    await acknowledged(scheduler, 'survivor', 'TASK_KILLED');
    await gone(pid);
  });

  it('tells of what became of tasks while it was away', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'short');
    const agent = only(cluster);
    await agent.kill();
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(cluster.timeline.entries({ kinds: ['command'], text: 'exited' }).length).toBe(1), 30_000);
    // The executor, which does not live on for long after its task, waits for the agent.
    cluster.runtime.clock.advance(5000);
    await agent.restart();
    const { message, source } = await acknowledged(scheduler, 'short', 'TASK_FAILED');
    expect({ message, source }).toEqual({ message: 'Command terminated with signal Killed', source: 'SOURCE_EXECUTOR' });
  });

  it('sends updates again that were not acknowledged', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('unread', offer)]);
    const unread = await scheduler.updateOf('unread', 'TASK_STARTING');
    await only(cluster).restart();
    expect(await scheduler.updateOf('unread', 'TASK_STARTING')).toMatchObject({ uuid: unread.uuid });
    await scheduler.acknowledge(unread);
    await scheduler.updateOf('unread', 'TASK_RUNNING');
  });

  it('keeps task groups', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const offer = await scheduler.offer();
    const executor = {
      type: 'DEFAULT',
      executor_id: { value: 'pod' },
      framework_id: { value: scheduler.frameworkId },
      resources: SMALL,
    };
    const endless = task('member', offer, 'sleep 1000');
    await scheduler.launchGroup(offer, executor, [endless]);
    await acknowledged(scheduler, 'member', 'TASK_RUNNING');
    await only(cluster).restart();
    await scheduler.kill('member');
    await acknowledged(scheduler, 'member', 'TASK_KILLED');
    expect((await scheduler.next('FAILURE')).failure).toMatchObject({ executor_id: { value: 'pod' }, status: 0 });
  });

  it('loses the tasks of frameworks that do not checkpoint', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster);
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'mortal', "trap '' TERM; while true; do sleep 0.1; done");
    const agent = only(cluster);
    await agent.kill();
    const { reason } = await scheduler.updateOf('mortal', 'TASK_LOST');
    expect(reason).toBe('REASON_AGENT_DISCONNECTED');
    await agent.restart();
    await gone(pid);
  });

  it('ends what frameworks had there that were removed meanwhile', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'orphan');
    const agent = only(cluster);
    await agent.kill();
    await scheduler.call('TEARDOWN');
    expect(lives(pid)).toBe(true);
    await agent.restart();
    await gone(pid);
  });

  it('can be killed and started again many times', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'tough');
    for (let count = 0; count < 10; count++) await only(cluster).restart();
    expect(lives(pid)).toBe(true);
    const { body } = await request(only(cluster), 'GET', '/state');
    expect(JSON.parse(body).frameworks[0].executors[0].tasks).toMatchObject([{ id: 'tough', state: 'TASK_RUNNING' }]);
  });

  it('shows the sandboxes of what it has recovered', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    await run(cluster, scheduler, await scheduler.offer(), 'writer', 'echo written; sleep 1000');
    await only(cluster).restart();
    const { body } = await request(only(cluster), 'GET', '/state');
    const { directory } = JSON.parse(body).frameworks[0].executors[0];
    const read = await request(only(cluster), 'GET', `/files/download?path=${directory}/stdout`);
    expect(read).toMatchObject({ status: 200, body: 'written\n' });
  });
});

describe('an executor over HTTP', () => {
  it('is cut off when its agent is killed, and may come back', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [executorTask('job', offer, scheduler.frameworkId)]);
    await pidIn(cluster.machine.root, 'executor-job');
    const agent = only(cluster);
    const executor = await ExecutorClient.subscribe(agent, scheduler.frameworkId, 'executor-job');
    const { launch } = await executor.next('LAUNCH');
    await executor.update('job', 'TASK_RUNNING', uuid(1));
    await acknowledged(scheduler, 'job', 'TASK_RUNNING');

    await agent.kill();
    expect(await executor.ended).toBe('cut');
    const restarted = agent.restart();
    // The port is bound before the agent has recovered; until then only executors are heard.
    const again = await subscribing(() => ExecutorClient.subscribe(agent, scheduler.frameworkId, 'executor-job'));
    await restarted;
    expect(await again.next('SUBSCRIBED')).toMatchObject({ subscribed: { executor_info: launch?.task.executor } });
    await again.update('job', 'TASK_FINISHED', uuid(2));
    await acknowledged(scheduler, 'job', 'TASK_FINISHED');
  });

  it('that does not come back in time is killed, and its tasks are lost', async () => {
    const cluster = await start({ agents: [agent({ executor_reregistration_timeout: '100ms' })] });
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [executorTask('job', offer, scheduler.frameworkId)]);
    const pid = await pidIn(cluster.machine.root, 'executor-job');
    const executor = await ExecutorClient.subscribe(only(cluster), scheduler.frameworkId, 'executor-job');
    await executor.update('job', 'TASK_RUNNING', uuid(1));
    await acknowledged(scheduler, 'job', 'TASK_RUNNING');
    await only(cluster).restart();
    const { reason, message } = await acknowledged(scheduler, 'job', 'TASK_LOST');
    expect({ reason, message }).toEqual({
      reason: 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT',
      message: 'Executor did not reregister within 100ms',
    });
    await gone(pid);
  });

  it('is told nothing but to wait while the agent recovers', async () => {
    const cluster = await start({ agents: [agent({ executor_reregistration_timeout: '15secs' })] });
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [executorTask('job', offer, scheduler.frameworkId)]);
    await pidIn(cluster.machine.root, 'executor-job');
    const executor = await ExecutorClient.subscribe(only(cluster), scheduler.frameworkId, 'executor-job');
    await executor.next('LAUNCH');
    const recovering = only(cluster);
    const restarted = recovering.restart();
    await executor.ended;
    const waits = { status: 503, body: 'Agent has not finished recovery' };
    // Between the agent that is gone and the one that recovers the port answers 503 for want of any.
    await expect.poll(() => executor.update('job', 'TASK_RUNNING', uuid(1)), { interval: 1 }).toMatchObject(waits);
    for (const path of ['/state', '/containers', '/api/v1']) expect(await request(recovering, 'GET', path)).toMatchObject(waits);
    expect(await request(recovering, 'GET', '/health')).toMatchObject({ status: 200 });
    const launched = executorTask('job', offer, scheduler.frameworkId);
    await ExecutorClient.subscribe(recovering, scheduler.frameworkId, 'executor-job', { unacknowledged_tasks: [launched] });
    await restarted;
    expect(await executor.update('job', 'TASK_RUNNING', uuid(1))).toMatchObject({ status: 202 });
  });

  it('that never got its task is not asked for it', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, {
      checkpoint: true,
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
    });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [executorTask('job', offer, scheduler.frameworkId)]);
    await pidIn(cluster.machine.root, 'executor-job');
    const agent = only(cluster);
    const executor = await ExecutorClient.subscribe(agent, scheduler.frameworkId, 'executor-job');
    await executor.next('LAUNCH');
    const restarted = agent.restart();
    await executor.ended;
    await subscribing(() => ExecutorClient.subscribe(agent, scheduler.frameworkId, 'executor-job'));
    await restarted;
    const { reason, message } = await acknowledged(scheduler, 'job', 'TASK_DROPPED');
    expect({ reason, message }).toEqual({ reason: 'REASON_AGENT_RESTARTED', message: 'Task launched during agent restart' });
  });
});

describe('restart()', () => {
  it('brings an agent that was stopped back as a new one, at the same port', async () => {
    const cluster = await start();
    const agent = only(cluster);
    const { id, url } = agent;
    await agent.stop();
    expect(agent).toMatchObject({ running: false, id });
    await agent.restart();
    expect(agent).toMatchObject({ running: true, url });
    expect(agent.id).not.toBe(id);
  });

  it('may be asked for twice at once', async () => {
    const cluster = await start();
    const agent = only(cluster);
    await Promise.all([agent.restart(), agent.restart()]);
    expect(cluster.agents).toEqual([agent]);
  });

  it('finds the ports of the agent as they were, however many agents were started meanwhile', async () => {
    const cluster = await start();
    const agent = only(cluster);
    await agent.kill();
    const others = await start({ agents: Array(60).fill(description().agents[0]) });
    expect(others.agents.map(({ port }) => port)).not.toContain(agent.port);
    await agent.restart();
    expect(agent.running).toBe(true);
  });

  it('says so when the port is taken', async () => {
    const cluster = await start({ agents: [agent({}, { resources: 'ports:[31000-31001]' })] });
    const first = only(cluster);
    await first.kill();
    const other = await start({ agents: [agent({}, { port: first.port })] });
    expect(only(other).port).toBe(first.port);
    await expect(first.restart()).rejects.toSatisfy((error) => isMinimesosError(error, 'PORT_TAKEN'));
    await other.destroy();
    await first.restart();
    expect(first.running).toBe(true);
  });

  it('keeps the work directory', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster);
    await run(cluster, scheduler, await scheduler.offer(), 'left');
    const { body } = await request(only(cluster), 'GET', '/state');
    const { directory } = JSON.parse(body).frameworks[0].executors[0];
    await only(cluster).restart();
    expect(existsSync(directory)).toBe(true);
  });
});

/** Tries until it succeeds: a new agent listens a moment later. */
async function subscribing<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!/ECONNREFUSED|ECONNRESET|503 |socket hang up/.test(String(error))) throw error;
    }
  }
}
