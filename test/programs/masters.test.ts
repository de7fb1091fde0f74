import { afterEach, describe, expect, it } from 'vitest';
import { MesosCluster } from '../../src/index.js';
import { Site } from './real-program.js';

let site: Site;
let cluster: MesosCluster;
afterEach(async () => {
  await site[Symbol.asyncDispose]();
  await cluster.destroy();
});

describe('programs that find each other by ZooKeeper', () => {
  it('lets an agent join a cluster, run its tasks, and follow when another master leads', async () => {
    site = new Site();
    cluster = await MesosCluster.start({ masters: 2, agents: 0, reaction: 'immediate' });
    const agent = site.agent({ master: cluster.zookeeper.url });
    const [, id = ''] = await agent.logged(/Registered with the master \S+ as (\S+)/);
    const { state, stdout } = await cluster.run('echo hello; exit 3');
    expect({ state, stdout }).toEqual({ state: 'TASK_FAILED', stdout: 'hello\n' });
    const { url } = cluster.leader;
    await cluster.failover();
    expect(cluster.leader.url).not.toBe(url);
    await cluster.waitForAgent({ agent: id });
    expect((await cluster.run('true')).state).toBe('TASK_FINISHED');
  });

  it('elects another master when the one that leads is killed, also with a password', async () => {
    site = new Site();
    cluster = await MesosCluster.start({ agents: 0, zookeepers: { own: { credentials: 'user:secret' } } });
    const { own } = cluster.zookeepers;
    const zk = `${own?.url.replace(/\/$/, '')}/programs`;
    const masters = ['one', 'two'].map((name) =>
      site.master({ zk, quorum: 1, zk_session_timeout: '2secs', work_dir: site.path(name) }),
    );
    const leader = await Promise.race(masters.map((master) => master.logged(/ leads$/m).then(() => master)));
    const agent = site.agent({ master: zk, zk_session_timeout: '2secs' });
    const [, pid] = await agent.logged(/Registered with the master (\S+) as/);
    const other = masters.find((master) => master !== leader);
    const { ip, port } = await leader.address();
    expect(pid).toBe(`master@${ip}:${port}`);
    // Whoever asks another master is sent to the one that leads.
    const { port: otherPort } = (await other?.address()) ?? {};
    const answer = await fetch(`http://127.0.0.1:${otherPort}/state`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([307, `//localhost:${port}/state`]);
    await leader.kill();
    await other?.logged(/ leads$/m);
    await agent.logged(new RegExp(`Registered with the master master@127.0.0.1:${otherPort} as`));
  });

  it('waits, and says so, while there is no ZooKeeper', async () => {
    site = new Site();
    cluster = await MesosCluster.start({ agents: 0 });
    const master = site.master({ zk: 'zk://127.0.0.1:1/mesos', quorum: 1, zk_session_timeout: '1secs' });
    await master.logged(/No connection to ZooKeeper/);
    expect((await fetch(`http://127.0.0.1:${(await master.address()).port}/health`)).status).toBe(200);
  });
});
