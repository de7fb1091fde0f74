import { describe, expect, it } from 'vitest';
import { placeOfOffer, unmetConstraint } from '../../../src/marathon/scheduler/constraints.js';
import { runningInstance, someApp, someOffer } from '../some-app.js';

const app = someApp();
const on = (host: string, rack: string) => runningInstance(app, host, { rack });
const place = placeOfOffer(
  someOffer({
    attributes: [
      { name: 'rack', type: 'TEXT', text: { value: 'r1' } },
      { name: 'level', type: 'SCALAR', scalar: { value: 2.5 } },
    ],
  }),
);
const meets = (constraint: string[], placed = [on('host-a', 'r1'), on('host-b', 'r2')], wanted = 4) =>
  unmetConstraint([constraint], place, placed, wanted) === undefined;

describe('a constraint', () => {
  it('UNIQUE wants a value that none has', () => {
    expect(meets(['hostname', 'UNIQUE'])).toBe(false);
    expect(meets(['hostname', 'UNIQUE'], [on('host-b', 'r2')])).toBe(true);
  });

  it('CLUSTER wants the value of the others, or the one it names', () => {
    expect(meets(['rack', 'CLUSTER'], [])).toBe(true);
    expect(meets(['rack', 'CLUSTER'], [on('host-b', 'r2')])).toBe(false);
    expect(meets(['rack', 'CLUSTER', 'r1'], [])).toBe(true);
    expect(meets(['rack', 'CLUSTER', 'r2'], [])).toBe(false);
  });

  it('GROUP_BY spreads evenly', () => {
    expect(meets(['rack', 'GROUP_BY', '2'])).toBe(true);
    expect(meets(['rack', 'GROUP_BY', '2'], [on('a', 'r1'), on('b', 'r1')])).toBe(false);
    expect(meets(['rack', 'GROUP_BY', '2'], [on('a', 'r2'), on('b', 'r3')])).toBe(false);
    expect(meets(['rack', 'GROUP_BY', '2'], [on('a', 'r1'), on('b', 'r1'), on('c', 'r2')], 5)).toBe(true);
    expect(meets(['rack', 'GROUP_BY'], [on('a', 'r1'), on('b', 'r2')])).toBe(true);
    expect(meets(['rack', 'GROUP_BY'], [on('a', 'r1'), on('b', 'r1'), on('c', 'r2')])).toBe(false);
  });

  it('LIKE and UNLIKE match as a whole', () => {
    expect([meets(['rack', 'LIKE', 'r[12]']), meets(['rack', 'LIKE', 'r'])]).toEqual([true, false]);
    expect([meets(['rack', 'UNLIKE', 'r[12]']), meets(['rack', 'UNLIKE', 'r'])]).toEqual([false, true]);
  });

  it('LIKE takes no longer for an expression that engines with backtracking never come to an end with', () => {
    const rack = 'a'.repeat(2000);
    const long = placeOfOffer(someOffer({ attributes: [{ name: 'rack', type: 'TEXT', text: { value: rack } }] }));
    expect(unmetConstraint([['rack', 'LIKE', '(a+)+']], long, [], 1)).toBeUndefined();
    expect(unmetConstraint([['rack', 'LIKE', '(a+)+b']], long, [], 1)).toBe(`constraint rack LIKE (a+)+b, rack is ${rack}`);
  });

  it('with an expression that cannot be read is met nowhere', () => {
    expect([meets(['rack', 'LIKE', '(']), meets(['rack', 'UNLIKE', '('])]).toEqual([false, false]);
  });

  it('MAX_PER and IS count and compare', () => {
    expect([meets(['rack', 'MAX_PER', '1']), meets(['rack', 'MAX_PER', '2'])]).toEqual([false, true]);
    expect([meets(['rack', 'IS', 'r1']), meets(['rack', 'is', 'r2'])]).toEqual([true, false]);
    expect(meets(['level', 'IS', '2.500'])).toBe(true);
  });

  it('on what is not there is met by UNLIKE only, and says so', () => {
    expect(meets(['zone', 'UNLIKE', 'a'])).toBe(true);
    expect(unmetConstraint([['zone', 'LIKE', 'a']], place, [], 1)).toBe('constraint zone LIKE a, zone is not there');
  });
});
