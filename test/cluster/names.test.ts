import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveDescription } from '../../src/cluster/description.js';
import { readableName } from '../../src/cluster/names.js';
import { seededRandom } from '../../src/mesos/process/random.js';
import { propertyRuns } from '../property-runs.js';

describe('a name made up', () => {
  it('is one that a description could give', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const name = readableName(seededRandom(seed), () => false);
        expect(resolveDescription({ name }).name).toBe(name);
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
});
