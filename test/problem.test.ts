import { describe, expect, it } from 'vitest';
import { show, showUrl } from '../src/problem.js';

describe('what a user gave', () => {
  it.each([
    ['5', '"5"'],
    [5, '5'],
    ['a'.repeat(81), `"${'a'.repeat(80)}…"`],
    [[], 'an empty list'],
    [{}, 'an object'],
  ])('is shown short, and by its kind: %j', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it.each([
    ['zk://user:TOP SECRET@host:2181/mesos', '"zk://…@host:2181/mesos"'],
    ['zk:/user:secret@host', '"zk:/…@host"'],
    [' http://user:se@cret@host', '" http://…@host"'],
    ['mesos:1@sha256', '"mesos:1@sha256"'],
    ['http://host', '"http://host"'],
  ])('is shown without the user of an URL: %j', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it.each([
    ['user:secret@host', '"…@host"'],
    ['zk:user:secret@host', '"…@host"'],
    ['zk://user:secret@host', '"zk://…@host"'],
    ['host', '"host"'],
  ])('is shown without all that may be one where it should be an URL: %j', (value, shown) => {
    expect(showUrl(value)).toBe(shown);
  });

  it('does not take the square of its length', () => {
    for (const text of ['/', 'a:/', ' ']) expect(show(`zk:${text.repeat(300_000)}`)).toContain('…');
  });
});
