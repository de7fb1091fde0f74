import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CommandOptions, type SpawnedCommand, Supervisor } from '../../../../src/mesos/process/supervisor/client.js';
import type { ExitStatus } from '../../../../src/mesos/process/supervisor/protocol.js';
import { buildSupervisor } from './build.js';
import { eventually, isAlive, processesWith } from './processes.js';

const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === 'linux';

let supervisor: Supervisor;
let directory: string;

beforeAll(buildSupervisor);
beforeEach(() => {
  supervisor = Supervisor.acquire();
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'supervisor-test-')));
  supervisor.addDirectory(directory);
});
afterEach(() => supervisor.release());

interface Run {
  command: SpawnedCommand;
  started: Promise<number>;
  ended: Promise<ExitStatus>;
}

function run(script: string, changes: Partial<CommandOptions> = {}): Run {
  let command: SpawnedCommand | undefined;
  let ended: Promise<ExitStatus> | undefined;
  const started = new Promise<number>((onStarted, startFailed) => {
    ended = new Promise((onExit, onFailed) => {
      command = supervisor.spawn({
        marker: 'cluster/container',
        file: '/bin/sh',
        arguments: ['-c', script],
        cwd: directory,
        environment: { PATH: process.env['PATH'] ?? '' },
        stdout: join(directory, 'stdout'),
        stderr: join(directory, 'stderr'),
        onStarted,
        onExit,
        onFailed: (error) => {
          startFailed(error);
          onFailed(error);
        },
        ...changes,
      });
    });
    ended.catch(() => {});
  });
  started.catch(() => {});
  return { command: command as SpawnedCommand, started, ended: ended as Promise<ExitStatus> };
}

const output = (name = 'stdout') => readFileSync(join(directory, name), 'utf8');
const pidIn = (name: string) =>
  eventually(`a pid in ${name}`, () => existsSync(join(directory, name)) && (Number.parseInt(output(name), 10) || false));

describe('a command', () => {
  it('reports its exit code', async () => {
    await expect(run('exit 0').ended).resolves.toEqual({ code: 0 });
    await expect(run('exit 42').ended).resolves.toEqual({ code: 42 });
  });

  it('reports the signal it died of', async () => {
    await expect(run('kill -TERM $$').ended).resolves.toEqual({ signal: 'SIGTERM' });
  });

  it('appends what it writes to the files given', async () => {
    writeFileSync(join(directory, 'stdout'), 'before\n');
    await run('echo out; echo err >&2').ended;
    await run('echo again').ended;
    expect(output()).toBe('before\nout\nagain\n');
    expect(output('stderr')).toBe('err\n');
    expect(statSync(join(directory, 'stderr')).mode & 0o777).toBe(0o644);
  });

  it('gets its working directory, arguments, environment and file mask, and nothing of the supervisor', async () => {
    const file = process.execPath;
    const script =
      'console.log(JSON.stringify([process.argv0, process.cwd(), process.argv.slice(1), process.env, process.umask(), process.stdin.constructor.name]))';
    await run('', { file, argv0: 'other name', arguments: ['-e', script, 'a "b"', 'ü\n'], environment: { A: '1 = 2\n' } }).ended;
    const [argv0, cwd, list, environment, mask] = JSON.parse(output());
    expect([argv0, cwd, list]).toEqual(['other name', directory, ['a "b"', 'ü\n']]);
    expect(environment).toEqual({ A: '1 = 2\n', MINIMESOS_CONTAINER: expect.stringMatching(/\/cluster\/container\/\d+$/) });
    expect(mask).toBe(0o022);
  });

  it('is found in the PATH of its own environment', async () => {
    writeFileSync(join(directory, 'only-here'), '#!/bin/sh\necho found', { mode: 0o755 });
    await run('', { file: 'only-here', arguments: [], environment: { PATH: directory } }).ended;
    expect(output()).toBe('found\n');
  });

  it('runs as the user given, who owns the output files', async (context) => {
    context.skip(!isRoot, 'only root may change to another user');
    const user = { uid: 65534, gid: 65534 };
    await run('id -u; id -g', { user }).ended;
    expect(output()).toBe('65534\n65534\n');
    expect(statSync(join(directory, 'stdout'))).toMatchObject(user);
  });

  it('does not write through a symbolic link', async () => {
    const victim = join(directory, 'victim');
    writeFileSync(victim, '');
    symlinkSync(victim, join(directory, 'stdout'));
    await expect(run('echo bad').ended).rejects.toMatchObject({ code: 'ELOOP' });
    expect(output('victim')).toBe('');
  });
});

