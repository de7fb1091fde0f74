import type { ArgumentDefinition, OptionTable } from './options.js';
import { wrap } from './text.js';

/** What the help of a command is made of. */
export interface Documented {
  /** `up`, `task kill` */
  readonly name: string;
  /** What it does. Each line is a paragraph. */
  readonly about: string;
  readonly options: OptionTable;
  readonly arguments?: readonly ArgumentDefinition[];
  readonly rest?: 'optional' | 'required' | undefined;
}

const WIDEST = 110;

/** The help of a command, for a terminal of this width. */
export function helpText(command: Documented, columns = WIDEST): string {
  const width = Math.min(columns, WIDEST);
  const options = Object.entries(command.options).map(([name, { value, short, about }]): [string, string] => [
    `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
    about,
  ]);
  const places = (command.arguments ?? []).map(({ name, about }): [string, string] => [name, about]);
  const paragraphs = command.about.split('\n').map((line) => wrap(line, width));
  return [
    wrap(`Usage: minimesos ${usage(command)}`, width, 7),
    ...['', ...paragraphs],
    ...(places.length === 0 ? [] : ['', 'Arguments:', definitionList(places, width)]),
    ...['', 'Options:', definitionList(options, width), ''],
  ].join('\n');
}

function usage({ name, arguments: places = [], rest }: Documented): string {
  const placed = places.map(({ name, optional }) => (optional ? `[${name}]` : name));
  const command = { optional: ['[-- COMMAND...]'], required: ['-- COMMAND...'], none: [] }[rest ?? 'none'];
  return [name, ...placed, '[OPTIONS]', ...command].join(' ');
}

/** Terms, and aligned beside them what they mean; in a narrow terminal below them. */
export function definitionList(entries: readonly (readonly [string, string])[], columns = WIDEST): string {
  const width = Math.min(columns, WIDEST);
  const widest = Math.max(...entries.map(([term]) => term.length)) + 5;
  const beside = width >= widest + 30;
  return entries
    .map(([term, meaning]) =>
      beside ? `  ${term.padEnd(widest - 2)}${wrap(meaning, width, widest)}` : `  ${term}\n      ${wrap(meaning, width, 6)}`,
    )
    .join('\n');
}
