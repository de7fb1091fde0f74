import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster, type MinimesosError } from '../../src/index.js';

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
    expect(cluster.name).toMatch(/^[a-z]+-[a-z]+(-\d+)?$/);
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
    expect(error.message).toContain('did you mean attributes?');
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
    const error = await fails(cluster.waitFor(() => false, { timeout: 100, description: 'A miracle' }));
    expect(error.code).toBe('WAIT_TIMEOUT');
    expect(error.message).toMatch(/^A miracle did not come within 100ms\. Seen last: no change at all\.\n {2}agent 127/);
  });
});

describe('destroy', () => {
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
      'agent.stop()': agent?.stop(),
    };
    for (const [operation, use] of Object.entries(uses)) {
      const error = await fails(use as Promise<unknown>);
      expect(error).toMatchObject({ code: 'CLUSTER_DESTROYED', details: { cluster: cluster.name, operation } });
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
