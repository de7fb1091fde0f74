import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { DriverAgent } from '../../../src/drivers/driver.js';
import type { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import { request } from '../../mesos/master/http-client.js';
import { acknowledged, agent, filesBelow, gone, lives, run, start, subscribe } from './fixture.js';

function only(cluster: EmbeddedCluster): DriverAgent {
  const [first] = cluster.agents;
  if (!first) throw new Error('There is no agent.');
  return first;
}

function metaFile({ machine }: EmbeddedCluster, end: string): string {
  const found = filesBelow(machine.root).find((path) => path.includes('/meta/') && path.endsWith(end));
  if (!found) throw new Error(`There is no ${end}.`);
  return found;
}

/** A cluster whose only agent runs a task and was killed. */
async function killed(more: Parameters<typeof start>[0] = {}) {
  const cluster = await start(more);
  const scheduler = await subscribe(cluster, { checkpoint: true });
  const pid = await run(cluster, scheduler, await scheduler.offer(), 'job');
  const agent = only(cluster);
  await agent.kill();
  return { cluster, scheduler, pid, agent };
}

/** What is said of a task whose container the agent does not know. */
const UNKNOWN_CONTAINER = {
  ...{ reason: 'REASON_EXECUTOR_TERMINATED', source: 'SOURCE_AGENT' },
  message: 'Abnormal executor termination: unknown container',
};

/** A command that tells its pid and stays. */
const WAITING = 'echo $$ > pid; sleep 1000';

const pidBelow = (directory: string) =>
  vi.waitFor(() => {
    const pid = Number(readFileSync(join(directory, 'pid'), 'utf8'));
    if (!pid) throw new Error(`No pid was written below ${directory}.`);
    return pid;
  }, 30_000);

const state = async (agent: DriverAgent) => JSON.parse((await request(agent, 'GET', '/state')).body);
const metrics = async (agent: DriverAgent) => JSON.parse((await request(agent, 'GET', '/metrics/snapshot')).body);

describe('an agent whose checkpoint is damaged', () => {
  it('does not start, names the file, and starts when that is put right', async () => {
    const { cluster, pid, agent } = await killed();
    const file = metaFile(cluster, '/task.info');
    const sound = readFileSync(file);
    writeFileSync(file, '{');
    await expect(agent.restart()).rejects.toMatchObject({ code: 'RECOVERY_FAILED', details: { file } });
    expect(agent.running).toBe(false);
    expect(lives(pid)).toBe(true);
    writeFileSync(file, sound);
    await agent.restart();
    expect((await state(agent)).frameworks[0].executors[0].tasks).toMatchObject([{ id: 'job', state: 'TASK_RUNNING' }]);
    expect(lives(pid)).toBe(true);
  });

  it('starts without what cannot be read when it is not strict: the executor is ended, the task lost', async () => {
    const { cluster, scheduler, pid, agent } = await killed();
    const { id } = agent;
    writeFileSync(metaFile(cluster, '/executor.info'), 'rubbish');
    await agent.restart({ flags: { strict: false } });
    expect(agent.id).toBe(id);
    expect(await metrics(agent)).toMatchObject({ 'slave/recovery_errors': 1 });
    await acknowledged(scheduler, 'job', 'TASK_LOST');
    await gone(pid);
  });

  it('is a new one when the file about itself is empty', async () => {
    const { cluster, pid, agent } = await killed();
    const { id } = agent;
    truncateSync(metaFile(cluster, '/slave.info'));
    await agent.restart();
    expect(agent.id).not.toBe(id);
    await gone(pid);
  });

  it('recovers a task whose sandbox is gone', async () => {
    const { cluster, scheduler, pid, agent } = await killed();
    const file = filesBelow(cluster.machine.root).find((path) => path.includes('/work/slaves/') && path.endsWith('/pid'));
    rmSync(dirname(file as string), { recursive: true });
    await agent.restart();
    expect(lives(pid)).toBe(true);
    await scheduler.kill('job');
    await acknowledged(scheduler, 'job', 'TASK_KILLED');
  });
});

/** Whatever could not be recovered: the agent runs, and with its framework everything ends. */
async function nothingLeaks({ cluster, scheduler, pid, agent }: Awaited<ReturnType<typeof killed>>) {
  expect(agent.running).toBe(true);
  await scheduler.call('TEARDOWN');
  await gone(pid);
  await expect.poll(async () => (await state(agent)).frameworks).toEqual([]);
  expect(cluster.timeline.entries({ kinds: ['command'], text: 'started' }).length).toBe(1);
}

describe('a file of the checkpoint', () => {
  const FILES = ['/framework.info', '/executor.info', '/task.info', '/task.updates', '/forked.pid', '/libprocess.pid'];

  it.each(FILES)('%s may be empty: the agent starts, and nothing is left running', async (name) => {
    const fixture = await killed();
    truncateSync(metaFile(fixture.cluster, name));
    await fixture.agent.restart({ flags: { executor_reregistration_timeout: '100ms' } });
    await nothingLeaks(fixture);
  });

  it.each(['/framework.info', '/executor.info', '/task.info', '/task.updates'])(
    '%s that is rubbish stops a strict agent, and costs another what is in it',
    async (name) => {
      const fixture = await killed();
      const file = metaFile(fixture.cluster, name);
      writeFileSync(file, 'rubbish\n');
      await expect(fixture.agent.restart()).rejects.toMatchObject({ code: 'RECOVERY_FAILED', details: { file } });
      expect(lives(fixture.pid)).toBe(true);
      writeFileSync(file, 'rubbish\n'); // updates that cannot be read are cut off, as in Mesos
      await fixture.agent.restart({ flags: { strict: false } });
      expect(await metrics(fixture.agent)).toMatchObject({ 'slave/recovery_errors': 1 });
      await nothingLeaks(fixture);
    },
  );

  it('/slave.info that is rubbish stops a strict agent; another is a new one then', async () => {
    const fixture = await killed();
    const { cluster, agent, pid } = fixture;
    const { id } = agent;
    const file = metaFile(cluster, '/slave.info');
    writeFileSync(file, 'rubbish');
    await expect(agent.restart()).rejects.toMatchObject({ code: 'RECOVERY_FAILED', details: { file } });
    expect([agent.id, lives(pid)]).toEqual([id, true]);
    await agent.restart({ flags: { strict: false } });
    expect(agent.id).not.toBe(id);
    await nothingLeaks(fixture);
  });

  it('/forked.pid that is rubbish stops any agent', async () => {
    const { cluster, agent } = await killed();
    const file = metaFile(cluster, '/forked.pid');
    writeFileSync(file, 'rubbish');
    const failure = { code: 'RECOVERY_FAILED', details: { file } };
    await expect(agent.restart({ flags: { strict: false } })).rejects.toMatchObject(failure);
  });

  it('/forked.pid that is missing means that the container is unknown: its task fails', async () => {
    const { cluster, scheduler, pid, agent } = await killed();
    rmSync(metaFile(cluster, '/forked.pid'));
    await agent.restart();
    expect(await acknowledged(scheduler, 'job', 'TASK_FAILED')).toMatchObject(UNKNOWN_CONTAINER);
    await gone(pid);
  });

  it('/libprocess.pid that is rubbish leaves the executor waited for in vain', async () => {
    const { cluster, scheduler, pid, agent } = await killed();
    writeFileSync(metaFile(cluster, '/libprocess.pid'), 'rubbish');
    await agent.restart({ flags: { executor_reregistration_timeout: '100ms' } });
    const { reason } = await acknowledged(scheduler, 'job', 'TASK_LOST');
    expect(reason).toBe('REASON_EXECUTOR_REREGISTRATION_TIMEOUT');
    await gone(pid);
  });
});

it('executor_reregistration_retry_interval has executors asked again and again while they are waited for', async () => {
  const { cluster, agent } = await killed();
  writeFileSync(metaFile(cluster, '/libprocess.pid'), 'executor(99)@127.0.0.1:1');
  const flags = { executor_reregistration_timeout: '10secs', executor_reregistration_retry_interval: '10ms' };
  const restarted = agent.restart({ flags });
  const asked = () => cluster.timeline.entries({ text: 'ReconnectExecutorMessage' }).length;
  await expect.poll(asked).toBeGreaterThan(3);
  cluster.runtime.clock.advance(10_000);
  await restarted;
  const total = asked();
  cluster.runtime.clock.advance(1000);
  await cluster.runtime.delivered();
  expect(asked()).toBe(total);
});

describe('an agent that cannot write its checkpoint', () => {
  /** Puts a file in the place of a directory, so that nothing can be written there; returns what undoes that. */
  function block(directory: string): () => void {
    renameSync(directory, `${directory}.away`);
    writeFileSync(directory, '');
    return () => {
      rmSync(directory);
      renameSync(`${directory}.away`, directory);
    };
  }

  it('aborts, as that of Mesos does; its tasks run on and are recovered when there is room again', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'job');
    const agent = only(cluster);
    const { id } = agent;
    await cluster.runtime.settle(); // what is noted of the job is written beside all else
    const unblock = block(dirname(metaFile(cluster, '/framework.info')));
    await scheduler.kill('job');
    await expect.poll(() => agent.running).toBe(false);
    expect(cluster.timeline.entries({ text: 'Failed to checkpoint: ENOTDIR' })).toHaveLength(1);
    unblock();
    await agent.restart();
    expect(agent.id).toBe(id);
    await acknowledged(scheduler, 'job', 'TASK_KILLED');
    await gone(pid);
  });

  it('does not start, strict or not', async () => {
    const { cluster, pid, agent } = await killed();
    const unblock = block(join(dirname(metaFile(cluster, '/boot_id'))));
    await expect(agent.restart()).rejects.toMatchObject({ code: 'RECOVERY_FAILED' });
    const failure = { code: 'AGENT_GONE', details: { reason: expect.stringContaining('Failed to checkpoint: ENOTDIR') } };
    await expect(agent.restart({ flags: { strict: false } })).rejects.toMatchObject(failure);
    expect(agent).toMatchObject({ running: false, end: expect.stringContaining('Failed to checkpoint: ENOTDIR') });
    unblock();
    await agent.restart();
    expect(agent).toMatchObject({ running: true, end: undefined });
    // What the agent found when it was not strict was nothing, so it ended what was there.
    await gone(pid);
  });

  it('says so when there is no space left', async ({ skip }) => {
    const { cluster, agent } = await killed();
    const meta = dirname(metaFile(cluster, '/boot_id'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', meta]);
    skip(mounted.status !== 0, 'only root can mount a small file system');
    try {
      writeFileSync(join(meta, 'full'), Buffer.alloc(4096));
      const failure = { code: 'AGENT_GONE', details: { reason: expect.stringContaining('Failed to checkpoint: ENOSPC') } };
      await expect(agent.restart()).rejects.toMatchObject(failure);
    } finally {
      spawnSync('umount', [meta]);
    }
    await agent.restart();
  });
});

describe('an agent after a reboot of its machine', () => {
  const reboot = (cluster: EmbeddedCluster) => writeFileSync(metaFile(cluster, '/boot_id'), 'another boot');

  it('keeps its id; what ran there is gone, standalone containers included', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'job');
    const agent = only(cluster);
    const { id } = agent;
    const body = {
      type: 'LAUNCH_CONTAINER',
      launch_container: { container_id: { value: 'alone' }, command: { value: WAITING } },
    };
    const headers = { 'content-type': 'application/json' };
    expect(await request(agent, 'POST', '/api/v1', { headers, body: JSON.stringify(body) })).toMatchObject({ status: 200 });
    const alone = await pidBelow(join(cluster.machine.root, 'agent-0/work/containers/alone'));
    await agent.kill();
    expect(lives(alone)).toBe(true);
    reboot(cluster);
    await agent.restart();
    expect(agent.id).toBe(id);
    expect(await acknowledged(scheduler, 'job', 'TASK_FAILED')).toMatchObject(UNKNOWN_CONTAINER);
    await Promise.all([gone(pid), gone(alone)]);
    expect(readFileSync(metaFile(cluster, '/boot_id'), 'utf8')).not.toBe('another boot');
    expect((await run(cluster, scheduler, await scheduler.offer(), 'next')) > 0).toBe(true);
  });

  it('is told once more when its recovery failed, as the boot is noted at its end', async () => {
    const { cluster, scheduler, agent } = await killed();
    reboot(cluster);
    const file = metaFile(cluster, '/executor.info');
    const sound = readFileSync(file);
    writeFileSync(file, 'rubbish');
    await expect(agent.restart()).rejects.toMatchObject({ code: 'RECOVERY_FAILED' });
    writeFileSync(file, sound);
    await agent.restart();
    expect(await acknowledged(scheduler, 'job', 'TASK_FAILED')).toMatchObject(UNKNOWN_CONTAINER);
  });

  it('is a new one when it is configured differently, instead of not starting', async () => {
    const { cluster, pid, agent } = await killed();
    const { id } = agent;
    reboot(cluster);
    await agent.restart({ resources: 'cpus:1' });
    expect(agent.id).not.toBe(id);
    await gone(pid);
    expect(cluster.timeline.entries({ text: 'Falling back to recover as a new agent due to error' })).toHaveLength(1);
  });
});