describe('a command that cannot start says why', () => {
  const failure = (changes: Partial<CommandOptions>) =>
    run('', changes).ended.then(String, (error: NodeJS.ErrnoException) => [error.code, error.message]);

  it('missing file', async () => {
    expect(await failure({ file: '/no/such/file' })).toEqual(['ENOENT', 'Cannot run /no/such/file: there is no such file']);
    expect(await failure({ file: 'no-such-file' })).toEqual(['ENOENT', 'Cannot run no-such-file: there is no such file']);
  });

  it('missing or wrong working directory', async () => {
    expect(await failure({ cwd: '/no/such/directory' })).toEqual([
      'ENOENT',
      'Cannot run /bin/sh: the working directory /no/such/directory does not exist',
    ]);
    const [, message] = await failure({ cwd: '/etc/passwd' });
    expect(message).toBe('Cannot run /bin/sh: the working directory /etc/passwd is not a directory');
  });

  it('not executable, or without its interpreter', async () => {
    const file = join(directory, 'script');
    writeFileSync(file, '#!/no/interpreter\n', { mode: 0o644 });
    expect(await failure({ file })).toEqual(['EACCES', `Cannot run ${file}: ${file} is not executable`]);
    rmSync(file);
    writeFileSync(file, '#!/no/interpreter\n', { mode: 0o755 });
    expect(await failure({ file })).toEqual([
      'ENOENT',
      `Cannot run ${file}: the interpreter named in the first line of ${file} does not exist`,
    ]);
    expect(await failure({ file: directory })).toEqual(['EACCES', `Cannot run ${directory}: ${directory} is a directory`]);
  });

  it('output that cannot be written, arguments the system does not take', async () => {
    expect((await failure({ stdout: '/no/such/directory/stdout' }))[0]).toBe('ENOENT');
    expect((await failure({ arguments: ['a\0b'] }))[0]).toBe('ERR_INVALID_ARG_VALUE');
    expect((await failure({ arguments: ['-c', 'true', 'x'.repeat(200_000)] }))[0]).toBe('E2BIG');
  });

  it('a marker that could match others', async () => {
    for (const marker of ['', '/', 'a//b', 'a/', 'a,b', 'a\n'])
      await expect(run('true', { marker }).ended).rejects.toThrow('Not a marker');
    expect(() => supervisor.killAll('')).toThrow('Not a marker');
  });
});

