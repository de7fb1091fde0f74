import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DriverAgent } from '../../../src/drivers/driver.js';
import type { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import { request } from '../../mesos/master/http-client.js';
import { acknowledged, agent, filesBelow, gone, lives, run, start, subscribe } from './fixture.js';

function only(cluster: EmbeddedCluster): DriverAgent {
  const [first] = cluster.agents;
  if (!first) throw new Error('There is no agent.');
  return first;
}

function metaFile({ directory }: EmbeddedCluster, end: string): string {
  const found = filesBelow(directory).find((path) => path.includes('/meta/') && path.endsWith(end));
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
    const file = filesBelow(cluster.directory).find((path) => path.includes('/work/slaves/') && path.endsWith('/pid'));
    rmSync(dirname(file as string), { recursive: true });
    await agent.restart();
    expect(lives(pid)).toBe(true);
    await scheduler.kill('job');
    await acknowledged(scheduler, 'job', 'TASK_KILLED');
  });
});

describe('an agent that is configured differently when it starts again', () => {
  it('does not start with the policy equal', async () => {
    const { agent, pid } = await killed();
    await expect(agent.restart({ resources: 'cpus:8' })).rejects.toThrow(/Incompatible agent info detected/);
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
