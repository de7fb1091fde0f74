import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, parseBytes } from '../../../src/mesos/flags/bytes.js';
import { propertyRuns } from '../../property-runs.js';

describe('parseBytes', () => {
  it.each([
    ['0B', 0],
    ['100B', 100],
    ['4KB', 4096],
    ['32MB', 32 * 1024 ** 2],
    ['2GB', 2 * 1024 ** 3],
    ['1TB', 1024 ** 4],
  ])('reads %s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each(['', '32', 'MB', '1.5GB', '-1MB', '32mb', '1PB', '99999999999TB'])('refuses %j', (text) => {
    expect(parseBytes(text)).toBeUndefined();
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0B'],
    [1000, '1000B'],
    [4096, '4KB'],
    [1536 * 1024, '1536KB'],
    [2 * 1024 ** 3, '2GB'],
    [2048 * 1024 ** 4, '2048TB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('is undone by parseBytes', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => parseBytes(formatBytes(bytes)) === bytes),
      propertyRuns(),
    );
  });
});