describe('signals and kills', () => {
  beforeEach((context) => context.skip(!isLinux, 'processes that hide can be found on Linux only'));

  it('signals the whole tree, once each', async () => {
    const trap = (name: string) =>
      `trap 'echo ${name} >> signalled; exit 3' TERM; echo $$ > ${name}; while :; do sleep 0.02; done`;
    writeFileSync(join(directory, 'inner'), trap('left'));
    const { command, ended } = run(`setsid sh inner & ${trap('leader')}`);
    await Promise.all([pidIn('left'), pidIn('leader')]);
    command.signal('SIGTERM');
    expect(await ended).toEqual({ code: 3 });
    await eventually('both signalled', () => output('signalled').split('\n').length > 2);
    expect(output('signalled').trim().split('\n').sort()).toEqual(['leader', 'left']);
  });

  it('kills descendants that left the group and cleared their environment', async () => {
    const { command, ended } = run('setsid sleep 1000 & echo $! > a; env -i setsid sleep 1000 & echo $! > b; sleep 1000');
    const pids = await Promise.all([pidIn('a'), pidIn('b')]);
    expect(pids.map(isAlive)).toEqual([true, true]);
    command.signal('SIGKILL');
    expect(await ended).toEqual({ signal: 'SIGKILL' });
    await eventually('the end of both', () => !pids.some(isAlive));
    command.signal('SIGKILL'); // All are gone: nothing happens.
  });

  it('kills by marker what lost its parents and cleared its environment, after the command itself has ended', async () => {
    const hide = (name: string) => `(env -i setsid sh -c 'echo $$ > ${name}; exec sleep 1000' &) >/dev/null 2>&1 </dev/null`;
    const background = '(setsid sh -c "echo \\$\\$ > marked; cd /; exec sleep 1000" >/dev/null 2>&1 &)';
    const { ended } = run(`${hide('hidden')}; ${background}; sleep 1000 & echo $! > member`);
    const pids = await Promise.all(['hidden', 'marked', 'member'].map(pidIn));
    await ended;
    const other = run('sleep 1000', { marker: 'cluster/container-2' });
    const otherPid = await other.started;
    expect(pids.map(isAlive)).toEqual([true, true, true]);
    await supervisor.killAll('cluster/container');
    expect(pids.map(isAlive)).toEqual([false, false, false]);
    expect(isAlive(otherPid)).toBe(true);
    await supervisor.killAll('cluster');
    expect(isAlive(otherPid)).toBe(false);
    expect(await other.ended).toEqual({ signal: 'SIGKILL' });
  });

  it('lets others live who look into a sandbox', async () => {
    const visitor = spawn('sleep', ['1000'], { cwd: directory, detached: true, stdio: 'ignore' });
    await run('true').ended;
    await supervisor.killAll('cluster');
    expect(isAlive(Number(visitor.pid))).toBe(true);
    visitor.kill();
  });

  it('kills what forks without end', async () => {
    const { ended } = run('while :; do (env -i setsid sleep 1000 &); sleep 0.001; done');
    await eventually('many processes', () => processesWith(directory).length > 20);
    await supervisor.killAll('cluster/container');
    expect(await ended).toEqual({ signal: 'SIGKILL' });
    expect(processesWith(directory)).toEqual([]);
  });

  it('has reported all exits when killing is over', async () => {
    let exits = 0;
    const count = () => exits++;
    for (let index = 0; index < 20; index++) run('sleep 1000', { marker: `cluster/${index}`, onExit: count });
    await supervisor.killAll('cluster');
    expect(exits).toBe(20);
    await supervisor.killAll('nothing/there');
  });
});

