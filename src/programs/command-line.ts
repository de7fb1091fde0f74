import { readFileSync } from 'node:fs';
import { boolean } from '../mesos/flags/flag-types.js';
import { type FlagTable, findFlag, flagName, type GivenFlags } from '../mesos/flags/flags.js';
import { type Problem, Problems } from '../problem.js';

/** The flags as they were given to a program, and what is wrong with how they were. */
export interface CommandLine {
  readonly given: GivenFlags;
  readonly problems: readonly Problem[];
}

/**
 * Reads the arguments of a program, and its environment, as programs of Mesos do: `--name=value`, `--name` and `--no-name` for booleans;
 * after `--`, and without two dashes, anything may stand. What is not on the command line is taken from `MESOS_NAME`, where there is such
 * a flag. A value `file:///path` stands for what is in that file.
 */
export function readCommandLine(table: FlagTable, argv: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const problems = new Problems();
  const given: Record<string, string> = {};
  for (const argument of flagsIn(argv)) {
    const [, key = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
    const name = key.toLowerCase();
    if (Object.hasOwn(given, name)) problems.invalid(name, value, 'the same flag only once', { came: 'it twice' });
    else given[name] = textOf(table, name, value, problems) ?? '';
  }
  for (const [variable, value] of Object.entries(environment)) {
    const found = /^MESOS_/.test(variable) ? findFlag(table, flagName(variable)) : undefined;
    if (!found || value === undefined || isGiven(table, given, found.name)) continue;
    given[variable] = textOf(table, flagName(variable), value, problems) ?? '';
  }
  const wrong = new Set(problems.list.map(({ path }) => path));
  return { given: Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))), problems: problems.list };
}

function flagsIn(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv
    .slice(0, end < 0 ? undefined : end)
    .map((argument) => argument.trim())
    .filter((argument) => argument.startsWith('--'));
}

const isGiven = (table: FlagTable, given: GivenFlags, name: string): boolean =>
  Object.keys(given).some((key) => findFlag(table, flagName(key))?.name === name);

/** The text of a value; undefined when there is something wrong with it, which is told. Unknown flags are found out later. */
function textOf(table: FlagTable, name: string, value: string | undefined, problems: Problems): string | undefined {
  const found = findFlag(table, name);
  if (!found) return value;
  const { type } = found.definition;
  if (type === boolean) return value === undefined || value === '' ? 'true' : value;
  if (value === undefined) return problems.invalid(name, undefined, type.expected, { came: 'no value', reason: `--${name}=…` });
  // Those that may be documents read their files themselves, and are shown by the path.
  return type.structured || !value.startsWith('file://') ? value : contentOf(name, value, problems);
}

function contentOf(name: string, value: string, problems: Problems): string | undefined {
  const path = value.slice('file://'.length);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    return problems.invalid(name, value, 'a file that can be read', { reason: (error as Error).message });
  }
}

const WIDTH = 100;

/** What `--help` shows: all flags of a program, in order, with what they are for. */
export function usage(program: string, about: string, table: FlagTable): string {
  const rows = Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { type, about, default: initial }]): [string, string] => {
      const shown = initial === undefined ? '' : ` (default: ${(type as { format(value: unknown): string }).format(initial)})`;
      return [type === boolean ? `--[no-]${name}` : `--${name}=VALUE`, `${about}${shown}`];
    });
  const column = Math.max(...rows.map(([flag]) => flag.length)) + 4;
  const lines = rows.map(([flag, text]) => `  ${flag.padEnd(column - 2)}${wrapped(text, WIDTH - column, column)}`);
  return `Usage: ${program} [options]\n\n${about}\n\n${lines.join('\n')}\n`;
}

function wrapped(text: string, width: number, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const line = lines[last] as string;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[last] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
