import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import type { MesosCluster, MinimesosError, RunOptions } from '../../src/index.js';
import { minimesosTest } from '../../src/testing/vitest.js';
import { failureTelling } from '../failure-telling.js';

const it = minimesosTest({
  description: { agents: [{ count: 2, resources: 'cpus:2;mem:256;disk:100;ports:[31000-31009]' }] },
  scope: 'file',
});

let cluster: MesosCluster;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-test-'));
});
it.beforeEach(({ cluster: ofTheFile }) => {
  cluster = ofTheFile;
});
afterAll(() => rm(folder, { recursive: true }));

const failure = (command: string | string[], options?: RunOptions): Promise<MinimesosError> =>
  cluster.run(command, options).then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );

describe('run', () => {
  it('gives the output and the end of a command for a shell', async () => {
    const result = await cluster.run('echo "to $GREETED"; echo problem >&2', { environment: { GREETED: 'wörld' } });
    expect(result).toMatchObject({ state: 'TASK_FINISHED', exitCode: 0, signal: undefined });
    expect(result).toMatchObject({ stdout: 'to wörld\n', stderr: 'problem\n' });
    expect(cluster.agents.map(({ id, url }) => [id, url])).toContainEqual([result.agentId, result.agentUrl]);
    const { subscribed, offered, running = Number.NaN, ended, total } = result.timings;
    expect([subscribed, offered, running, ended, total]).toEqual(
      [subscribed, offered, running, ended, total].sort((a, b) => a - b),
    );
  });

  it('leaves a list of arguments as it is', async () => {
    expect((await cluster.run(['printf', '%s|', '$HOME', 'two words'])).stdout).toBe('$HOME|two words|');
  });

  it('tells the exit code of a command that failed, without throwing', async () => {
    const result = await cluster.run('exit 42');
    expect(result).toMatchObject({ state: 'TASK_FAILED', exitCode: 42, message: 'Command exited with status 42' });
  });

  it('tells the signal that ended a command', async () => {
    expect(await cluster.run('kill -9 $$')).toMatchObject({ state: 'TASK_FAILED', exitCode: undefined, signal: 'SIGKILL' });
  });

  it('throws when asked to, with the last output', async () => {
    const error = await failure('echo so far so good; exit 3', { throwOnFailure: true });
    expect(error).toMatchObject({ code: 'RUN_FAILED', details: { state: 'TASK_FAILED', output: ['so far so good'] } });
  });

  it('shows the output while the command runs', async () => {
    const file = join(folder, 'seen');
    const seen: [string, string][] = [];
    const result = await cluster.run(`printf 'half \\303'; while [ ! -e ${file} ]; do sleep 0.01; done; printf '\\266'`, {
      onOutput: ({ stream, text }) => {
        seen.push([stream, text]);
        void writeFile(file, '');
      },
    });
    expect(seen).toEqual([
      ['stdout', 'half '],
      ['stdout', 'ö'],
    ]);
    expect(result.stdout).toBe('half ö');
  });

  it('ends with the error of the listener', async () => {
    const broken = new Error('no more');
    const onOutput = () => {
      throw broken;
    };
    expect(await failure('echo once; sleep 100', { onOutput })).toBe(broken);
  });

  it('reads output of any length', async () => {
    const { stdout } = await cluster.run('i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done');
    expect(stdout.split('\n')).toHaveLength(20_001);
    expect(stdout.endsWith('line 19999\n')).toBe(true);
  });

  it('runs on the agent asked for', async () => {
    for (const agent of cluster.agents) {
      expect((await cluster.run('true', { agent })).agentId).toBe(agent.id);
      expect((await cluster.run('true', { agent: agent.id })).agentId).toBe(agent.id);
    }
  });

  it('puts files into the sandbox', async () => {
    const file = join(folder, 'note.txt');
    await writeFile(file, 'a note');
    expect((await cluster.run('cat note.txt', { uris: [file] })).stdout).toBe('a note');
  });

  it('names the task, and leaves no framework behind', async () => {
    const { taskId } = await cluster.run('true', { name: 'a/b c' });
    expect(taskId).toMatch(/^a_b_c-/);
    const { frameworks, completed_frameworks } = await cluster.state();
    expect(frameworks).toEqual([]);
    expect(completed_frameworks.at(-1)?.completed_tasks).toMatchObject([{ id: taskId, name: 'a/b c', state: 'TASK_FINISHED' }]);
  });

  it('waits until something is free', async () => {
    const go = join(folder, 'go');
    const first = cluster.agents.map((agent) =>
      cluster.run(`while [ ! -e ${go} ]; do sleep 0.01; done`, { agent, resources: 'cpus:2;mem:32' }),
    );
    await cluster.waitFor(({ slaves }) => slaves.every(({ used_resources }) => used_resources['cpus'] === 2));
    const second = cluster.run('echo at last', { resources: 'cpus:2;mem:32' });
    await cluster.waitFor(({ frameworks }) => frameworks.length === 3);
    await writeFile(go, '');
    expect((await second).stdout).toBe('at last\n');
    await Promise.all(first);
  });
});

