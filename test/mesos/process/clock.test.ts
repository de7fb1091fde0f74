import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Clock } from '../../../src/mesos/process/clock.js';
import { propertyRuns } from '../../property-runs.js';
import { thrown } from './thrown.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const clocks: Clock[] = [];

function newClock(): Clock {
  const clock = new Clock();
  clocks.push(clock);
  return clock;
}

afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

const HOUR_MS = 3_600_000;

describe('what time it is', () => {
  it('is the time of the machine', () => {
    expect(Math.abs(newClock().now() - Date.now())).toBeLessThan(60_000);
  });

  it('is told in seconds too', () => {
    const clock = newClock();
    const before = clock.now() / 1000;
    const seconds = clock.seconds();
    expect(seconds).toBeGreaterThanOrEqual(before);
    expect(seconds).toBeLessThanOrEqual(clock.now() / 1000);
  });

  it('jumps by what it is advanced', () => {
    const clock = newClock();
    const other = newClock();
    clock.advance(HOUR_MS);
    expect(clock.now() - other.now()).toBeGreaterThan(HOUR_MS - 1000);
    expect(clock.now() - other.now()).toBeLessThanOrEqual(HOUR_MS);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('is not advanced by %d', (milliseconds) => {
    const clock = newClock();
    expect(() => clock.advance(milliseconds)).toThrow(RangeError);
    expect(clock.now()).toBeGreaterThan(0);
  });
});

describe('timers', () => {
  it('fire in the order of their deadlines, and those of one deadline in the order they were set', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 100 }), (hours) => {
        const clock = newClock();
        const fired: { hour: number; index: number }[] = [];
        for (const [index, hour] of hours.entries()) clock.delay(hour * HOUR_MS, () => fired.push({ hour, index }));
        clock.advance(25 * HOUR_MS);
        const expected = hours.map((hour, index) => ({ hour, index })).sort((a, b) => a.hour - b.hour || a.index - b.index);
        expect(fired).toEqual(expected);
      }),
      propertyRuns(),
    );
  });

  it('fire by themselves, not before their time', async () => {
    const clock = newClock();
    const start = clock.now();
    await clock.sleep(20);
    expect(clock.now() - start).toBeGreaterThanOrEqual(20);
  });

  it('fire once', () => {
    const clock = newClock();
    const action = vi.fn();
    clock.delay(HOUR_MS, action);
    clock.advance(2 * HOUR_MS);
    clock.advance(2 * HOUR_MS);
    expect(action).toHaveBeenCalledOnce();
  });

  it('do not fire before time has come that far', () => {
    const clock = newClock();
    const action = vi.fn();
    clock.delay(2 * HOUR_MS, action);
    clock.advance(HOUR_MS);
    expect(action).not.toHaveBeenCalled();
    clock.advance(HOUR_MS);
    expect(action).toHaveBeenCalledOnce();
  });

  it.each([0, -5])('with a delay of %d fire soon, but never at once', async (delay) => {
    const clock = newClock();
    const action = vi.fn();
    clock.delay(delay, action);
    expect(action).not.toHaveBeenCalled();
    await clock.sleep(0);
    expect(action).toHaveBeenCalledOnce();
  });

  it('can be cancelled, more than once and also too late', () => {
    const clock = newClock();
    const cancelled = vi.fn();
    const others = vi.fn();
    const timers = [1, 2, 3].map((hours) => clock.delay(hours * HOUR_MS, hours === 2 ? cancelled : others));
    timers[1]?.cancel();
    timers[1]?.cancel();
    clock.advance(4 * HOUR_MS);
    timers[0]?.cancel();
    expect(cancelled).not.toHaveBeenCalled();
    expect(others).toHaveBeenCalledTimes(2);
  });

  it('can be cancelled by one that is due at the same time', () => {
    const clock = newClock();
    const action = vi.fn();
    clock.delay(HOUR_MS, () => second.cancel());
    const second = clock.delay(HOUR_MS, action);
    clock.advance(2 * HOUR_MS);
    expect(action).not.toHaveBeenCalled();
  });

  it('leave the others in order when some are cancelled', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { maxLength: 300, size: 'max' }), (timers) => {
        const clock = newClock();
        const fired: number[] = [];
        const set = timers.map(([hours]) => clock.delay(hours * HOUR_MS, () => fired.push(hours)));
        for (const [index, [, cancel]] of timers.entries()) if (cancel) set[index]?.cancel();
        clock.advance(10 * HOUR_MS);
        expect(fired).toEqual(timers.flatMap(([hours, cancel]) => (cancel ? [] : [hours])).sort());
      }),
      propertyRuns(),
    );
  });

  it('are not held until their time once they are called off', async () => {
    const clock = newClock();
    const collected: WeakRef<object>[] = [];
    clock.delay(HOUR_MS, () => {});
    for (let index = 0; index < 1000; index++) {
      const timer = clock.delay(168 * HOUR_MS, () => {});
      collected.push(new WeakRef(timer));
      timer.cancel();
    }
    // What a WeakRef was made for in this turn is held until its end.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(collected.filter((reference) => reference.deref()).length).toBeLessThan(100);
  });

  it('may set new ones when they fire, which fire in the same jump when they are due', () => {
    const clock = newClock();
    const fired: string[] = [];
    clock.delay(HOUR_MS, () => {
      fired.push('first');
      clock.delay(0, () => fired.push('second'));
      clock.delay(HOUR_MS, () => fired.push('later'));
    });
    clock.advance(HOUR_MS);
    clock.advance(1000);
    expect(fired).toEqual(['first', 'second']);
    clock.advance(HOUR_MS);
    expect(fired).toEqual(['first', 'second', 'later']);
  });

  it('may be longer than Node can wait', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const clock = newClock();
    const action = vi.fn();
    clock.delay(2 ** 32, action);
    clock.delay(Number.POSITIVE_INFINITY, action);
    await clock.sleep(5);
    expect(action).not.toHaveBeenCalled();
    clock.advance(2 ** 31);
    await clock.sleep(5);
    expect(action).not.toHaveBeenCalled();
    clock.advance(2 ** 31);
    expect(action).toHaveBeenCalledOnce();
    expect(warnings).toEqual([]);
  });

  it('are not set for no number of milliseconds', () => {
    const clock = newClock();
    expect(() => clock.delay(Number.NaN, () => {})).toThrow(RangeError);
  });

  it('still fire when one before them throws', async () => {
    const clock = newClock();
    const action = vi.fn();
    clock.delay(HOUR_MS, () => {
      throw new Error('defect');
    });
    clock.delay(HOUR_MS, action);
    expect(() => clock.advance(HOUR_MS)).toThrow('defect');
    await clock.sleep(0);
    expect(action).toHaveBeenCalledOnce();
  });

  it('that throw are seen, and time goes on', async () => {
    const clock = newClock();
    const [error] = await thrown(async () => {
      clock.delay(1, () => {
        throw new Error('defect');
      });
      await clock.sleep(2);
    });
    expect(error).toEqual(new Error('defect'));
  });

  it('do not keep the program alive', () => {
    const timeouts = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timeouts();
    const clock = newClock();
    clock.delay(HOUR_MS, () => {});
    expect(timeouts()).toBe(before);
  });

  it('are all called off when the clock stops', async () => {
    const clock = newClock();
    const action = vi.fn();
    clock.delay(1, action);
    clock.delay(HOUR_MS, action);
    clock.stop();
    clock.advance(2 * HOUR_MS);
    await newClock().sleep(10);
    expect(action).not.toHaveBeenCalled();
  });
});

