import { describe, expect, it } from 'vitest';
import { formatSeed, LARGEST_SEED, readSeed } from '../src/seed.js';
import { packageVersion } from '../src/version.js';

describe('readSeed', () => {
  it.each([0, 42, LARGEST_SEED])('takes %d as a number, as text, and with the version', (seed) => {
    expect([seed, String(seed), formatSeed(seed)].map(readSeed)).toEqual([seed, seed, seed]);
  });

  it.each([-1, 1.5, Number.NaN, LARGEST_SEED + 1, '', 'x', '42@', ' 42'])('refuses %j', (value) => {
    expect(() => readSeed(value)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('refuses one of another version, and says that the bare number may be given', () => {
    expect(() => readSeed('42@0.0.1')).toThrow(
      `Seed 42 comes from minimesos 0.0.1, and this is ${packageVersion()}, where it may lead to something else. ` +
        'Install that version to repeat exactly what happened there, or give the bare number to take what it leads to here.',
    );
  });
});
