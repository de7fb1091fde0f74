import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '../src/suggest.js';
import { propertyRuns } from './property-runs.js';

const keys = ['name', 'agents', 'masters', 'resources', 'attributes', 'port', 'offer_timeout'];

describe('suggest', () => {
  it.each([
    ['agent', 'agents'],
    ['agnets', 'agents'],
    ['Masters', 'masters'],
    ['resorces', 'resources'],
    ['atributes', 'attributes'],
    ['prot', 'port'],
    ['offerTimeout', 'offer_timeout'],
    ['offer-timout', 'offer_timeout'],
  ])('finds what %s was meant to be', (word, meant) => {
    expect(suggest(word, keys)).toBe(meant);
  });

  it.each(['', 'x', 'cpu', 'zookeeper', 'completely different'])('finds nothing near %j', (word) => {
    expect(suggest(word, keys)).toBeUndefined();
  });

  it('finds nothing among nothing', () => {
    expect(suggest('agents', [])).toBeUndefined();
  });

  it('takes the nearest of several', () => {
    expect(suggest('agents', ['agent', 'agentz', 'agents'])).toBe('agents');
  });
});

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['abc', 'bc', 1],
    ['kitten', 'sitting', 3],
  ])('from %j to %j is %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it('is the same both ways, and never more than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
      propertyRuns(),
    );
  });
});
