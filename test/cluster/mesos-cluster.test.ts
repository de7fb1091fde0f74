import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type ClusterDescriptionInput, formatTimeline, MesosCluster, type MinimesosError } from '../../src/index.js';
import { nearlyFullDisk } from '../failing-files.js';
import { failureTelling } from '../failure-telling.js';
import { memoryDirectory } from '../memory-directory.js';
import { TestFramework } from './test-framework.js';

const clusters: MesosCluster[] = [];
async function start(description?: ClusterDescriptionInput): Promise<MesosCluster> {
  const cluster = await MesosCluster.start(description);
  clusters.push(cluster);
  return cluster;
}
afterEach(async () => {
  await Promise.all(clusters.splice(0).map((cluster) => cluster.destroy()));
});

const fails = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );

describe('MesosCluster.start', () => {
  it('starts one master and one agent unless told otherwise', async () => {
    const cluster = await start();
    expect(cluster.name).toMatch(/^[a-z]+-[a-z]+-\d{4}$/);
    expect({ driver: cluster.driver, mesosVersion: cluster.mesosVersion }).toEqual({
      driver: 'embedded',
      mesosVersion: '1.11.0',
    });
    expect(cluster.masters).toEqual([cluster.leader]);
    expect(cluster.leader.url).toBe(`http://${cluster.leader.ip}:${cluster.leader.port}`);
    const state = await cluster.state();
    expect(state).toMatchObject({ cluster: cluster.name, version: '1.11.0', activated_slaves: 1 });
    expect(cluster.agents.map(({ id }) => id)).toEqual(state.slaves.map(({ id }) => id));
  });

  it('starts what the description says', async () => {
    const cluster = await start({
      name: 'described',
      mesosVersion: '1.12',
      agents: [
        { count: 2, resources: 'cpus:2;mem:64' },
        { resources: 'cpus:7;mem:128', attributes: 'rack:b' },
      ],
    });
    const { slaves, version } = await cluster.state();
    expect(version).toBe('1.12.0');
    expect(slaves.map(({ resources }) => resources['cpus']).sort()).toEqual([2, 2, 7]);
    expect(slaves.find(({ attributes }) => attributes['rack'] === 'b')?.resources).toMatchObject({ cpus: 7, mem: 128 });
  });

  it('refuses a description with all that is wrong with it', async () => {
    const error = await fails(MesosCluster.start({ agent: 2, agents: [{ resources: 'cpus' }] } as ClusterDescriptionInput));
    expect(error.code).toBe('INVALID_DESCRIPTION');
    expect(error.message).toContain('agent: a cluster has no such key; did you mean agents?');
    expect(error.message).toContain('agents[0].resources');
  });

  it('refuses the name of a cluster that runs, until that one is gone', async () => {
    const first = await start({ name: 'twice', agents: 0 });
    expect((await fails(MesosCluster.start({ name: 'twice', agents: 0 }))).code).toBe('CLUSTER_ALREADY_STARTED');
    await first.destroy();
    await start({ name: 'twice', agents: 0 });
  });

  it('tells which port is taken, and leaves the name free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const error = await fails(MesosCluster.start({ name: 'taken', masters: [{ port }] }));
    expect(error).toMatchObject({ code: 'PORT_TAKEN', details: { port } });
    await new Promise((resolve) => other.close(resolve));
    expect((await start({ name: 'taken', masters: [{ port }] })).leader.port).toBe(port);
  });

  it('runs several clusters that do not see each other', async () => {
    const [one, other] = await Promise.all([start({ agents: 1 }), start({ agents: 2 })]);
    expect(one.name).not.toBe(other.name);
    expect((await one.state()).slaves).toHaveLength(1);
    expect((await other.state()).slaves).toHaveLength(2);
  });
});

