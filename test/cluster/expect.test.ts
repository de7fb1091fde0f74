import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MesosCluster, type MinimesosError } from '../../src/index.js';

let cluster: MesosCluster;
beforeAll(async () => {
  cluster = await MesosCluster.start({ reaction: 'immediate' });
});
afterAll(() => cluster.destroy());

const failure = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );

describe('what is expected', () => {
  it('may have come already', async () => {
    const { taskId } = await cluster.run('true');
    expect(await cluster.expect.call('ACCEPT')).toMatchObject({ kind: 'call', what: 'ACCEPT' });
    expect(await cluster.expect.event('UPDATE', { task: taskId, state: 'TASK_FINISHED' })).toMatchObject({ task: taskId });
    expect(await cluster.expect.message('RunTaskMessage', { from: 'master', to: 'agent' })).toMatchObject({ task: taskId });
  });

  it('may still have to come', async () => {
    const since = cluster.timeline().at(-1);
    const expected = cluster.expect.event('UPDATE', { state: 'TASK_FAILED' }, { since });
    const { taskId } = await cluster.run('exit 1');
    expect(await expected).toMatchObject({ task: taskId });
  });

  it('may have to come several times, after something else', async () => {
    const since = cluster.timeline().at(-1)?.sequence;
    const twice = cluster.expect.call('SUBSCRIBE', { framework: 'minimesos run' }, { since, times: 2 });
    await cluster.run('true');
    await cluster.run('true');
    expect((await twice).sequence).toBeGreaterThan((await cluster.expect.call('SUBSCRIBE', {}, { since })).sequence);
  });

  it('does not count when it came before a reset', async () => {
    await cluster.run('true');
    await cluster.reset();
    expect(await failure(cluster.expect.call('ACCEPT', {}, { timeout: 50 }))).toMatchObject({ code: 'EXPECTATION_FAILED' });
  });

  it('that does not come is an error, which tells what came instead', async () => {
    await cluster.run('true');
    const error = await failure(cluster.expect.event('UPDATE', { state: 'TASK_LOST' }, { timeout: 50 }));
    expect(error.message).toMatch(
      /^Expected event UPDATE with state TASK_LOST within 50ms, but saw this:\n {2}event .*TASK_FINISHED/s,
    );
    const silent = await failure(cluster.expect.event('RESCIND', { framework: 'mine' }, { times: 2, timeout: 50 }));
    expect(silent.message).toMatch(
      /^Expected event RESCIND with framework mine 2 times within 50ms, but saw nothing of that name\./,
    );
  });

  it.each<[() => Promise<unknown>, string]>([
    [() => cluster.expect.call('ACEPT'), 'call of expect.call() has to be the type of a call of that API (ACCEPT, perhaps)'],
    [
      () => cluster.expect.message('*', { from: 'operator' }),
      'from of expect.message() has to be master, agent, scheduler, executor',
    ],
    [
      () => cluster.expect.event('OFFERS', { framwork: 'x' } as object),
      'An option of expect.event() has to be framework, perhaps',
    ],
    [() => cluster.expect.event('OFFERS', {}, { times: 0 }), 'times has to be a whole number above 0'],
    [() => cluster.expect.none({ event: 'OFFERS' }, { within: 'x' }), 'within has to be'],
  ])('has to be possible: %s', async (work, message) => {
    expect(await failure(work())).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) });
  });

  it('ends with the cluster', async () => {
    const other = await MesosCluster.start();
    const expected = failure(other.expect.call('ACCEPT', {}, { timeout: '1mins' }));
    await other.destroy();
    expect((await expected).code).toBe('CLUSTER_DESTROYED');
  });
});

describe('what is not expected', () => {
  it('must not come for a while', async () => {
    await cluster.expect.none({ call: 'ACCEPT' }, { within: 50 });
  });

  it('is an error when it comes', async () => {
    const none = failure(cluster.expect.none({ call: 'ACCEPT', framework: 'minimesos run' }, { within: '10secs' }));
    await cluster.run('true');
    expect((await none).message).toMatch(
      /^Expected no call ACCEPT with framework minimesos run within 10secs, but saw this:\n {2}call /,
    );
  });
});
