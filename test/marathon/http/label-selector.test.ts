import { describe, expect, it } from 'vitest';
import { Impossible } from '../../../src/marathon/definitions/invalid.js';
import { parseLabelSelector } from '../../../src/marathon/http/label-selector.js';

const LABELS = { env: 'test', tier: 'web', 'a,b': 'c' };
const selects = (text: string) => parseLabelSelector(text)(LABELS);

describe('a label selector', () => {
  it.each([
    'env==test',
    'env != prod',
    'tier in (db, web)',
    'tier in (db web)',
    'tier notin (db)',
    'env',
    'a\\,b == c',
    'env==test, tier',
  ])('selects by %s', (text) => expect(selects(text)).toBe(true));

  it.each([
    'env==prod',
    'env!=test',
    'other != x',
    'tier in ()',
    'tier in (webdb)',
    'tier notin (db,web)',
    'other',
    'env, other',
  ])('does not select by %s', (text) => expect(selects(text)).toBe(false));

  it.each(['=', 'env==', 'tier in (web', 'tier in (a,,b)', 'tier in web)', '(a)'])('may not be %s', (text) =>
    expect(() => selects(text)).toThrow(Impossible),
  );

  it('is refused as fast as it is written, however long it is', () => {
    for (const list of ['a'.repeat(16_000), 'a '.repeat(8000), ' '.repeat(16_000), 'a\\'.repeat(8000)]) {
      expect(() => selects(`tier in (${list}`)).toThrow(Impossible);
      expect(() => selects(`tier in (${list}==)`)).toThrow(Impossible);
    }
  });
});
