import { describe, expect, it } from 'vitest';
import { labelOf, labelsOf } from '../../src/discovery/labels.js';

describe('a label', () => {
  const long = (count: number) => '-'.repeat(count);

  it.each([
    ['', ''],
    ['-', ''],
    ['a---', 'a'],
    ['---a---b', 'a---b'],
    ['a.b_C', 'a-b-c'],
    ['4abc123', '4abc123'],
    ['-4abc123', '4abc123'],
    ['MiXed Case $%', 'mixedcase'],
    ['name with ünïcode', 'namewithncode'],
    [`fd%gs-${'1234567890'.repeat(6)}-123`, `fdgs-${'1234567890'.repeat(5)}12345678`],
    [`hello${long(56)}f`, `hello${long(56)}f`],
    // Where the cut leaves only dashes at the end, what comes after them moves up.
    [`hello${long(58)}f`, 'hellof'],
    [`a${long(70)}bcd`, 'abcd'],
  ])('of %j is %j', (name, label) => {
    expect(labelOf(name)).toBe(label);
  });

  it('is made of each part of a name', () => {
    expect(labelsOf('marathon.prod')).toBe('marathon.prod');
    expect(labelsOf('.My Framework..-v1_2-.')).toBe('myframework.v1-2');
    expect(labelsOf('...')).toBe('');
  });
});
