import { randomBytes, randomUUID } from 'node:crypto';

/** Chance and identifiers. Nothing else may call `Math.random`, `randomUUID` or `randomBytes`, so that a seed can repeat a run. */
export interface Random {
  /** A number from 0 up to, not including, 1. Who has seen some may know the next ones: nothing that is to stay secret is made of them. */
  number(): number;
  /** A version 4 UUID in text form. */
  uuid(): string;
  /** So many bytes. */
  bytes(count: number): Buffer;
}

/** Chance that nobody can repeat. Its UUIDs and bytes are the system's for secrets, which nobody can foretell either. */
export const systemRandom: Random = { number: Math.random, uuid: randomUUID, bytes: randomBytes };

/** Chance that the same seed repeats (the generator is mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const hexadecimal = (digits: number) => Array.from({ length: digits }, () => Math.floor(number() * 16).toString(16)).join('');
  const variant = () => '89ab'[Math.floor(number() * 4)];
  return {
    number,
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => Math.floor(number() * 256))),
    uuid: () => `${hexadecimal(8)}-${hexadecimal(4)}-4${hexadecimal(3)}-${variant()}${hexadecimal(3)}-${hexadecimal(12)}`,
  };
}

/** The items in random order; the list given stays as it is. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random.number() * (last + 1));
    [result[last], result[other]] = [result[other] as Item, result[last] as Item];
  }
  return result;
}
