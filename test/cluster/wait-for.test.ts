import { describe, expect, it } from 'vitest';
import type { MesosState } from '../../src/cluster/mesos-state.js';
import { type StatePredicate, type WaitOptions, waitFor } from '../../src/cluster/wait-for.js';
import type { MinimesosError } from '../../src/errors.js';
import { Clock } from '../../src/mesos/process/clock.js';
import { agentInState, stateWith } from './states.js';

/** A cluster whose state the test sets. */
class Fake {
  readonly clock = new Clock();
  readonly destroyed = new AbortController();
  current: MesosState | Error = stateWith({});
  looks = 0;
  looking = 0;
  mostAtOnce = 0;
  readonly #listeners = new Set<() => void>();

  get listening(): number {
    return this.#listeners.size;
  }

  async state(): Promise<MesosState> {
    this.looks++;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.looking);
    await new Promise(setImmediate);
    this.looking--;
    if (this.current instanceof Error) throw this.current;
    return this.current;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(state: MesosState | Error): void {
    this.current = state;
    for (const listener of this.#listeners) listener();
  }

  wait(predicate: StatePredicate, options: WaitOptions = {}): Promise<MesosState> {
    return waitFor(this, predicate, options, this.destroyed.signal);
  }

  /** Until the wait has looked so often. */
  async looked(times: number): Promise<void> {
    while (this.looks < times || this.looking > 0) await new Promise(setImmediate);
  }

  /** The error that a wait ends with when its time is over. */
  async expire(wait: Promise<MesosState>): Promise<MinimesosError> {
    const error = wait.then(
      () => expect.unreachable('it should have timed out'),
      (error: MinimesosError) => error,
    );
    this.clock.advance(20_000);
    return error;
  }
}

const hasAgent: StatePredicate = ({ slaves }) => slaves.length > 0;
const withAgent = stateWith({ slaves: [agentInState()] });

describe('waitFor', () => {
  it('is over at once when the state is as it should be', async () => {
    const fake = new Fake();
    fake.current = withAgent;
    expect(await fake.wait(hasAgent)).toBe(withAgent);
    expect(fake.looks).toBe(1);
    expect(fake.listening).toBe(0);
  });

  it('looks again when something changes, one look at a time', async () => {
    const fake = new Fake();
    const wait = fake.wait(hasAgent);
    for (let change = 0; change < 100; change++) fake.change(fake.current);
    await fake.looked(2);
    fake.change(withAgent);
    expect(await wait).toBe(withAgent);
    expect(fake.mostAtOnce).toBe(1);
    expect(fake.looks).toBeLessThan(10);
  });

  it('looks now and then even if nothing announces a change', async () => {
    const fake = new Fake();
    const wait = fake.wait(hasAgent);
    await fake.looked(1);
    fake.current = withAgent;
    expect(await wait).toBe(withAgent);
  });

  it('takes predicates that need time themselves', async () => {
    const fake = new Fake();
    fake.current = withAgent;
    expect(await fake.wait(async (state) => (await Promise.resolve(state)).slaves.length === 1)).toBe(withAgent);
  });

  it('ends with what the predicate throws', async () => {
    const fake = new Fake();
    const broken = new Error('broken');
    await expect(
      fake.wait(() => {
        throw broken;
      }),
    ).rejects.toBe(broken);
    expect(fake.listening).toBe(0);
  });

  it('names what it waited for, and what it saw when', async () => {
    const fake = new Fake();
    const wait = fake.wait(() => false, { description: 'A second agent' });
    await fake.looked(1);
    fake.change(withAgent);
    await fake.looked(2);
    await new Promise(setImmediate);
    const error = await fake.expire(wait);
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', details: { waitedFor: 'A second agent', timeout: '10secs' } });
    expect(error.message).toMatch(/^A second agent did not come within 10secs\. Seen last: the last change, .* ago\.\n/);
    expect(error.message).toContain('\n  agent 127.0.0.1:5051: in use cpus 1 of 4, mem 128 of 1024\n');
  });

  it('shows the predicate when there is no description', async () => {
    const fake = new Fake();
    const error = await fake.expire(fake.wait(({ slaves }) => slaves.length === 7));
    expect(error.message).toMatch(/What was waited for, .*slaves\.length === 7, did not come/);
  });

  it('goes on while the leader is away, and says so in the end', async () => {
    const fake = new Fake();
    fake.current = new Error('ECONNREFUSED');
    const wait = fake.wait(hasAgent);
    await fake.looked(1);
    fake.change(withAgent);
    await wait;
    const lost = fake.wait(() => false);
    await fake.looked(fake.looks + 1);
    fake.change(new Error('ECONNRESET'));
    await fake.looked(fake.looks + 1);
    await new Promise(setImmediate);
    expect((await fake.expire(lost)).message).toContain('the state can no longer be read: ECONNRESET');
  });

  it('stops looking when the cluster is destroyed', async () => {
    const fake = new Fake();
    void fake.wait(() => false);
    await fake.looked(1);
    fake.destroyed.abort();
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
    await expect(new Fake().wait(predicate, options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(new Fake().wait(predicate, options)).rejects.toThrow(words);
  });
});
