import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.js';
import { LABELS } from '../../../src/docker/labels.js';
import { removeLabelled } from '../../../src/docker/remove.js';
import { ClusterOnEngine } from '../../../src/drivers/docker/cluster-on-engine.js';
import { type ClusterDescriptionInput, MesosCluster, type MinimesosError } from '../../../src/index.js';
import { Place } from '../../cli/real-cli.js';
import { SecondEngine } from '../../docker/second-engine.js';
import { IMAGES, onEngine, TASK_IMAGE } from '../../docker-images.js';

const fails = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 50 });
const left = (cluster: string) => onEngine(`${LABELS.cluster}=${cluster}`);

describe('an engine that goes away', () => {
  let engine: SecondEngine;
  const described = () => ({ driver: 'docker', images: IMAGES, agents: 2, docker: { subnet: engine.subnet } }) as const;
  const small = () => ({ ...described(), zookeeper: false, agents: 1, containerizers: 'mesos' }) as const;

  beforeAll(async () => {
    engine = await SecondEngine.start({ images: [IMAGES.master, IMAGES.zookeeper, TASK_IMAGE] });
    vi.stubEnv('DOCKER_HOST', engine.url);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await engine?.[Symbol.asyncDispose]();
  });

  it('is restarted: what has ended with it is told, and starts again where it was', async () => {
    await using cluster = await MesosCluster.start(described());
    const [agents, [master]] = [[...cluster.agents], cluster.masters];
    const urls = agents.map(({ url }) => url);
    const ids = agents.map(({ id }) => id);
    await engine.stop();
    await engine.resume();
    await eventually(() => expect([...agents, master].map((member) => member?.running)).toEqual([false, false, false]));
    expect(cluster.timeline({ kinds: ['cluster'] }).filter(({ what }) => what === 'agent ended')).toHaveLength(2);
    await cluster.zookeeper.restart();
    await master?.restart();
    for (const agent of agents) await agent.restart();
    expect(cluster.agents.map(({ url }) => url)).toEqual(urls);
    expect(cluster.agents.map(({ id }) => id)).toEqual(ids);
    expect(await cluster.run('echo again')).toMatchObject({ stdout: 'again\n' });
  });

  it('crashes and comes back, and its containers have lived on', async () => {
    await using cluster = await MesosCluster.start(described());
    await engine.crash();
    await engine.resume(['--live-restore']);
    const [agent] = cluster.agents;
    await agent?.kill();
    expect(agent?.running).toBe(false); // Ends are heard of again.
    await agent?.restart();
    expect(cluster.agents).toHaveLength(2);
    expect(await cluster.run('echo lives')).toMatchObject({ stdout: 'lives\n' });
  });

  it.each(['stop', 'crash', 'powerCut'] as const)('ends in the middle of a start: %s', async (how) => {
    const name = `middle-${process.pid}`;
    // It is never ready: however long the engine takes to end, the start has not ended before.
    const containers = { late: { image: TASK_IMAGE, command: ['sleep', '1000'], ready: { tcp: 80 } } } as const;
    const failing = fails(MesosCluster.start({ ...described(), name, containers }));
    await eventually(async () => expect((await left(name)).some((each) => each.startsWith('/'))).toBe(true));
    await engine[how]();
    const { code, message } = await failing;
    expect({ code, message }).toMatchObject({ code: 'DOCKER_GONE', message: expect.stringContaining('minimesos prune') });
    await engine.resume();
    // This process lives, and so nobody else takes it for left.
    await removeLabelled(await connectEngine(), { [LABELS.cluster]: name });
  });

  it('ends under a cluster that runs: all that is waited for fails, and all is removed when it is back', async () => {
    const cluster = await MesosCluster.start({ ...described(), name: `lost-${process.pid}` });
    const waits = fails(cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1, timeout: 120_000 }));
    await engine.powerCut();
    expect(await waits).toMatchObject({ code: 'DOCKER_GONE' });
    expect(await fails(cluster.addAgent())).toMatchObject({ code: 'DOCKER_GONE' });
    expect([cluster.agents, cluster.masters[0]?.running]).toEqual([[], false]);
    const error = await fails(cluster.destroy());
    expect(error).toMatchObject({ code: 'DOCKER_NOT_REMOVED' });
    for (const what of ['network', 'container', 'volume'])
      expect(error.message).toContain(`\n  ${what} minimesos-${cluster.name}`);
    await engine.resume();
    expect(await left(cluster.name)).not.toEqual([]);
    await cluster.destroy();
    expect(await left(cluster.name)).toEqual([]);
  });

  it('ends under a cluster whose owner ends as well: prune removes that, and nothing of one whose owner lives', async () => {
    await using place = new Place();
    const name = `pruned-${process.pid}`;
    const half = (range: string) => ({ subnet: engine.subnet.replace('.0/24', range) });
    await using cluster = await MesosCluster.start({ ...small(), docker: half('.0/25') });
    const owner = await ownerOf({ ...described(), name, docker: half('.128/25') });
    await engine.crash();
    await endAtOnce(owner);
    await engine.resume();
    expect(await left(name)).not.toEqual([]);
    const before = await left(cluster.name);
    const dry = await place.run(['prune', '--dry-run']);
    expect(dry.stdout).toBe(`docker: cluster ${name}\n`);
    const pruned = await place.run(['prune']);
    expect(pruned).toMatchObject({ code: 0, stdout: `docker: cluster ${name}\n` });
    expect(await left(name)).toEqual([]);
    expect(await left(cluster.name)).toEqual(before);
    expect((await place.run(['prune'])).stdout).toBe('');
  });

  it('stands still: a start and an end do not wait forever', async () => {
    const cluster = await MesosCluster.start(small());
    const one = new ClusterOnEngine(await connectEngine(), `stands-${process.pid}`, false, 500);
    await engine.freeze();
    expect(await fails(one.create('10.99.0.0/24', '{}', () => {}))).toMatchObject({
      ...{ code: 'START_TIMEOUT', message: expect.stringContaining('the engine to make the network') },
    });
    expect(await fails(cluster.destroy())).toMatchObject({ code: 'DOCKER_NOT_REMOVED' });
    await engine.thaw();
    await cluster.destroy();
    expect(await left(cluster.name)).toEqual([]);
    await removeLabelled(await connectEngine(), { [LABELS.cluster]: one.name });
    one.release();
  });

  it('stands still under an embedded cluster that has tasks there: its end does not wait forever', async () => {
    const cluster = await MesosCluster.start({ containerizers: 'docker,mesos' });
    await engine.freeze();
    expect(await fails(cluster.destroy())).toMatchObject({
      ...{
        code: 'DESTROY_TIMEOUT',
        message: expect.stringContaining('\n  what is on the engine of Docker: nothing came within 10 s\n'),
      },
    });
    await engine.thaw();
  });
});

/** A process that has a cluster; resolves when that runs. */
async function ownerOf(description: ClusterDescriptionInput): Promise<number> {
  const child = execFile(process.execPath, [
    ...['--input-type=module', '--eval'],
    `import { MesosCluster } from '${new URL('../../../dist/index.js', import.meta.url)}';
     await MesosCluster.start(${JSON.stringify(description)});
     console.log('up');
     setInterval(() => {}, 1000);`,
  ]);
  let said = '';
  child.stderr?.on('data', (text: string) => {
    said += text;
  });
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve);
    child.once('exit', () => reject(new Error(said)));
  });
  return child.pid ?? 0;
}

/** Ends a process, and first the one that would remove what it leaves, as when a machine fails. */
async function endAtOnce(pid: number): Promise<void> {
  const reaper = readdirSync('/proc').find((each) => {
    if (!/^\d+$/.test(each)) return false;
    try {
      const words = readFileSync(`/proc/${each}/cmdline`, 'utf8');
      return words.includes('docker-reaper') && words.includes(`${hostname()}/${pid}/`);
    } catch {
      return false; // It has just ended.
    }
  });
  expect(reaper).toBeDefined();
  for (const each of [Number(reaper), pid]) process.kill(each, 'SIGKILL');
}
