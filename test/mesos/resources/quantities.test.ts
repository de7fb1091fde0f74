import { describe, expect, it } from 'vitest';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import { ranges, reserved, scalar, set, volume } from './examples.js';

const { of } = ResourceQuantities;

describe('quantities', () => {
  it('count whatever the kind: ports by number, shared volumes once', () => {
    const shared = volume('v', 64, { shared: {} });
    const resources = [
      ...[scalar('cpus', 0.5), scalar('cpus', 0.2, reserved('eng')), shared, shared],
      ...[ranges('ports', [[31000, 31001]]), set('disks', ['a', 'b', 'c'])],
    ];
    const quantities = ResourceQuantities.ofResources(Resources.of(resources));
    expect(quantities.toObject()).toEqual({ cpus: 0.7, disk: 64, disks: 3, ports: 2 });
    expect(Object.keys(quantities.toObject())).toEqual(['cpus', 'disk', 'disks', 'ports']);
    expect(quantities.get('gpus')).toBe(0);
  });

  it('add and subtract exactly, never below nothing', () => {
    expect(
      of({ cpus: 0.1 })
        .plus(of({ cpus: 0.2, mem: 1 }))
        .equals(of({ cpus: 0.3, mem: 1 })),
    ).toBe(true);
    expect(
      of({ cpus: 1, mem: 5 })
        .minus(of({ cpus: 1, mem: 2, disk: 3 }))
        .toObject(),
    ).toEqual({ mem: 3 });
    expect(of({ cpus: 0.1 }).minus(of({ cpus: 9 })).isEmpty).toBe(true);
    expect(of({ cpus: 0, mem: -1 }).isEmpty).toBe(true);
  });

  it('are summed up, and printed as by Mesos', () => {
    const sum = ResourceQuantities.sum([of({ mem: 64, cpus: 0.1 }), ResourceQuantities.empty, of({ cpus: 0.2 })]);
    expect(String(sum)).toBe('cpus:0.3; mem:64');
    expect(String(ResourceQuantities.sum([]))).toBe('{}');
  });

  it('contain others', () => {
    expect(of({ cpus: 1, mem: 32 }).contains(of({ cpus: 1 }))).toBe(true);
    expect(of({ cpus: 1 }).contains(of({ cpus: 1, mem: 1 }))).toBe(false);
    expect(ResourceQuantities.empty.contains(of({ cpus: 0 }))).toBe(true);
  });

  it('have a dominant share', () => {
    const total = of({ cpus: 10, mem: 100 });
    expect(of({ cpus: 1, mem: 50 }).dominantShareOf(total)).toBe(0.5);
    expect(of({ cpus: 1, mem: 50 }).dominantShareOf(total, new Set(['mem']))).toBe(0.1);
    expect(of({ gpus: 1 }).dominantShareOf(total)).toBe(0);
    expect(ResourceQuantities.empty.dominantShareOf(total)).toBe(0);
  });
});
