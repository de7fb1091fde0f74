import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveDescription } from '../../src/cluster/description.js';
import { distinctName, readableName } from '../../src/cluster/names.js';
import { seededRandom } from '../../src/mesos/process/random.js';
import { propertyRuns } from '../property-runs.js';

describe('a name made up', () => {
  it('is one that a description could give', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        for (const make of [readableName, distinctName]) {
          const name = make(seededRandom(seed), () => false);
          expect(resolveDescription({ name }).name).toBe(name);
        }
      }),
      propertyRuns(),
    );
  });

  it('is none that is taken', () => {
    const taken = new Set<string>();
    for (let round = 0; round < 3; round++) taken.add(readableName(seededRandom(1), (name) => taken.has(name)));
    const [first] = taken;
    expect([...taken]).toEqual([first, `${first}-2`, `${first}-3`]);
  });

  it('differs from those that other processes make up, which it cannot know', () => {
    // Of 24 clusters at once, in one of 67,000 runs two would be called the same.
    const random = seededRandom(1);
    const names = Array.from({ length: 24 * 40 }, () => distinctName(random, () => false));
    const runs = Array.from({ length: 40 }, (_, run) => new Set(names.slice(run * 24, (run + 1) * 24)));
    expect(runs.map(({ size }) => size)).toEqual(runs.map(() => 24));
  });

  it('is another one when it is taken all the same', () => {
    const first = distinctName(seededRandom(1), () => false);
    expect(distinctName(seededRandom(1), (name) => name === first)).not.toBe(first);
  });
});
