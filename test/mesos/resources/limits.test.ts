import { describe, expect, it } from 'vitest';
import { ResourceLimits } from '../../../src/mesos/resources/limits.js';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';

const { of } = ResourceLimits;
const quantities = ResourceQuantities.of;

describe('limits', () => {
  it('hold for the names they have, nothing among them', () => {
    const limits = of({ mem: 64, cpus: 0.3, gpus: 0 });
    expect([limits.get('cpus'), limits.get('gpus'), limits.get('disk')]).toEqual([0.3, 0, undefined]);
    expect(limits.names).toEqual(['cpus', 'gpus', 'mem']);
    expect(String(limits)).toBe('cpus:0.3; gpus:0; mem:64');
    expect(String(ResourceLimits.none)).toBe('{}');
    expect([limits.isEmpty, of({ gpus: 0 }).isEmpty, ResourceLimits.none.isEmpty]).toEqual([false, false, true]);
  });

  it('are kept or not', () => {
    const limits = of({ cpus: 0.3, gpus: 0 });
    expect(limits.contains(quantities({ cpus: 0.1 }).plus(quantities({ cpus: 0.2, disk: 1e9 })))).toBe(true);
    expect(limits.contains(quantities({ cpus: 0.301 }))).toBe(false);
    expect(limits.contains(quantities({ gpus: 0.001 }))).toBe(false);
    expect(ResourceLimits.none.contains(quantities({ cpus: 1e9 }))).toBe(true);
  });

  it('fall by what is had, not below nothing', () => {
    const left = of({ cpus: 0.3, mem: 64 }).minus(quantities({ cpus: 0.1, mem: 100, disk: 5 }));
    expect(left.toObject()).toEqual({ cpus: 0.2, mem: 0 });
  });
});
