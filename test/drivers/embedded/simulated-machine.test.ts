import { describe, expect, it } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { frameworkInfo, task } from '../../mesos/master/master-fixture.js';
import { SchedulerClient } from '../../mesos/master/scheduler-client.js';
import { start, subscribe } from './fixture.js';

const text = async (url: string): Promise<{ status: number; body: string }> => {
  const response = await fetch(url);
  return { status: response.status, body: await response.text() };
};

describe('a cluster on a simulated machine', () => {
  it('runs tasks that are no processes, and has no directory', async () => {
    const cluster = await start({ containerizers: 'simulated', behaviours: undefined });
    expect(cluster.directory).toBeUndefined();
    const scheduler = await subscribe(cluster);
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'exit 3' } })]);
    for (const state of ['TASK_STARTING', 'TASK_RUNNING'] as const) {
      await scheduler.acknowledge(await scheduler.updateOf('t1', state));
    }
    expect(await scheduler.updateOf('t1', 'TASK_FAILED')).toMatchObject({ message: 'Command exited with status 3' });
  });

  it('has agents that share a port, and answer below their names', async () => {
    const cluster = await start({ containerizers: 'simulated', agents: Array.from({ length: 3 }, () => agentDescription) });
    expect(cluster.agents.map(({ url }) => url)).toEqual(
      ['', '/slave(2)', '/slave(3)'].map((name) => `http://127.0.0.1:${cluster.agents[0]?.port}${name}`),
    );
    for (const { url, id } of cluster.agents) {
      expect(JSON.parse((await text(`${url}/state`)).body)).toMatchObject({ id });
      expect((await text(`${url}/metrics/snapshot`)).status).toBe(200);
      expect((await text(`${url}/nothing`)).status).toBe(404);
    }
    const [, second] = cluster.agents;
    await second?.kill();
    expect((await text(`${second?.url}/state`)).status).toBe(404);
    expect((await text(`${cluster.agents[0]?.url}/state`)).status).toBe(200);
    await second?.restart();
    expect(JSON.parse((await text(`${second?.url}/state`)).body)).toMatchObject({ id: second?.id });
  });

  it('runs tasks on all agents that share an address', async () => {
    const cluster = await start({ containerizers: 'simulated', agents: Array.from({ length: 3 }, () => agentDescription) });
    const scheduler = await subscribe(cluster);
    const offers = await scheduler.offers();
    for (const [index, offer] of offers.entries()) await scheduler.launch(offer, [task(`t${index}`, offer)]);
    for (const _ of offers) expect(await scheduler.update()).toMatchObject({ state: 'TASK_STARTING' });
  });

  it('tells agents that share an address apart in its timeline', async () => {
    const cluster = await start({ containerizers: 'simulated', agents: Array.from({ length: 3 }, () => agentDescription) });
    const scheduler = await subscribe(cluster);
    const [offer] = await scheduler.offers();
    if (!offer) throw new Error('There is no offer.');
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'server' } })]);
    for (const state of ['TASK_STARTING', 'TASK_RUNNING'] as const) {
      await scheduler.acknowledge(await scheduler.updateOf('t1', state));
    }
    const agents = new Set(cluster.timeline.entries({ task: 't1' }).map(({ agent }) => agent));
    expect([...agents].filter((id) => id !== undefined)).toEqual([offer.agent_id.value]);
    const registrations = cluster.timeline.entries().filter(({ what }) => what === 'RegisterExecutorMessage');
    expect(registrations.map(({ agent }) => agent)).toEqual([offer.agent_id.value]);
    const [started] = cluster.timeline.entries({ kinds: ['command'] });
    expect(started?.agent).toBe(offer.agent_id.value);
  });

  it('runs several tasks on each of several agents', async () => {
    const cluster = await start({ containerizers: 'simulated', agents: Array.from({ length: 2 }, () => agentDescription) });
    const scheduler = await subscribe(cluster);
    for (const offer of await scheduler.offers()) {
      const { value } = offer.agent_id;
      await scheduler.launch(offer, [task(`${value}-a`, offer), task(`${value}-b`, offer)]);
    }
    let running = 0;
    while (running < 4) {
      const status = await scheduler.update();
      expect(['TASK_STARTING', 'TASK_RUNNING']).toContain(status.state);
      if (status.state === 'TASK_RUNNING') running++;
      await scheduler.acknowledge(status);
    }
  });

  it('starts anew with a reset: no task and no checkpoint is left', async () => {
    const cluster = await start({ containerizers: 'simulated' });
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer, { command: { value: 'server' } })]);
    await scheduler.updateOf('t1', 'TASK_STARTING');
    const { id } = cluster.agents[0] ?? {};
    await cluster.reset();
    expect(cluster.agents[0]?.id).not.toBe(id);
    const other = await subscribe(cluster);
    expect((await other.offer()).agent_id.value).toBe(cluster.agents[0]?.id);
  });

  it('draws the same chance from the same seed', async () => {
    const ids = [];
    for (const seed of [7, 7, 8]) {
      const cluster = await start({ containerizers: 'simulated', seed });
      ids.push(cluster.agents[0]?.id);
    }
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });
});

