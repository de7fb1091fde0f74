import { commands, loadCommand } from '../commands.js';
import type { Command } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { readArguments } from '../options.js';

/** What is shown when no command is named. */
export const overview = (): string => {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}   ${summary}`);
  return `minimesos: a whole Mesos cluster in milliseconds.

Usage: minimesos <command> [options]

Commands:
${lines.join('\n')}

Options:
  -h, --help      shows this, or the help of a command
  --version       shows the version

A first cluster: minimesos up --foreground --agents 3 -- sh -c 'curl -s $MINIMESOS_MASTER/state'
`;
};

/** `minimesos help [command]`, `minimesos --help`. */
export const help: Command = {
  get help() {
    return overview();
  },
  async run({ stdout }, args) {
    const [name, ...more] = args;
    const named = name !== undefined && !name.startsWith('-');
    const command = named ? await loadCommand(name) : help;
    readArguments('minimesos help', {}, named ? more : args);
    stdout.write(command.help);
    return EXIT.ok;
  },
};
