import { describe, expect, it } from 'vitest';
import { OfferFilters, refusalMs } from '../../../src/mesos/allocator/offer-filters.js';
import { Clock } from '../../../src/mesos/process/clock.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const refused = parseResources('cpus:2;mem:100');
const more = parseResources('cpus:2;mem:101');
const less = parseResources('cpus:1');

describe('refusalMs', () => {
  it.each([
    [undefined, 5000],
    [0, 0],
    [-1, 5000],
    [Number.NaN, 5000],
    [Number.NEGATIVE_INFINITY, 5000],
    [Number.POSITIVE_INFINITY, YEAR_MS],
    [1e300, YEAR_MS],
    [0.001, 1000],
    [1.5, 1500],
    [60, 60_000],
  ])('of %j seconds is %d ms', (seconds, expected) => {
    expect(refusalMs({ refuse_seconds: seconds }, 1000)).toBe(expected);
  });
});

describe('OfferFilters', () => {
  function filters() {
    const clock = new Clock();
    return { clock, filters: new OfferFilters(clock) };
  }

  it('refuse the same and less, but not more', () => {
    const { filters: of } = filters();
    of.add('role', 'agent', refused, 5000);
    expect(of.refuses('role', 'agent', refused)).toBe(true);
    expect(of.refuses('role', 'agent', less)).toBe(true);
    expect(of.refuses('role', 'agent', more)).toBe(false);
    expect(of.refuses('role', 'other', less)).toBe(false);
    expect(of.refuses('other', 'agent', less)).toBe(false);
  });

  it('expire one by one', () => {
    const { clock, filters: of } = filters();
    of.add('role', 'agent', refused, 10_000);
    of.add('role', 'agent', less, 60_000);
    expect(of.count('role')).toBe(2);
    clock.advance(9000);
    expect(of.refuses('role', 'agent', refused)).toBe(true);
    clock.advance(1000);
    expect(of.refuses('role', 'agent', refused)).toBe(false);
    expect(of.refuses('role', 'agent', less)).toBe(true);
    clock.advance(50_000);
    expect(of.refuses('role', 'agent', less)).toBe(false);
    expect(of.count('role')).toBe(0);
  });

  it('are taken away by role, by agent, or all', () => {
    const { filters: of } = filters();
    const refuses = () =>
      ['a', 'b'].flatMap((role) => ['1', '2'].filter((agent) => of.refuses(role, agent, less)).map((id) => role + id));
    for (const role of ['a', 'b']) for (const agent of ['1', '2']) of.add(role, agent, less, 5000);
    of.removeRole('a');
    expect(refuses()).toEqual(['b1', 'b2']);
    of.removeAgent('1');
    expect(refuses()).toEqual(['b2']);
    of.clear();
    expect(refuses()).toEqual([]);
  });

  it('added after others were taken away last their own time', () => {
    const { clock, filters: of } = filters();
    of.add('role', 'agent', refused, 1000);
    of.removeRole('role');
    of.add('role', 'agent', refused, 3000);
    clock.advance(2000);
    expect(of.refuses('role', 'agent', refused)).toBe(true);
  });
});
