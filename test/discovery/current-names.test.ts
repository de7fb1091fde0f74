import { describe, expect, it } from 'vitest';
import { CurrentNames } from '../../src/discovery/current-names.js';
import { RecordSet } from '../../src/discovery/record-set.js';
import type { Names } from '../../src/discovery/records.js';
import { Clock } from '../../src/mesos/process/clock.js';

const some = (): Names => ({ records: new RecordSet(), frameworks: [] });

/** Names that are looked at as the test says, on a clock that the test moves. */
function looking(look: (count: number) => Promise<Names>) {
  const clock = new Clock({ beginsAt: 5_000_000 });
  let looks = 0;
  const names = new CurrentNames(() => look(++looks), clock);
  return { names, clock, looks: () => looks };
}

describe('current names', () => {
  it('are looked at when somebody asks and something has happened', async () => {
    const { names, clock, looks } = looking(async () => some());
    expect(looks()).toBe(0);
    const first = await names.get();
    expect(await names.get()).toBe(first);
    expect(looks()).toBe(1);
    expect(names.serial).toBe(5000);
    names.changed();
    names.changed();
    expect(await names.get()).not.toBe(first);
    expect(looks()).toBe(2);
    clock.advance(1000);
    await names.get();
    expect(looks()).toBe(3);
  });

  it('are those of after the question, also where somebody looks already', async () => {
    const begun: ((names: Names) => void)[] = [];
    const { names } = looking(() => new Promise((resolve) => begun.push(resolve)));
    const before = names.get();
    names.changed();
    const after = names.get();
    const [early, late] = [some(), some()];
    begun[0]?.(early);
    expect(await before).toBe(early);
    await expect.poll(() => begun.length).toBe(2);
    begun[1]?.(late);
    expect(await after).toBe(late);
  });

  it('are those of before where the state cannot be read, or not in time', async () => {
    const known = some();
    const { names, clock, looks } = looking(async (count) => {
      if (count === 1) return known;
      if (count === 2) throw new Error('nobody leads');
      return new Promise(() => {});
    });
    await names.get();
    names.changed();
    expect(await names.get()).toBe(known);
    const waiting = names.get();
    await expect.poll(looks).toBe(3);
    clock.advance(1000);
    expect(await waiting).toBe(known);
  });

  it('are none as long as there was no state', async () => {
    expect(await looking(() => Promise.reject(new Error('nobody leads'))).names.get()).toBeUndefined();
  });
});
