import { afterEach, describe, expect, it } from 'vitest';
import { MesosCluster, type MinimesosError } from '../../src/index.js';
import { TestFramework } from './test-framework.js';

const clusters: MesosCluster[] = [];
async function start(description = {}): Promise<MesosCluster> {
  const cluster = await MesosCluster.start({ reaction: 'immediate', ...description });
  clusters.push(cluster);
  return cluster;
}
afterEach(() => Promise.all(clusters.splice(0).map((cluster) => cluster.destroy())));

const failure = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );

/** A call that needs no subscription. */
const getHealth = (cluster: MesosCluster) =>
  fetch(`${cluster.leader.url}/api/v1`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"type":"GET_HEALTH"}',
    redirect: 'manual',
  });

const HEALTH = { call: 'GET_HEALTH', api: 'operator' } as const;

describe('messages', () => {
  it('that are held wait until they are released', async () => {
    const cluster = await start();
    const fault = await cluster.faults.hold({ message: 'StatusUpdateMessage', to: 'master', state: 'TASK_RUNNING' });
    const mine = await TestFramework.start(cluster, 'mine');
    await mine.launch('t1', 'sleep 100');
    await cluster.expect.message('StatusUpdateMessage', { from: 'executor', state: 'TASK_RUNNING' });
    // The agent has still to pass it on.
    await expect.poll(async () => (await fault.look()).count).toBe(1);
    const { count, held } = await fault.look();
    expect([count, held]).toMatchObject([1, [{ what: 'StatusUpdateMessage', task: 't1', framework: mine.id }]]);
    expect(await cluster.tasks({ state: 'TASK_RUNNING' })).toEqual([]);
    expect((await fault.release()).held).toEqual([]);
    await cluster.expect.event('UPDATE', { framework: 'mine', state: 'TASK_RUNNING' });
    await fault.remove();
    expect(await cluster.faults.list()).toEqual([]);
  });

  it('that are dropped are sent again, as Mesos sends them', async () => {
    const cluster = await start();
    await cluster.faults.drop({ message: 'StatusUpdateMessage', to: 'master', state: 'TASK_STARTING' }, { times: 1 });
    const mine = await TestFramework.start(cluster, 'mine');
    await mine.launch('t1', 'sleep 100');
    const dropped = await faultIn(cluster, 'dropped StatusUpdateMessage');
    expect(dropped).toMatchObject({ task: 't1', details: { rule: 1, state: 'TASK_STARTING' } });
    await cluster.expect.event('UPDATE', { state: 'TASK_STARTING' }, { since: dropped, timeout: '15secs' });
  });

  it('that are delayed come later than what was sent after them', async () => {
    const cluster = await start();
    await using fault = await cluster.faults.delay({ message: 'StatusUpdateAcknowledgementMessage', to: 'agent' }, 300, {
      times: 1,
    });
    const mine = await TestFramework.start(cluster, 'mine');
    await mine.launch('t1', 'sleep 100');
    const starting = await cluster.expect.event('UPDATE', { state: 'TASK_STARTING' });
    const running = await cluster.expect.event('UPDATE', { state: 'TASK_RUNNING' });
    // The agent sends the second update when it hears that the first has arrived.
    expect(running.at - starting.at).toBeGreaterThan(290);
    expect((await fault.look()).count).toBe(1);
  });

  it('that arrive twice change nothing', async () => {
    const cluster = await start();
    await cluster.faults.duplicate({ message: 'StatusUpdateMessage', to: 'master' });
    expect(await cluster.run('exit 3')).toMatchObject({ state: 'TASK_FAILED', exitCode: 3 });
  });

  it('do not pass a partition, by which an agent is lost', async () => {
    const cluster = await start({ masters: [{ flags: { agent_ping_timeout: '1secs', max_agent_ping_timeouts: 2 } }], agents: 2 });
    const [away, here] = cluster.agents;
    if (!away || !here) throw new Error('There are not two agents.');
    await using partition = await cluster.faults.partition(away);
    await cluster.waitForAgent({ agent: away, state: 'gone' });
    expect((await cluster.state()).slaves.map(({ id }) => id)).toEqual([here.id]);
    await partition.remove();
    await cluster.waitForAgent({ agent: away, state: 'active', timeout: '15secs' });
  });
});

