import type { Attribute } from '../wire/messages.js';
import { formatSet } from './format.js';
import { parseValue } from './parse-value.js';
import { formatRanges } from './ranges.js';

/**
 * The attributes of an agent as its operator gives them (flag `--attributes`): the text form `rack:a;size:3;ports:[1-2]`, or a
 * list of Attribute. Values are texts, scalars or ranges. Throws an Error that names the part that is wrong.
 */
export function parseAttributes(source: string | readonly Attribute[]): Attribute[] {
  if (typeof source !== 'string') return source.map(checked);
  return source
    .split(/[;\n]/)
    .filter((token) => token !== '')
    .map(parseToken);
}

function parseToken(token: string): Attribute {
  const colon = token.indexOf(':');
  const name = token.slice(0, colon).trim();
  const text = token.slice(colon + 1);
  if (colon < 0 || name === '' || text === '') throw new Error(`Invalid attribute key:value pair '${token}'`);
  let value: ReturnType<typeof parseValue>;
  try {
    value = parseValue(text);
  } catch (error) {
    throw new Error(`Failed to parse attribute ${name} text ${text} error ${(error as Error).message}`);
  }
  if (value.type === 'SET') throw new Error(`Bad type for attribute ${name} text ${text} type SET`);
  return { name, ...value };
}

function checked(attribute: Attribute): Attribute {
  const { name, type, scalar, ranges, text } = attribute;
  const value = type === 'SCALAR' ? scalar : type === 'RANGES' ? ranges : type === 'TEXT' ? text : undefined;
  if (!name || value === undefined) throw new Error(`Invalid attribute ${JSON.stringify(attribute)}`);
  return attribute;
}

/** Attributes as the v0 endpoints show them: an object of numbers and texts. */
export function summarizeAttributes(attributes: readonly Attribute[] = []): Record<string, number | string> {
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, summaryOf(attribute)]));
}

function summaryOf({ scalar, ranges, set, text }: Attribute): number | string {
  if (scalar) return scalar.value;
  if (ranges) return formatRanges(ranges.range ?? []);
  return set ? formatSet(set.item ?? []) : (text?.value ?? '');
}
