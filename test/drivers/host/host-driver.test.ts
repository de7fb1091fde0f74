import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readServerFiles } from '../../../src/host/server-file.js';
import { type ClusterAgent, type ClusterDescriptionInput, MesosCluster } from '../../../src/index.js';
import { lives } from '../../../src/mesos/process/process-mark.js';

const ends: (() => unknown)[] = [];
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'host-driver-'));
  vi.stubEnv('MINIMESOS_HOME', home);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

async function start(description: ClusterDescriptionInput = {}): Promise<MesosCluster> {
  const cluster = await MesosCluster.start({ host: 'process', ...description });
  ends.push(() => cluster.destroy());
  return cluster;
}

/** The pid of the only host process. */
function hostPid(): number {
  const pids = readServerFiles().map(({ pid }) => pid);
  expect(pids).toHaveLength(1);
  return pids[0] as number;
}

const isAlive = (pid: number) => lives({ pid, startedAt: 0 });
const eventually = (check: () => void) => vi.waitFor(check, 30_000);
const nothingIsLeft = () => expect(readdirSync(join(home, 'servers'))).toEqual([]);

interface Owner {
  readonly child: ChildProcess;
  readonly task: { readonly pid: number; readonly sandbox: string };
}

/** Another process, with a cluster in a host process and a task there. */
async function startOwner(name: string): Promise<Owner> {
  const script = fileURLToPath(new URL('owner.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  ends.push(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, task: JSON.parse(line) as Owner['task'] };
}

describe("host: 'process'", () => {
  it('runs the cluster in a process of its own, of which nothing is left in the end', async () => {
    const cluster = await start({ name: 'elsewhere', agents: 2, reaction: 'immediate' });
    const pid = hostPid();
    expect(pid).not.toBe(process.pid);
    expect(await cluster.state()).toMatchObject({ cluster: 'elsewhere', activated_slaves: 2 });
    const { stdout } = await cluster.run('pwd');
    await cluster.destroy();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(stdout.trim())).toBe(false);
    nothingIsLeft();
  });

  it('answers while this process is busy', async () => {
    const cluster = await start();
    const script = `fetch('${cluster.leader.url}/state').then((answer) => answer.json()).then(({ id }) => console.log(id))`;
    const id = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(id.trim()).toBe((await cluster.state()).id);
  });

  it('does not take a pause of this process for its end', async () => {
    const cluster = await start({ agents: 2 });
    const [agent] = cluster.agents as [ClusterAgent];
    const asked = [cluster.state(), agent.kill(), cluster.addAgent()];
    execFileSync('sleep', ['1']);
    await Promise.all(asked);
    expect(cluster.agents).toHaveLength(2);
  });

  it('passes on what is wrong with the start, and leaves nothing', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    ends.push(() => taken.close());
    const { port } = taken.address() as { port: number };
    await expect(start({ masters: [{ port }] })).rejects.toMatchObject({ code: 'PORT_TAKEN', details: { port } });
    nothingIsLeft();
  });

  it('tells that the host process has died, to whom it may concern', async () => {
    const cluster = await start();
    const pid = hostPid();
    const gone = { code: 'HOST_GONE', details: { reason: 'it was killed by SIGKILL' } };
    const run = cluster.run('sleep 1000');
    const waits = [
      expect(run).rejects.toMatchObject(gone),
      expect(cluster.waitForFramework('nobody')).rejects.toMatchObject(gone),
    ];
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    process.kill(pid, 'SIGKILL');
    await Promise.all(waits);
    await expect(cluster.state()).rejects.toMatchObject(gone);
    await expect(cluster.addAgent()).rejects.toMatchObject(gone);
    await cluster.destroy();
    expect(readServerFiles()).toEqual([]);
  });
});

describe('when the owner is killed', () => {
  it('everything is gone', async () => {
    const { child, task } = await startOwner('orphan');
    const pid = hostPid();
    expect(isAlive(task.pid) && existsSync(task.sandbox)).toBe(true);
    child.kill('SIGKILL');
    await eventually(() => expect(isAlive(pid) || isAlive(task.pid) || existsSync(task.sandbox)).toBe(false));
    nothingIsLeft();
  });

  it('the cluster lives as long as another process is connected to it', async () => {
    const { child, task } = await startOwner('adopted');
    const pid = hostPid();
    const cluster = await MesosCluster.connect('adopted');
    ends.push(() => cluster.disconnect());
    child.kill('SIGKILL');
    await once(child, 'exit');
    // The framework of the owner's task is gone with the owner; the cluster is as it was.
    expect(await cluster.run('echo adopted')).toMatchObject({ stdout: 'adopted\n' });
    expect(isAlive(pid)).toBe(true);
    await cluster.disconnect();
    await eventually(() => expect(isAlive(pid) || isAlive(task.pid) || existsSync(task.sandbox)).toBe(false));
    nothingIsLeft();
  });
});
