import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from './build.js';
import { eventually, isAlive, processesWith } from './processes.js';

const place = mkdtempSync(join(tmpdir(), 'owner-test-'));

beforeAll(async () => {
  await bundle('src/mesos/process/supervisor/main.ts', join(place, 'supervisor.js'));
  await bundle('test/mesos/process/supervisor/death-owner.ts', join(place, 'owner.js'));
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