describe('calls', () => {
  it('are answered by a status', async () => {
    const cluster = await start();
    await cluster.faults.answer(HEALTH, 503, { times: 1 });
    expect((await getHealth(cluster)).status).toBe(503);
    expect((await getHealth(cluster)).status).toBe(200);
    await cluster.faults.answer(HEALTH, 307, { location: 'http://127.0.0.1:1/' });
    const redirected = await getHealth(cluster);
    expect([redirected.status, redirected.headers.get('location')]).toEqual([307, 'http://127.0.0.1:1/']);
  });

  it('are not carried out when their connection is reset', async () => {
    const cluster = await start();
    await cluster.faults.reset(HEALTH, { times: 1 });
    await expect(getHealth(cluster)).rejects.toThrow('fetch failed');
    expect(cluster.timeline({ kinds: ['call'] }).filter(({ what }) => what === 'GET_HEALTH')).toEqual([]);
    expect((await getHealth(cluster)).status).toBe(200);
  });

  it('are carried out when their answer is lost', async () => {
    const cluster = await start();
    await cluster.faults.loseAnswer({ call: 'ACCEPT', framework: 'mine' }, { times: 1 });
    const mine = await TestFramework.start(cluster, 'mine');
    await expect(mine.launch('t1', 'sleep 100')).rejects.toThrow();
    await cluster.waitForTasks({ framework: 'mine', state: 'TASK_RUNNING' });
  });

  it('take two effects when they come twice', async () => {
    const cluster = await start();
    await cluster.faults.duplicate({ call: 'ACCEPT' }, { times: 1 });
    const mine = await TestFramework.start(cluster, 'mine');
    await mine.launch('t1', 'sleep 100');
    // Of the second one the offer is no longer valid.
    expect(await cluster.expect.event('UPDATE', { framework: 'mine', state: 'TASK_LOST' })).toMatchObject({ task: 't1' });
  });

  it('that are dropped get no answer, also not when the cluster ends', async () => {
    const cluster = await start();
    await cluster.faults.drop(HEALTH);
    const answer = getHealth(cluster).then(
      ({ status }) => status,
      () => 'cut',
    );
    await faultIn(cluster, 'dropped GET_HEALTH');
    await cluster.destroy();
    expect(await answer).toBe('cut');
  });
});

describe('events', () => {
  it('cut their stream when they are reset', async () => {
    const cluster = await start();
    await cluster.faults.reset({ event: 'OFFERS', framework: 'mine' }, { times: 1 });
    const mine = await TestFramework.start(cluster, 'mine');
    await mine.ended;
    await cluster.waitFor(({ completed_frameworks }) => completed_frameworks.some(({ id }) => id === mine.id));
  });

  it('of a stream that is stalled come when it goes on', async () => {
    const cluster = await start();
    const stalled = await cluster.faults.hold({ event: ['OFFERS', 'UPDATE', 'HEARTBEAT'], framework: 'mine' });
    const mine = await TestFramework.start(cluster, 'mine');
    const launched = mine.launch('t1', 'sleep 100');
    await cluster.waitFor(({ frameworks }) => frameworks.some(({ offers }) => offers.length > 0));
    expect((await stalled.look()).held.map(({ what }) => what)).toContain('OFFERS');
    await stalled.remove();
    await launched;
  });
});

describe('faults', () => {
  it('are asked in the order in which they were added', async () => {
    const cluster = await start();
    const first = await cluster.faults.answer(HEALTH, 503, { times: 1 });
    const second = await cluster.faults.answer(HEALTH, 500);
    expect([(await getHealth(cluster)).status, (await getHealth(cluster)).status]).toEqual([503, 500]);
    expect([(await first.look()).count, (await second.look()).count]).toEqual([1, 1]);
    expect((await cluster.faults.list()).map(({ id, rule }) => [id, rule.effect])).toEqual([
      [1, 'answer'],
      [2, 'answer'],
    ]);
    await cluster.faults.clear();
    expect((await getHealth(cluster)).status).toBe(200);
  });

  it('happen as often as they are likely', async () => {
    const cluster = await start();
    const fault = await cluster.faults.answer(HEALTH, 503, { probability: 0.5 });
    const statuses = [];
    for (let call = 0; call < 60; call++) statuses.push((await getHealth(cluster)).status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect((await fault.look()).count).toBe(statuses.filter((status) => status === 503).length);
  });

  it('that make no sense change nothing', async () => {
    const cluster = await start();
    expect(await failure(cluster.faults.reset({ message: '*' }))).toMatchObject({ code: 'INVALID_FAULT' });
    expect(await cluster.faults.list()).toEqual([]);
    expect(cluster.timeline({ kinds: ['fault'] })).toEqual([]);
  });

  it('are gone after a reset, with what they hold', async () => {
    const cluster = await start();
    const fault = await cluster.faults.hold({ event: 'OFFERS' });
    const mine = await TestFramework.start(cluster, 'mine');
    await faultIn(cluster, 'held OFFERS');
    await cluster.reset();
    await mine.ended;
    expect(await failure(fault.look())).toMatchObject({ code: 'UNKNOWN_FAULT', details: { fault: 1, faults: [] } });
    expect(await failure(cluster.faults.get(1))).toMatchObject({ code: 'UNKNOWN_FAULT' });
    await fault[Symbol.asyncDispose]();
  });
});

/** The first effect of a fault that the timeline tells of so. */
async function faultIn(cluster: MesosCluster, what: string) {
  for await (const entry of cluster.events({ kinds: ['fault'], since: 0 })) if (entry.what === what) return entry;
  throw new Error('The cluster has ended.');
}
