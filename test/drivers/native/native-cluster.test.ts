import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { NativeCluster } from '../../../src/drivers/native/native-cluster.js';
import { nativeDriver } from '../../../src/drivers/native/native-driver.js';
import { type ClusterDescriptionInput, MesosCluster, type MinimesosError } from '../../../src/index.js';
import { TestFramework } from '../../cluster/test-framework.js';
import { failureTelling } from '../../failure-telling.js';
import { description } from '../embedded/fixture.js';
import { holdDirectory } from '../held-directory.js';
import { StandIns } from './stand-ins.js';

const clusters: MesosCluster[] = [];
const folders: StandIns[] = [];

const programs = () => {
  const standIns = new StandIns();
  folders.push(standIns);
  return standIns;
};
const start = async (description: ClusterDescriptionInput = {}, { home } = programs()) => {
  const cluster = await MesosCluster.start({ driver: 'native', mesosHome: home, ...description });
  clusters.push(cluster);
  return cluster;
};
const fails = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );

afterEach(async () => {
  await Promise.all(clusters.splice(0).map((cluster) => cluster.destroy()));
  for (const folder of folders.splice(0)) folder.remove();
});

describe('a cluster of the programs of Mesos', () => {
  it('is given what the description says, and leaves nothing', async () => {
    const cluster = await start({
      ...{ name: 'native', masters: [{ flags: { agent_ping_timeout: '1secs' } }] },
      agents: [{ resources: 'cpus:3;mem:512', attributes: 'rack:b' }],
    });
    expect(cluster).toMatchObject({ driver: 'native', mesosVersion: '1.11.0' });
    const state = await cluster.state();
    expect(state).toMatchObject({ cluster: 'native', slaves: [{ attributes: { rack: 'b' }, resources: { cpus: 3, mem: 512 } }] });
    expect(state.flags).toMatchObject({ agent_ping_timeout: '1secs' });
    const folder = readdirSync(tmpdir()).filter((name) => name.startsWith('minimesos-native-'));
    expect(folder).toHaveLength(1);
    const { url } = cluster.leader;
    await cluster.destroy();
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('minimesos-native-'))).toEqual([]);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('has several masters by ZooKeeper, one after the other of which leads', async () => {
    const cluster = await start({ masters: 3, agents: 1 });
    const before = cluster.leader.url;
    expect(cluster.masters.filter(({ leading }) => leading)).toHaveLength(1);
    await cluster.failover();
    expect(cluster.leader.url).not.toBe(before);
    expect(await cluster.run('echo again')).toMatchObject({ stdout: 'again\n' });
    expect((await cluster.zookeeper.sessions()).length).toBeGreaterThanOrEqual(3);
    expect(cluster.masters.every(({ running }) => running)).toBe(true);
  });

  it('has tasks that outlive the crash of their agent, as Mesos has it', async () => {
    const cluster = await start({ agents: 1 });
    const framework = await TestFramework.start(cluster, 'lasting', { checkpoint: true, failover_timeout: 3600 });
    await framework.launch('lasting-1', 'sleep 1000');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    const [agent] = cluster.agents;
    const id = agent?.id;
    await agent?.kill();
    await agent?.restart();
    expect(agent?.id).toBe(id);
    expect(await cluster.tasks()).toMatchObject([{ id: 'lasting-1', state: 'TASK_RUNNING' }]);
    framework.close();
  });

  it('has members that may be asked twice at once to restart, and are there once', async () => {
    const cluster = await start({ agents: 1 });
    for (const member of [cluster.leader, cluster.agents[0]]) {
      await Promise.all([member?.restart(), member?.restart()]);
      expect(member?.running).toBe(true);
      await member?.kill();
      await expect(fetch(member?.url ?? '')).rejects.toThrow();
      await member?.restart();
    }
    await cluster.waitForAgent();
  });

  it('starts nothing again that was still to be restarted when it was destroyed', async () => {
    await start({ agents: 0 }); // Its supervisor goes on, and would start programs for a cluster that is gone as well.
    const { home } = programs();
    const name = `ended-${process.pid}`;
    const cluster = await nativeDriver.start(name, description({ driver: 'native', native: { home, credential: undefined } }));
    const members = [cluster.leader, ...cluster.agents];
    await cluster.destroy();
    for (const member of members) expect(await fails(member.restart())).toMatchObject({ code: 'CLUSTER_DESTROYED' });
    expect(readdirSync(tmpdir()).filter((file) => file.startsWith(`minimesos-${name}-`))).toEqual([]);
  });

  it('tells what holds its files when it cannot be taken down completely', async (context) => {
    const { home } = programs();
    const cluster = await nativeDriver.start(
      `held-${process.pid}`,
      description({ driver: 'native', native: { home, credential: undefined }, agents: [] }),
    );
    const held = holdDirectory(context, join((cluster as NativeCluster).directory, 'held'), () => cluster.destroy());
    const error = await fails(cluster.destroy());
    expect(error).toMatchObject({ code: 'DESTROY_TIMEOUT' });
    expect(error.details).toMatchObject({ left: expect.arrayContaining([expect.stringContaining(held)]) });
  });

  it('has agents that stand still until their pings are missed', async () => {
    const cluster = await start({
      ...{ masters: [{ flags: { agent_ping_timeout: '1secs', max_agent_ping_timeouts: '1' } }], agents: 1 },
    });
    const [agent] = cluster.agents;
    await agent?.pause();
    await cluster.waitForAgent({ agent, state: 'gone' });
    await agent?.resume();
    await cluster.waitForAgent({ agent });
  });

  it('waits for no agent that stands still and is to leave', async () => {
    const cluster = await start({ masters: 1, agents: 1, timeout: '20secs' });
    const [agent] = cluster.agents;
    await agent?.pause();
    const error = await fails(agent?.stop() ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'DESTROY_TIMEOUT' });
    expect(error.message).toContain(`\n  agent ${agent?.url}, which was to leave within 20 s\n`);
    await agent?.kill();
    expect(agent?.running).toBe(false);
  });

  it('tells why a master has ended by itself, and nothing of one that was killed', async () => {
    const cluster = await start({ zookeeper: true, masters: 1, agents: 0 });
    await cluster.leader.kill();
    expect((await fails(cluster.state())).message).toContain('which does not run. Start it again');
    await cluster.leader.restart();
    await cluster.waitFor(() => cluster.leader.leading);
    for (const { id, ephemerals } of await cluster.zookeeper.sessions()) {
      if (ephemerals.length > 0) await cluster.zookeeper.expireSession(id);
    }
    await vi.waitFor(() => expect(cluster.leader.running).toBe(false), 20_000);
    const error = await fails(cluster.state());
    expect(error).toMatchObject({ code: 'MASTER_GONE' });
    expect(error.message).toMatch(/which does not run: it ended with exit code 1, and logged last: .*Nobody leads any more/);
    expect((await fails(cluster.leader.kill())).message).toContain('Nobody leads any more');
    const reason = expect.stringContaining('Nobody leads any more');
    expect(cluster.timeline().findLast(({ what }) => what === 'master ended')).toMatchObject({ details: { reason } });
  });

  it('has agents that are added and leave', async () => {
    const cluster = await start({ agents: 0 });
    await expect(cluster.addAgent({ image: 'mine:1' })).rejects.toMatchObject({ code: 'UNSUPPORTED_BY_DRIVER' });
    const agent = await cluster.addAgent({ attributes: 'rack:c' });
    expect((await cluster.state()).slaves).toMatchObject([{ id: agent.id, attributes: { rack: 'c' } }]);
    await agent.stop();
    await vi.waitFor(async () => expect((await cluster.state()).slaves).toEqual([]), 30_000);
    expect(await fails(agent.kill())).toMatchObject({ code: 'AGENT_GONE' });
  });
});

