import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coalesce,
  containsRanges,
  countRanges,
  formatRanges,
  type Ranges,
  subtractRanges,
} from '../../../src/mesos/resources/ranges.js';
import { propertyRuns } from '../../property-runs.js';

const arbitrary = fc
  .array(fc.tuple(fc.nat(40), fc.nat(8)), { maxLength: 6 })
  .map((list) => coalesce(list.map(([begin, length]) => ({ begin, end: begin + length }))));

const numbers = (ranges: Ranges) =>
  new Set(ranges.flatMap(({ begin, end }) => Array.from({ length: end - begin + 1 }, (_, index) => begin + index)));

describe('ranges', () => {
  it('hold the same numbers when coalesced', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ begin: fc.nat(40), end: fc.nat(40) })), (ranges) => {
        const upright = ranges.filter(({ begin, end }) => begin <= end);
        expect(numbers(coalesce(ranges))).toEqual(new Set([...numbers(upright)].sort((a, b) => a - b)));
        expect(countRanges(coalesce(ranges))).toBe(numbers(upright).size);
      }),
      propertyRuns(),
    );
  });

  it('lose exactly the numbers subtracted', () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (ranges, taken) => {
        const expected = new Set([...numbers(ranges)].filter((number) => !numbers(taken).has(number)));
        expect(numbers(subtractRanges(ranges, taken))).toEqual(expected);
      }),
      propertyRuns(),
    );
  });

  it('contain a part when all its numbers are there', () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (ranges, part) => {
        expect(containsRanges(ranges, part)).toBe([...numbers(part)].every((number) => numbers(ranges).has(number)));
      }),
      propertyRuns(),
    );
  });

  it('are printed with a blank between them', () => {
    const ranges = [
      { begin: 31000, end: 31006 },
      { begin: 31010, end: 31010 },
    ];
    expect(formatRanges(ranges)).toBe('[31000-31006, 31010-31010]');
    expect(formatRanges([])).toBe('[]');
  });
});
