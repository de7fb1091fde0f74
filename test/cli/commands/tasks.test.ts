import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
let running: Promise<unknown>;
let task: string;
const cli = (...argv: string[]) => test.run(argv, { env: { MINIMESOS_CLUSTER: 'blue' } });

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', reaction: 'immediate' });
  await cluster.run('echo done; echo wrong >&2', { name: 'short' });
  running = cluster.run('echo begun; exec sleep 1000', { name: 'long', timeout: '1mins' }).catch(() => {});
  task = (await cluster.waitForTasks({ state: 'TASK_RUNNING' }))[0]?.id ?? '';
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await running;
});

describe('minimesos tasks', () => {
  it('shows those that have not ended', async () => {
    const { code, stdout } = await cli('tasks');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^FRAMEWORK {6}TASK +STATE +AGENT$/),
      expect.stringMatching(new RegExp(`^minimesos run  ${task} +TASK_RUNNING +0$`)),
      '',
    ]);
  });

  it('shows those that have ended when asked to', async () => {
    expect((await cli('tasks', '--all')).stdout).toMatch(/TASK_RUNNING.*TASK_FINISHED/s);
    const { stdout } = await cli('tasks', '--state', 'finished,failed', '--json');
    expect((JSON.parse(stdout) as { state: string; name: string }[]).map(({ state, name }) => [state, name])).toEqual([
      ['TASK_FINISHED', 'short'],
    ]);
  });

  it('says when there is none', async () => {
    expect(await cli('tasks', '--state', 'lost')).toEqual({ code: 0, stdout: '', stderr: 'There is no such task.\n' });
  });
});

describe('minimesos logs', () => {
  it('shows what a task has written, known by a part of its id', async () => {
    const ended = (await cluster.tasks({ state: 'TASK_FINISHED' }))[0]?.id ?? '';
    expect(await cli('logs', ended)).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
    expect((await cli('logs', ended.slice(4, 20), '--stderr')).stdout).toBe('wrong\n');
    expect(JSON.parse((await cli('logs', ended, '--json')).stdout)).toEqual({ task: ended, stream: 'stdout', text: 'done\n' });
  });

  it('names the tasks that may be meant', async () => {
    const { code, stderr } = await cli('logs', '-');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^minimesos: "-" may be any of these:\n {2}long-\S+\n {2}short-/);
  });

  it('says which tasks there are when there is none of that id', async () => {
    const { code, stderr } = await cli('logs', 'nonsense');
    expect(code).toBe(1);
    expect(stderr).toContain(`Cluster blue has no task "nonsense".`);
    expect(stderr).toContain(task);
  });
});

describe('minimesos task kill', () => {
  it('asks a task to end; who follows its log sees the end', async () => {
    await expect.poll(async () => (await cli('logs', task)).stdout).toBe('begun\n');
    const follows = cli('logs', task, '--follow');
    expect(await cli('task', 'kill', task)).toEqual({ code: 0, stdout: `Task ${task} was asked to end.\n`, stderr: '' });
    expect(await follows).toEqual({ code: 0, stdout: 'begun\n', stderr: '' });
    await running;
    expect((await cli('tasks')).stderr).toBe('No task is running. 2 tasks ended: see --all.\n');
  });
});

describe('minimesos frameworks', () => {
  it('shows those that are registered, and on demand those that were', async () => {
    expect((await cli('frameworks')).stderr).toBe('No framework is registered. 2 frameworks ended: see --all.\n');
    const lines = (await cli('frameworks', '--all')).stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^NAME +ID +STATE +ROLES +TASKS$/);
    expect(lines.slice(1)).toEqual(Array(2).fill(expect.stringMatching(/^minimesos run +\S+-000[01] +ended +\* +0$/)));
  });
});

describe('minimesos framework teardown', () => {
  it('ends a framework by its name', async () => {
    const run = cluster.run('exec sleep 1000').catch((error: Error) => error);
    await cluster.waitForFramework('minimesos run');
    expect(await cli('framework', 'teardown', 'minimesos run')).toMatchObject({
      code: 0,
      stdout: 'Framework minimesos run is gone.\n',
    });
    await run;
  });

  it('says which there are when there is none of that name', async () => {
    const { code, stderr } = await cli('framework', 'teardown', 'mine');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Cluster blue has no framework "mine".')]);
  });
});
