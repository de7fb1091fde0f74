import type { Chance } from './chance.js';
import type { Stock } from './mutate.js';

type Parent = Record<string, unknown> | unknown[];

const ODD_VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    -0,
    1e308,
    2 ** 53,
    2 ** 63,
    -(2 ** 31),
    '',
    ' ',
    '0',
    '-1',
    'Infinity',
    '*',
    '/',
    '\0',
    '__proto__',
  ],
  ...[[], {}, [[]], [null], { value: '' }],
];

/** Every place of a value: what it is in, and as what. */
export function placesIn(value: unknown, places: [Parent, string | number][] = []): [Parent, string | number][] {
  if (typeof value !== 'object' || value === null) return places;
  const parent = value as Parent;
  const keys = Array.isArray(parent) ? parent.keys() : Object.keys(parent);
  for (const key of keys) {
    places.push([parent, key]);
    placesIn((parent as Record<string | number, unknown>)[key], places);
  }
  return places;
}

/** The JSON document with one member changed, removed, moved or added; undefined when it is none. */
export function mutatedJson(input: Uint8Array, chance: Chance, stock: Stock): Uint8Array | undefined {
  const document = parsed(input);
  if (document === undefined) return undefined;
  const places = placesIn(document);
  if (places.length === 0) return undefined;
  const [parent, key] = chance.of(places) as [Record<string | number, unknown>, string | number];
  switch (chance.below(7)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(key as number, 1);
      else delete parent[key];
      break;
    case 1: {
      const [other, otherKey] = chance.of(places) as [Record<string | number, unknown>, string | number];
      parent[key] = structuredClone(other[otherKey]);
      break;
    }
    case 2: {
      const other = parsed(chance.of(stock.corpus) ?? input);
      const [from, fromKey] = chance.of([[{ other }, 'other'] as [Parent, string], ...placesIn(other)]);
      parent[key] = (from as Record<string | number, unknown>)[fromKey];
      break;
    }
    case 3:
      parent[key] = word(chance, stock);
      break;
    case 4:
      if (Array.isArray(parent)) parent.push(structuredClone(parent[key as number]));
      else parent[word(chance, stock)] = chance.of(ODD_VALUES);
      break;
    case 5:
      parent[key] =
        typeof parent[key] === 'number'
          ? (parent[key] as number) * chance.of([-1, 2, 0.1, 1e9, 1e-9]) + chance.below(3) - 1
          : [parent[key]];
      break;
    default:
      parent[key] = chance.of(ODD_VALUES);
  }
  return Buffer.from(JSON.stringify(document));
}

const word = (chance: Chance, { words }: Stock): string => (words.length > 0 ? Buffer.from(chance.of(words)).toString() : '');

/** The document; undefined when it is none. */
export function parsed(input: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(input).toString());
  } catch {
    return undefined;
  }
}
