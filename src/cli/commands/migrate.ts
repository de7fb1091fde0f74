import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ORIGINAL, readOriginal } from '../../cluster/read-description.js';
import { MinimesosError } from '../../errors.js';
import { type Command, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { schemaFor } from '../schema-path.js';

const FILE = 'minimesos.yaml';

/** `minimesos migrate [FILE]` */
export const migrate: Command = defineCommand({
  name: 'migrate',
  about: `Writes a ${FILE} that says what a minimesosFile of the original minimesos says. Comments in it tell what has no place there, by line, and what to do about that.`,
  options: { force: { about: `writes over a ${FILE} that is there` } },
  arguments: [{ name: 'FILE', about: `the file, or its URL. Default: ${ORIGINAL}`, optional: true }],
  async run(context, { options, arguments: [source = ORIGINAL] }) {
    const { cwd, stdout } = context;
    const file = await readOriginal(source, cwd);
    const [{ writeYaml }, { linesOf, together }] = await Promise.all([
      import('../../cluster/minimesos-file/write-yaml.js'),
      import('../../cluster/minimesos-file/notes.js'),
    ]);
    const text = writeYaml(file, schemaFor(cwd), source);
    try {
      await writeFile(resolve(cwd, FILE), text, { flag: options.force ? 'w' : 'wx' });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw new MinimesosError('FILE_EXISTS', { file: FILE }, { cause });
      throw new MinimesosError('FILE_NOT_WRITABLE', { file: FILE, reason: (cause as Error).message }, { cause });
    }
    const notes = together(file.notes);
    if (options.json) {
      writeJson(context, { file: FILE, notes: notes.map(({ at, text }) => ({ lines: at.map(({ line }) => line), text })) });
      return EXIT.ok;
    }
    for (const note of notes) stdout.write(`${linesOf(note)}: ${note.text}\n`);
    stdout.write(`Wrote ${FILE}. Start the cluster that it describes: minimesos up\n`);
    return EXIT.ok;
  },
});
