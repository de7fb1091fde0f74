import { describe, expect, it } from 'vitest';
import { capacityOf } from '../../../src/marathon/deployment/replacement.js';
import { runningInstance, someApp } from '../some-app.js';

const of = (minimumHealthCapacity: number, maximumOverCapacity: number, instances = 4, count = 4) => {
  const app = someApp({ instances, upgradeStrategy: { minimumHealthCapacity, maximumOverCapacity } });
  const { killAtOnce, most } = capacityOf(
    app,
    Array.from({ length: count }, (_, index) => runningInstance(app, 'h', {}, index)),
  );
  return [killAtOnce, most];
};

describe('an upgrade strategy', () => {
  it('says how many may go at once, and how many there may be', () => {
    expect(of(1, 1)).toEqual([0, 8]);
    expect(of(0.5, 0)).toEqual([2, 4]);
    expect(of(0, 0)).toEqual([4, 4]);
    expect(of(0.5, 0.5, 2, 5)).toEqual([4, 3]);
  });

  it('lets one more be there where nothing could begin otherwise', () => {
    expect(of(1, 0)).toEqual([0, 5]);
  });
});
