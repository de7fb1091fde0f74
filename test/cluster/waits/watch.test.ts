import { describe, expect, it } from 'vitest';
import { type Goal, type WaitOptions, type WaitProgress, watch } from '../../../src/cluster/waits/watch.js';
import { agentInState, stateWith } from '../states.js';
import { FakeCluster } from './fake-cluster.js';

const never: Goal<never> = { waitedFor: 'What never comes', find: () => undefined, explain: () => [] };
const withAgent = stateWith({ slaves: [agentInState()] });

describe('a wait', () => {
  it('reports what it sees at first, and each change', async () => {
    const fake = new FakeCluster();
    const reports: WaitProgress[] = [];
    const waiting = watch(fake, never, { onProgress: (progress) => reports.push(progress), description: 'An agent' });
    await fake.looked(1);
    fake.change(fake.current);
    await fake.looked(2);
    fake.change(withAgent);
    await fake.looked(3);
    await fake.expire(waiting);
    expect(reports.map(({ waitedFor, seen }) => [waitedFor, seen[0]])).toEqual([
      ['An agent', 'no agents'],
      ['An agent', 'agent 127.0.0.1:5051: in use cpus 1 of 4, mem 128 of 1024'],
    ]);
    expect(reports[1]?.state).toBe(withAgent);
    expect(reports[1]?.elapsedMs).toBeGreaterThanOrEqual(reports[0]?.elapsedMs ?? Number.NaN);
  });

  it('ends with what the listener of its progress throws', async () => {
    const fake = new FakeCluster();
    const broken = new Error('broken');
    const onProgress = () => {
      throw broken;
    };
    await expect(watch(fake, never, { onProgress })).rejects.toBe(broken);
    expect(fake.listening).toBe(0);
  });

  it('ends with the reason of its signal', async () => {
    const fake = new FakeCluster();
    const controller = new AbortController();
    const waiting = watch(fake, never, { signal: controller.signal });
    await fake.looked(1);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(fake.listening).toBe(0);
    await expect(watch(fake, never, { signal: controller.signal })).rejects.toBe(reason);
  });

  it('ends as soon as its goal can no longer be reached, and says what it saw', async () => {
    const fake = new FakeCluster();
    const goal: Goal<never> = { ...never, impossible: ({ slaves }) => (slaves.length > 0 ? 'there is an agent' : undefined) };
    const waiting = watch(fake, goal, {});
    await fake.looked(1);
    fake.change(withAgent);
    await expect(waiting).rejects.toMatchObject({ code: 'WAIT_IMPOSSIBLE', details: { reason: 'there is an agent' } });
    await expect(waiting).rejects.toThrow(
      /^What never comes can no longer come: there is an agent\. Seen last: .*\n {2}agent 127/,
    );
  });

  it('adds the explanation of its goal to what it saw', async () => {
    const fake = new FakeCluster();
    const waiting = watch(fake, { ...never, explain: ({ slaves }) => [`${slaves.length} agents are not enough`] }, {});
    await fake.looked(1);
    expect((await fake.expire(waiting)).message).toContain('\n  no agents\n  no frameworks\n  0 agents are not enough\n');
  });

  it.each<[WaitOptions, string]>([
    [{ onProgress: 5 as never }, 'onProgress has to be a function'],
    [{ timeout: 0 }, 'timeout has to be milliseconds above 0'],
  ])('refuses options that make no sense: %j', async (options, words) => {
    await expect(watch(new FakeCluster(), never, options)).rejects.toThrow(words);
  });
});
