import { describe, expect, it } from 'vitest';
import { rateLimits } from '../../../src/mesos/flags/rate-limits.js';

const read = (value: unknown) => rateLimits.parse(JSON.stringify(value));
const problem = (value: unknown) => rateLimits.explain?.(JSON.stringify(value));

describe('rate limits', () => {
  it('are by principal, and of all others', () => {
    const limits = [{ principal: 'p', qps: 2.5, capacity: 0 }, { principal: 'q' }];
    const { principals, others } = read({ limits, aggregate_default_qps: 10 }) ?? {};
    expect([...(principals ?? [])]).toEqual([
      ['p', { qps: 2.5, capacity: 0 }],
      ['q', undefined],
    ]);
    expect(others).toEqual({ qps: 10, capacity: undefined });
    expect(read({})).toMatchObject({ others: undefined });
  });

  it('are shown as they were given', () => {
    const text = '{"limits": []}';
    const value = rateLimits.parse(text);
    expect(value && rateLimits.format(value)).toBe(text);
  });

  it.each([
    [[], 'it is no object'],
    [{ limits: 1 }, '"limits" is no list'],
    [{ limits: [1] }, 'limits[0] is no object'],
    [{ limits: [{ qps: 1 }] }, 'limits[0] has no text "principal"'],
    [{ limits: [{ principal: 'p' }, { principal: 'p' }] }, 'there are two limits of p'],
    [{ limits: [{ principal: 'p', qps: 0 }] }, 'the qps of limits[0] is no number above 0'],
    [{ aggregate_default_qps: '1' }, 'the qps of aggregate_default is no number above 0'],
    [
      { aggregate_default_qps: 1, aggregate_default_capacity: -1 },
      'the capacity of aggregate_default is no whole number from 0 on',
    ],
  ])('are not %j', (value, expected) => {
    expect([read(value), problem(value)]).toEqual([undefined, expected]);
  });
});
