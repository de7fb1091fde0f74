import type { Chance } from './chance.js';
import { aWord, type Stock } from './mutate.js';
import { parsed, placesIn } from './mutate-json.js';

/** Makes an input of about so many bytes, never of more. */
export type Lengthening = (bytes: number) => Uint8Array;

type Copy = string | ((number: number) => string);

/** Stands where something else is to be put. */
const MARK = '@here@';
/** So often a list is nested instead. */
const NESTED = 8;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** As many copies as there is room for. */
function filled(head: string, copy: Copy, tail: string): Lengthening {
  return (bytes) => {
    let room = bytes - head.length - tail.length;
    const copies: string[] = [];
    if (typeof copy === 'string') copies.push(copy.repeat(Math.max(0, Math.floor(room / copy.length))));
    else for (let next = copy(0); next.length <= room; next = copy(copies.length)) room -= copies.push(next) && next.length;
    return Buffer.from(`${head}${copies.join('')}${tail}`, 'latin1');
  };
}

/**
 * A piece of a text, again and again: each time the same, or with a number that makes every one another, as a list without duplicates needs.
 * What comes after it may be odd: whatever tries again from another place does so when the end does not fit.
 */
function repeated(text: string, chance: Chance, stock: Stock, before = '', after = ''): Lengthening {
  const whole = text || latin1(aWord(chance, stock)) || ' ';
  const at = chance.below(whole.length);
  const end = Math.min(at + chance.length(whole.length), whole.length);
  const piece = whole.slice(at, end);
  const inside = chance.below(piece.length + 1);
  const copy = chance.oneIn(2) ? piece : (number: number) => `${piece.slice(0, inside)}${number}${piece.slice(inside)}`;
  const odd = chance.oneIn(2) ? latin1(aWord(chance, stock)) : '';
  return filled(`${before}${whole.slice(0, at)}`, copy, `${odd}${whole.slice(end)}${after}`);
}

/** The text of a document before and after one of its values. */
function around(document: unknown, parent: Record<string | number, unknown>, key: string | number): [string, string] {
  const value = parent[key];
  parent[key] = MARK;
  const [before = '', after = ''] = jsonText(document).split(`"${MARK}"`);
  parent[key] = value;
  return [before, after];
}

const jsonText = (value: unknown): string => latin1(Buffer.from(JSON.stringify(value)));

/** An item of a list in JSON, again and again, with one of its texts or numbers another one each time. */
function numberedItem(item: unknown, chance: Chance): Copy {
  const list = [structuredClone(item)];
  const leaves = placesIn(list).filter(([parent, key]) => typeof (parent as Record<string | number, unknown>)[key] !== 'object');
  if (leaves.length === 0 || chance.oneIn(3)) return `${jsonText(item)},`;
  const [parent, key] = chance.of(leaves) as [Record<string | number, unknown>, string | number];
  const leaf = parent[key];
  const [before, after] = around(list, parent, key);
  const another = (number: number) => (typeof leaf === 'number' ? String(leaf + number) : jsonText(`${leaf}${number}`));
  return (number) => `${before.slice(1)}${another(number)}${after.slice(0, -1)},`;
}

/** A JSON document with more and more in one of its lists, members, texts or numbers; undefined when it is none. */
function longerJson(input: Uint8Array, chance: Chance, stock: Stock): Lengthening | undefined {
  const document = parsed(input);
  const places = placesIn(document);
  if (places.length === 0) return undefined;
  const [parent, key] = chance.of(places) as [Record<string | number, unknown>, string | number];
  const value = parent[key];
  const [before, after] = around(document, parent, key);
  const text = jsonText(value);
  const members = Object.values(typeof value === 'object' && value !== null ? value : {});
  if (members.length === 0) return repeated(text, chance, stock, before, after);
  if (chance.oneIn(NESTED)) return nested(before, text, after);
  const member = chance.of(members);
  if (Array.isArray(value)) return filled(`${before}[`, numberedItem(member, chance), `${jsonText(member)}]${after}`);
  return filled(`${before}{`, (number) => `"${number}":${jsonText(member)},`, `${text.slice(1)}${after}`);
}

const nested =
  (before: string, text: string, after: string): Lengthening =>
  (bytes) => {
    const depth = Math.max(0, (bytes - before.length - text.length - after.length) >> 1);
    return Buffer.from(`${before}${'['.repeat(depth)}${text}${']'.repeat(depth)}${after}`, 'latin1');
  };

/**
 * A way to make an input longer and longer by what it has already.
 * @param long ways that a door knows
 */
export function lengthening(input: Uint8Array, chance: Chance, stock: Stock, long: readonly Lengthening[] = []): Lengthening {
  if (long.length > 0 && chance.oneIn(2)) return chance.of(long);
  const asJson = chance.oneIn(3) ? undefined : longerJson(input, chance, stock);
  return asJson ?? repeated(latin1(input), chance, stock);
}
