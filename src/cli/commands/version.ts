import { packageVersion } from '../../version.js';
import { type Command, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';

/** `minimesos version`, `minimesos --version`. */
export const version: Command = defineCommand({
  name: 'version',
  about: 'Prints the version of minimesos.',
  options: {},
  async run(context, { options }) {
    if (options.json) writeJson(context, { version: packageVersion() });
    else context.stdout.write(`minimesos ${packageVersion()}\n`);
    return EXIT.ok;
  },
});
