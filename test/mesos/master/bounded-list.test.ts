import { describe, expect, it } from 'vitest';
import { BoundedList } from '../../../src/mesos/master/bounded-list.js';

describe('a bounded list', () => {
  it.each([
    [0, []],
    [1, [4]],
    [3, [2, 3, 4]],
    [9, [1, 2, 3, 4]],
  ])('of %i keeps the latest items in their order', (capacity, kept) => {
    const list = new BoundedList<number>(capacity);
    for (const item of [1, 2, 3, 4]) list.push(item);
    expect([...list]).toEqual(kept);
    expect(list.length).toBe(kept.length);
  });
});