describe('what run cannot do', () => {
  it('is told at once when no agent has the resources', async () => {
    const error = await failure('true', { resources: 'cpus:3;mem:32;ports:[80-80]' });
    expect(error.code).toBe('INVALID_ARGUMENT');
    for (const { ip, port } of cluster.agents) {
      expect(error.message).toContain(`agent ${ip}:${port} lacks cpus:3; ports:[80-80], has cpus:2; ports:[31000-31009]`);
    }
  });

  it('is told at the deadline when an agent has no room now', async () => {
    const [agent] = cluster.agents;
    const go = join(folder, 'go-on');
    const blocking = cluster.run(`while [ ! -e ${go} ]; do sleep 0.01; done`, { agent, resources: 'cpus:1.5;mem:32' });
    await cluster.waitFor(({ slaves }) => slaves.some(({ used_resources }) => used_resources['cpus'] === 1.5));
    const lacks = `agent ${agent?.ip}:${agent?.port} lacks cpus:1, has cpus:0.5`;
    const wanted = { agent, resources: 'cpus:1;mem:32' };
    const error = await failureTelling(lacks, (timeout) => cluster.run('true', { ...wanted, timeout }));
    expect(error.code).toBe('WAIT_TIMEOUT');
    expect(error.message).toMatch(/An offer with cpus:1; mem:32 for "true" did not come within \d+(ms|secs)\./);
    expect(error.message).toContain(lacks);
    await writeFile(go, '');
    await blocking;
  });

  it('is told with state and output when a command does not end, and the command is killed', async () => {
    const pidFile = join(folder, 'pid');
    const told = /^The end of ".*" did not come within \d+(ms|secs)\. Seen last: TASK_RUNNING on http:.*\.\n {2}begun\n/;
    const command = `echo $$ > ${pidFile}; echo begun; exec sleep 100`;
    const error = await failureTelling(told, (timeout) => cluster.run(command, { timeout }));
    expect(error.message).toMatch(told);
    const pid = Number(await readFile(pidFile, 'utf8'));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 30_000);
  });

  it.each([
    ['an empty command', '', {}, 'text for a shell'],
    ['an empty list', [], {}, 'text for a shell'],
    ['a list of something else', ['sleep', 1] as string[], {}, 'text for a shell'],
    ['a command that is none', null as never, {}, 'text for a shell'],
    ['a program without a name', [['sh']] as never, {}, 'text for a shell'],
    ['uris that are no list', 'true', { uris: { value: 'a' } as never }, 'a list of addresses'],
    ['a variable that is no text', 'true', { environment: { A: 1 } as never }, 'an object of texts'],
    ['a name that is no text', 'true', { name: {} as never }, 'The name of run()'],
    ['wrong resources', 'true', { resources: 'cpus' }, "missing or extra ':'"],
    ['no resources', 'true', { resources: '' }, 'that is nothing'],
    ['a wrong timeout', 'true', { timeout: '1 fortnight' }, 'a duration such as'],
    ['an unknown option', 'true', { enviroment: {} } as RunOptions, 'environment, perhaps'],
  ])('is refused: %s', async (_what, command, options, words) => {
    const error = await failure(command, options);
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.message).toContain(words);
  });

  it('is refused on an agent that is not there, with those that are', async () => {
    const error = await failure('true', { agent: 'S9' });
    expect(error.code).toBe('UNKNOWN_AGENT');
    for (const { id } of cluster.agents) expect(error.message).toContain(id);
  });
});
