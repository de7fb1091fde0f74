import { existsSync, readdirSync } from 'node:fs';
import { Agent, createServer, get } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import { embeddedDriver } from '../../../src/drivers/embedded/embedded-driver.js';
import { isMinimesosError } from '../../../src/errors.js';
import type { Address } from '../../../src/mesos/process/pid.js';
import { request } from '../../mesos/master/http-client.js';
import { holdDirectory } from '../held-directory.js';
import {
  acknowledged,
  agent,
  description,
  filesBelow,
  gone,
  masters,
  pidIn,
  run,
  SMALL,
  start,
  subscribe,
  task,
} from './fixture.js';

const stateOf = async (address: Address | undefined) => {
  if (!address) throw new Error('There is nobody.');
  return JSON.parse((await request(address, 'GET', '/state')).body);
};

describe('reset()', () => {
  it('makes the cluster as if it had just been started, at the same ports', async () => {
    const cluster = await start({ agents: [agent(), agent()] });
    const before = { masters: cluster.masters.map(({ url }) => url), agents: cluster.agents.map(({ url }) => url) };
    const { id: masterId } = await stateOf(cluster.masters[0]);
    const scheduler = await subscribe(cluster, { failover_timeout: 1000, checkpoint: true });
    const [offer] = await scheduler.offers();
    if (!offer) throw new Error('There is no offer.');
    const pid = await run(cluster, scheduler, offer, 'old');

    await cluster.reset();

    await gone(pid);
    await scheduler.end();
    expect({ masters: cluster.masters.map(({ url }) => url), agents: cluster.agents.map(({ url }) => url) }).toEqual(before);
    const state = await stateOf(cluster.masters[0]);
    expect(state).toMatchObject({ frameworks: [], completed_frameworks: [], activated_slaves: 2, deactivated_slaves: 0 });
    expect(state.id).not.toBe(masterId);
    expect(cluster.agents.map(({ id }) => id).sort()).toEqual([`${state.id}-S0`, `${state.id}-S1`]);
    for (const each of cluster.agents) expect(await stateOf(each)).toMatchObject({ id: each.id, frameworks: [] });
    expect(filesBelow(cluster.machine.root).filter((path) => path.endsWith('/pid'))).toEqual([]);
  });

  it('lets a framework that knows nothing of it begin anew', async () => {
    const cluster = await start();
    const old = await subscribe(cluster);
    await run(cluster, old, await old.offer(), 'task');
    await cluster.reset();
    const scheduler = await subscribe(cluster);
    const offer = await scheduler.offer();
    expect(offer.resources?.find(({ name }) => name === 'cpus')?.scalar).toEqual({ value: 4 });
    const pid = await run(cluster, scheduler, offer, 'task');
    await scheduler.kill('task');
    await acknowledged(scheduler, 'task', 'TASK_KILLED');
    await gone(pid);
  });

  it('kills what has left its process group', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster);
    const offer = await scheduler.offer();
    const command = { value: `setsid sh -c 'echo $$ > pid; exec sleep 1000' & wait` };
    await scheduler.launch(offer, [{ ...task('fugitive', offer), command }]);
    const pid = await pidIn(cluster.machine.root, 'fugitive');
    await cluster.reset();
    await gone(pid);
  });

  it('has the agents of the description again: stopped and killed ones are back, added ones are gone', async () => {
    const cluster = await start({ agents: [agent(), agent(), agent()] });
    const [first, second, third] = cluster.agents;
    const added = await cluster.addAgent(agent({}, { attributes: 'added:true' }));
    await first?.stop();
    await second?.kill();
    expect(cluster.agents).toEqual([third, added]);
    await cluster.reset();
    expect(cluster.agents).toEqual([first, second, third]);
    expect((await stateOf(cluster.masters[0])).activated_slaves).toBe(3);
    expect(added.running).toBe(false);
    await expect(request(added, 'GET', '/health')).rejects.toThrow('ECONNREFUSED');
    for (const operation of ['stop', 'kill', 'restart'] as const) {
      await expect(added[operation]()).rejects.toSatisfy((error) => isMinimesosError(error, 'AGENT_GONE'));
    }
    expect(readdirSync(cluster.machine.root).filter((name) => name.startsWith('agent-')).length).toBe(3);
  });

  it('keeps the timeline and the listeners', async () => {
    const cluster = await start();
    let changes = 0;
    cluster.onChange(() => changes++);
    const { lastSequence } = cluster.timeline;
    await cluster.reset();
    expect(changes).toBeGreaterThan(0);
    const entries = cluster.timeline.entries({ since: lastSequence });
    expect(entries.at(-1)).toMatchObject({ kind: 'cluster', what: 'reset', source: cluster.name });
    changes = 0;
    await subscribe(cluster);
    expect(changes).toBeGreaterThan(0);
    expect(cluster.timeline.entries({ since: entries.at(-1)?.sequence ?? 0, text: 'SUBSCRIBE' })).not.toEqual([]);
  });

  it('does not start what was being fetched', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster);
    const offer = await scheduler.offer();
    const requested = slowDownload();
    const uris = [{ value: `${await requested.url}/file` }];
    await scheduler.launch(offer, [{ ...task('late', offer), command: { value: 'echo $$ > pid', uris } }]);
    await requested.arrived;
    await cluster.reset();
    requested.answer();
    await cluster.reset();
    expect(filesBelow(join(cluster.machine.root, 'agent-0', 'work', 'slaves'))).toEqual([]);
    expect(cluster.timeline.entries({ kinds: ['command'] })).toEqual([]);
  });

  it('ends task groups', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster);
    const offer = await scheduler.offer();
    const executor = {
      type: 'DEFAULT',
      executor_id: { value: 'pod' },
      framework_id: { value: scheduler.frameworkId },
      resources: SMALL,
    };
    await scheduler.launchGroup(offer, executor, [task('one', offer), task('two', offer)]);
    const pid = await pidIn(cluster.machine.root, 'pod');
    await cluster.reset();
    await gone(pid);
  });

  it('leaves connections alone on which nobody waits', async () => {
    const cluster = await start();
    const [master] = cluster.masters;
    const keeping = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => keeping.destroy());
    const ask = () =>
      new Promise<{ status: number | undefined; reused: boolean }>((resolve, reject) => {
        const outgoing = get(`${master?.url}/health`, { agent: keeping }, (answer) => {
          answer.resume().on('end', () => resolve({ status: answer.statusCode, reused: outgoing.reusedSocket }));
        });
        outgoing.on('error', reject);
      });
    await ask();
    await cluster.reset();
    expect(await ask()).toEqual({ status: 200, reused: true });
  });

  it('may be asked for by many at once, and while agents start and stop', async () => {
    const cluster = await start({ agents: [agent(), agent()] });
    const [first, second] = cluster.agents;
    const outcomes = await Promise.allSettled([
      cluster.reset(),
      cluster.addAgent(agent()),
      first?.restart(),
      cluster.reset(),
      second?.stop(),
      cluster.addAgent(agent()),
      cluster.reset(),
    ]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(cluster.agents).toEqual([first, second]);
    expect((await stateOf(cluster.masters[0])).activated_slaves).toBe(2);
  });

  it('brings an agent back whose tasks take their time to stop', async () => {
    const cluster = await start();
    const [only] = cluster.agents;
    const scheduler = await subscribe(cluster);
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'slow', "trap '' TERM; while true; do sleep 0.1; done");
    const stopped = only?.stop();
    await cluster.reset();
    await stopped;
    await gone(pid);
    expect(cluster.agents).toEqual([only]);
    expect(await stateOf(only)).toMatchObject({ frameworks: [] });
  });

  it('is refused when the cluster is destroyed, also if that happens meanwhile', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster);
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'task');
    const destroyed = (error: unknown) => isMinimesosError(error, 'CLUSTER_DESTROYED');
    const reset = expect(cluster.reset()).rejects.toSatisfy(destroyed);
    await cluster.destroy();
    await reset;
    await expect(cluster.reset()).rejects.toSatisfy(destroyed);
    await gone(pid);
    expect(existsSync(cluster.machine.root)).toBe(false);
    for (const { ip, port } of cluster.masters)
      await expect(request({ ip, port }, 'GET', '/health')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('killTask()', () => {
  it('kills a task as its scheduler would', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster);
    const pid = await run(cluster, scheduler, await scheduler.offer(), 'victim');
    await cluster.killTask(scheduler.frameworkId, 'victim');
    await acknowledged(scheduler, 'victim', 'TASK_KILLED');
    await gone(pid);
  });

  it('is remembered while the agent is away', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster, { checkpoint: true });
    await run(cluster, scheduler, await scheduler.offer(), 'victim');
    const [agent] = cluster.agents;
    await agent?.kill();
    await cluster.killTask(scheduler.frameworkId, 'victim');
    await agent?.restart();
    await acknowledged(scheduler, 'victim', 'TASK_KILLED');
  });

  it('tells the scheduler of a task that is not known, and the caller of a framework that is not', async () => {
    const cluster = await start();
    const scheduler = await subscribe(cluster);
    await cluster.killTask(scheduler.frameworkId, 'nobody');
    expect(await scheduler.update()).toMatchObject({ task_id: { value: 'nobody' }, reason: 'REASON_RECONCILIATION' });
    await expect(cluster.killTask('nobody', 'nobody')).rejects.toSatisfy((error) => isMinimesosError(error, 'UNKNOWN_FRAMEWORK'));
  });
});

