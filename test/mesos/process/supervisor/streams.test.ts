import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CommandOptions, type SpawnedCommand, Supervisor } from '../../../../src/mesos/process/supervisor/client.js';
import type { ExitStatus } from '../../../../src/mesos/process/supervisor/protocol.js';
import { buildSupervisor } from './build.js';

let supervisor: Supervisor;
let directory: string;

beforeAll(buildSupervisor);
beforeEach(() => {
  supervisor = Supervisor.acquire();
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'supervisor-test-')));
  supervisor.addDirectory(directory);
});
afterEach(() => supervisor.release());

interface Attached {
  command: SpawnedCommand;
  started: Promise<number>;
  exited: Promise<ExitStatus>;
  closed: Promise<void>;
  output: { stdout: string; stderr: string };
}

function attach(script: string, changes: Partial<CommandOptions> = {}): Attached {
  const output = { stdout: '', stderr: '' };
  let command!: SpawnedCommand;
  let exited!: Promise<ExitStatus>;
  let closed!: Promise<void>;
  const started = new Promise<number>((onStarted, onFailed) => {
    exited = new Promise((onExit) => {
      closed = new Promise((onClosed) => {
        command = supervisor.spawn({
          ...{ marker: 'cluster/container', file: '/bin/sh', arguments: ['-c', script], cwd: directory, attached: true },
          ...{ environment: { PATH: process.env['PATH'] ?? '' }, stdout: '/dev/null', stderr: '/dev/null' },
          ...{ onStarted, onExit, onFailed, onClosed },
          onOutput: (name, data) => {
            output[name] += data.toString();
          },
          ...changes,
        });
      });
    });
  });
  return { command, started, exited, closed, output };
}

describe('an attached command', () => {
  it('hands over what it writes, on both outputs, and leaves no pipes behind', async () => {
    const { exited, closed, output } = attach('echo out; echo err > /dev/stderr; exit 3');
    expect(await exited).toEqual({ code: 3 });
    await closed;
    expect(output).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    expect(readdirSync(directory)).toEqual(['.minimesos-owner']);
  });

  it('writes to its files as well', async () => {
    const { closed } = attach('echo out; echo err >&2', { stdout: join(directory, 'stdout'), stderr: join(directory, 'stderr') });
    await closed;
    expect(readFileSync(join(directory, 'stdout'), 'utf8')).toBe('out\n');
    expect(readFileSync(join(directory, 'stderr'), 'utf8')).toBe('err\n');
  });

  it('reads what it is given until the end of input', async () => {
    const { command, started, exited, closed, output } = attach('cat < /dev/stdin; echo end');
    await started;
    const large = 'x'.repeat(300_000);
    await command.write(Buffer.from('one\n'));
    await command.write(Buffer.from(large));
    await command.write(Buffer.alloc(0));
    expect(await exited).toEqual({ code: 0 });
    await closed;
    expect(output.stdout).toBe(`one\n${large}end\n`);
  });

  it('may be told of the end of input more than once', async () => {
    const { command, started, exited, closed } = attach('cat < /dev/stdin; sleep 1000');
    await started;
    await command.write(Buffer.alloc(0));
    await command.write(Buffer.alloc(0));
    command.signal('SIGKILL');
    expect(await exited).toEqual({ signal: 'SIGKILL' });
    await closed;
  });

  it('refuses input when nobody reads any more', async () => {
    const { command, started, exited, closed } = attach('exec <&-; echo closed > done; sleep 1000');
    await started;
    await expect.poll(() => existsSync(join(directory, 'done'))).toBe(true);
    await expect(command.write(Buffer.from('late'))).rejects.toThrow('EPIPE');
    command.signal('SIGKILL');
    expect(await exited).toEqual({ signal: 'SIGKILL' });
    await closed;
    await expect(command.write(Buffer.from('later'))).rejects.toThrow('the command has ended');
  });

  it('ends with the supervisor, pending input included', async () => {
    const { command, started, exited, closed } = attach('sleep 1000');
    await started;
    // More than a pipe holds.
    const written = command.write(Buffer.alloc(1_000_000, 'x'));
    const refused = expect(written).rejects.toThrow('the command has ended');
    process.kill(supervisor.pid as number, 'SIGKILL');
    await Promise.all([refused, exited, closed]);
  });

  it('that cannot be started fails as others do', async () => {
    await expect(attach('', { file: '/no/such/file' }).started).rejects.toThrow('Cannot run /no/such/file');
    expect(readdirSync(directory)).toEqual(['.minimesos-owner']);
  });
});
