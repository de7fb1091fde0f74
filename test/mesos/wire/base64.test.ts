import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBase64 } from '../../../src/mesos/wire/base64.js';
import { propertyRuns } from '../../property-runs.js';

describe('canonicalBase64', () => {
  it('leaves canonical base64 as it is', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(canonicalBase64(text)).toBe(text);
      }),
      propertyRuns(),
    );
  });

  it.each([
    ['AAA', 'AAA='],
    ['AB==', 'AA=='],
    ['AAAA AAAA\n', 'AAAAAAAA'],
    ['AA==!', 'AA=='],
    ['AAAAA', 'AAAA'],
    ['=', ''],
  ])('makes %j canonical', (text, canonical) => {
    expect(canonicalBase64(text)).toBe(canonical);
  });

  it.each(['!', '-', '_', 'é', '😀'])('refuses %s', (character) => {
    expect(() => canonicalBase64(`AA ${character}A`)).toThrow(`Invalid character '${character}'`);
  });
});
