import { describe, expect, it } from 'vitest';
import { type StatePredicate, waitFor } from '../../../src/cluster/waits/wait-for.js';
import type { WaitOptions } from '../../../src/cluster/waits/watch.js';
import { agentInState, stateWith } from '../states.js';
import { FakeCluster } from './fake-cluster.js';

const wait = (fake: FakeCluster, predicate: StatePredicate, options: WaitOptions = {}) => waitFor(fake, predicate, options);

const hasAgent: StatePredicate = ({ slaves }) => slaves.length > 0;
const withAgent = stateWith({ slaves: [agentInState()] });

describe('waitFor', () => {
  it('is over at once when the state is as it should be', async () => {
    const fake = new FakeCluster();
    fake.current = withAgent;
    expect(await wait(fake, hasAgent)).toBe(withAgent);
    expect(fake.looks).toBe(1);
    expect(fake.listening).toBe(0);
  });

  it('looks again when something changes, one look at a time', async () => {
    const fake = new FakeCluster();
    const waiting = wait(fake, hasAgent);
    for (let change = 0; change < 100; change++) fake.change(fake.current);
    await fake.looked(2);
    fake.change(withAgent);
    expect(await waiting).toBe(withAgent);
    expect(fake.mostAtOnce).toBe(1);
    expect(fake.looks).toBeLessThan(10);
  });

  it('looks now and then even if nothing announces a change', async () => {
    const fake = new FakeCluster();
    const waiting = wait(fake, hasAgent);
    await fake.looked(1);
    fake.current = withAgent;
    expect(await waiting).toBe(withAgent);
  });

  it('takes predicates that need time themselves', async () => {
    const fake = new FakeCluster();
    fake.current = withAgent;
    expect(await wait(fake, async (state) => (await Promise.resolve(state)).slaves.length === 1)).toBe(withAgent);
  });

  it('ends with what the predicate throws', async () => {
    const fake = new FakeCluster();
    const broken = new Error('broken');
    await expect(
      wait(fake, () => {
        throw broken;
      }),
    ).rejects.toBe(broken);
    expect(fake.listening).toBe(0);
  });

  it('names what it waited for, and what it saw when', async () => {
    const fake = new FakeCluster();
    const waiting = wait(fake, () => false, { description: 'A second agent' });
    await fake.looked(1);
    fake.change(withAgent);
    await fake.looked(2);
    await new Promise(setImmediate);
    const error = await fake.expire(waiting);
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', details: { waitedFor: 'A second agent', timeout: '10secs' } });
    expect(error.message).toMatch(/^A second agent did not come within 10secs\. Seen last: the last change, .* ago\.\n/);
    expect(error.message).toContain('\n  agent 127.0.0.1:5051: in use cpus 1 of 4, mem 128 of 1024\n');
  });

  it('shows the predicate when there is no description', async () => {
    const fake = new FakeCluster();
    const error = await fake.expire(wait(fake, ({ slaves }) => slaves.length === 7));
    expect(error.message).toMatch(/What was waited for, .*slaves\.length === 7, did not come/);
  });

  it('goes on while the leader is away, and says so in the end', async () => {
    const fake = new FakeCluster();
    fake.current = new Error('ECONNREFUSED');
    const waiting = wait(fake, hasAgent);
    await fake.looked(1);
    fake.change(withAgent);
    await waiting;
    const lost = wait(fake, () => false);
    await fake.looked(fake.looks + 1);
    fake.change(new Error('ECONNRESET'));
    await fake.looked(fake.looks + 1);
    await new Promise(setImmediate);
    expect((await fake.expire(lost)).message).toContain('the state can no longer be read: ECONNRESET');
  });

  it('stops looking when the cluster is destroyed', async () => {
    const fake = new FakeCluster();
    void wait(fake, () => false);
    await fake.looked(1);
    fake.destroying.abort();
    expect(fake.listening).toBe(0);
    const { looks } = fake;
    fake.change(withAgent);
    await new Promise(setImmediate);
    expect(fake.looks).toBe(looks);
  });

  it.each([
    [undefined as unknown as StatePredicate, {}, 'predicate has to be a function, but is undefined'],
    [hasAgent, { timeout: -1 }, 'timeout has to be milliseconds above 0'],
    [hasAgent, { timeout: 'soon' }, 'but is "soon"'],
  ])('refuses what makes no sense (%#)', async (predicate, options, words) => {
    await expect(wait(new FakeCluster(), predicate, options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(wait(new FakeCluster(), predicate, options)).rejects.toThrow(words);
  });
});
