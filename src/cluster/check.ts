import { join, type Problems } from '../problem.js';
import { suggest } from '../suggest.js';

/**
 * Checks one value of an input: the value in its normal form, or undefined after reporting what is wrong with it. An
 * absent value is never checked.
 */
export type Check<Value> = (value: unknown, path: string, problems: Problems) => Value | undefined;

/** The keys an object may have, and how the value of each is checked. */
export type KeyTable = Readonly<Record<string, Check<unknown>>>;

/** What is left of an object whose keys were checked: values that were absent or wrong are missing. */
export type Checked<Table extends KeyTable> = { [Key in keyof Table]?: NonNullable<ReturnType<Table[Key]>> };

/**
 * Checks an object key by key; keys that are not in the table are problems.
 * @param owner what has these keys, for messages: `an agent`
 */
export function object<Table extends KeyTable>(owner: string, table: Table): Check<Checked<Table>> {
  return (value, path, problems) => {
    if (!isObject(value)) return problems.invalid(path, value, `an object that describes ${owner}`);
    const result: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const check = Object.hasOwn(table, key) ? table[key] : undefined;
      if (!check) {
        problems.unknownKey(join(path, key), owner, suggest(key, Object.keys(table)));
        continue;
      }
      const checked = check(member, join(path, key), problems);
      if (checked !== undefined) result[key] = checked;
    }
    return result as Checked<Table>;
  };
}

/** Whether a value is an object with keys, as JSON has it. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects in a list; none where there is no list. */
export const objectsOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** A whole number from `least` to `most`. */
export function wholeNumber(what: string, least: number, most: number): Check<number> {
  return (value, path, problems) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    return problems.invalid(path, value, `${what} from ${least} to ${most}`);
  };
}

/** Text of a certain form. */
export function matching(pattern: RegExp, expected: string): Check<string> {
  return (value, path, problems) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    return problems.invalid(path, value, expected);
  };
}

/** What the words of a choice stand for. */
type Choices<Value> = Readonly<Record<string, { readonly means: Value }>>;

/** One of a few words. Numbers and booleans are taken for the words they are written with: YAML reads 1.11 as a number. */
export function choice<Value>(choices: Choices<Value>): Check<Value> {
  const valid = Object.keys(choices);
  const expected = valid.length === 1 ? `${valid[0]}` : `one of ${valid.join(', ')}`;
  return (value, path, problems) => {
    const word = ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
    const chosen = word !== undefined && Object.hasOwn(choices, word) ? choices[word] : undefined;
    if (chosen) return chosen.means;
    return problems.invalid(path, value, expected, { suggestion: word && suggest(word, valid) });
  };
}
