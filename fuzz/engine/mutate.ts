import type { Chance } from './chance.js';
import { mutatedJson } from './mutate-json.js';

/** What inputs are made of. */
export interface Stock {
  /** Inputs that reached something new. */
  readonly corpus: readonly Uint8Array[];
  readonly words: readonly Uint8Array[];
}

type Mutation = (input: Uint8Array, chance: Chance, stock: Stock) => Uint8Array;

/** Numbers at which things change. */
const BORDERS = [0, 1, -1, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 2 ** 31 - 1, -(2 ** 31), 2 ** 32 - 1];
/** Text forms of numbers, and characters, with which parsers have had trouble. */
const ODD_TEXT = [
  ...['-1', '0', '-0', '1e309', '1e-400', '0x10', '9007199254740993', '18446744073709551616', '99999999999999999999', 'NaN'],
  ...['Infinity', '1.7976931348623157e308', '0.0001', '\0', '\u{fffd}', '\u{1f600}', '\u{2028}', '\ufeff', '%00', '%', '\\'],
  ...['"', "'", '\r\n', '\n', '\t', ' ', '../', '/', '..', '__proto__', 'constructor', 'toString', 'null', 'true', '{}', '[]'],
].map((text) => new Uint8Array(Buffer.from(text)));

function spliced(input: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  const result = new Uint8Array(input.length - removed + inserted.length);
  result.set(input.subarray(0, at));
  result.set(inserted, at);
  result.set(input.subarray(at + removed), at + inserted.length);
  return result;
}

/** A place, and how much from there on. */
function part(input: Uint8Array, chance: Chance): [at: number, length: number] {
  const at = chance.below(input.length + 1);
  return [at, Math.min(chance.length(input.length), input.length - at)];
}

const insertion =
  (what: (chance: Chance, stock: Stock) => Uint8Array): Mutation =>
  (input, chance, stock) =>
    spliced(input, chance.below(input.length + 1), 0, what(chance, stock));

const inPlace =
  (change: (bytes: Uint8Array, at: number, chance: Chance) => void): Mutation =>
  (input, chance) => {
    if (input.length === 0) return input;
    const bytes = new Uint8Array(input);
    change(bytes, chance.below(input.length), chance);
    return bytes;
  };

/** One of those that stand in the code, or an odd one. */
export const aWord = (chance: Chance, { words }: Stock): Uint8Array =>
  words.length > 0 && !chance.oneIn(4) ? chance.of(words) : chance.of(ODD_TEXT);

const remove: Mutation = (input, chance) => spliced(input, ...part(input, chance), new Uint8Array());

const replaceByWord: Mutation = (input, chance, stock) => spliced(input, ...part(input, chance), aWord(chance, stock));

const cutOff: Mutation = (input, chance) => input.subarray(0, chance.below(input.length + 1));

const writeNumber = inPlace((bytes, at, chance) => {
  const width = chance.of([1, 2, 4]);
  if (at + width > bytes.length) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const near = chance.of(BORDERS) + chance.below(3) - 1;
  const little = chance.oneIn(2);
  if (width === 1) view.setUint8(at, near);
  else if (width === 2) view.setUint16(at, near, little);
  else view.setUint32(at, near, little);
});

/** Part of the input again at another place, once or many times. */
const repeat: Mutation = (input, chance) => {
  const [at, length] = part(input, chance);
  const piece = input.subarray(at, at + length);
  const times = chance.oneIn(8) ? chance.length(512) : 1;
  return spliced(input, chance.oneIn(2) ? at : chance.below(input.length + 1), 0, Buffer.concat(Array(times).fill(piece)));
};

/** The beginning of this one and the end of another. */
const cross: Mutation = (input, chance, { corpus }) => {
  const other = chance.of(corpus) ?? input;
  const [at, length] = part(other, chance);
  if (chance.oneIn(2)) return spliced(input, ...part(input, chance), other.subarray(at, at + length));
  return Buffer.concat([input.subarray(0, chance.below(input.length + 1)), other.subarray(at)]);
};

/** Digits that stand in a text become another number. */
const replaceNumber: Mutation = (input, chance) => {
  const text = Buffer.from(input).toString('latin1');
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return input;
  const { 0: digits, index } = chance.of(numbers);
  const number = chance.oneIn(2) ? String(chance.of(BORDERS)) : String(Number(digits) + chance.below(3) - 1);
  return spliced(input, index, digits.length, Buffer.from(number));
};

const MUTATIONS: readonly Mutation[] = [
  inPlace((bytes, at, chance) => bytes.fill((bytes[at] as number) ^ (1 << chance.below(8)), at, at + 1)),
  inPlace((bytes, at, chance) => bytes.fill(chance.below(256), at, at + 1)),
  inPlace((bytes, at, chance) => bytes.fill(32 + chance.below(95), at, at + 1)),
  inPlace((bytes, at, chance) => bytes.copyWithin(chance.below(bytes.length), at, at + chance.length(bytes.length))),
  writeNumber,
  insertion((chance) => Uint8Array.of(chance.oneIn(2) ? chance.below(256) : 32 + chance.below(95))),
  insertion(aWord),
  insertion(aWord),
  replaceByWord,
  replaceNumber,
  remove,
  remove,
  cutOff,
  repeat,
  cross,
  cross,
];

const OPEN_BRACE = '{'.charCodeAt(0);

/** The input changed at one place or a few. One that is JSON often stays JSON. */
export function mutated(input: Uint8Array, chance: Chance, stock: Stock, longest: number): Uint8Array {
  let result = input;
  for (let changes = 1 << chance.below(4); changes > 0; changes--) {
    const asJson = result[0] === OPEN_BRACE && !chance.oneIn(3) ? mutatedJson(result, chance, stock) : undefined;
    result = asJson ?? chance.of(MUTATIONS)(result, chance, stock);
    if (result.length > longest) result = result.subarray(0, longest);
  }
  return result;
}