describe('what could not be recovered is removed when its time has come:', () => {
  const SOON = { gc_delay: '1secs' };

  it('all that another agent has left here', async () => {
    const { cluster, pid, agent } = await killed();
    const places = ['work/slaves', 'work/meta/slaves'].map((each) => join(cluster.machine.root, 'agent-0', each, agent.id));
    truncateSync(metaFile(cluster, '/slave.info'));
    await agent.restart({ flags: SOON });
    await gone(pid);
    expect(places.map((each) => existsSync(each))).toEqual([true, true]);
    cluster.runtime.clock.advance(1000);
    await expect.poll(() => places.map((each) => existsSync(each))).toEqual([false, false]);
    expect(existsSync(dirname(metaFile(cluster, '/slave.info')))).toBe(true);
  });

  it('an executor, beside one that is there', async () => {
    const { cluster, scheduler, agent } = await killed();
    await agent.restart();
    await run(cluster, scheduler, await scheduler.offer(), 'other');
    await agent.kill();
    writeFileSync(metaFile(cluster, '/executors/other/executor.info'), 'rubbish');
    await agent.restart({ flags: { ...SOON, strict: false } });
    await acknowledged(scheduler, 'other', 'TASK_LOST');
    const left = () => filesBelow(cluster.machine.root).filter((path) => path.includes('/executors/other/'));
    expect(left()).not.toEqual([]);
    cluster.runtime.clock.advance(1000);
    await expect.poll(left).toEqual([]);
    expect(metaFile(cluster, '/executors/job/executor.info')).toBeTruthy();
  });
});

