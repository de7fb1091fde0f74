import { describe, expect, it } from 'vitest';
import type { ClusterDescription } from '../../../src/drivers/description.js';
import type { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import type { FrameworkInfo } from '../../../src/mesos/wire/messages.js';
import { request } from '../../mesos/master/http-client.js';
import { SchedulerClient } from '../../mesos/master/scheduler-client.js';
import { acknowledged, agent, lives, masters, run, start, subscribe, task } from './fixture.js';

const SURVIVING = { failover_timeout: 1000, checkpoint: true };
const VIRTUAL = { clock: 'virtual', containerizers: 'simulated' } as const;

/** Three masters, and time that stands still. */
const startThree = (more: Partial<ClusterDescription> = {}) => start({ ...masters(3), ...VIRTUAL, ...more });

const leaders = ({ masters: all }: EmbeddedCluster) => all.map(({ leading }) => leading);
type Member = EmbeddedCluster['masters'][number];

/** The master of this number. */
function master(cluster: EmbeddedCluster, number: number): Member {
  const found = cluster.masters[number];
  if (!found) throw new Error(`There is no master ${number}.`);
  return found;
}
const zookeeperOf = ({ zookeepers: [first] }: EmbeddedCluster) => first as NonNullable<typeof first>;

/** Whose session has this path. */
async function sessionOf(cluster: EmbeddedCluster, member: { readonly port: number }): Promise<string> {
  const found = (await zookeeperOf(cluster).sessions()).find(({ client }) => client === `127.0.0.1:${member.port}`);
  return found?.id ?? '';
}

/** What a master answers. */
const ask = (master: { readonly ip: string; readonly port: number }, path: string) => request(master, 'GET', path);

// biome-ignore lint/suspicious/noExplicitAny: documents are looked into freely
const json = async (member: { readonly ip: string; readonly port: number }, path: string): Promise<any> =>
  JSON.parse((await ask(member, path)).body);

const resubscribe = (cluster: EmbeddedCluster, { info, frameworkId }: SchedulerClient, changes: Partial<FrameworkInfo> = {}) =>
  SchedulerClient.subscribe(cluster.leader, { ...info, id: { value: frameworkId }, ...changes });

/** What has happened in elections since. */
const elections = ({ timeline }: EmbeddedCluster, since = 0) =>
  timeline.entries({ kinds: ['election'], since }).map(({ source, what }) => `${source} ${what}`);
const pidOf = ({ port }: { readonly port: number }) => `master@127.0.0.1:${port}`;

describe('several masters', () => {
  it('elect the first of them', async () => {
    const cluster = await startThree();
    expect(leaders(cluster)).toEqual([true, false, false]);
    const [first, second] = cluster.masters;
    expect(cluster.leader).toBe(first);
    expect(await json(cluster.leader, '/state')).toMatchObject({ activated_slaves: 1, leader: pidOf(cluster.leader) });
    expect(await ask(second as NonNullable<typeof second>, '/master/state?jsonp=f')).toMatchObject({
      status: 307,
      headers: { location: `//127.0.0.1:${first?.port}/master/state?jsonp=f` },
    });
  });

  it('know where their ZooKeeper is, and how many of them make a majority', async () => {
    const cluster = await startThree();
    const { url } = zookeeperOf(cluster);
    for (const master of cluster.masters) expect((await json(master, '/flags')).flags).toMatchObject({ zk: url, quorum: '2' });
    expect((await json(cluster.agents[0] as (typeof cluster.agents)[0], '/flags')).flags).toMatchObject({ master: url });
  });

  it('have a metric that tells who leads', async () => {
    const cluster = await startThree();
    const elected = await Promise.all(
      cluster.masters.map(async (master) => (await json(master, '/metrics/snapshot'))['master/elected']),
    );
    expect(elected).toEqual([1, 0, 0]);
  });

  it.each([1, 2, 5])('may be %d', async (count) => {
    const cluster = await start({ ...masters(count), ...VIRTUAL });
    expect(leaders(cluster).filter(Boolean)).toEqual([true]);
    await cluster.failover();
    expect(leaders(cluster).filter(Boolean)).toEqual([true]);
    expect(cluster.leader).toBe(cluster.masters[count === 1 ? 0 : 1]);
  });

  it('are as new after a reset, also those that were killed', async () => {
    const cluster = await startThree({ agents: [agent(), agent()] });
    await cluster.failover();
    await cluster.leader.kill();
    const { id } = cluster.agents[0] as (typeof cluster.agents)[0];
    await cluster.reset();
    expect(leaders(cluster)).toEqual([true, false, false]);
    expect(cluster.agents.map((each) => each.id)).not.toContain(id);
    expect(await json(cluster.leader, '/state')).toMatchObject({ activated_slaves: 2, recovered_slaves: [] });
    expect(await zookeeperOf(cluster).sessions()).toHaveLength(4);
    await cluster.failover();
    expect(leaders(cluster)).toEqual([false, true, false]);
  });

  it('leave nothing behind', async () => {
    const cluster = await startThree();
    await cluster.masters[1]?.kill();
    const places = [...cluster.masters, zookeeperOf(cluster)];
    await cluster.destroy();
    for (const place of places) await expect(ask(place, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a failover', () => {
  it('leaves tasks running, brings agents and frameworks back, and new offers', async () => {
    const cluster = await start({ ...masters(3), agents: [agent(), agent()] });
    const ids = cluster.agents.map(({ id }) => id).sort();
    const scheduler = await subscribe(cluster, SURVIVING);
    const [offer] = (await scheduler.next('OFFERS')).offers?.offers ?? [];
    if (!offer) throw new Error('There is no offer.');
    const pid = await run(cluster, scheduler, offer, 'lives');
    const before = cluster.leader;
    await cluster.failover();
    expect(cluster.leader).not.toBe(before);
    await expect.poll(() => scheduler.ended).toBe(true);
    const state = await json(cluster.leader, '/state');
    expect(state.slaves.map((each: { id: string }) => each.id).sort()).toEqual(ids);
    expect(state.frameworks).toMatchObject([
      { id: scheduler.frameworkId, connected: false, tasks: [{ id: 'lives', state: 'TASK_RUNNING' }] },
    ]);
    const back = await resubscribe(cluster, scheduler);
    expect(back.frameworkId).toBe(scheduler.frameworkId);
    const [offered] = (await back.next('OFFERS')).offers?.offers ?? [];
    expect(offered?.id.value.split('-O')[0]).not.toBe(offer.id.value.split('-O')[0]);
    expect(lives(pid)).toBe(true);
    await back.call('KILL', { kill: { task_id: { value: 'lives' } } });
    await acknowledged(back, 'lives', 'TASK_KILLED');
  });

  it('brings updates again that nobody has acknowledged', async () => {
    const cluster = await startThree();
    const scheduler = await subscribe(cluster, SURVIVING);
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer)]);
    const { uuid, state } = await scheduler.update();
    await cluster.failover();
    const back = await resubscribe(cluster, scheduler);
    expect(await back.update()).toMatchObject({ uuid, state });
  });

  it('may follow on another', async () => {
    const cluster = await startThree();
    const scheduler = await subscribe(cluster, SURVIVING);
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('t1', offer)]);
    await acknowledged(scheduler, 't1', 'TASK_RUNNING');
    for (const [index] of cluster.masters.entries()) {
      await cluster.failover();
      expect(leaders(cluster).indexOf(true)).toBe((index + 1) % 3);
    }
    const back = await resubscribe(cluster, scheduler);
    await back.call('RECONCILE', { reconcile: { tasks: [] } });
    expect(await back.update()).toMatchObject({ task_id: { value: 't1' }, state: 'TASK_RUNNING' });
  });

  it('amid a launch leaves a task that nobody knows of', async () => {
    const cluster = await startThree();
    const faults = await cluster.faults();
    await faults.add({ effect: 'drop', message: 'RunTaskMessage', times: 1 });
    const scheduler = await subscribe(cluster, SURVIVING);
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('lost', offer)]);
    await cluster.failover();
    const back = await resubscribe(cluster, scheduler);
    const again = await back.offer();
    await back.call('RECONCILE', { reconcile: { tasks: [{ task_id: { value: 'lost' }, agent_id: offer.agent_id }] } });
    expect(await back.update()).toMatchObject({ state: 'TASK_LOST', reason: 'REASON_RECONCILIATION' });
    await back.launch(again, [task('lost', again)]);
    await acknowledged(back, 'lost', 'TASK_RUNNING');
  });

  it('leaves the one that led away, where that was asked for', async () => {
    const cluster = await startThree();
    await cluster.failover({ restart: false });
    expect(cluster.masters.map(({ running, leading }) => [running, leading])).toEqual([
      [false, false],
      [true, true],
      [true, false],
    ]);
    await expect(cluster.failover({ restart: false })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(leaders(cluster)).toEqual([false, true, false]);
    await cluster.failover();
    expect(leaders(cluster)).toEqual([false, false, true]);
    await cluster.masters[0]?.restart();
    expect(cluster.masters.every(({ running }) => running)).toBe(true);
  });

  it('of a master that is alone is the start of its successor', async () => {
    const cluster = await start(VIRTUAL);
    const { id } = await json(cluster.leader, '/state');
    const [only] = cluster.agents;
    await cluster.failover();
    expect(cluster.leader.leading).toBe(true);
    expect(await json(cluster.leader, '/state')).not.toMatchObject({ id });
    expect(cluster.agents[0]?.id).toBe(only?.id);
    await cluster.leader.kill();
    await cluster.failover();
    expect(cluster.leader.leading).toBe(true);
    await expect(cluster.failover({ restart: false })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('makes a leader of another one when the one that led has been dead for a while', async () => {
    const cluster = await startThree();
    await cluster.leader.kill();
    expect(leaders(cluster)).toEqual([false, false, false]);
    await cluster.failover();
    expect(cluster.masters.map(({ running, leading }) => [running, leading])).toEqual([
      [true, false],
      [true, true],
      [true, false],
    ]);
  });

  it('stands in the timeline', async () => {
    const cluster = await startThree();
    const [first, second] = [master(cluster, 0), master(cluster, 1)];
    const since = cluster.timeline.lastSequence;
    await cluster.failover();
    expect(elections(cluster, since)).toEqual([
      `${pidOf(second)} elected`,
      `${pidOf(second)} leads`,
      'agents detected',
      `${pidOf(first)} contends`,
    ]);
    expect(cluster.timeline.entries({ kinds: ['fault'], since })).toMatchObject([
      { target: pidOf(first), what: 'failed over from master' },
    ]);
  });
});

describe('a leader that crashes', () => {
  it('is missed for as long as its session lasts', async () => {
    const cluster = await startThree();
    const [first, second, third] = [master(cluster, 0), master(cluster, 1), master(cluster, 2)];
    await cluster.leader.kill();
    await cluster.clock.advance(9_999);
    expect(leaders(cluster)).toEqual([false, false, false]);
    expect(cluster.leader).toBe(first);
    // To the others it still leads.
    expect((await ask(second, '/state')).headers['location']).toBe(`//127.0.0.1:${first.port}/state`);
    await expect(cluster.killTask('f', 't')).rejects.toMatchObject({ code: 'NO_LEADER' });
    const since = cluster.timeline.lastSequence;
    await cluster.clock.advance(1);
    expect(leaders(cluster)).toEqual([false, true, false]);
    expect(elections(cluster, since)).toEqual([`${pidOf(second)} elected`, `${pidOf(second)} leads`, 'agents detected']);
    expect(await json(cluster.leader, '/state')).toMatchObject({ activated_slaves: 1 });
    await cluster.masters[0]?.restart();
    expect(elections(cluster, since).at(-1)).toBe(`${pidOf(first)} contends`);
    expect(third.port).not.toBe(cluster.leader.port);
  });

  it('has a session as long as its flag says', async () => {
    const cluster = await start({ ...masters(3, { zk_session_timeout: '20secs' }), ...VIRTUAL });
    await cluster.leader.kill();
    await cluster.clock.advance(19_999);
    expect(leaders(cluster)).toEqual([false, false, false]);
    await cluster.clock.advance(1);
    expect(leaders(cluster)).toEqual([false, true, false]);
  });

  it("is missed at once with reaction 'immediate'", async () => {
    const cluster = await startThree({ reaction: 'immediate' });
    await cluster.leader.kill();
    await cluster.clock.settle();
    expect(leaders(cluster)).toEqual([false, true, false]);
  });

  it('has a successor at its place that need not wait for the end of its session', async () => {
    const cluster = await start({ ...masters(1), ...VIRTUAL });
    await cluster.leader.kill();
    await cluster.leader.restart();
    expect(leaders(cluster)).toEqual([true]);
    await cluster.leader.restart();
    expect(leaders(cluster)).toEqual([true]);
  });

  it('leaves agents that stay away to its successor, which finds them unreachable', async () => {
    const cluster = await startThree({ agents: [agent(), agent()] });
    const scheduler = await subscribe(cluster, SURVIVING);
    const offers = await scheduler.next('OFFERS');
    const [offer] = offers.offers?.offers ?? [];
    if (!offer) throw new Error('There is no offer.');
    await scheduler.launch(offer, [task('t1', offer)]);
    await acknowledged(scheduler, 't1', 'TASK_RUNNING');
    const away = cluster.agents.find(({ id }) => id === offer.agent_id.value);
    await away?.kill();
    await cluster.failover();
    const back = await resubscribe(cluster, scheduler);
    const reconcile = { reconcile: { tasks: [{ task_id: { value: 't1' }, agent_id: offer.agent_id }] } };
    await back.call('RECONCILE', reconcile);
    expect(await json(cluster.leader, '/state')).toMatchObject({
      ...{ activated_slaves: 1, unreachable_slaves: 0 },
      recovered_slaves: [{ id: offer.agent_id }],
    });
    await cluster.clock.advance(599_000);
    expect(await json(cluster.leader, '/state')).toMatchObject({ unreachable_slaves: 0 });
    await cluster.clock.advance(1000);
    expect(await json(cluster.leader, '/state')).toMatchObject({ unreachable_slaves: 1, recovered_slaves: [] });
    expect(await back.next('FAILURE')).toMatchObject({ failure: { agent_id: offer.agent_id } });
    // Only now somebody can tell what has become of the task.
    await back.call('RECONCILE', reconcile);
    expect(await back.update()).toMatchObject({ state: 'TASK_LOST', reason: 'REASON_RECONCILIATION' });
    await away?.restart();
    expect(await json(cluster.leader, '/state')).toMatchObject({ unreachable_slaves: 0, activated_slaves: 2 });
  });
});

describe('a follower that crashes', () => {
  it('is nothing to anybody', async () => {
    const cluster = await startThree();
    const scheduler = await subscribe(cluster);
    const since = cluster.timeline.lastSequence;
    await cluster.masters[2]?.kill();
    await cluster.clock.advance(15_000);
    expect(leaders(cluster)).toEqual([true, false, false]);
    expect(elections(cluster, since)).toEqual([]);
    expect(scheduler.ended).toBe(false);
    await cluster.masters[2]?.restart();
    expect(elections(cluster, since)).toEqual([`${pidOf(master(cluster, 2))} contends`]);
  });
});

describe('masters that are too few', () => {
  it('wait for others before they serve', async () => {
    const cluster = await start({ ...masters(5), ...VIRTUAL });
    const [first, second, third] = [master(cluster, 0), master(cluster, 1), master(cluster, 2)];
    for (const crashing of [third, second, first]) await crashing.kill();
    await cluster.clock.advance(10_000);
    expect(leaders(cluster)).toEqual([false, false, false, false, false]);
    const elected = master(cluster, 3);
    expect(await ask(elected, '/api/v1')).toMatchObject({ status: 503, body: 'Master has not finished recovery' });
    expect(await ask(elected, '/state')).toMatchObject({ status: 200 });
    expect(await json(elected, '/metrics/snapshot')).toMatchObject({ 'master/elected': 1 });
    await third.restart();
    await cluster.clock.settle();
    expect(leaders(cluster)).toEqual([false, false, false, true, false]);
    expect(await json(cluster.leader, '/state')).toMatchObject({ activated_slaves: 1 });
  });

  it('are started again when they have waited for too long', async () => {
    const cluster = await start({ ...masters(2), ...VIRTUAL });
    await cluster.leader.kill();
    await cluster.clock.advance(10_000);
    const [, second] = cluster.masters;
    const since = cluster.timeline.lastSequence;
    await cluster.clock.advance(60_000);
    expect(elections(cluster, since)[0]).toBe(`${pidOf(master(cluster, 1))} ended`);
    expect(second?.running).toBe(true);
    await cluster.masters[0]?.restart();
    // The session of the one that has ended has to end before.
    await cluster.clock.advance(10_000);
    expect(leaders(cluster).filter(Boolean)).toEqual([true]);
  });

  it('need as many as the flag quorum says', async () => {
    const cluster = await start({ ...masters(3, { quorum: '1' }), ...VIRTUAL });
    await cluster.failover({ restart: false });
    await cluster.failover({ restart: false });
    expect(leaders(cluster)).toEqual([false, false, true]);
  });
});

describe('the ZooKeeper of masters', () => {
  it('may start again, and lose connections, without anybody losing what they have', async () => {
    const cluster = await startThree();
    const scheduler = await subscribe(cluster);
    const since = cluster.timeline.lastSequence;
    const zookeeper = zookeeperOf(cluster);
    await zookeeper.restart();
    await cluster.clock.settle();
    for (const { id } of await zookeeper.sessions()) await zookeeper.dropConnection(id);
    await cluster.clock.advance(60_000);
    expect(elections(cluster, since)).toEqual([]);
    expect(leaders(cluster)).toEqual([true, false, false]);
    expect(scheduler.ended).toBe(false);
    await cluster.failover();
    expect(leaders(cluster)).toEqual([false, true, false]);
  });

  it('may stand still for a while', async () => {
    const cluster = await startThree();
    const since = cluster.timeline.lastSequence;
    await zookeeperOf(cluster).freeze();
    await cluster.clock.advance(16_000);
    await zookeeperOf(cluster).thaw();
    await cluster.clock.advance(1000);
    // Connections are given up after two thirds of the time of a session, but that itself goes on.
    expect(elections(cluster, since)).toEqual([]);
    expect(leaders(cluster)).toEqual([true, false, false]);
  });

  it('ends the leadership when it stands still for longer, and everybody waits for it', async () => {
    const cluster = await startThree();
    const scheduler = await subscribe(cluster, SURVIVING);
    const since = cluster.timeline.lastSequence;
    await zookeeperOf(cluster).freeze();
    await cluster.clock.advance(16_700);
    const first = master(cluster, 0);
    expect(elections(cluster, since)).toEqual([`${pidOf(first)} ended`, 'agents no leader']);
    await expect.poll(() => scheduler.ended).toBe(true);
    // It is there again, and knows of nobody.
    expect(await ask(first, '/state')).toMatchObject({ status: 503, body: 'No leader elected' });
    await cluster.clock.advance(60_000);
    expect(leaders(cluster)).toEqual([false, false, false]);
    await zookeeperOf(cluster).thaw();
    await cluster.clock.advance(2000);
    expect(leaders(cluster).filter(Boolean)).toEqual([true]);
    await expect.poll(() => json(cluster.leader, '/state')).toMatchObject({ activated_slaves: 1 });
    const back = await resubscribe(cluster, scheduler);
    await back.offer();
  });

  it('ends the leadership with the session of the leader, who comes back as a follower', async () => {
    const cluster = await startThree();
    const [first, second] = [master(cluster, 0), master(cluster, 1)];
    const { id } = await json(first, '/state');
    const since = cluster.timeline.lastSequence;
    await zookeeperOf(cluster).expireSession(await sessionOf(cluster, first));
    await cluster.clock.settle();
    expect(leaders(cluster)).toEqual([false, true, false]);
    expect(cluster.masters.every(({ running }) => running)).toBe(true);
    expect(elections(cluster, since)).toEqual(expect.arrayContaining([`${pidOf(first)} ended`, `${pidOf(first)} contends`]));
    expect(await json(second, '/state')).toMatchObject({ activated_slaves: 1 });
    expect((await ask(first, '/state')).headers['location']).toBe(`//127.0.0.1:${second.port}/state`);
    await cluster.failover();
    await cluster.failover();
    expect(cluster.leader).toBe(first);
    expect(await json(first, '/state')).not.toMatchObject({ id });
  });

  it('has a follower contend again whose session has ended', async () => {
    const cluster = await startThree();
    const second = master(cluster, 1);
    const since = cluster.timeline.lastSequence;
    await zookeeperOf(cluster).expireSession(await sessionOf(cluster, second));
    await cluster.clock.settle();
    expect(elections(cluster, since)).toEqual([`${pidOf(second)} contends`]);
    await cluster.failover();
    expect(leaders(cluster)).toEqual([false, false, true]); // the second is the last in the row now
  });

  it('has agents register again whose session has ended', async () => {
    const cluster = await startThree({ agents: [agent(), agent()] });
    const since = cluster.timeline.lastSequence;
    const [first] = cluster.agents;
    await zookeeperOf(cluster).expireSession(await sessionOf(cluster, first ?? { port: 0 }));
    await cluster.clock.settle();
    expect(elections(cluster, since)).toEqual(['agents no leader', 'agents detected']);
    expect(cluster.timeline.entries({ kinds: ['agent'], since }).map(({ what }) => what)).toEqual([
      'reregistered',
      'reregistered',
    ]);
    expect(leaders(cluster)).toEqual([true, false, false]);
  });

  it('may ask for credentials', async () => {
    const cluster = await startThree({ zookeeper: { port: undefined, dataDirectory: undefined, credentials: 'mesos:secret' } });
    expect((await json(cluster.leader, '/flags')).flags.zk).toMatch(/^zk:\/\/\[redacted\]@127\.0\.0\.1:\d+\/mesos$/);
    await cluster.failover();
    expect(leaders(cluster)).toEqual([false, true, false]);
  });
});
