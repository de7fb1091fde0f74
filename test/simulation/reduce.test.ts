import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reduce } from '../../src/simulation/reduce.js';
import { propertyRuns } from '../property-runs.js';

it('keeps what a failure takes, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(59), { maxLength: 4 }), async (needed) => {
      const items = Array.from({ length: 60 }, (_, index) => index);
      const kept = await reduce(items, async (some) => needed.every((each) => some.includes(each)), 10_000);
      expect(kept).toEqual([...needed].sort((one, other) => one - other));
    }),
    propertyRuns(),
  );
});

it('tries no more often than it may', async () => {
  let tried = 0;
  const items = Array.from({ length: 100 }, (_, index) => index);
  const fails = async (some: readonly number[]) => {
    tried++;
    return some.includes(7) && some.includes(93);
  };
  const kept = await reduce(items, fails, 9);
  expect(tried).toBe(9);
  expect(kept.length).toBeLessThan(100);
});
