import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Random, seededRandom, shuffled, systemRandom } from '../../../src/mesos/process/random.js';
import { propertyRuns } from '../../property-runs.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const draw = (random: Random) =>
  Array.from({ length: 50 }, (_, index) => [random.number(), random.uuid(), random.bytes(4).toString('hex')][index % 3]);

describe.each<[string, Random]>([
  ['chance of the system', systemRandom],
  ['chance with a seed', seededRandom(7)],
])('%s', (_, random) => {
  it('gives numbers from 0 up to, not including, 1', () => {
    const numbers = Array.from({ length: 2000 }, () => random.number());
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBeGreaterThan(1900);
  });

  it('gives version 4 UUIDs, each another one', () => {
    const uuids = Array.from({ length: 2000 }, () => random.uuid());
    expect(uuids.filter((uuid) => !UUID.test(uuid))).toEqual([]);
    expect(new Set(uuids).size).toBe(2000);
  });

  it('gives bytes, as many as asked for and of every value', () => {
    expect([0, 1, 16].map((count) => random.bytes(count).length)).toEqual([0, 1, 16]);
    expect(new Set(random.bytes(10_000)).size).toBe(256);
  });
});

describe('chance of the system', () => {
  it('makes UUIDs and bytes of what nobody can foretell, and not of its numbers', () => {
    const number = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    try {
      expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16));
      expect(systemRandom.uuid()).not.toBe(systemRandom.uuid());
      expect(number).not.toHaveBeenCalled();
    } finally {
      number.mockRestore();
    }
  });
});

describe('a seed', () => {
  it('repeats what was drawn', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(draw(seededRandom(seed))).toEqual(draw(seededRandom(seed)));
      }),
      propertyRuns(),
    );
  });

  it('gives the same in every version of minimesos', () => {
    const random = seededRandom(42);
    expect([random.number(), random.number(), random.uuid()]).toMatchInlineSnapshot(`
      [
        0.6011037519201636,
        0.44829055899754167,
        "da2849d7-3eb4-438a-a07d-090402c802d7",
      ]
    `);
  });

  it('gives something else than another seed', () => {
    expect(draw(seededRandom(1))).not.toEqual(draw(seededRandom(2)));
  });

  it('gives numbers that are spread evenly', () => {
    const random = seededRandom(3);
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index++) {
      const bucket = Math.floor(random.number() * 10);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('shuffled', () => {
  it('holds the same items, and leaves the list given as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items];
        const numerically = (a: number, b: number) => a - b;
        expect(shuffled(items, seededRandom(seed)).sort(numerically)).toEqual([...items].sort(numerically));
        expect(items).toEqual(before);
      }),
      propertyRuns(),
    );
  });

  it('comes to every order', () => {
    const random = seededRandom(5);
    const orders = new Set(Array.from({ length: 500 }, () => shuffled(['a', 'b', 'c', 'd'], random).join('')));
    expect(orders.size).toBe(24);
  });
});
