import { afterEach, describe, expect, it } from 'vitest';
import type { RestartChanges } from '../../src/cluster/cluster-agent.js';
import { type ClusterDescriptionInput, MesosCluster, type MinimesosError } from '../../src/index.js';
import { TestFramework } from './test-framework.js';

const clusters: MesosCluster[] = [];
async function startWithAgent(description: ClusterDescriptionInput = {}) {
  const cluster = await MesosCluster.start(description);
  clusters.push(cluster);
  const [agent] = cluster.agents;
  if (!agent) throw new Error('The cluster has no agent.');
  return { cluster, agent };
}
afterEach(() => Promise.all(clusters.splice(0).map((cluster) => cluster.destroy())));

const failure = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );

describe('an agent', () => {
  it('shows its state', async () => {
    const { agent } = await startWithAgent({ agents: [{ resources: 'cpus:3;mem:300', attributes: 'rack:a' }] });
    const state = await agent.state();
    expect(state).toMatchObject({ id: agent.id, resources: { cpus: 3, mem: 300 }, attributes: { rack: 'a' }, frameworks: [] });
    expect(state.pid).toBe(`slave(1)@${agent.ip}:${agent.port}`);
  });

  it('runs until it is killed, and again after a restart, under the same id', async () => {
    const { cluster, agent } = await startWithAgent();
    const { id, url } = agent;
    expect(agent.running).toBe(true);
    await agent.kill();
    expect(agent.running).toBe(false);
    expect(await failure(agent.state())).toMatchObject({ code: 'AGENT_GONE', details: { agent: id, operation: 'state()' } });
    await agent.restart();
    expect({ id: agent.id, url: agent.url, running: agent.running }).toEqual({ id, url, running: true });
    expect(cluster.agents).toEqual([agent]);
    await cluster.waitForAgent({ agent });
  });

  it('comes back as another one after it was stopped', async () => {
    const { cluster, agent } = await startWithAgent();
    const { id, port } = agent;
    await agent.stop();
    await cluster.waitForAgent({ agent, state: 'gone' });
    await agent.restart();
    expect(agent.port).toBe(port);
    expect(agent.id).not.toBe(id);
    expect(await cluster.waitForAgent({ agent })).toMatchObject({ id: agent.id });
  });

  it('keeps tasks of frameworks with checkpoint over a restart', async () => {
    const { cluster, agent } = await startWithAgent();
    const mine = await TestFramework.start(cluster, 'mine', { checkpoint: true });
    await mine.launch('t1', 'sleep 100');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await agent.restart();
    expect(await cluster.tasks({ state: 'TASK_RUNNING' })).toMatchObject([{ id: 't1', slave_id: agent.id }]);
  });

  it('keeps its address over a restart, whatever else is different', async () => {
    const { agent } = await startWithAgent();
    const wrong = { port: agent.port + 1, flags: { port: 5051, ip: '127.0.0.2' } };
    expect(await failure(agent.restart(wrong as RestartChanges))).toMatchObject({
      code: 'INVALID_DESCRIPTION',
      details: { problems: [{ path: 'port' }, { path: 'flags.port' }, { path: 'flags.ip' }] },
    });
    expect(agent.running).toBe(true);
    await agent.restart({ attributes: 'rack:a', flags: { reconfiguration_policy: 'additive' } });
    expect((await agent.state()).attributes).toEqual({ rack: 'a' });
  });

  it('cannot leave twice, not even at the same time', async () => {
    const { agent } = await startWithAgent();
    const [first, second] = await Promise.allSettled([agent.stop(), agent.kill()]);
    expect(first?.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { code: 'AGENT_GONE' } });
  });

  it('is the same over a reset, with a new id; one that was added is gone', async () => {
    const { cluster, agent } = await startWithAgent();
    const added = await cluster.addAgent();
    const { id, url } = agent;
    await agent.kill();
    await cluster.reset();
    expect(cluster.agents).toEqual([agent]);
    expect(agent.url).toBe(url);
    expect(agent.id).not.toBe(id);
    expect(added.running).toBe(false);
    expect(await failure(added.restart())).toMatchObject({ code: 'AGENT_GONE' });
    expect(await failure(added.stop())).toMatchObject({ code: 'AGENT_GONE' });
  });
});
