import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import { embeddedDriver } from '../../../src/drivers/embedded/embedded-driver.js';
import { isMinimesosError } from '../../../src/errors.js';
import { agent, description, filesBelow, gone, run, start, subscribe } from './fixture.js';

const keep = (directory: string) => onTestFinished(() => rmSync(directory, { recursive: true, force: true }));

describe('destroy({ retain: true })', () => {
  it('ends everything but leaves what was written', async () => {
    const cluster = await start();
    keep(cluster.machine.root);
    const scheduler = await subscribe(cluster);
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'writer', 'echo evidence; sleep 1000');
    await cluster.destroy({ retain: true });
    await gone(pid);
    const stdout = filesBelow(cluster.machine.root).find((path) => path.endsWith('/stdout'));
    expect(readFileSync(stdout ?? '', 'utf8')).toBe('evidence\n');
    // Not even the mark is left by which it would be deleted when this process ends.
    expect(existsSync(join(cluster.machine.root, '.minimesos-owner'))).toBe(false);
  });
});

describe('a start that fails', () => {
  const failing = (retain: boolean, timeoutMs: number, port?: number) =>
    embeddedDriver
      .start(
        'failing',
        description({ agents: [agent({}, { port }), agent({ registration_backoff_factor: '1hrs' })], timeoutMs, retain }),
      )
      .then(
        () => {
          throw new Error('It did start.');
        },
        (error: unknown) => error,
      );

  it('leaves its directory when the description says so, and tells where', async () => {
    const error = await failing(true, 50);
    if (!isMinimesosError(error, 'START_TIMEOUT')) throw error;
    const { directory = '' } = error.details;
    keep(directory);
    expect(error.message).toContain(`What it had written is kept in ${directory}.`);
    expect(existsSync(join(directory, 'agent-0', 'work'))).toBe(true);
  });

  it('leaves it for whatever reason it fails', async () => {
    const { agents } = await start();
    const error = await failing(true, 5000, agents[0]?.port);
    if (!isMinimesosError(error, 'PORT_TAKEN')) throw error;
    const { directory = '' } = error.details;
    keep(directory);
    expect(existsSync(directory)).toBe(true);
  });

  it('tells why, also when not all of it could be taken down', async () => {
    const { destroy } = EmbeddedCluster.prototype;
    const destroying = vi.spyOn(EmbeddedCluster.prototype, 'destroy').mockImplementationOnce(async function (
      this: EmbeddedCluster,
    ) {
      await destroy.call(this, { retain: false });
      throw new Error('not all of it');
    });
    onTestFinished(() => destroying.mockRestore());
    expect(await failing(false, 50)).toMatchObject({ code: 'START_TIMEOUT' });
    expect(destroying).toHaveBeenCalledOnce();
  });

  it('leaves nothing otherwise', async () => {
    const error = await failing(false, 50);
    if (!isMinimesosError(error, 'START_TIMEOUT')) throw error;
    expect(error.details.directory).toBeUndefined();
    expect(error.message).not.toContain('is kept');
  });
});

// As many as show what stays behind; `npm run test:soak` starts and resets thousands.
describe('many clusters', () => {
  it('nothing is left of 40 clusters', async ({ skip }) => {
    skip(process.platform !== 'linux', 'children are found in /proc');
    const before = traces();
    for (let index = 0; index < 40; index++) {
      const cluster = await embeddedDriver.start(name(index), description());
      if (index % 10 === 0) await cluster.agents[0]?.kill();
      await cluster.destroy();
    }
    await sameAs(before);
  });

  it('60 resets leave a cluster as it was', async ({ skip }) => {
    skip(process.platform !== 'linux', 'children are found in /proc');
    const cluster = await start({ agents: [agent(), agent()] });
    await cluster.reset();
    const before = traces();
    const directories = readdirSync(cluster.machine.root);
    for (let index = 0; index < 60; index++) {
      if (index % 20 === 0) await cluster.agents[0]?.kill();
      if (index % 20 === 10) await cluster.addAgent(agent());
      await cluster.reset();
    }
    await sameAs(before);
    expect(readdirSync(cluster.machine.root)).toEqual(directories);
  });
});

/** What a cluster could leave behind: handles of this process by kind, its children, directories. */
function traces(): Record<string, number> {
  const found: Record<string, number> = {};
  const count = (kind: string) => {
    found[kind] = (found[kind] ?? 0) + 1;
  };
  for (const kind of process.getActiveResourcesInfo()) if (!passing.has(kind)) count(kind);
  for (const name of readdirSync(tmpdir())) if (name.startsWith(`minimesos-leaks-${process.pid}-`)) count('directory');
  for (const pid of readdirSync('/proc')) if (/^\d+$/.test(pid) && parentOf(pid) === process.pid) count('child');
  return found;
}

/** Work under way, timers of the test runner among it; and children, which are counted as such. */
const passing = new Set([
  'Timeout',
  'Immediate',
  'FSReqCallback',
  'FSReqPromise',
  'CloseReq',
  'TickObject',
  'PipeWrap',
  'ProcessWrap',
]);

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0; // It has ended since it was listed.
  }
}

const sameAs = (before: Record<string, number>) =>
  vi.waitFor(() => expect(traces()).toEqual(before), { timeout: 30_000, interval: 20 });

const name = (index: number) => `leaks-${process.pid}-${index}`;
