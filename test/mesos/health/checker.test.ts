import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checker } from '../../../src/mesos/health/checker.js';
import type { Probe } from '../../../src/mesos/health/probe.js';
import { Clock } from '../../../src/mesos/process/clock.js';
import type { CheckStatusInfo } from '../../../src/mesos/wire/messages.js';

const found: CheckStatusInfo = { type: 'TCP', tcp: { succeeded: true } };

let clock: Clock;
let results: (CheckStatusInfo | Error)[];
beforeEach(() => {
  clock = new Clock();
  results = [];
});
afterEach(() => clock.stop());

/** Lets what has been promised arrive. */
const arrived = () => new Promise<void>((resolve) => setImmediate(resolve));

function check(probe: Probe, timing = { delay_seconds: 100, interval_seconds: 200, timeout_seconds: 50 }): Checker {
  const delay = (milliseconds: number, action: () => void) => clock.delay(milliseconds, action);
  return new Checker(probe, timing, delay, (result) => results.push(result));
}

async function pass(seconds: number): Promise<void> {
  clock.advance(seconds * 1000);
  await arrived();
}

describe('a checker', () => {
  it('looks first after the delay, then an interval after each result', async () => {
    check(async () => found);
    await pass(99);
    expect(results).toEqual([]);
    await pass(2);
    expect(results).toEqual([found]);
    await pass(198);
    expect(results).toEqual([found]);
    await pass(3);
    expect(results).toEqual([found, found]);
  });

  it('gives up a look that takes too long, and looks again later', async () => {
    const signals: AbortSignal[] = [];
    check((signal) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    await pass(101);
    expect(results).toEqual([]);
    await pass(51);
    expect(results).toEqual([new Error('timed out after 50 s')]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    await pass(201);
    expect(signals).toHaveLength(2);
  });

  it('has patience without end when the timeout is 0', async () => {
    check(() => new Promise(() => {}), { delay_seconds: 0, interval_seconds: 1, timeout_seconds: 0 });
    await pass(1e6);
    expect(results).toEqual([]);
  });

  it.each<[string, Probe]>([
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
  ])('reports a look that %s, and goes on', async (_how, probe) => {
    check(probe);
    await pass(101);
    await pass(201);
    expect(results).toEqual([new Error('no'), new Error('no')]);
  });

  it('paused, drops what is under way and looks again an interval after it is resumed', async () => {
    let answer: (result: CheckStatusInfo) => void = () => {};
    const checker = check(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await pass(101);
    checker.pause();
    answer(found);
    await pass(1000);
    expect(results).toEqual([]);
    checker.resume();
    await pass(201);
    answer(found);
    await arrived();
    expect(results).toEqual([found]);
  });

  it('stopped, never looks again', async () => {
    const checker = check(async () => found);
    checker.stop();
    checker.resume();
    await pass(1000);
    expect(results).toEqual([]);
  });

  it('may be stopped by what it reports', async () => {
    const delay = (milliseconds: number, action: () => void) => clock.delay(milliseconds, action);
    const checker: Checker = new Checker(
      async () => found,
      {},
      delay,
      (result) => {
        results.push(result);
        checker.stop();
      },
    );
    await pass(16);
    await pass(1000);
    expect(results).toEqual([found]);
  });
});
