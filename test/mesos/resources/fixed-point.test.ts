import { describe, expect, it } from 'vitest';
import { formatScalar, toMilli } from '../../../src/mesos/resources/fixed-point.js';

describe('scalars', () => {
  it.each([
    [5000, '5000'],
    [3.9, '3.9'],
    [0.1, '0.1'],
    [0, '0'],
    [-1, '-1'],
    [0.0004, '0'],
    [1.23456, '1.235'],
    [10_000_000, '10000000'],
    [123_456_789_012.345, '123456789012.345'],
    [1e15, '1e+15'],
    [2.5e18, '2.5e+18'],
  ])('%d is printed as %s', (value, text) => {
    expect(formatScalar(value)).toBe(text);
  });

  it('round halves away from zero', () => {
    expect([0.0005, -0.0005, 2.5].map(toMilli)).toEqual([1, -1, 2500]);
  });
});
