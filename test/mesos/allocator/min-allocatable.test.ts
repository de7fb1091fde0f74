import { describe, expect, it } from 'vitest';
import { minAllocatableByRole, parseMinAllocatable } from '../../../src/mesos/allocator/min-allocatable.js';

const parsed = (text: string) => parseMinAllocatable(text).map((quantities) => quantities.toObject());

describe('parseMinAllocatable', () => {
  it('reads alternatives of quantities', () => {
    expect(parsed('cpus:0.01|mem:32')).toEqual([{ cpus: 0.01 }, { mem: 32 }]);
    expect(parsed(' cpus : 1 ; mem:10 | disk:5 |')).toEqual([{ cpus: 1, mem: 10 }, { disk: 5 }]);
    expect(parsed('')).toEqual([]);
  });

  it.each(['cpus', 'cpus:', 'cpus:x', ':1', 'cpus:-1', 'cpus:1:2', 'ports:[1-2]'])('refuses %j', (text) => {
    expect(() => parseMinAllocatable(text)).toThrow(text);
  });
});

describe('minAllocatableByRole', () => {
  it('has the roles for which something was asked', () => {
    const byRole = minAllocatableByRole({
      a: { min_allocatable_resources: { quantities: [{ quantities: { cpus: { value: 2 } } }, {}] } },
      b: {},
      c: { min_allocatable_resources: {} },
    });
    expect([...byRole.keys()]).toEqual(['a', 'c']);
    expect(byRole.get('a')?.map((quantities) => quantities.toObject())).toEqual([{ cpus: 2 }, {}]);
    expect(byRole.get('c')).toEqual([]);
    expect(minAllocatableByRole().size).toBe(0);
  });
});
