import { parseArgs } from 'node:util';
import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import { suggest } from '../suggest.js';

/** The options of a command by their names. A text says what the value has to be: the option needs one. */
export type OptionTable = Readonly<Record<string, boolean | string>>;

/** What was given, by the names of the options. */
export type Options<Table extends OptionTable> = {
  [Name in keyof Table]?: Table[Name] extends string ? string : boolean;
};

export interface Arguments<Table extends OptionTable> {
  readonly options: Options<Table>;
  /** What follows `--`; undefined when there is no `--`. */
  readonly rest: readonly string[] | undefined;
}

/**
 * Reads the arguments of a command that takes options only, and perhaps another command after `--`. Options may be given as
 * `--name value` and `--name=value`; `-h` stands for `--help`.
 * @param command the whole name, for messages: `minimesos up`
 * @throws MinimesosError `UNKNOWN_OPTION`, `INVALID_OPTION`
 */
export function readArguments<Table extends OptionTable>(
  command: string,
  table: Table,
  args: readonly string[],
): Arguments<Table & { help: true }> {
  const separator = args.indexOf('--');
  const own = separator < 0 ? args : args.slice(0, separator);
  const known: OptionTable = { ...table, help: true };
  const types = Object.entries(known).map(([name, value]) => [name, { type: value === true ? 'boolean' : 'string' }] as const);
  const config = { ...Object.fromEntries(types), help: { type: 'boolean', short: 'h' } } as const;
  const { tokens } = parseArgs({ args: [...own], options: config, strict: false, allowPositionals: true, tokens: true });
  const options: Record<string, string | boolean> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') throw unexpected(command, token.value);
    if (token.kind === 'option') options[token.name] = optionValue(command, known, token);
  }
  return { options: options as Options<Table & { help: true }>, rest: separator < 0 ? undefined : args.slice(separator + 1) };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function optionValue(command: string, known: OptionTable, { name, rawName, value, inlineValue }: OptionToken): string | boolean {
  const expected = Object.hasOwn(known, name) ? known[name] : undefined;
  if (expected === undefined) {
    const nearest = suggest(name, Object.keys(known));
    throw new MinimesosError('UNKNOWN_OPTION', { command, option: rawName, suggestion: nearest && `--${nearest}` });
  }
  if (typeof expected === 'boolean') {
    if (value === undefined) return true;
    throw new MinimesosError('INVALID_OPTION', { option: rawName, expected: 'no value', came: show(value) });
  }
  // `--config --json` is a forgotten value; `--config -` is not, and `--config=--json` is meant.
  const missing = value === undefined || (!inlineValue && /^-./.test(value));
  if (missing) throw new MinimesosError('INVALID_OPTION', { option: rawName, expected, came: 'nothing' });
  return value;
}

function unexpected(command: string, argument: string): MinimesosError {
  const expected = 'options, and a command to run only after --';
  return new MinimesosError('INVALID_OPTION', { option: command, expected, came: show(argument) });
}