const agentDescription = { port: undefined, resources: undefined, attributes: undefined, flags: {} };

describe('simulated tasks', () => {
  const behaviours = [
    { task: 'slow', startsAfter: '10mins', runsFor: '1hrs', exits: 'SIGSEGV' },
    { task: 'never', launchFailure: 'No such image' },
    { task: 'stubborn', stopsAfter: 'never' as const },
    { task: 'talker', says: [{ after: '1mins', message: 'warming up' }] },
    { task: 'sick', health: [{ after: '5mins', healthy: false }] },
  ];

  async function launch(id: string, more = {}) {
    const cluster = await MesosCluster.start({ containerizers: 'simulated', clock: 'virtual', behaviours });
    const scheduler = await SchedulerClient.subscribe(cluster.leader, { ...frameworkInfo, failover_timeout: 600 });
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task(id, offer, { command: { value: 'server' }, ...more })]);
    await scheduler.acknowledge(await scheduler.updateOf(id, 'TASK_STARTING'));
    return { cluster, scheduler, [Symbol.asyncDispose]: () => cluster.destroy() };
  }

  it('start late, run for long, and end by a signal, without anybody waiting for it', async () => {
    await using started = await launch('slow');
    const { cluster, scheduler } = started;
    await cluster.clock.advance('9mins');
    expect((await scheduler.drain()).filter(({ type }) => type === 'UPDATE')).toEqual([]);
    await cluster.clock.advance('1mins');
    await scheduler.acknowledge(await scheduler.updateOf('slow', 'TASK_RUNNING'));
    await cluster.clock.advance('1hrs');
    expect(await scheduler.updateOf('slow', 'TASK_FAILED')).toMatchObject({
      message: 'Command terminated with signal Segmentation fault',
    });
  });

  it('fail to start', async () => {
    await using started = await launch('never');
    expect(await started.scheduler.updateOf('never', 'TASK_FAILED')).toMatchObject({ message: 'No such image' });
  });

  it('are killed after their grace period when they heed no SIGTERM', async () => {
    await using started = await launch('stubborn', { kill_policy: { grace_period: { nanoseconds: 3600e9 } } });
    const { cluster, scheduler } = started;
    await scheduler.acknowledge(await scheduler.updateOf('stubborn', 'TASK_RUNNING'));
    await scheduler.kill('stubborn');
    await cluster.clock.advance('59mins');
    expect((await scheduler.drain()).filter(({ type }) => type === 'UPDATE')).toEqual([]);
    await cluster.clock.advance('1mins');
    expect(await scheduler.updateOf('stubborn', 'TASK_KILLED')).toMatchObject({
      message: 'Command terminated with signal Killed',
    });
  });

  it('stand still while they are paused, and are found ill meanwhile', async () => {
    const health_check = { type: 'TCP', tcp: { port: 80 }, delay_seconds: 0, interval_seconds: 60, grace_period_seconds: 0 };
    await using started = await launch('server', { health_check });
    const { cluster, scheduler } = started;
    for (const _ of ['running', 'healthy']) await scheduler.acknowledge(await scheduler.updateOf('server', 'TASK_RUNNING'));
    const pause = await cluster.faults.pauseTask('server');
    await cluster.clock.advance('1mins');
    const ill = await scheduler.updateOf('server', 'TASK_RUNNING');
    expect(ill).toMatchObject({ healthy: false });
    await scheduler.acknowledge(ill);
    await pause.resume();
    await cluster.clock.advance('1mins');
    expect(await scheduler.updateOf('server', 'TASK_RUNNING')).toMatchObject({ healthy: true });
  });

  it('are not started when their URIs cannot be fetched', async () => {
    const cluster = await MesosCluster.start({ containerizers: 'simulated' });
    try {
      await cluster.faults.failFetch({ task: 'with-uri' });
      const scheduler = await SchedulerClient.subscribe(cluster.leader, frameworkInfo);
      const offer = await scheduler.offer();
      const command = { value: 'server', uris: [{ value: 'http://localhost/none' }] };
      await scheduler.launch(offer, [task('with-uri', offer, { command })]);
      expect(await scheduler.updateOf('with-uri', 'TASK_FAILED')).toMatchObject({
        reason: 'REASON_CONTAINER_LAUNCH_FAILED',
        message: expect.stringContaining('Failed to fetch all URIs'),
      });
      const [entry] = cluster.timeline({ kinds: ['fault'] }).slice(-1);
      expect(entry).toMatchObject({ what: expect.stringContaining('FETCH'), agent: cluster.agents[0]?.id });
    } finally {
      await cluster.destroy();
    }
  });

  it('are run by run(), and say that they have no sandbox', async () => {
    const cluster = await MesosCluster.start({ containerizers: 'simulated', agents: 2 });
    try {
      const result = await cluster.run('exit 0', { name: 'job' });
      expect(result).toMatchObject({ state: 'TASK_FINISHED', stdout: '' });
      expect(cluster.agents.map(({ url }) => url)).toContain(result.agentUrl);
      await expect(cluster.logs(result.taskId)).rejects.toMatchObject({
        code: 'NO_SANDBOX',
        message: expect.stringContaining('tasks are simulated on this cluster'),
      });
    } finally {
      await cluster.destroy();
    }
  });

  it('say more than that they run', async () => {
    await using started = await launch('talker');
    const { cluster, scheduler } = started;
    await scheduler.acknowledge(await scheduler.updateOf('talker', 'TASK_RUNNING'));
    await cluster.clock.advance('1mins');
    expect(await scheduler.updateOf('talker', 'TASK_RUNNING')).toMatchObject({ message: 'warming up' });
  });

  it.each([
    ['HTTP', { http: { port: 80 } }],
    ['TCP', { tcp: { port: 80 } }],
    ['COMMAND', { command: { value: 'check' } }],
  ])('are found ill by a check of type %s', async (type, what) => {
    const health_check = {
      type,
      ...what,
      delay_seconds: 0,
      interval_seconds: 60,
      grace_period_seconds: 0,
      consecutive_failures: 2,
    };
    await using started = await launch('sick', { health_check });
    const { cluster, scheduler } = started;
    await scheduler.acknowledge(await scheduler.updateOf('sick', 'TASK_RUNNING'));
    await scheduler.acknowledge(await scheduler.updateOf('sick', 'TASK_RUNNING'));
    for (const wait of ['5mins', '1mins']) {
      await cluster.clock.advance(wait);
      const update = await scheduler.updateOf('sick', 'TASK_RUNNING');
      expect(update).toMatchObject({ healthy: false });
      await scheduler.acknowledge(update);
    }
    expect(await scheduler.updateOf('sick', 'TASK_KILLED')).toMatchObject({ healthy: false });
  });
});
