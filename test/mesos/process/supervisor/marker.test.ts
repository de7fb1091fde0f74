import { describe, expect, it } from 'vitest';
import { isBelow, markersIn, markerValue } from '../../../../src/mesos/process/supervisor/marker.js';

describe('markers', () => {
  it('cover whole levels only', () => {
    expect(isBelow('owner/a/1', 'owner/a')).toBe(true);
    expect(isBelow('owner/a', 'owner/a')).toBe(true);
    expect(isBelow('owner/ab', 'owner/a')).toBe(false);
    expect(isBelow('owner', 'owner/a')).toBe(false);
  });

  it('of an owner inside a command of another owner name both', () => {
    const value = markerValue('inner/a/1', markerValue('outer/b/2', undefined));
    expect(markersIn(`PATH=/bin\0MINIMESOS_CONTAINER=${value}\0HOME=/\0`)).toEqual(['outer/b/2', 'inner/a/1']);
  });

  it('are found wherever the variable stands, and only there', () => {
    expect(markersIn('MINIMESOS_CONTAINER=a/b\0')).toEqual(['a/b']);
    expect(markersIn('A=1\0MINIMESOS_CONTAINER=a/b')).toEqual(['a/b']);
    expect(markersIn('')).toEqual([]);
    expect(markersIn('OTHER_MINIMESOS_CONTAINER=a/b\0B=MINIMESOS_CONTAINER=a/b\0')).toEqual([]);
  });
});
