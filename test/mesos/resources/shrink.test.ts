import { describe, expect, it } from 'vitest';
import { ResourceLimits } from '../../../src/mesos/resources/limits.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';
import { shrink } from '../../../src/mesos/resources/shrink.js';
import { scalar } from './examples.js';

const mount = (value: number, root: string) => scalar('disk', value, { disk: { source: { type: 'MOUNT', mount: { root } } } });

describe('resources that are shrunk', () => {
  it('to quantities keep no more than these have', () => {
    const shrunk = shrink(parseResources('cpus:4;mem:64;gpus:1'), ResourceQuantities.of({ cpus: 1.5, mem: 100, disk: 5 }));
    expect(String(shrunk)).toBe('cpus:1.5; mem:64');
    expect(shrink(parseResources('cpus:4'), ResourceQuantities.empty).isEmpty).toBe(true);
  });

  it('to limits keep what has none', () => {
    const shrunk = shrink(parseResources('cpus:4;mem:64;gpus:1'), ResourceLimits.of({ cpus: 0.1, gpus: 0 }));
    expect(String(shrunk)).toBe('cpus:0.1; mem:64');
    expect(String(shrink(parseResources('cpus:4'), ResourceLimits.none))).toBe('cpus:4');
  });

  it('count all of a name together, exactly', () => {
    const path = scalar('disk', 0.2, { disk: { source: { type: 'PATH', path: { root: '/p' } } } });
    const shrunk = shrink([scalar('disk', 0.1), path, scalar('disk', 7)], ResourceQuantities.of({ disk: 0.3 }));
    expect(String(shrunk)).toBe('disk:0.1; disk[PATH:/p]:0.2');
  });

  it('leave out what is whole or nothing, and look at what follows', () => {
    const disks = [mount(100, '/a'), mount(50, '/b'), scalar('disk', 30)];
    const shrunk = shrink(disks, ResourceLimits.of({ disk: 60 }));
    expect(String(shrunk)).toBe('disk[MOUNT:/b]:50; disk:10');
    expect(String(shrink([mount(60, '/a')], ResourceLimits.of({ disk: 60 })))).toBe('disk[MOUNT:/a]:60');
    expect(shrink([mount(10, '/a'), mount(10, '/a')], ResourceLimits.of({ disk: 15 })).scalar('disk')).toBe(10);
  });
});
