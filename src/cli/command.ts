import type { CliContext } from './context.js';
import { EXIT } from './exit-codes.js';
import { type Documented, helpText } from './help-text.js';
import { type ArgumentDefinition, type Given, type OptionTable, readArguments } from './options.js';
import { widthOf } from './text.js';

/** What all commands have. */
const COMMON = {
  json: { about: 'the result, and errors, as JSON' },
  help: { about: 'shows this', short: 'h' },
} as const;

/** A command as its file describes it. */
export interface CommandDefinition<Table extends OptionTable> {
  /** Without `minimesos`: `up`, `task kill`. */
  readonly name: string;
  /** What it does, for its help. Each line is a paragraph. */
  readonly about: string;
  readonly options: Table;
  readonly arguments?: readonly ArgumentDefinition[];
  /** Whether another command may, or has to, follow `--`. Default: no. */
  readonly rest?: 'optional' | 'required';
  /** Resolves with the exit code. */
  run(context: CliContext, given: Given<Table & typeof COMMON>): Promise<number>;
}

/** A command that can be run, shown and completed. */
export interface Command extends Documented {
  /** For `minimesos help <command>`, in a terminal of this width. */
  help(columns?: number): string;
  /** @param args what follows the command's name; resolves with the exit code */
  run(context: CliContext, args: readonly string[]): Promise<number>;
}

/** Makes a command of its description: it reads its arguments, and shows its help when asked to. */
export function defineCommand<const Table extends OptionTable>(definition: CommandDefinition<Table>): Command {
  const { name, about, rest, arguments: places = [] } = definition;
  const options = { ...definition.options, ...COMMON };
  const help = (columns?: number) => helpText({ name, about, options, arguments: places, rest }, columns);
  return {
    ...{ name, about, options, arguments: places, rest, help },
    async run(context, args) {
      const given = readArguments({ command: `minimesos ${name}`, options, arguments: places, rest }, args);
      if (!given.options.help) return definition.run(context, given as Given<Table & typeof COMMON>);
      context.stdout.write(help(widthOf(context.stdout)));
      return EXIT.ok;
    },
  };
}
