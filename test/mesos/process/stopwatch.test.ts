import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/mesos/process/clock.js';
import { Stopwatch } from '../../../src/mesos/process/stopwatch.js';

/** A stopwatch on a clock that stands still but for what a test says. */
function onAStillClock() {
  let now = 0;
  const stopwatch = new Stopwatch({ now: () => now } as Clock);
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const take = (milliseconds: number) => {
    stopwatch.start();
    pass(milliseconds);
    stopwatch.stop();
  };
  return { take, pass, entries: () => Object.fromEntries(stopwatch.entries('run_ms')) };
}

describe('a stopwatch', () => {
  it('has nothing to tell before the first time, then that, and statistics from the second on', () => {
    const { take, entries } = onAStillClock();
    expect(entries()).toEqual({});
    take(30);
    expect(entries()).toEqual({ run_ms: 30 });
    take(10);
    expect(entries()).toMatchObject({ run_ms: 10, 'run_ms/count': 2, 'run_ms/min': 10, 'run_ms/max': 30, 'run_ms/p50': 20 });
  });

  it('tells percentiles, between two times by how near they are', () => {
    const { take, entries } = onAStillClock();
    for (let milliseconds = 101; milliseconds > 0; milliseconds--) take(milliseconds);
    const { 'run_ms/p50': p50, 'run_ms/p90': p90, 'run_ms/p95': p95, 'run_ms/p99': p99, ...rest } = entries();
    expect({ p50, p90, p95, p99 }).toEqual({ p50: 51, p90: 91, p95: 96, p99: 100 });
    expect(rest['run_ms/p999']).toBeCloseTo(100.9);
    expect(rest['run_ms/p9999']).toBeCloseTo(100.99);
  });

  it('forgets what is an hour ago', () => {
    const { take, pass, entries } = onAStillClock();
    take(500);
    pass(59 * 60 * 1000);
    take(1);
    take(3);
    expect(entries()).toMatchObject({ 'run_ms/count': 3, 'run_ms/max': 500 });
    pass(60 * 1000);
    expect(entries()).toMatchObject({ 'run_ms/count': 2, 'run_ms/max': 3 });
    pass(60 * 60 * 1000);
    expect(entries()).toEqual({ run_ms: 3 });
  });

  it('keeps some of the old times when there are many', () => {
    const { take, entries } = onAStillClock();
    take(2000);
    for (let index = 0; index < 5000; index++) take(1);
    expect(entries()).toMatchObject({ 'run_ms/max': 2000, 'run_ms/min': 1 });
    expect(entries()['run_ms/count']).toBeGreaterThan(500);
    expect(entries()['run_ms/count']).toBeLessThanOrEqual(1000);
  });
});