describe('a start that fails', () => {
  it('has written all it knew before it says so', async () => {
    const cluster = await start({ agents: [agent({ reconfiguration_policy: 'additive' })] });
    const place = only(cluster);
    await place.kill();
    const info = metaFile(cluster, '/slave.info');
    const resources = join(cluster.machine.root, 'agent-0/work/meta/resources/resources.info');
    const volume = { name: 'cpus', type: 'SCALAR', scalar: { value: 99 }, reservations: [{ type: 'DYNAMIC', role: 'eng' }] };
    mkdirSync(dirname(resources), { recursive: true });
    writeFileSync(resources, JSON.stringify([volume]));
    rmSync(info);
    const named = JSON.stringify({ hostname: '127.0.0.1', port: place.port, id: { value: place.id } });
    writeFileSync(info, named);
    // That the agent is the one of before is being noted when it turns out that its resources do not fit.
    await expect(place.restart()).rejects.toThrow(/Checkpointed resources .* are incompatible with agent resources/);
    expect(readFileSync(info, 'utf8')).not.toBe(named);
    expect(filesBelow(dirname(dirname(resources))).filter((path) => path.endsWith('.tmp'))).toEqual([]);
    await cluster.destroy();
    expect(existsSync(cluster.machine.root)).toBe(false);
  });
});

