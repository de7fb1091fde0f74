import { describe, expect, it } from 'vitest';
import { Clock } from '../../../src/mesos/process/clock.js';
import { Metrics } from '../../../src/mesos/process/metrics.js';

describe('metrics', () => {
  it('are counters, gauges and families, sorted by name', () => {
    const metrics = new Metrics();
    let queue = 3;
    const sent = metrics.counter('z/sent');
    metrics.gauge('b/queue', () => queue);
    metrics.family(() => [
      ['c/second', 2],
      ['a/first', 1],
    ]);
    sent.increment();
    sent.increment(4);
    expect(Object.entries(metrics.snapshot())).toEqual([
      ['a/first', 1],
      ['b/queue', 3],
      ['c/second', 2],
      ['z/sent', 5],
    ]);
    queue = 0;
    expect(metrics.snapshot()).toMatchObject({ 'b/queue': 0, 'z/sent': 5 });
  });

  it('have one name each', () => {
    const metrics = new Metrics();
    metrics.counter('sent');
    expect(() => metrics.gauge('sent', () => 0)).toThrow('There is a metric sent already.');
  });

  it('measure times under a name with the unit', () => {
    const clock = new Clock();
    const metrics = new Metrics();
    const stopwatch = metrics.stopwatch('run', clock);
    expect(metrics.snapshot()).toEqual({});
    stopwatch.start();
    clock.advance(20);
    stopwatch.stop();
    expect(Object.keys(metrics.snapshot())).toEqual(['run_ms']);
    expect(metrics.snapshot()['run_ms']).toBeGreaterThanOrEqual(20);
  });
});
