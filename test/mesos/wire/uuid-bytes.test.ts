import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUuidBytes, uuidFromBytes, uuidToBytes } from '../../../src/mesos/wire/uuid-bytes.js';
import { propertyRuns } from '../../property-runs.js';

const withVersion = (version: number) => {
  const bytes = Buffer.alloc(16);
  bytes[6] = version << 4;
  return bytes.toString('base64');
};

describe('uuidToBytes and uuidFromBytes', () => {
  it('turn one form into the other', () => {
    expect(uuidToBytes('00112233-4455-4677-8899-aabbccddeeff')).toBe('ABEiM0RVRneImaq7zN3u/w==');
    expect(uuidFromBytes('ABEiM0RVRneImaq7zN3u/w==')).toBe('00112233-4455-4677-8899-aabbccddeeff');
  });

  it('undo each other', () => {
    fc.assert(
      fc.property(fc.uuid({ version: [1, 2, 3, 4, 5] }), (uuid) => {
        expect(uuidFromBytes(uuidToBytes(uuid))).toBe(uuid);
        expect(isUuidBytes(uuidToBytes(uuid))).toBe(true);
      }),
      propertyRuns(),
    );
  });
});

describe('isUuidBytes', () => {
  it('wants version 1 to 5', () => {
    const versions = Array.from({ length: 16 }, (_, version) => version);
    expect(versions.filter((version) => isUuidBytes(withVersion(version)))).toEqual([1, 2, 3, 4, 5]);
  });

  it.each(['', 'AAAA', withVersion(4).slice(0, 20), `${withVersion(4).slice(0, 20)}AAAAAAAA`])(
    'wants 16 bytes, not %j',
    (base64) => {
      expect(isUuidBytes(base64)).toBe(false);
    },
  );
});
