import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../src/cli/cli.js';
import type { MesosCluster } from '../../../src/index.js';
import { FakeContext } from '../fake-context.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
const cli = (...argv: string[]) => test.run([...argv, '--cluster', 'blue']);

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', reaction: 'immediate' });
  await cluster.run('echo hello', { name: 'mine' });
});
afterAll(() => test[Symbol.asyncDispose]());

interface Entry {
  readonly kind: string;
  readonly task?: string;
  readonly what: string;
}

describe('minimesos timeline', () => {
  it('shows what has happened, a line for each', async () => {
    const lines = (await cli('timeline')).stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\+0\.000s {2}/);
    expect(lines.some((line) => /call .*SUBSCRIBE/.test(line))).toBe(true);
  });

  it('says so when nothing of what is asked for has happened', async () => {
    const nothing = { code: 0, stdout: '', stderr: 'Nothing of that kind has happened.\n' };
    expect(await cli('timeline', '--task', 'nobody')).toEqual(nothing);
    expect(await cli('timeline', '--task', 'nobody', '--diagram')).toEqual(nothing);
    expect((await cli('timeline', '--task', 'nobody', '--json')).stdout).toBe('[]\n');
  });

  it('shows only what is asked for', async () => {
    const [task] = await cluster.tasks();
    const { stdout } = await cli(
      'timeline',
      '--kind',
      'task',
      '--task',
      String(task?.id.slice(5)),
      '--framework',
      'minimesos run',
      '--json',
    );
    const entries = JSON.parse(stdout) as Entry[];
    const states = entries.map(({ what }) => what);
    // That it ran is told together with its end, when that comes first.
    expect([...states.slice(0, 2), states.at(-1)]).toEqual(['TASK_STAGING', 'TASK_STARTING', 'TASK_FINISHED']);
    expect(entries.every(({ kind }) => kind === 'task')).toBe(true);
    expect((await cli('timeline', '--last', '2')).stdout.trimEnd().split('\n')).toHaveLength(2);
    expect((await cli('timeline', '--text', 'nothing like this')).stdout).toBe('');
  });

  it('is a diagram of what is asked for, on demand', async () => {
    const [task] = await cluster.tasks();
    const { stdout } = await cli('timeline', '--task', String(task?.id), '--diagram');
    expect(stdout).toContain('participant Scheduler1 as minimesos run\n');
    expect(stdout).toContain('Note over Master1: TASK_FINISHED mine-');
    expect(stdout).not.toContain('PingSlaveMessage');
    expect((await cli('timeline', '--diagram', '--last', '2')).stdout).toMatch(/^sequenceDiagram\n/);
    const refused = await cli('timeline', '--diagram', '--json');
    expect([refused.code, JSON.parse(refused.stderr || refused.stdout)]).toMatchObject([2, { code: 'INVALID_OPTION' }]);
  });

  it('is coloured and cut in a terminal', async () => {
    const { stdout } = await test.run(['timeline', '--cluster', 'blue'], { columns: 60 });
    expect(stdout).toContain('\u001b[');
    const plain = (await test.run(['timeline', '--cluster', 'blue'], { columns: 60, env: { NO_COLOR: '1' } })).stdout;
    expect(plain).not.toContain('\u001b');
    expect(Math.max(...plain.split('\n').map(({ length }) => length))).toBe(60);
  });

  it('goes on until the cluster is gone', async () => {
    const red = await test.cluster({ name: 'red', reaction: 'immediate' });
    const context = new FakeContext(['timeline', '--follow', '--json', '--cluster', 'red'], { cwd: test.cwd });
    const ended = runCli(context);
    await vi.waitFor(() => expect(context.stdout.text).not.toBe(''), 30_000);
    const before = context.stdout.text.split('\n').length;
    await red.run('true');
    await vi.waitFor(() => expect(context.stdout.text).toContain('TASK_FINISHED'), 30_000);
    expect(context.stdout.text.split('\n').length).toBeGreaterThan(before);
    await test.server.clusters.destroy(test.server.clusters.find('red'));
    expect(await ended).toBe(0);
    expect(sequencesIn(context.stdout.text)).toEqual(sequencesIn(context.stdout.text).map((_, index) => index + 1));
  });

  it('goes on where a connection was cut', async () => {
    const { url, token } = test.server;
    const sockets = new Set<Socket>();
    const proxy = createServer((socket) => {
      sockets.add(socket);
      const upstream = connect(Number(new URL(url).port), '127.0.0.1');
      socket.pipe(upstream).on('error', () => {});
      upstream.pipe(socket).on('error', () => {});
      socket.on('close', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const red = await test.cluster({ name: 'cut' });
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/v1/clusters/cut`;
    const world = { cwd: test.cwd, env: { MINIMESOS_TOKEN: token } };
    const context = new FakeContext(['timeline', '--follow', '--json', '--cluster', address], world);
    const ended = runCli(context);
    await vi.waitFor(() => expect(sockets.size).toBeGreaterThan(0), 30_000);
    await vi.waitFor(() => expect(context.stdout.text).not.toBe(''), 30_000);
    for (const socket of sockets) socket.destroy();
    await red.run('true');
    await vi.waitFor(() => expect(context.stdout.text).toContain('TASK_FINISHED'), 30_000);
    await test.server.clusters.destroy(test.server.clusters.find('cut'));
    expect(await ended).toBe(0);
    proxy.close();
    expect(sequencesIn(context.stdout.text)).toEqual(sequencesIn(context.stdout.text).map((_, index) => index + 1));
  });
});

const sequencesIn = (lines: string): number[] =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { sequence: number }).sequence);

describe('minimesos diagnostics', () => {
  it('saves an archive', async () => {
    expect(await cli('diagnostics')).toEqual({ code: 0, stdout: 'Saved minimesos-blue.tar.gz\n', stderr: '' });
    const file = join(test.cwd, 'minimesos-blue.tar.gz');
    expect(existsSync(file)).toBe(true);
    expect(execFileSync('tar', ['-tzf', file], { encoding: 'utf8' })).toContain('timeline');
  });

  it('says when it cannot be saved', async () => {
    const { code, stderr } = await cli('diagnostics', '--output', 'no/such/file');
    expect([code, stderr]).toEqual([1, expect.stringContaining('no/such/file')]);
  });
});