describe('an agent that is configured differently when it starts again', () => {
  it('does not start with the policy equal', async () => {
    const { agent, pid } = await killed();
    const { id } = agent;
    await expect(agent.restart({ resources: 'cpus:8' })).rejects.toThrow(/Incompatible agent info detected/);
    expect(agent.id).toBe(id);
    // What was refused does not count.
    await agent.restart();
    expect(lives(pid)).toBe(true);
  });

  it('may have more with the policy additive, and keeps its tasks', async () => {
    const { cluster, agent, pid } = await killed();
    const { id } = agent;
    await agent.restart({ resources: 'cpus:8', attributes: 'rack:a', flags: { reconfiguration_policy: 'additive' } });
    expect(agent.id).toBe(id);
    expect(lives(pid)).toBe(true);
    const [master] = cluster.masters;
    if (!master) throw new Error('There is no master.');
    const { slaves } = JSON.parse((await request(master, 'GET', '/slaves')).body);
    expect(slaves).toMatchObject([{ id, resources: { cpus: 8 }, attributes: { rack: 'a' } }]);
    await expect(agent.restart({ resources: 'cpus:2' })).rejects.toThrow(
      "Configuration change not permitted under `additive` policy: Value of scalar resource 'cpus' decreased from 8 to 2",
    );
    await expect(agent.restart({ attributes: 'rack:b' })).rejects.toThrow(
      `Value of text attribute 'rack' changed from "a" to "b"`,
    );
    await expect(agent.restart({ attributes: 'zone:b' })).rejects.toThrow("Couldn't find attribute rack");
  });

  it('has other isolators from then on, for what runs already, too', async () => {
    const { agent } = await killed();
    const statistics = async () => JSON.parse((await request(agent, 'GET', '/monitor/statistics')).body)[0].statistics;
    await agent.restart();
    expect(await statistics()).toMatchObject({ mem_rss_bytes: expect.any(Number), cpus_user_time_secs: expect.any(Number) });
    await agent.restart({ flags: { isolation: 'posix/cpu' } });
    expect(await statistics()).toMatchObject({ cpus_user_time_secs: expect.any(Number) });
    expect(await statistics()).not.toHaveProperty('mem_rss_bytes');
  });

  it('with recover=cleanup ends what it finds, then itself; the next one is new', async () => {
    const { agent, pid } = await killed();
    const { id } = agent;
    await agent.restart({ flags: { recover: 'cleanup' } });
    expect(agent.running).toBe(false);
    await gone(pid);
    await agent.restart({ flags: { recover: 'reconnect' } });
    expect(agent.id).not.toBe(id);
  });
});

describe('what was reserved on an agent', () => {
  it('outlives it, even when it leaves in an orderly way and comes back as another', async () => {
    const cluster = await start({ agents: [agent()] });
    const scheduler = await subscribe(cluster, { roles: ['eng'] });
    const offer = await scheduler.offer();
    const cpus = { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 1 }, allocation_info: { role: 'eng' } };
    const resources = [{ ...cpus, reservations: [{ type: 'DYNAMIC' as const, role: 'eng' }] }];
    await scheduler.accept([offer], [{ type: 'RESERVE', reserve: { resources } }]);
    const place = only(cluster);
    await expect.poll(async () => (await state(place)).reserved_resources).toMatchObject({ eng: { cpus: 1 } });
    const { id } = place;
    await place.stop();
    await place.restart();
    expect(place.id).not.toBe(id);
    expect((await state(place)).reserved_resources).toMatchObject({ eng: { cpus: 1 } });
  });
});