describe('the agents of a cluster', () => {
  it('are the same objects every time', async () => {
    const cluster = await start({ agents: 2 });
    expect(cluster.agents[1]).toBe(cluster.agents[1]);
  });

  it('grow in number', async () => {
    const cluster = await start();
    const agent = await cluster.addAgent({ resources: 'cpus:1;mem:100', attributes: 'rack:c' });
    expect(cluster.agents).toContain(agent);
    const added = (await cluster.state()).slaves.find(({ id }) => id === agent.id);
    expect(added).toMatchObject({ attributes: { rack: 'c' }, resources: { cpus: 1, mem: 100 } });
    expect(added?.pid).toContain(`@${agent.ip}:${agent.port}`);
  });

  it('are not added when their description is wrong', async () => {
    const cluster = await start({ agents: 0 });
    const error = await fails(cluster.addAgent({ attribute: 'rack:c' } as object));
    expect(error.code).toBe('INVALID_DESCRIPTION');
    expect(error.message).toMatch(/^What was given does not describe an agent:\n {2}attribute: .* did you mean attributes\?\n/);
    expect(cluster.agents).toEqual([]);
  });

  it('leave when they are stopped', async () => {
    const cluster = await start({ agents: 2 });
    const [agent, other] = cluster.agents;
    await agent?.stop();
    expect(cluster.agents).toEqual([other]);
    await cluster.waitFor(({ slaves }) => slaves.length === 1, { description: 'The removal of the agent' });
  });

  it('are still registered when they were killed', async () => {
    const cluster = await start({ agents: 2 });
    const [agent, other] = cluster.agents;
    await agent?.kill();
    expect(cluster.agents).toEqual([other]);
    expect((await cluster.state()).slaves.map(({ id }) => id)).toContain(agent?.id);
  });

  it('cannot end twice', async () => {
    const cluster = await start();
    const [agent] = cluster.agents;
    await agent?.stop();
    for (const again of [agent?.stop(), agent?.kill()]) {
      expect(await fails(again as Promise<void>)).toMatchObject({ code: 'AGENT_GONE', details: { agent: agent?.id } });
    }
  });
});

describe('waitFor', () => {
  it('sees what happens on the cluster', async () => {
    const cluster = await start();
    const seen = cluster.waitFor(({ slaves }) => slaves.length === 2);
    const agent = await cluster.addAgent();
    expect((await seen).slaves.map(({ id }) => id)).toContain(agent.id);
  });

  it('tells what it saw instead', async () => {
    const cluster = await start();
    const told = /^A miracle did not come within \d+(ms|secs)\. Seen last: no change at all\.\n {2}agent 127/;
    const error = await failureTelling(told, (timeout) => cluster.waitFor(() => false, { timeout, description: 'A miracle' }));
    expect(error.code).toBe('WAIT_TIMEOUT');
    expect(error.message).toMatch(told);
  });
});

describe('reset', () => {
  it('makes the cluster as it was, at the same address, with new ids', async () => {
    const cluster = await start({ agents: 2 });
    const mine = await TestFramework.start(cluster, 'mine');
    await mine.launch('t1', 'sleep 100');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    const { id, pid } = await cluster.state();
    await cluster.reset();
    await mine.ended;
    const state = await cluster.state();
    expect(state).toMatchObject({ pid, frameworks: [], completed_frameworks: [], activated_slaves: 2 });
    expect(state.id).not.toBe(id);
    expect(cluster.agents.map((agent) => agent.id)).toEqual(state.slaves.map((agent) => agent.id));
    expect((await cluster.run('echo again')).stdout).toBe('again\n');
  });

  it('has whoever looks meanwhile see the cluster after it', async () => {
    const cluster = await start();
    const { id } = await cluster.state();
    const reset = cluster.reset();
    const looks = await Promise.all([cluster.state(), cluster.frameworks(), cluster.waitForAgent(), reset]);
    expect(looks[0].id).not.toBe(id);
  });

  it('can be destroyed after events were asked for that there cannot be', async () => {
    const cluster = await MesosCluster.start({ agents: 0, name: 'asked-wrongly' });
    expect(() => cluster.events({ kinds: ['nothing'] as never })).toThrow(/INVALID_ARGUMENT|kinds/);
    await cluster.destroy();
    await (await MesosCluster.start({ agents: 0, name: 'asked-wrongly' })).destroy();
  });

  it('says what has failed in words of the catalogue, and can be tried again', async () => {
    const dataDirectory = mkdtempSync(join(memoryDirectory, 'minimesos-reset-'));
    onTestFinished(() => rmSync(dataDirectory, { recursive: true }));
    const disk = nearlyFullDisk(1e6);
    onTestFinished(() => disk.end());
    const cluster = await start({ zookeeper: { dataDirectory } });
    disk.fill();
    const error = await cluster.reset().catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('ENOSPC: ') });
    disk.grow(1e6);
    await cluster.reset();
    expect((await cluster.run('echo again')).stdout).toBe('again\n');
  });

  it('leaves waits, listeners and events as they are', async () => {
    const cluster = await start();
    const heard: string[] = [];
    cluster.on('cluster', ({ what }) => heard.push(what));
    const events = cluster.events({ kinds: ['cluster'] });
    const waiting = cluster.waitForFramework('mine');
    await cluster.reset();
    await TestFramework.start(cluster, 'mine');
    expect(await waiting).toMatchObject({ name: 'mine' });
    expect((await events.next()).value).toMatchObject({ what: 'reset' });
    expect(heard).toContain('reset');
  });
});

