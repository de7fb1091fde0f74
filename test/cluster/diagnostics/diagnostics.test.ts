import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MesosCluster, type MinimesosError } from '../../../src/index.js';
import { TestFramework } from '../test-framework.js';
import { unpack } from './unpack.js';

let cluster: MesosCluster;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diagnostics-test-'));
  cluster = await MesosCluster.start({
    ...{ name: 'ill', reaction: 'immediate' },
    masters: [{ flags: { credentials: 'agent the-secret' } }],
    agents: [
      { resources: 'cpus:4;mem:512' },
      { resources: 'cpus:0.05;mem:16', flags: { credential: { principal: 'agent', secret: 'the-secret' } } },
    ],
  });
  const mine = await TestFramework.start(cluster, 'mine');
  await mine.launch('t1', 'mkdir -p a/b; echo deep > a/b/file; head -c 100000 /dev/zero | tr "\\\\0" x > large; echo out');
  await cluster.waitForTasks({ state: 'TASK_FINISHED' });
});
afterAll(async () => {
  await cluster.destroy();
  await rm(folder, { recursive: true });
});

/** The files of the archive; sandboxes by their path from the sandbox. */
async function files(options?: Parameters<MesosCluster['diagnostics']>[1]): Promise<Record<string, string>> {
  const all = Object.entries(await unpack(await cluster.diagnostics(undefined, options)));
  return Object.fromEntries(
    all.map(([path, content]) => [
      path.replace(/^minimesos-ill\/(sandboxes\/[^/]+\/t1\/[^/]+)?/, '').replace(/^\//, ''),
      content.toString(),
    ]),
  );
}

describe('diagnostics', () => {
  it('has all that helps', async () => {
    const { 'versions.json': versions = '', 'log.txt': log, 'timeline.txt': timeline, ...others } = await files();
    expect(JSON.parse(versions)).toMatchObject({
      mesos: '1.11.0',
      node: process.version,
      minimesos: expect.stringMatching(/^\d/),
    });
    expect(log).toMatch(/^\d{4}-.*Z info {4}\S+@127\.0\.0\.1:\d+: /);
    expect(timeline).toContain('TASK_FINISHED');
    expect(
      others['timeline.jsonl']
        ?.split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).sequence)
        .slice(0, 2),
    ).toEqual([1, 2]);
    expect(JSON.parse(others['master/state.json'] ?? '')).toMatchObject({ cluster: 'ill', frameworks: [{ name: 'mine' }] });
    expect(JSON.parse(others['master/metrics.json'] ?? '')).toHaveProperty(['master/slaves_active'], 2);
    for (const { id } of cluster.agents) expect(JSON.parse(others[`agents/${id}/state.json`] ?? '')).toMatchObject({ id });
    expect(others).toMatchObject({ stdout: 'out\n', stderr: '', 'a/b/file': 'deep\n', 'notes.txt': 'Nothing was left out.\n' });
    expect(others['large']).toHaveLength(100_000);
  });

  it('keeps secrets to itself', async () => {
    const { 'description.json': description = '', ...others } = await files();
    expect(JSON.parse(description)).toMatchObject({
      name: 'ill',
      agents: [{}, { flags: { credential: '[redacted]' } }],
    });
    expect(Object.values(others).filter((content) => content.includes('the-secret'))).toEqual([]);
  });

  it('takes the ends of long files only, and not too many bytes in all, and says so', async () => {
    const short = await files({ maxFileBytes: 4 });
    expect(short).toMatchObject({ stdout: 'out\n', 'a/b/file': 'eep\n', large: 'xxxx' });
    expect(short['notes.txt']).toMatch(/large: only the last 4 of 100000 bytes\n/);
    const few = await files({ maxTotalBytes: 10 });
    expect(few).toMatchObject({ stdout: 'out\n', 'a/b/file': 'deep\n' });
    expect(few).not.toHaveProperty('large');
    expect(few['notes.txt']).toMatch(/large: left out, as all files together would have more than 10 bytes\n/);
  });

  it('writes a file that tar can read, and tells where', async () => {
    const file = join(folder, 'ill.tar.gz');
    expect(await cluster.diagnostics(file)).toBe(file);
    expect(Object.keys(await unpack(await readFile(file)))).toContain('minimesos-ill/notes.txt');
    expect(execFileSync('tar', ['tzf', file]).toString()).toContain('minimesos-ill/notes.txt\n');
  });

  it('is worth having when an agent does not answer', async () => {
    await using small = await MesosCluster.start();
    const [agent] = small.agents;
    await agent?.kill();
    expect(Object.keys(await unpack(await small.diagnostics()))).toContain(`minimesos-${small.name}/master/state.json`);
  });

  it.each<[unknown, object, string]>([
    [5, {}, 'INVALID_ARGUMENT'],
    ['', {}, 'INVALID_ARGUMENT'],
    [undefined, { maxFileBytes: -1 }, 'INVALID_ARGUMENT'],
    [undefined, { maxFile: 1 }, 'INVALID_ARGUMENT'],
    ['/nowhere/at/all.tar.gz', {}, 'FILE_NOT_WRITABLE'],
  ])('refuses the file %j with %j', async (file, options, code) => {
    const error = await cluster.diagnostics(file as string, options).then(
      () => expect.unreachable('it should have failed'),
      (error: MinimesosError) => error,
    );
    expect(error.code).toBe(code);
  });
});
