import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { createServer, type RemoteServer } from '../../../src/remote/server.js';
import { SchedulerClient } from '../../../src/scheduler-client.js';

let server: RemoteServer;
/** The cluster where it lives, and from outside. */
let original: MesosCluster;
let cluster: MesosCluster;

beforeEach(async () => {
  server = await createServer();
  const { entry } = await server.clusters.create({ description: { agents: 2 } });
  original = entry.cluster;
  cluster = await MesosCluster.connect(server.url, { token: server.token });
});
afterEach(async () => {
  await cluster.disconnect();
  await server.close();
});

const ANYBODY = [{ principals: { type: 'ANY' }, agents: { type: 'ANY' } }];
const ids = ({ agents }: MesosCluster) => agents.map(({ id }) => id);
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, 30_000);

describe('a cluster in another process', () => {
  it('has the same state, runs commands, and knows their tasks', async () => {
    expect(await cluster.state()).toMatchObject({ id: (await original.state()).id, activated_slaves: 2 });
    expect(await cluster.run('echo hello')).toMatchObject({ state: 'TASK_FINISHED', stdout: 'hello\n' });
    expect((await cluster.tasks()).map(({ state }) => state)).toEqual(['TASK_FINISHED']);
  });

  it('shows itself to masters and agents as who started it', async () => {
    const asking = { authenticate_http_readonly: true, authenticate_http_readwrite: true };
    const credentials = 'ops secret';
    const masterFlags = { ...asking, credentials, authenticate_http_frameworks: true, http_framework_authenticators: 'basic' };
    const description = {
      ...{ name: 'asking', masters: [{ flags: { ...masterFlags, acls: { permissive: false, register_agents: ANYBODY } } }] },
      agents: [{ flags: { ...asking, http_credentials: credentials, acls: { permissive: false } } }],
    };
    await server.clusters.create({ description });
    const connected = await MesosCluster.connect(`${server.url}/v1/clusters/asking`, { token: server.token });
    expect(await connected.run('echo hello')).toMatchObject({ state: 'TASK_FINISHED', stdout: 'hello\n' });
    expect((await connected.agents[0]?.state())?.completed_frameworks).toHaveLength(1);
    await connected.disconnect();
  });

  it('mirrors the timeline, what happened before included', async () => {
    expect(cluster.timeline()).toEqual(original.timeline());
    const happened: string[] = [];
    cluster.on('task', ({ what }) => happened.push(what));
    await original.run('true');
    await eventually(() => expect(cluster.timeline()).toEqual(original.timeline()));
    await eventually(() => expect(happened).toContain('TASK_FINISHED'));
  });

  it('adds agents, with all that their description says', async () => {
    const agent = await cluster.addAgent({ resources: 'cpus:7;mem:512', attributes: 'rack:b' });
    expect(ids(cluster)).toEqual([...ids(original).slice(0, 2), agent.id]);
    expect(ids(original)).toEqual(ids(cluster));
    expect(await agent.state()).toMatchObject({ id: agent.id, attributes: { rack: 'b' }, resources: { cpus: 7 } });
    await expect(cluster.addAgent({ port: Number(new URL(agent.url).port) })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });

  it('adds agents that are processes of their own', async () => {
    const agent = await cluster.addAgent({ ownProcess: true });
    await agent.pause();
    await agent.resume();
  });

  it('stops, kills and restarts agents', async () => {
    const [first, second] = cluster.agents;
    const id = first?.id;
    await first?.kill();
    expect(first?.running).toBe(false);
    expect(cluster.agents).toEqual([second]);
    await expect(first?.kill()).rejects.toMatchObject({ code: 'AGENT_GONE' });
    await first?.restart();
    expect(first).toMatchObject({ id, running: true });
    await second?.stop();
    await second?.restart();
    expect(cluster.agents).toEqual([first, second]);
    expect(ids(original)).toEqual(ids(cluster));
  });

  it('kills and restarts its master, and hears when others do', async () => {
    const { leader } = cluster;
    await leader.kill();
    expect([leader.running, original.leader.running]).toEqual([false, false]);
    await expect(cluster.state()).rejects.toMatchObject({ code: 'MASTER_GONE' });
    await expect(leader.kill()).rejects.toMatchObject({ code: 'MASTER_GONE' });
    await leader.restart();
    expect([leader.running, cluster.leader]).toEqual([true, leader]);
    await cluster.waitFor(({ activated_slaves }) => activated_slaves === 2);
    await original.leader.kill();
    await eventually(() => expect(leader.running).toBe(false));
    await original.leader.restart();
    await eventually(() => expect(leader.running).toBe(true));
  });

  it('is told why a master has ended by itself', async () => {
    const description = { name: 'ending', zookeeper: true, masters: [{ ownProcess: true }], agents: 0 };
    await server.clusters.create({ description });
    const connected = await MesosCluster.connect(`${server.url}/v1/clusters/ending`, { token: server.token });
    for (const { id, ephemerals } of await connected.zookeeper.sessions()) {
      if (ephemerals.length > 0) await connected.zookeeper.expireSession(id);
    }
    await eventually(() =>
      expect(connected.leader).toMatchObject({ running: false, end: expect.stringContaining('Nobody leads') }),
    );
    await expect(connected.state()).rejects.toMatchObject({
      code: 'MASTER_GONE',
      message: expect.stringContaining('Nobody leads'),
    });
    await connected.disconnect();
  });

  it('hears of agents that others add and stop', async () => {
    const added = await original.addAgent();
    await eventually(() => expect(ids(cluster)).toContain(added.id));
    await added.stop();
    await eventually(() => expect(ids(cluster)).not.toContain(added.id));
  });

  it('kills tasks', async () => {
    const running = cluster.run('sleep 1000', { name: 'long' });
    const [task] = await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await cluster.killTask(task?.id ?? '');
    expect(await running).toMatchObject({ state: 'TASK_KILLED' });
    await expect(cluster.killTask('nobody')).rejects.toMatchObject({ code: 'UNKNOWN_TASK' });
  });

  it('tells what a framework does, and what it has to wait for', async () => {
    const scheduler = await SchedulerClient.subscribe(original.leader.url, { name: 'mine', user: 'root' });
    expect(await cluster.waitForFramework('mine')).toMatchObject({ active: true });
    scheduler.close();
    const waiting = cluster.waitForFramework('nobody', { timeout: 1 });
    await expect(waiting).rejects.toMatchObject({ code: 'WAIT_TIMEOUT' });
  });

  it('is reset, its agents with new ids and the same handles', async () => {
    const { agents } = cluster;
    const before = { ids: ids(cluster), urls: agents.map(({ url }) => url) };
    await cluster.addAgent();
    await cluster.reset();
    expect(cluster.agents).toEqual(agents);
    expect(agents.map(({ url }) => url)).toEqual(before.urls);
    expect(ids(cluster)).toEqual(ids(original));
    expect(ids(cluster)).not.toEqual(before.ids);
  });

  it('is destroyed for everybody', async () => {
    const { url } = cluster.leader;
    await cluster.destroy();
    await expect(fetch(url)).rejects.toThrow();
    expect(server.clusters.list).toEqual([]);
    await cluster.destroy();
  });
});

describe('what is under way', () => {
  it('ends when somebody else destroys the cluster', async () => {
    const [waiting, running] = [cluster.waitForFramework('nobody'), cluster.run('sleep 1000')];
    const ended = [
      expect(waiting).rejects.toMatchObject({ code: 'CLUSTER_DESTROYED' }),
      expect(running).rejects.toMatchObject({ code: 'CLUSTER_DESTROYED' }),
    ];
    await cluster.waitForTasks();
    await server.clusters.destroy(server.clusters.find(cluster.name));
    await Promise.all(ended);
    await expect(cluster.addAgent()).rejects.toMatchObject({ code: 'CLUSTER_DESTROYED' });
    await cluster.destroy();
  });

  it('ends when the host process ends in good order', async () => {
    // What is seen of that first is the end of the cluster, or that of the server.
    const gone = { code: expect.stringMatching(/^(CLUSTER_DESTROYED|HOST_GONE)$/) as string };
    const waiting = expect(cluster.waitForFramework('nobody')).rejects.toMatchObject(gone);
    await server.close();
    await waiting;
    await expect(cluster.state()).rejects.toMatchObject(gone);
    await cluster.destroy();
  });
});
