import { createRequire } from 'node:module';
import type { Command } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { readArguments } from '../options.js';

const help = `Usage: minimesos version [--json]

Prints the version of minimesos.
`;

/** `minimesos version`, `minimesos --version`. */
export const version: Command = {
  help,
  async run({ stdout }, args) {
    const { options } = readArguments('minimesos version', { json: true }, args);
    if (options.help) stdout.write(help);
    else stdout.write(options.json ? `${JSON.stringify({ version: packageVersion() })}\n` : `minimesos ${packageVersion()}\n`);
    return EXIT.ok;
  },
};

/** A package can always name itself, from wherever its files lie. */
function packageVersion(): string {
  return (createRequire(import.meta.url)('minimesos/package.json') as { version: string }).version;
}
