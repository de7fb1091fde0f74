import { type Problem, Problems } from '../../problem.js';
import { suggest } from '../../suggest.js';
import { pathIn } from './flag-file.js';
import { boolean, type FlagType } from './flag-types.js';
import { withoutUrlUser } from './url-user.js';

/** One flag of a Mesos program. */
export interface FlagDefinition<Value> {
  readonly type: FlagType<NonNullable<Value>>;
  /** Undefined for flags that are unset unless given. */
  readonly default: Value;
  /** What the flag does. */
  readonly about: string;
  /** Names from before Mesos 1.0 that still work. */
  readonly formerNames: readonly string[];
}

/** Flags as users give them: Mesos's names; values as Mesos's text or as what they stand for. */
export type GivenFlags = Readonly<Record<string, string | number | boolean | object>>;

/** All flags of a program, by name. */
export type FlagTable = Readonly<Record<string, FlagDefinition<unknown>>>;

/** The values of all flags of a table: durations in milliseconds, sizes in bytes. */
export type FlagValues<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends FlagDefinition<infer Value> ? Value : never;
};

export interface ParsedFlags<Table> {
  readonly flags: FlagValues<Table>;
  /** What `/flags` shows: every flag that has a value, as text, under the name by which it was given. */
  readonly text: Readonly<Record<string, string>>;
  /** All that is wrong with the flags given; where there is something, `flags` holds the default instead. */
  readonly problems: readonly Problem[];
}

/** Defines a flag with a default, given in Mesos's text form. */
export function flag<Value>(type: FlagType<NonNullable<Value>>, initial: string, about: string, ...formerNames: string[]) {
  const value = type.parse(initial);
  if (value === undefined) throw new Error(`The default ${initial} of a flag is not ${type.expected}.`);
  return { type, default: value, about, formerNames } as FlagDefinition<NonNullable<Value>>;
}

/** Defines a flag that is unset unless given. */
export function optional<Value>(type: FlagType<NonNullable<Value>>, about: string, ...formerNames: string[]) {
  return { type, default: undefined, about, formerNames } as FlagDefinition<NonNullable<Value> | undefined>;
}

/**
 * Reads flags against a table of definitions, as Mesos reads them: `no-NAME` turns a boolean off, former names work, and so do
 * the names of environment variables.
 * @param program what has the flags, for messages: `a master`
 */
export function parseFlags<Table extends FlagTable>(table: Table, program: string, given: GivenFlags): ParsedFlags<Table> {
  const problems = new Problems();
  const values: Record<string, unknown> = {};
  for (const [name, { default: initial }] of Object.entries(table)) values[name] = initial;
  const givenAs = new Map<string, string>();
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const found = findFlag(table, flagName(key));
    if (!found) {
      const nearest = suggest(flagName(key), Object.keys(table));
      problems.unknownKey(key, program, nearest !== undefined && key !== flagName(key) ? variableName(nearest) : nearest);
      continue;
    }
    const before = givenAs.get(found.name);
    if (before !== undefined) {
      problems.invalid(key, value, 'the same flag only once', { came: 'it twice', reason: `given as ${before} too` });
      continue;
    }
    givenAs.set(found.name, key);
    const parsed = found.negated ? parseNegated(value) : parseValue(found.definition.type, value);
    if (parsed === undefined) report(problems, key, found, value);
    else values[found.name] = parsed;
  }
  const shownAs = (name: string) => flagName(givenAs.get(name) ?? name).replace(/^no-/, '');
  return { flags: values as FlagValues<Table>, text: format(table, values, shownAs), problems: problems.list };
}

/** Mesos reads `MESOS_NAME` of the environment as the flag `name`. */
const VARIABLE = /^MESOS_[A-Z0-9_]+$/;

/** The flag that is meant by a name or by that of an environment variable; of what is neither, the same. */
export const flagName = (key: string): string => (VARIABLE.test(key) ? key.slice('MESOS_'.length).toLowerCase() : key);

const variableName = (name: string): string => `MESOS_${name.toUpperCase()}`;

/** A flag as it was found by one of its names. */
export interface FoundFlag {
  readonly name: string;
  readonly definition: FlagDefinition<unknown>;
  /** Whether the name was `no-NAME`. */
  readonly negated: boolean;
}

/** The flag of this name, or formerly of this name; with `no-` before it, that of a boolean. */
export function findFlag(table: FlagTable, key: string, negated = false): FoundFlag | undefined {
  const direct = Object.hasOwn(table, key) ? table[key] : undefined;
  if (direct) return { name: key, definition: direct, negated };
  const former = Object.entries(table).find(([, { formerNames }]) => formerNames.includes(key));
  if (former) return { name: former[0], definition: former[1], negated };
  if (negated || !key.startsWith('no-')) return undefined;
  const positive = findFlag(table, key.slice('no-'.length), true);
  return positive?.definition.type === boolean ? positive : undefined;
}

function parseValue(type: FlagType<unknown>, value: unknown): unknown {
  const text = textOf(type, value);
  return text === undefined ? undefined : type.parse(text);
}

/** A value as Mesos's text; undefined for one that a flag of this type cannot have. */
function textOf(type: FlagType<unknown>, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return type.structured && typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
}

/** Mesos takes no value with `no-NAME`; a description has to give one, so that `true` and nothing mean the same. */
const parseNegated = (value: unknown): false | undefined =>
  value === true || value === 'true' || value === '' ? false : undefined;

function report(problems: Problems, key: string, { name, definition, negated }: FoundFlag, value: unknown): void {
  if (negated) return problems.invalid(key, value, 'true', { suggestion: `${name}: true` });
  const { expected, choices = [], explain, secret = false, structured = false } = definition.type;
  const suggestion = typeof value === 'string' ? suggest(value, choices) : undefined;
  const text = textOf(definition.type, value);
  // What looks like a path may be a secret where that is a text of any form.
  const isPath = structured && typeof value === 'string' && pathIn(value) !== undefined;
  const came = secret && typeof value === 'string' && !isPath ? 'text' : undefined;
  problems.invalid(key, value, expected, { suggestion, reason: text === undefined ? undefined : explain?.(text), came });
}

/** @param shownAs the name under which a flag was given: Mesos shows a former name when that was used */
function format(
  table: FlagTable,
  values: Readonly<Record<string, unknown>>,
  shownAs: (name: string) => string,
): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, { type }] of Object.entries(table)) {
    // Mesos shows passwords in URLs, too; whoever asks for flags is not to learn how to get at a ZooKeeper.
    if (values[name] !== undefined) texts[shownAs(name)] = withoutUrlUser((type as FlagType<unknown>).format(values[name]));
  }
  return texts;
}
