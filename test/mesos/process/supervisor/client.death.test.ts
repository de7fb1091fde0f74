import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimDirectory } from '../../../../src/mesos/process/supervisor/directories.js';
import type { Request } from '../../../../src/mesos/process/supervisor/protocol.js';
import { bundle } from './build.js';
import { eventually, isAlive, processesWith } from './processes.js';

const place = mkdtempSync(join(tmpdir(), 'owner-test-'));

beforeAll(async () => {
  await bundle('src/mesos/process/supervisor/main.ts', join(place, 'supervisor.cjs'));
  await bundle('test/mesos/process/supervisor/death-owner.ts', join(place, 'owner.js'));
  await bundle('test/mesos/process/supervisor/few-files-owner.ts', join(place, 'few-files-owner.js'));
});
afterAll(() => rmSync(place, { recursive: true }));

let count = 0;

function startOwner(what: string) {
  const directory = join(place, `work-${count++}`);
  const child = spawn(process.execPath, [join(place, 'owner.js'), directory, what], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return { child, directory, closed: once(child, 'close'), output: () => output };
}

describe('when the owner ends, nothing is left', () => {
  beforeEach((context) => context.skip(process.platform !== 'linux', 'processes that hide can be found on Linux only'));

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGSEGV'] as const)('by %s', async (signal) => {
    const { child, directory, closed, output } = startOwner('stay');
    await eventually('the hidden process', () => existsSync(join(directory, 'sandbox/started')) && output() !== '');
    const supervisorPid = Number(readFileSync(join(directory, 'supervisor-pid'), 'utf8'));
    // The command, two children of its own, and two it lost: one that says where it is by nothing but its output.
    await eventually('all five processes', () => processesWith(directory).length >= 5);
    child.kill(signal);
    // Nothing of ours holds the owner's standard output open: it closes with the owner.
    expect((await closed)[1]).toBe(signal);
    await eventually('the end of all', () => !existsSync(directory) && !isAlive(supervisorPid));
    expect(processesWith(directory)).toEqual([]);
    expect(processesWith(`${child.pid}-`)).toEqual([]);
  });

  it('before the supervisor has started', async () => {
    const { child, directory, closed } = startOwner('die-at-once');
    await closed;
    await eventually('the end of all', () => !existsSync(directory) && processesWith(directory).length === 0);
    expect(processesWith(`${child.pid}-`)).toEqual([]);
  });

  it('over the start of a process of its own', async () => {
    let pids: number[] = [];
    // It may be ended before it has said which processes it is.
    for (let time = 0; time < 10 && pids.length === 0; time++) {
      const { output, closed } = startOwner('die-over-a-start');
      let hasClosed = false;
      void closed.then(() => {
        hasClosed = true;
      });
      await eventually('the end of all that have its output', () => hasClosed);
      pids = output().split(/\s+/).filter(Boolean).map(Number);
      await eventually('the end of all', () => !pids.some(isAlive));
    }
    expect(pids).toHaveLength(2);
  });

  it('by itself: the supervisor does not keep its event loop alive', async () => {
    const { directory, closed } = startOwner('run-out');
    expect(await closed).toEqual([0, null]);
    await eventually('the end of all', () => !existsSync(directory));
    expect(processesWith(directory)).toEqual([]);
  });

  it('after a release, which is waited for though nothing else keeps the event loop alive', async () => {
    const { directory, closed, output } = startOwner('release');
    expect(await closed).toEqual([0, null]);
    const [pid, word] = output().split('\n');
    expect(word).toBe('released');
    expect(isAlive(Number(pid))).toBe(false);
    expect(existsSync(directory)).toBe(false);
  });
});

/** A supervisor that has lost its owner before it could look who that is; its standard input still stands for the owner. */
function startOrphan(owner: string) {
  // The inner shell, which is its parent, ends at once. The outer one stays: with it, Node would close the input.
  const script = 'exec 3<&0; ("$0" "$1" "$2" <&3 3<&- 4<&- >/dev/null &); exec cat <&4';
  const shell = spawn('/bin/sh', ['-c', script, process.execPath, join(place, 'supervisor.cjs'), owner], {
    stdio: ['pipe', 'ignore', 'inherit', 'ignore', 'pipe'],
  });
  const input = shell.stdin as Writable;
  const send = (...requests: Request[]) => {
    for (const request of requests) input.write(`${JSON.stringify(request)}\n`);
  };
  const end = () => {
    input.end();
    (shell.stdio[4] as Writable).end();
  };
  return { send, end };
}

describe('a supervisor whose owner died while it started', () => {
  beforeEach((context) => context.skip(process.platform !== 'linux', 'processes that hide can be found on Linux only'));

  it('finds what hides all the same', async () => {
    const directory = join(place, `orphan-${count++}`);
    const owner = '99999999-owner';
    const sandbox = join(directory, 'sandbox');
    const supervisor = startOrphan(owner);
    const claimed = claimDirectory(directory, owner);
    mkdirSync(sandbox);
    const outputs = { stdout: join(sandbox, 'stdout'), stderr: join(sandbox, 'stderr') };
    const script = '(env -i setsid sh -c "echo started > started; exec sleep 1000" &) ; sleep 1000';
    supervisor.send(
      { type: 'add_directory', directory: claimed },
      {
        ...{ type: 'launch', id: 1, marker: `${owner}/cluster/1`, file: '/bin/sh', arguments: ['-c', script] },
        ...{ cwd: sandbox, environment: { PATH: process.env['PATH'] ?? '' }, ...outputs },
      },
    );
    await eventually('the hidden process', () => existsSync(join(sandbox, 'started')));
    expect(processesWith(directory).length).toBeGreaterThanOrEqual(2);
    supervisor.end();
    await eventually('the end of all', () => !existsSync(directory));
    expect(processesWith(directory)).toEqual([]);
  });

  it('deletes the directories that the owner was about to make, but none of somebody else', async () => {
    const owner = '99999999-owner';
    const [empty = '', claimed = '', half = '', foreign = '', missing = ''] = [1, 2, 3, 4, 5].map(() =>
      join(place, `expected-${count++}`),
    );
    const supervisor = startOrphan(owner);
    mkdirSync(empty);
    claimDirectory(claimed, owner);
    writeFileSync(join(claimed, 'file'), '');
    mkdirSync(half);
    writeFileSync(join(half, '.minimesos-owner'), '');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'file'), '');
    for (const path of [empty, claimed, half, foreign, missing]) supervisor.send({ type: 'expect_directory', path });
    supervisor.end();
    await eventually('the end of these', () => ![empty, claimed, half].some((path) => existsSync(path)));
    expect(existsSync(join(foreign, 'file'))).toBe(true);
  });
});

it('where no more files can be opened, the owner learns that there is no supervisor, and has one later', async () => {
  const directory = join(place, `few-files-${count++}`);
  mkdirSync(directory);
  const script = 'ulimit -n 128 && exec "$0" "$1" "$2"';
  const child = spawn('/bin/sh', ['-c', script, process.execPath, join(place, 'few-files-owner.js'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  expect(await once(child, 'close')).toEqual([0, null]);
  const [problem, status] = output.split('\n');
  expect(problem).toMatch('supervisor of task processes');
  expect(status).toBe('{"code":0}');
});