describe('the supervisor', () => {
  it('reports all of 200 parallel commands', async () => {
    const runs = Array.from({ length: 200 }, (_, index) => run(`exit ${index % 50}`, { marker: `cluster/${index}` }));
    const statuses = await Promise.all(runs.map(({ ended }) => ended));
    expect(statuses).toEqual(runs.map((_, index) => ({ code: index % 50 })));
    const pids = await Promise.all(runs.map(({ started }) => started));
    expect(new Set(pids).size).toBe(200);
  });

  it('is shared, and goes with everything when the last user releases it', async () => {
    const other = Supervisor.acquire();
    expect(other).toBe(supervisor);
    const { started, ended } = run('setsid sleep 1000 & sleep 1000');
    await started;
    const { pid } = supervisor;
    await other.release();
    expect(isAlive(Number(pid))).toBe(true);
    mkdirSync(join(directory, 'locked/inner'), { recursive: true, mode: 0o500 });
    await supervisor.release();
    expect(isAlive(Number(pid))).toBe(false);
    expect(await ended).toEqual({ signal: 'SIGKILL' });
    expect(processesWith(directory)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
    await expect(run('true').ended).rejects.toThrow('released');
    await supervisor.release();
  });

  it('keeps a directory that was taken back, and refuses those it did not see being born', async () => {
    const kept = mkdtempSync(join(tmpdir(), 'supervisor-test-'));
    supervisor.addDirectory(kept);
    writeFileSync(join(kept, 'file'), '');
    supervisor.removeDirectory(kept);
    const link = join(directory, 'link');
    symlinkSync(kept, link);
    for (const path of ['/', kept]) expect(() => supervisor.addDirectory(path)).toThrow('not empty');
    expect(() => supervisor.addDirectory(link)).toThrow('link');
    expect(() => supervisor.addDirectory('relative')).toThrow('absolute');
    await supervisor.release();
    expect(existsSync(directory)).toBe(false);
    expect(existsSync(join(kept, 'file'))).toBe(true);
    rmSync(kept, { recursive: true });
  });

  it('leaves nothing of a directory that it could make but not claim', () => {
    const deep = join(directory, ...Array.from({ length: 15 }, () => 'x'.repeat(250)));
    mkdirSync(deep, { recursive: true });
    // There is room for its path, but not for that of the file in it.
    const prefix = join(deep, 'y'.repeat(4080 - deep.length - 10));
    expect(() => supervisor.makeDirectory(prefix)).toThrow('ENAMETOOLONG');
    expect(readdirSync(deep)).toEqual([]);
    const made = supervisor.makeDirectory(join(directory, 'made-'));
    expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  it('does not delete what took the place of a directory', async () => {
    const replaced = join(directory, 'replaced');
    supervisor.addDirectory(replaced);
    supervisor.removeDirectory(directory);
    const { birthtimeMs: born } = statSync(replaced);
    const replace = () => {
      rmSync(replaced, { recursive: true });
      mkdirSync(replaced);
      return statSync(replaced).birthtimeMs;
    };
    // It has the same inode, and the time of some file systems goes in steps.
    await expect.poll(replace).not.toBe(born);
    await expect(supervisor.release()).rejects.toThrow(
      `${replaced} was not deleted: it is not the directory any more that it was`,
    );
    expect(existsSync(replaced)).toBe(true);
    rmSync(directory, { recursive: true });
    supervisor = Supervisor.acquire();
  });

  it('is replaced when it is killed, after what it had started is gone', async (context) => {
    context.skip(!isLinux, 'processes that hide can be found on Linux only');
    await supervisor.ready;
    const { pid } = supervisor;
    const crashes: string[] = [];
    supervisor.onCrash((error) => crashes.push(error.message));
    const { started, ended } = run(
      '(env -i setsid sh -c "echo \\$\\$ > hidden; exec sleep 1000" &); setsid sleep 1000 & sleep 1000',
    );
    const pids = [await started, await pidIn('hidden')];
    process.kill(Number(pid), 'SIGKILL');
    const killing = supervisor.killAll('cluster');
    expect(await ended).toEqual({ signal: 'SIGKILL' });
    await killing;
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(await run('exit 7').ended).toEqual({ code: 7 });
    expect(crashes).toEqual(['The supervisor of task processes ended (killed by SIGKILL)']);
    expect(supervisor.pid).not.toBe(pid);
    await supervisor.release();
    expect(existsSync(directory)).toBe(false);
  });

  it('fails commands it never started, when it is killed while starting', async () => {
    process.kill(Number(supervisor.pid), 'SIGKILL');
    await expect(run('true').ended).rejects.toThrow('killed by SIGKILL');
    expect(await run('exit 7').ended).toEqual({ code: 7 });
  });

  it('is killed and replaced when it stands still and something is to be killed, which it is then', async (context) => {
    context.skip(!isLinux, 'processes that hide can be found on Linux only');
    await supervisor.ready;
    const crashes: string[] = [];
    supervisor.onCrash((error) => crashes.push(error.message));
    const { started, ended } = run('sleep 1000');
    const pid = await started;
    process.kill(Number(supervisor.pid), 'SIGSTOP');
    const late = run('true').ended;
    late.catch(() => {});
    await supervisor.killAll('cluster');
    expect(isAlive(pid)).toBe(false);
    expect(await ended).toEqual({ signal: 'SIGKILL' });
    const description = 'The supervisor of task processes ended (killed by SIGKILL, as it stood still)';
    await expect(late).rejects.toThrow(description);
    expect(crashes).toEqual([description]);
    expect(await run('exit 7').ended).toEqual({ code: 7 });
  });

  it('ignores the signals of terminals', async () => {
    await supervisor.ready;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(Number(supervisor.pid), name);
    expect(await run('exit 7').ended).toEqual({ code: 7 });
  });
});
