import { describe, expect, it } from 'vitest';
import { amount, checkFormat, count, documentOf, list, members, text, whole } from '../../../src/mesos/process/stored.js';

describe('what an earlier process has left', () => {
  it.each<[string, (name: string, value: unknown) => unknown, unknown[], unknown[]]>([
    ['an object', members, [{ a: 1 }], [null, [], 'a']],
    ['a list', list, [[1]], [{}, null, undefined]],
    ['a text', text, [''], [1, null]],
    ['a number from 0 on', amount, [0, 1.5], [-0.1, '1', Number.NaN]],
    ['a whole number', whole, [-1, 0], [0.5, 2 ** 53, '1']],
    ['a number from 0 on', count, [0, 7], [-1]],
  ])('is %s, or refused', (what, read, right, wrong) => {
    for (const value of right) expect(read('x', value)).toBe(value);
    for (const value of wrong) expect(() => read('x', value)).toThrow(`"x" is not ${what}`);
  });

  it('has a format', () => {
    checkFormat(1, 1);
    expect(() => checkFormat(undefined, 1)).toThrow('format undefined, where this one reads 1');
  });

  it('is a document', () => {
    expect(documentOf({ a: 1 })).toEqual({ a: 1 });
    expect(() => documentOf([])).toThrow('it is no object');
  });
});
