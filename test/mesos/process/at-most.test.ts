import { afterEach, describe, expect, it } from 'vitest';
import { atMost } from '../../../src/mesos/process/at-most.js';
import { Clock } from '../../../src/mesos/process/clock.js';

const clock = new Clock();
afterEach(() => clock.stop());

/** What comes next after the timers that are due. */
const afterTimers = () => new Promise<string>((resolve) => setImmediate(() => resolve('there')));

describe('atMost', () => {
  it('resolves as the promise does, or with undefined when that takes longer', async () => {
    expect(await atMost(clock, 60_000, Promise.resolve('there'))).toBe('there');
    expect(await atMost(clock, 10, new Promise(() => {}))).toBeUndefined();
    await expect(atMost(clock, 60_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(clock.nextDeadline).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes what is there when this process could do nothing all the time', async () => {
    const told = await new Promise((resolve) =>
      setImmediate(() => {
        const answer = atMost(clock, 20, afterTimers());
        const until = performance.now() + 100;
        while (performance.now() < until);
        resolve(answer);
      }),
    );
    expect(told).toBe('there');
  });

  it('goes by a time that is moved by hand', async () => {
    const virtual = new Clock({ virtual: true });
    const told = atMost(virtual, 1000, new Promise(() => {}));
    virtual.advance(1000);
    expect(await told).toBeUndefined();
  });
});
