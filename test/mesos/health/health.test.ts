import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Health } from '../../../src/mesos/health/health.js';
import type { CheckStatusInfo } from '../../../src/mesos/wire/messages.js';
import { propertyRuns } from '../../property-runs.js';

const good: CheckStatusInfo = { type: 'COMMAND', command: { exit_code: 0 } };
const bad: CheckStatusInfo = { type: 'COMMAND', command: { exit_code: 1 } };

describe('health', () => {
  it('is told when it begins, with each failure, and when failures end', () => {
    const health = new Health({ grace_period_seconds: 0, consecutive_failures: 3 });
    const told = [good, good, bad, bad, good, good, bad].map((result) => health.judge(result, 0));
    const [healthy, unhealthy] = [
      { healthy: true, kill: false },
      { healthy: false, kill: false },
    ];
    expect(told).toEqual([healthy, undefined, unhealthy, unhealthy, healthy, undefined, unhealthy]);
  });

  it('ignores failures in the grace period, until the first success', () => {
    const health = new Health({ grace_period_seconds: 5, consecutive_failures: 1 });
    expect(health.judge(bad, 5000)).toBeUndefined();
    expect(health.judge(bad, 5001)).toEqual({ healthy: false, kill: true });
    const other = new Health({ grace_period_seconds: 5, consecutive_failures: 2 });
    expect(other.judge(good, 10)).toEqual({ healthy: true, kill: false });
    expect(other.judge(bad, 20)).toEqual({ healthy: false, kill: false });
  });

  it.each<[CheckStatusInfo | Error, boolean]>([
    [new Error('timed out'), false],
    [{ type: 'HTTP', http: { status_code: 199 } }, false],
    [{ type: 'HTTP', http: { status_code: 200 } }, true],
    [{ type: 'HTTP', http: { status_code: 399 } }, true],
    [{ type: 'HTTP', http: { status_code: 400 } }, false],
    [{ type: 'TCP', tcp: { succeeded: true } }, true],
    [{ type: 'TCP', tcp: { succeeded: false } }, false],
    [{ type: 'COMMAND', command: {} }, false],
  ])('of %j is %s', (result, healthy) => {
    expect(new Health({ grace_period_seconds: 0 }).judge(result, 0)?.healthy).toBe(healthy);
  });

  it('kills exactly when so many failures follow each other', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), fc.integer({ min: 1, max: 5 }), (results, limit) => {
        const health = new Health({ grace_period_seconds: 0, consecutive_failures: limit });
        let failures = 0;
        for (const isGood of results) {
          failures = isGood ? 0 : failures + 1;
          expect(health.judge(isGood ? good : bad, 0)?.kill ?? false).toBe(failures >= limit);
        }
      }),
      propertyRuns(),
    );
  });
});
