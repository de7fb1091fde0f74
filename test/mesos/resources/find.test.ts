import { describe, expect, it } from 'vitest';
import { findResources } from '../../../src/mesos/resources/find.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import { reserved, scalar } from './examples.js';

const total = Resources.of([scalar('cpus', 2), scalar('cpus', 1, reserved('ops')), scalar('cpus', 1, reserved('eng'))]);

describe('finding resources', () => {
  it('prefers the role of the target, then unreserved, then any', () => {
    const find = (value: number) => findResources(total, [scalar('cpus', value, reserved('eng'))])?.toString();
    expect(find(0.5)).toBe('cpus(reservations: [(DYNAMIC,eng)]):0.5');
    expect(find(2)).toBe('cpus(reservations: [(DYNAMIC,eng)]):1; cpus:1');
    expect(find(4)).toBe('cpus(reservations: [(DYNAMIC,eng)]):1; cpus:2; cpus(reservations: [(DYNAMIC,ops)]):1');
  });

  it('takes unreserved ones first for an unreserved target', () => {
    expect(findResources(total, [scalar('cpus', 1)])?.toString()).toBe('cpus:1');
  });

  it('finds all or nothing', () => {
    expect(findResources(total, [scalar('cpus', 5)])).toBeUndefined();
    expect(findResources(total, [scalar('cpus', 1), scalar('mem', 1)])).toBeUndefined();
    expect(findResources(total, [])?.isEmpty).toBe(true);
  });
});
