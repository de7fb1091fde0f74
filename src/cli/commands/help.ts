import { type Command, defineCommand } from '../command.js';
import { commandGroups, commands, findCommand, secondWords } from '../commands.js';
import { EXIT } from '../exit-codes.js';
import { definitionList } from '../help-text.js';
import { writeJson } from '../output.js';
import { widthOf } from '../text.js';

/** What is shown when no command is named, in a terminal of this width. */
export function overview(columns?: number): string {
  const groups = Object.entries(commandGroups).map(([title, group]) => `${title}:\n${summaries(Object.keys(group), columns)}\n`);
  return [
    'minimesos: a whole Mesos cluster in milliseconds.\n',
    'Usage: minimesos COMMAND [OPTIONS]\n',
    ...groups,
    'Every command has --help and --json.\n',
    'A first cluster:',
    '  minimesos up --agents 3',
    '  minimesos run -- echo hello',
    '  minimesos destroy\n',
  ].join('\n');
}

function summaries(names: readonly string[], columns: number | undefined): string {
  // All groups are aligned alike.
  const widest = Math.max(...Object.keys(commands).map(({ length }) => length));
  return definitionList(
    names.map((name) => [name.padEnd(widest), commands[name]?.summary ?? '']),
    columns,
  );
}

/** `minimesos help [command]`, `minimesos --help`. */
export const help: Command = defineCommand({
  name: 'help',
  about: 'Shows what minimesos can do, or the help of a command.',
  options: {},
  arguments: [
    { name: 'COMMAND', about: 'the name of a command', optional: true },
    { name: 'SECOND', about: 'the second word of its name, where it has one', optional: true },
  ],
  async run({ stdout }, { options, arguments: words }) {
    if (options.json)
      writeJson(
        { stdout },
        Object.entries(commands).map(([name, { summary }]) => ({ name, summary })),
      );
    else stdout.write(await textFor(words, widthOf(stdout)));
    return EXIT.ok;
  },
});

async function textFor(words: readonly string[], columns: number | undefined): Promise<string> {
  const [first, second] = words;
  if (first === undefined) return overview(columns);
  const names = secondWords(first).map((word) => `${first} ${word}`);
  if (second === undefined && names.length > 0)
    return `Usage: minimesos ${first} COMMAND [OPTIONS]\n\n${summaries(names, columns)}\n`;
  return (await findCommand(words).entry.load()).help(columns);
}
