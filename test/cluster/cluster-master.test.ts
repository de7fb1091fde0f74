import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster } from '../../src/index.js';
import { failureTelling } from '../failure-telling.js';
import { TestFramework } from './test-framework.js';

const clusters: MesosCluster[] = [];
async function start(description: ClusterDescriptionInput = {}): Promise<MesosCluster> {
  const cluster = await MesosCluster.start(description);
  clusters.push(cluster);
  return cluster;
}
afterEach(() => Promise.all(clusters.splice(0).map((cluster) => cluster.destroy())));

describe('a master', () => {
  it('is gone when it was killed: connections are cut, and nobody listens', async () => {
    const cluster = await start();
    const { leader } = cluster;
    const framework = await TestFramework.start(cluster, 'mine');
    await leader.kill();
    expect(leader.running).toBe(false);
    await expect(fetch(leader.url)).rejects.toThrow();
    await framework.ended;
    await expect(leader.kill()).rejects.toMatchObject({ code: 'MASTER_GONE', details: { operation: 'kill()' } });
  });

  it('is another one after a restart, at the same place, and agents come back under their ids', async () => {
    const cluster = await start({ agents: 2 });
    const { leader } = cluster;
    const { url } = leader;
    const before = await cluster.state();
    await leader.kill();
    await leader.restart();
    expect([cluster.leader, leader.url, leader.running]).toEqual([leader, url, true]);
    const after = await cluster.waitFor(({ activated_slaves }) => activated_slaves === 2);
    expect(after.id).not.toBe(before.id);
    expect(after.slaves.map(({ id }) => id).sort()).toEqual(before.slaves.map(({ id }) => id).sort());
  });

  it('that runs is killed by a restart, and several restarts come one after the other', async () => {
    const cluster = await start();
    const { id } = await cluster.state();
    await Promise.all([cluster.leader.restart(), cluster.leader.restart()]);
    await cluster.waitForAgent();
    expect((await cluster.state()).id).not.toBe(id);
    expect(cluster.timeline({ kinds: ['fault'] }).map(({ what }) => what)).toEqual(['restarted master', 'restarted master']);
  });

  it('keeps its port while it is away', async () => {
    const cluster = await start();
    const { port } = cluster.leader;
    await cluster.leader.kill();
    const others = await Promise.all(Array.from({ length: 3 }, () => start({ agents: 0 })));
    expect(others.map(({ leader }) => leader.port)).not.toContain(port);
    await cluster.leader.restart();
    expect(cluster.leader.port).toBe(port);
  });

  it('stands in the timeline with what comes of it', async () => {
    const cluster = await start();
    await cluster.leader.kill();
    await cluster.leader.restart();
    await cluster.waitForAgent();
    const texts = cluster.timeline({ kinds: ['fault', 'agent'] }).map(({ what }) => what);
    expect(texts).toEqual(['registered', 'killed master', 'restarted master', 'reregistered']);
  });
});

describe('without a master', () => {
  it('what needs one says so', async () => {
    const cluster = await start();
    await cluster.leader.kill();
    const gone = { code: 'MASTER_GONE', details: { master: cluster.leader.url } };
    await expect(cluster.state()).rejects.toMatchObject(gone);
    await expect(cluster.tasks()).rejects.toMatchObject(gone);
    await expect(cluster.run('true')).rejects.toMatchObject(gone);
    await expect(cluster.teardown('mine')).rejects.toMatchObject(gone);
    const told = 'which does not run';
    const error = await failureTelling(told, (timeout) => cluster.waitForAgent({ timeout }));
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', message: expect.stringContaining(told) });
  });

  it('a wait goes on until it is back', async () => {
    const cluster = await start();
    await cluster.leader.kill();
    const waiting = cluster.waitForAgent();
    await cluster.leader.restart();
    await waiting;
  });

  it('a restart of an agent waits for it', async () => {
    const cluster = await start();
    const [agent] = cluster.agents;
    await cluster.leader.kill();
    await agent?.kill();
    const restarted = agent?.restart();
    await cluster.leader.restart();
    await restarted;
    expect(await cluster.waitForAgent()).toMatchObject({ id: agent?.id });
  });

  it('a run under way goes on when it is back', async () => {
    const cluster = await start();
    const running = cluster.run('while [ ! -e go ]; do sleep 0.02; done; echo went');
    const [task] = await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    const sandbox = await cluster.sandbox(task?.id ?? '').path();
    await cluster.leader.kill();
    writeFileSync(join(sandbox, 'go'), '');
    await cluster.leader.restart();
    expect(await running).toMatchObject({ state: 'TASK_FINISHED', stdout: 'went\n' });
  });

  it('a reset brings one back', async () => {
    const cluster = await start();
    await cluster.leader.kill();
    await cluster.reset();
    expect(cluster.leader.running).toBe(true);
    expect((await cluster.run('echo hello')).stdout).toBe('hello\n');
  });
});