describe('what happens on a cluster', () => {
  it('can be heard, iterated, and read afterwards', async () => {
    const cluster = await start();
    const states: string[] = [];
    const stop = cluster.on('task', ({ what }) => states.push(what));
    const seen = (async () => {
      const kinds = new Set<string>();
      for await (const { kind } of cluster.events()) kinds.add(kind);
      return kinds;
    })();
    await cluster.run('true');
    stop();
    await cluster.run('true');
    await cluster.destroy();
    expect(states.filter((state) => state === 'TASK_FINISHED').length).toBeGreaterThan(0);
    expect([...(await seen)]).toEqual(expect.arrayContaining(['call', 'event', 'message', 'task', 'command']));
    const timeline = cluster.timeline({ kinds: ['task'] });
    expect(timeline.filter(({ what }) => what === 'TASK_FINISHED').length).toBeGreaterThan(
      states.filter((state) => state === 'TASK_FINISHED').length,
    );
    expect(formatTimeline(timeline).split('\n')).toHaveLength(timeline.length);
  });

  it('may be answered by destroying the cluster', async () => {
    const cluster = await start();
    const gone = new Promise<void>((resolve, reject) => {
      cluster.on('task', () => cluster.destroy().then(resolve, reject));
    });
    cluster.run('sleep 100').catch(() => {});
    await gone;
  });

  it('is not refused quietly when the kind does not exist', async () => {
    const cluster = await start({ agents: 0 });
    expect(() => cluster.on('taks' as 'task', () => {})).toThrow('task, perhaps');
    expect(() => cluster.timeline({ kinds: ['taks' as 'task'] })).toThrow('task, perhaps');
  });
});

describe('destroy', () => {
  it('keeps the directory with the sandboxes when asked to', async () => {
    const cluster = await start();
    const mine = await TestFramework.start(cluster, 'mine');
    await mine.launch('t1', 'echo hello');
    await cluster.waitForTasks({ state: 'TASK_FINISHED' });
    const path = await cluster.sandbox('t1').path();
    await cluster.destroy({ retain: true });
    expect(await readFile(join(path, 'stdout'), 'utf8')).toBe('hello\n');
    await rm(path.slice(0, path.indexOf('/agent-')), { recursive: true });
  });

  it('ends what is under way', async () => {
    const cluster = await start();
    const waits = [cluster.waitFor(() => false), cluster.run('sleep 100'), cluster.waitFor(() => new Promise(() => {}))];
    const errors = waits.map(fails);
    await cluster.waitFor(({ frameworks }) => frameworks.some(({ tasks }) => tasks.length > 0));
    await cluster.destroy();
    for (const error of await Promise.all(errors)) expect(error.code).toBe('CLUSTER_DESTROYED');
  });

  it('may be called again, and at the same time', async () => {
    const cluster = await start();
    expect(cluster.destroy()).toBe(cluster.destroy());
    await cluster.destroy();
  });

  it('makes every later use an error that names it', async () => {
    const cluster = await start();
    const [agent] = cluster.agents;
    await cluster.destroy();
    const uses: Record<string, Promise<unknown> | undefined> = {
      'state()': cluster.state(),
      'waitFor()': cluster.waitFor(() => true),
      'run()': cluster.run('true'),
      'addAgent()': cluster.addAgent(),
      'frameworks()': cluster.frameworks(),
      'tasks()': cluster.tasks(),
      'offers()': cluster.offers(),
      'waitForTasks()': cluster.waitForTasks(),
      'waitForFramework()': cluster.waitForFramework('mine'),
      'waitForAgent()': cluster.waitForAgent(),
      'killTask()': cluster.killTask('t1'),
      'teardown()': cluster.teardown('mine'),
      'reset()': cluster.reset(),
      'diagnostics()': cluster.diagnostics(),
      'sandbox.read()': cluster.logs('t1'),
      'sandbox.list()': cluster.sandbox('t1').list(),
      'agent.stop()': agent?.stop(),
      'agent.restart()': agent?.restart(),
      'agent.state()': agent?.state(),
    };
    for (const [operation, use] of Object.entries(uses)) {
      const error = await fails(use as Promise<unknown>);
      expect(error).toMatchObject({ code: 'CLUSTER_DESTROYED', details: { cluster: cluster.name, operation } });
    }
    for (const use of [() => cluster.on('*', () => {}), () => cluster.events(), () => cluster.followLog('t1')]) {
      expect(use).toThrow(`cluster ${cluster.name}, which is destroyed`);
    }
  });

  it('comes by itself at the end of a block', async () => {
    let port: number;
    {
      await using cluster = await MesosCluster.start({ agents: 0 });
      port = cluster.leader.port;
    }
    const again = await start({ agents: 0, masters: [{ port }] });
    expect(again.leader.port).toBe(port);
  });
});
