import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { EmbeddedContext } from '../../../src/drivers/embedded/embedded-context.js';
import { OwnProcess } from '../../../src/drivers/embedded/own-process.js';
import { type ClusterDescriptionInput, MesosCluster } from '../../../src/index.js';
import { Clock } from '../../../src/mesos/process/clock.js';
import { lives, startTime } from '../../../src/mesos/process/process-mark.js';

const PATIENCE = { timeout: 30_000, interval: 20 };
const FAST: ClusterDescriptionInput = { reaction: 'immediate' };
const OWN = { ownProcess: true };

let cluster: MesosCluster;

describe('a cluster whose members are processes of their own', () => {
  afterEach(() => cluster.destroy());

  it.each([
    ['the master', { masters: [OWN], agents: 1 }],
    ['an agent', { masters: 1, agents: [OWN, {}] }],
    ['all', { masters: [OWN], agents: [{ ...OWN, count: 2 }] }],
    ['all, by ZooKeeper', { masters: [{ ...OWN, count: 2 }], agents: [OWN] }],
    ['a master beside one that is none', { masters: [{}, OWN], agents: [OWN, {}] }],
    ['a master before one that is none', { masters: [OWN, {}], agents: [{}, OWN] }],
  ] satisfies [string, ClusterDescriptionInput][])('runs tasks: %s', async (_, description) => {
    cluster = await MesosCluster.start({ ...FAST, ...description });
    const { state, stdout } = await cluster.run('echo hello; exit 3');
    expect({ state, stdout }).toEqual({ state: 'TASK_FAILED', stdout: 'hello\n' });
    // What a master of its own has seen comes on another way than what it answers.
    const seen = () => cluster?.timeline({ kinds: ['task'] }).map(({ what }) => what);
    await expect.poll(seen, { timeout: 30_000, interval: 10 }).toContain('TASK_FAILED');
  });

  it('goes on after a reset', async () => {
    cluster = await MesosCluster.start({ ...FAST, masters: [OWN], agents: [OWN] });
    const before = cluster.agents[0]?.id;
    const { url } = cluster.leader;
    await cluster.reset();
    expect(cluster.leader.url).toBe(url);
    expect(cluster.agents[0]?.id).not.toBe(before);
    expect(await cluster.state()).toMatchObject({ slaves: [{ id: cluster.agents[0]?.id }], recovered_slaves: [] });
    expect((await cluster.run('true')).state).toBe('TASK_FINISHED');
  });

  it('has another one lead by a failover without waiting for the session of the one before', async () => {
    cluster = await MesosCluster.start({ masters: [{ ...OWN, count: 2 }] });
    const sessions = async () => (await cluster.zookeeper?.sessions()) ?? [];
    const before = cluster.leader.url;
    const session = (await sessions()).find(({ ephemerals }) => ephemerals.includes('/mesos/json.info_0000000000'));
    await cluster.failover();
    expect(cluster.leader.url).not.toBe(before);
    expect(await sessions()).toContainEqual(expect.objectContaining({ id: session?.id, ephemerals: [] }));
  });

  it('has agents that are killed, come back with their tasks, and leave', async () => {
    cluster = await MesosCluster.start({ ...FAST, agents: [OWN] });
    const [agent] = cluster.agents;
    if (!agent) throw new Error('There is no agent.');
    const { id } = agent;
    await agent.kill();
    expect(agent.running).toBe(false);
    await agent.restart();
    expect(agent.id).toBe(id);
    await agent.stop();
    await cluster.waitForAgent({ agent: id, state: 'gone' });
    await agent.restart({ resources: 'cpus:1;mem:64' });
    expect(agent.id).not.toBe(id);
    await expect(agent.restart({ resources: 'cpus:2;mem:64' })).rejects.toMatchObject({
      code: 'RECOVERY_FAILED',
      message: expect.stringContaining('Incompatible agent info detected'),
    });
    const added = await cluster.addAgent(OWN);
    expect(cluster.agents).toContain(added);
    expect((await cluster.run('true')).state).toBe('TASK_FINISHED');
  });

  it('has an agent that stands still, until it is unreachable, and goes on', async () => {
    const flags = { agent_ping_timeout: '1secs', max_agent_ping_timeouts: 2 };
    cluster = await MesosCluster.start({ ...FAST, masters: [{ ...OWN, flags }], agents: [OWN] });
    const [agent] = cluster.agents;
    await agent?.pause();
    await vi.waitFor(
      () => expect(cluster.timeline({ kinds: ['agent'] }).map(({ what }) => what)).toContain('unreachable'),
      PATIENCE,
    );
    await agent?.resume();
    await cluster.waitForAgent({ agent: agent?.id ?? '' });
  });

  it('waits for no agent that stands still and is to leave, and can end it all the same', async () => {
    cluster = await MesosCluster.start({ ...FAST, agents: [OWN], timeout: '20secs' });
    const [agent] = cluster.agents;
    await agent?.pause();
    await expect(agent?.stop()).rejects.toMatchObject({
      code: 'DESTROY_TIMEOUT',
      message: expect.stringMatching(/\n {2}process \d+ \(minimesos-agent\)\n/),
    });
    expect(agent?.running).toBe(true);
    await agent?.kill();
    expect(agent?.running).toBe(false);
  });

  it('has a master that is killed and started again, and one that takes over', async () => {
    const flags = { zk_session_timeout: '2secs' };
    cluster = await MesosCluster.start({ ...FAST, masters: [{ ...OWN, flags, count: 2 }], agents: [OWN] });
    const { url } = cluster.leader;
    await cluster.failover();
    expect(cluster.leader.url).not.toBe(url);
    expect((await cluster.run('true')).state).toBe('TASK_FINISHED');
    const { leader } = cluster;
    await leader.kill();
    expect(leader.running).toBe(false);
    await vi.waitFor(() => expect(cluster.leader.url).not.toBe(leader.url), PATIENCE);
    await leader.restart();
    await cluster.waitForAgent();
  });

  it('has masters of both kinds that know what those before them knew', async () => {
    const flags = { zk_session_timeout: '2secs' };
    cluster = await MesosCluster.start({ ...FAST, masters: [{ flags }, { ...OWN, flags }, { flags }], agents: [OWN, {}] });
    const ids = cluster.agents.map(({ id }) => id).sort();
    for (const { url } of cluster.masters) {
      await vi.waitFor(() => expect(cluster.leader).toMatchObject({ url, leading: true }), PATIENCE);
      await cluster.leader.kill();
      await vi.waitFor(
        () => expect(cluster.leader).toMatchObject({ leading: true, url: expect.not.stringMatching(url) }),
        PATIENCE,
      );
      await cluster.masters.find((master) => master.url === url)?.restart();
      for (const agent of ids) await cluster.waitForAgent({ agent });
      const { slaves, recovered_slaves } = await cluster.state();
      expect({ ids: slaves.map(({ id }) => id).sort(), recovered_slaves }).toEqual({ ids, recovered_slaves: [] });
      expect((await cluster.run('true')).state).toBe('TASK_FINISHED');
    }
  });

  it('has one master that is started again, and agents that hear of it at once', async () => {
    cluster = await MesosCluster.start({ ...FAST, masters: [OWN], agents: [OWN, {}] });
    const ids = cluster.agents.map(({ id }) => id);
    await cluster.failover();
    expect(cluster.agents.map(({ id }) => id)).toEqual(ids);
    expect((await cluster.run('true')).state).toBe('TASK_FINISHED');
  });

  it('says what processes cannot do', async () => {
    cluster = await MesosCluster.start({ ...FAST, agents: [OWN, {}] });
    const code = 'NOT_WITH_OWN_PROCESS';
    await expect(cluster.clock.advance('1mins')).rejects.toMatchObject({ code });
    await expect(cluster.faults.drop({ message: 'PingSlaveMessage' })).rejects.toMatchObject({ code });
    await expect(cluster.agents[1]?.pause()).rejects.toMatchObject({ code: 'OWN_PROCESS_NEEDED' });
    await expect(cluster.leader.pause()).rejects.toMatchObject({ code: 'OWN_PROCESS_NEEDED' });
  });

  it.each([{ clock: 'virtual' }, { seed: 1 }, { containerizers: 'simulated' }] as const)('is refused with %j', async (more) => {
    await expect(MesosCluster.start({ ...more, agents: [OWN] })).rejects.toMatchObject({ code: 'INVALID_DESCRIPTION' });
    cluster = await MesosCluster.start({ ...more, agents: 1 });
    await expect(cluster.addAgent(OWN)).rejects.toMatchObject({
      code: 'INVALID_DESCRIPTION',
      message: expect.stringContaining('ownProcess: expected false or left out, with this'),
    });
  });

  it('keeps its ports, whether its processes run or not', async () => {
    cluster = await MesosCluster.start({ ...FAST, masters: [OWN], agents: [OWN] });
    const [agent] = cluster.agents;
    const { leader } = cluster;
    const block = agent ? agent.port / 100 - 110 : 0;
    const isFree = (port: number) =>
      new Promise<boolean>((resolve) => {
        const server = createServer().once('error', () => resolve(false));
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
      });
    // One port below all blocks stands for each; see port-blocks.ts.
    const isKept = async () => !(await isFree(10_800 + block));
    expect(await isKept()).toBe(true);
    await agent?.kill();
    expect(await isKept()).toBe(true);
    await leader.kill();
    await leader.restart();
    await agent?.restart();
    await cluster.reset();
    expect(await isKept()).toBe(true);
  });

  it('tells why a process could not be started', async () => {
    const taken = await MesosCluster.start({ agents: 0 });
    await expect(MesosCluster.start({ masters: [{ ...OWN, port: taken.leader.port }], agents: 0 })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining('another program uses it'),
    });
    await taken.destroy();
  });

  it('tells why a master has ended by itself', async () => {
    cluster = await MesosCluster.start({ ...FAST, zookeeper: true, masters: [OWN], agents: 0 });
    for (const { id, ephemerals } of await cluster.zookeeper.sessions()) {
      if (ephemerals.length > 0) await cluster.zookeeper.expireSession(id);
    }
    await expect.poll(() => cluster.leader.running, PATIENCE).toBe(false);
    await expect(cluster.state()).rejects.toMatchObject({
      code: 'MASTER_GONE',
      message: expect.stringMatching(/which does not run: it ended with exit code 1, and logged last: .*Nobody leads any more/),
    });
    await expect(cluster.leader.kill()).rejects.toThrow('Nobody leads any more');
  });

  it('leaves nothing behind', async () => {
    cluster = await MesosCluster.start({ ...FAST, masters: [OWN], agents: [OWN] });
    const task = cluster.run('echo $$; echo $PPID; exec sleep 1000').catch(() => undefined);
    const [running] = await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    const text = await vi.waitFor(async () => {
      const log = await cluster.logs(running?.id ?? '');
      expect(log.trim().split('\n')).toHaveLength(2);
      return log;
    }, PATIENCE);
    const marks = text
      .trim()
      .split('\n')
      .map((pid) => ({ pid: Number(pid), startedAt: startTime(Number(pid)) }));
    const directory = (await cluster.agents[0]?.state())?.flags['work_dir'] ?? '';
    expect(existsSync(join(directory, 'containers.json'))).toBe(true);
    await cluster.destroy();
    await task;
    expect(marks.some(lives)).toBe(false);
    expect(existsSync(directory)).toBe(false);
  });

  it('has agents that fetch from whom Node is told to trust', async ({ skip }) => {
    const folder = mkdtempSync(join(tmpdir(), 'minimesos-trust-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    });
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1', '-nodes'];
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...subject, '-keyout', key, '-out', cert]);
    skip(made.status !== 0, 'openssl makes no certificate here');
    const files = createHttpsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
      response.end('trusted\n'),
    );
    await once(files.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void files.close());
    vi.stubEnv('NODE_EXTRA_CA_CERTS', cert);
    cluster = await MesosCluster.start({ ...FAST, agents: [OWN] });
    const uris = [`https://127.0.0.1:${(files.address() as AddressInfo).port}/file`];
    expect(await cluster.run('cat file', { uris })).toMatchObject({ state: 'TASK_FINISHED', stdout: 'trusted\n' });
  });

  it('needs no short directory for temporary files, and leaves nothing there', async () => {
    const short = mkdtempSync(join(tmpdir(), 'minimesos-long-'));
    const long = join(short, 'l'.repeat(100));
    mkdirSync(long);
    vi.stubEnv('TMPDIR', long);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(short, { recursive: true });
    });
    cluster = await MesosCluster.start({ ...FAST, agents: [OWN] });
    const [agent] = cluster.agents;
    const id = agent?.id;
    await agent?.kill();
    await agent?.restart();
    expect(agent?.id).toBe(id);
    expect((await cluster.run('echo hello')).stdout).toBe('hello\n');
    await cluster.destroy();
    expect(readdirSync(long)).toEqual([]);
  });
});

describe('a process that is stuck in the kernel', () => {
  it('is waited for as long as a supervisor tries, and then told of', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'own-process-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const patience = new Clock({ virtual: true });
    let end = () => {};
    const spawner: EmbeddedContext['machine']['spawner'] = {
      pid: undefined,
      spawn: ({ onStarted, onExit }) => {
        onStarted?.(17);
        end = () => onExit({ signal: 'SIGKILL' });
        return { id: 1, signal() {}, write: () => Promise.resolve(), closeInput() {} };
      },
    };
    const context = { name: 'blue', machine: { spawner, dockerLabels: undefined } } as unknown as EmbeddedContext;
    const stuck = new OwnProcess(context, { program: 'agent', directory, flags: {}, observed() {}, ended() {} }, patience);
    const killed = stuck.killAll().catch((error: unknown) => error);
    patience.advance(10_000);
    const left = ['process 17 (minimesos-agent)'];
    expect(await killed).toMatchObject({ code: 'DESTROY_TIMEOUT', details: { cluster: 'blue', left } });
    end();
    await stuck.killAll();
  });
});