describe('programs that are not there, or not as they should be', () => {
  it('are told with where they were looked for', async () => {
    const error = await fails(start({}, { home: '/nowhere' } as StandIns));
    expect(error).toMatchObject({ code: 'MESOS_NOT_FOUND' });
    expect(error.message).toContain('There is no mesos-master and no mesos-agent by mesosHome /nowhere');
    expect(error.message).toContain('/nowhere/sbin');
  });

  it('are told with their last log lines when they end', async () => {
    const broken = programs();
    broken.write('mesos-agent', 'echo "libmesos.so: cannot open shared object file" >&2; exit 127');
    const error = await fails(start({ agents: 1 }, broken));
    expect(error).toMatchObject({ code: 'START_FAILED' });
    expect(error.message).toMatch(/ended with exit code 127\..*libmesos\.so: cannot open/s);
  });

  it('are told with their last log lines when they do not answer', async () => {
    const silent = programs();
    silent.write('mesos-master', 'echo "still thinking"; exec sleep 1000');
    const error = await failureTelling('still thinking', (timeout) => start({ timeout }, silent));
    expect(error).toMatchObject({ code: 'START_TIMEOUT' });
    expect(error.message).toContain('still thinking');
  });

  it('are told what they say about flags', async () => {
    const error = await fails(start({ agents: [{ flags: { default_role: 'a/../b' } }] }));
    expect(error.code).toMatch(/START_FAILED|INVALID_DESCRIPTION/);
  });

  it('have nothing to do with what only minimesos has', async () => {
    const error = await fails(start({ clock: 'virtual', seed: 1 }));
    expect(error).toMatchObject({ code: 'INVALID_DESCRIPTION' });
    expect(error.message).toContain('the programs of Mesos know nothing of it');
  });
});