/** A server that takes a request and answers it when it is told to. */
function slowDownload(): { url: Promise<string>; arrived: Promise<void>; answer: () => void } {
  let arrive = () => {};
  let answer = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const server = createServer((_, outgoing) => {
    arrive();
    answer = () => outgoing.end('content');
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as { port: number }).port}`));
  });
  return { url, arrived, answer: () => answer() };
}

describe('destroy()', () => {
  it('ends a move of the clock that would go on for long', async () => {
    const cluster = await start({ clock: 'virtual' });
    const moving = cluster.clock.advance(3650 * 24 * 3600 * 1000);
    await new Promise<void>((resolve) => {
      cluster.onChange(() => cluster.timeline.entries({ kinds: ['message'] }).length > 10 && resolve());
    });
    await cluster.destroy();
    // Were it to go on, this would take hours.
    await moving;
  });

  it.each<[string, (cluster: EmbeddedCluster) => Promise<Restartable | undefined>]>([
    ['an agent', async ({ agents }) => agents[0]],
    ['an agent that is a process', (cluster) => cluster.addAgent(agent({}, { ownProcess: true }))],
    ['a master', async ({ leader }) => leader],
    ['ZooKeeper', async ({ zookeeper }) => zookeeper],
  ])('leaves nothing of the restart of %s that is under way', async (_, find) => {
    const before = servers();
    const cluster = await start(masters(1));
    const member = await find(cluster);
    await member?.kill?.();
    const failure = member?.restart().catch((error: unknown) => error);
    await cluster.runtime.delivered(); // It has begun.
    await cluster.destroy();
    expect(await failure).toMatchObject({ code: 'CLUSTER_DESTROYED' });
    await expect.poll(servers).toBe(before);
    expect(existsSync(cluster.machine.root)).toBe(false);
  });

  it('tells all that is left: processes that could not be killed, and what holds files', async (context) => {
    const cluster = await embeddedDriver.start(`held-${process.pid}`, description());
    if (!(cluster instanceof EmbeddedCluster)) throw new Error('This is another driver.');
    const held = holdDirectory(context, join(cluster.machine.root, 'held'), () => cluster.destroy());
    vi.spyOn(cluster.machine, 'endTasks').mockRejectedValue(new Error('These processes could not be killed: 17'));
    const error = await cluster.destroy().catch((failure: unknown) => failure);
    if (!isMinimesosError(error, 'DESTROY_TIMEOUT')) throw error;
    expect(error.details.left).toEqual(
      expect.arrayContaining(['These processes could not be killed: 17', expect.stringContaining(held)]),
    );
    expect(error.message).toContain('not all could be ended and removed. Still there:\n');
  });

  it('leaves nothing of an agent that was still to listen when the start of another one failed', async () => {
    const { leader } = await start({ agents: [] });
    const before = servers();
    const agents = [agent({}, { port: leader.port }), agent(), agent({}, { ownProcess: true })];
    await expect(start({ agents })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    await expect.poll(servers).toBe(before);
  });
});

interface Restartable {
  kill?(): Promise<void>;
  restart(): Promise<void>;
}

/** How many servers of this process have a port. */
const servers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
