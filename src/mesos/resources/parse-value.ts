import type { Value } from '../wire/messages.js';

const DECIMAL = /^\+?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const WHOLE_NUMBER = /^\d+$/;

/**
 * A value in Mesos's text form: `4.5` is a scalar, `[31000-32000,33000-33010]` ranges, `{a,b}` a set, all else a text; so are
 * negative numbers. Spaces do not count, not even within a text. Throws an Error that says what is wrong.
 */
export function parseValue(text: string): Value {
  const compact = text.replaceAll(' ', '');
  if (compact === '') throw new Error('Expecting non-empty string');
  if (!bracketsMatch(compact)) throw new Error('Mismatched brackets');
  if (compact.startsWith('[')) return { type: 'RANGES', ranges: { range: parseRanges(compact) } };
  if (compact.includes('[')) throw new Error("Unexpected '[' found");
  if (compact.startsWith('{')) return { type: 'SET', set: { item: tokens(compact, /[{},\n]/) } };
  if (compact.includes('{')) throw new Error("Unexpected '{' found");
  const number = DECIMAL.test(compact) ? Number(compact) : Number.NaN;
  return Number.isFinite(number) ? { type: 'SCALAR', scalar: { value: number } } : { type: 'TEXT', text: { value: compact } };
}

function parseRanges(text: string): Value.Range[] {
  const numbers = tokens(text, /[[\],\n-]/);
  if (numbers.length % 2 !== 0) throw new Error('Expecting one or more "ranges"');
  const bad = numbers.find((number) => !WHOLE_NUMBER.test(number));
  if (bad !== undefined) throw new Error(`Expecting non-negative integers in '${bad}'`);
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    begin: Number(numbers[2 * index]),
    end: Number(numbers[2 * index + 1]),
  }));
}

const tokens = (text: string, separators: RegExp) => text.split(separators).filter((token) => token !== '');

function bracketsMatch(text: string): boolean {
  return ['{}', '[]', '()'].every(([open, close]) => {
    let depth = 0;
    for (const character of text) {
      if (character === open) depth++;
      else if (character === close && --depth < 0) return false;
    }
    return depth === 0;
  });
}