describe('a virtual clock', () => {
  function newVirtualClock(): Clock {
    const clock = new Clock({ virtual: true });
    clocks.push(clock);
    return clock;
  }

  it('stands still until it is moved', async () => {
    const clock = newVirtualClock();
    const before = clock.now();
    expect(Math.abs(before - newClock().now())).toBeLessThan(60_000);
    const action = vi.fn();
    clock.delay(1, action);
    await newClock().sleep(10);
    expect([clock.now(), action.mock.calls.length]).toEqual([before, 0]);
    clock.advance(1);
    expect([clock.now(), action.mock.calls.length]).toEqual([before + 1, 1]);
  });

  it('lets happen what is due at once', async () => {
    const clock = newVirtualClock();
    await clock.sleep(0);
    expect([clock.virtual, newClock().virtual]).toEqual([true, false]);
  });
});

describe('the next deadline', () => {
  it('is that of the earliest timer that was not called off, and can be jumped to', () => {
    const clock = newClock();
    expect(clock.nextDeadline).toBe(Number.POSITIVE_INFINITY);
    const fired: number[] = [];
    const [first] = [1, 2, 3].map((hours) => clock.delay(hours * HOUR_MS, () => fired.push(hours)));
    first?.cancel();
    const { nextDeadline } = clock;
    clock.advanceTo(nextDeadline);
    expect(fired).toEqual([2]);
    expect(clock.now() - nextDeadline).toBeLessThan(60_000);
    clock.advanceTo(nextDeadline - HOUR_MS);
    expect(clock.now()).toBeGreaterThanOrEqual(nextDeadline);
    expect(clock.nextDeadline).toBeGreaterThan(nextDeadline);
  });
});

describe('fake timers of a test runner', () => {
  afterEach(() => void vi.useRealTimers());

  it('do not freeze the clock', async () => {
    vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'Date', 'performance', 'queueMicrotask'] });
    const clock = newClock();
    const before = clock.now();
    expect(before).toBeGreaterThan(1_600_000_000_000);
    await clock.sleep(5);
    expect(clock.now() - before).toBeGreaterThanOrEqual(5);
  });

  it('do not move it', () => {
    const clock = newClock();
    vi.useFakeTimers();
    const action = vi.fn();
    clock.delay(HOUR_MS, action);
    vi.advanceTimersByTime(2 * HOUR_MS);
    expect(action).not.toHaveBeenCalled();
  });
});
