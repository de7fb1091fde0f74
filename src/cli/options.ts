import { parseArgs } from 'node:util';
import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import { suggest } from '../suggest.js';

/** An option of a command. */
export interface OptionDefinition {
  /** What it does, for the help of the command. */
  readonly about: string;
  /** How the help calls its value: `FILE`. An option without this is a switch. */
  readonly value?: string;
  /** What its value has to be, for messages. */
  readonly expected?: string;
  /** Whether it may be given several times, each time with another value. */
  readonly many?: boolean;
  /** A letter that stands for it after one dash. */
  readonly short?: string;
}

/** The options of a command by their names, without the dashes. */
export type OptionTable = Readonly<Record<string, OptionDefinition>>;

/** What was given, by the names of the options. */
export type Options<Table extends OptionTable> = {
  [Name in keyof Table]?: Table[Name] extends { many: true }
    ? string[]
    : Table[Name] extends { value: string }
      ? string
      : boolean;
};

/** What a command takes that is no option, at a fixed place. */
export interface ArgumentDefinition {
  /** How the help calls it: `TASK`. */
  readonly name: string;
  /** What it is, for help and messages: `the id of a task`. */
  readonly about: string;
  readonly optional?: boolean;
}

/** What may follow the name of a command. */
export interface Syntax<Table extends OptionTable> {
  /** The whole name, for messages: `minimesos up`. */
  readonly command: string;
  readonly options: Table;
  readonly arguments?: readonly ArgumentDefinition[];
  /** Whether another command may, or has to, follow `--`. Default: no. */
  readonly rest?: 'optional' | 'required' | undefined;
}

/** What did follow it. */
export interface Given<Table extends OptionTable> {
  readonly options: Options<Table>;
  /** In the order of their definitions. */
  readonly arguments: readonly string[];
  /** What follows `--`; undefined when there is no `--`. */
  readonly rest: readonly string[] | undefined;
}

const HELP: OptionDefinition = { about: 'shows this', short: 'h' };

/**
 * Reads what follows the name of a command. Options may be given as `--name value` and `--name=value`. With
 * `--help`, for which `-h` stands, nothing else has to be complete.
 * @throws MinimesosError `UNKNOWN_OPTION`, `INVALID_OPTION`
 */
export function readArguments<Table extends OptionTable>(
  syntax: Syntax<Table>,
  args: readonly string[],
): Given<Table & { help: typeof HELP }> {
  const separator = args.indexOf('--');
  const own = separator < 0 ? args : args.slice(0, separator);
  const known: OptionTable = { ...syntax.options, help: HELP };
  const types = Object.entries(known).map(
    ([name, { value, short }]) => [name, { type: value ? 'string' : 'boolean', ...(short && { short }) }] as const,
  );
  const config = Object.fromEntries(types);
  const { tokens } = parseArgs({ args: [...own], options: config, strict: false, allowPositionals: true, tokens: true });
  const options: Record<string, string | boolean | string[]> = {};
  const positional: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positional.push(token.value);
    if (token.kind !== 'option') continue;
    const value = optionValue(syntax.command, known, token);
    const before = options[token.name];
    options[token.name] = known[token.name]?.many ? [...(Array.isArray(before) ? before : []), String(value)] : value;
  }
  const rest = separator < 0 ? undefined : args.slice(separator + 1);
  if (!options['help']) checkPlaces(syntax, positional, rest);
  return { options: options as Options<Table & { help: typeof HELP }>, arguments: positional, rest };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function optionValue(command: string, known: OptionTable, { name, rawName, value, inlineValue }: OptionToken): string | boolean {
  const option = Object.hasOwn(known, name) ? known[name] : undefined;
  if (option === undefined) {
    const nearest = suggest(name, Object.keys(known));
    throw new MinimesosError('UNKNOWN_OPTION', { command, option: rawName, suggestion: nearest && `--${nearest}` });
  }
  if (option.value === undefined) {
    if (value === undefined) return true;
    throw new MinimesosError('INVALID_OPTION', { option: rawName, expected: 'no value', came: show(value) });
  }
  // `--config --json` is a forgotten value; `--config -` is not, nor is a number below 0, and `--config=--json` is meant.
  const missing = value === undefined || (!inlineValue && /^-[^\d.]/.test(value));
  if (!missing) return value;
  throw new MinimesosError('INVALID_OPTION', { option: rawName, expected: option.expected ?? 'a value', came: 'nothing' });
}

function checkPlaces(syntax: Syntax<OptionTable>, positional: readonly string[], rest: readonly string[] | undefined): void {
  const { command, arguments: places = [] } = syntax;
  const invalid = (expected: string, came: string, option = command) =>
    new MinimesosError('INVALID_OPTION', { option, expected, came });
  const missing = places.find(({ optional }, index) => !optional && positional[index] === undefined);
  if (missing) throw invalid(missing.about, 'nothing');
  const surplus = positional[places.length];
  if (surplus !== undefined) throw invalid(allowed(syntax), show(surplus));
  if (rest === undefined && syntax.rest === 'required') throw invalid('-- and a command to run', 'nothing');
  if (rest !== undefined && !syntax.rest) throw invalid('nothing after --', show(rest.join(' ')));
  if (rest?.length === 0) throw invalid('a command', 'nothing', '--');
}

function allowed({ arguments: places = [], rest }: Syntax<OptionTable>): string {
  if (places.length > 0) return `nothing after ${places.map(({ name }) => name).join(' ')}`;
  return rest ? 'options, and a command to run only after --' : 'nothing but options';
}
