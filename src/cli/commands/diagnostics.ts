import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPrivate } from '../../cluster/diagnostics/private-file.js';
import { MinimesosError } from '../../errors.js';
import { fetchInfo } from '../cluster-documents.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, NO_DEADLINE, withCluster } from '../connection.js';
import { gone } from '../dropped.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';

/** `minimesos diagnostics` */
export const diagnostics: Command = defineCommand({
  name: 'diagnostics',
  about:
    'Saves everything that helps to see what went wrong as a .tar.gz: states of master and agents, timeline, sandboxes, versions.',
  options: {
    output: {
      value: 'FILE',
      expected: 'a file, or - for standard output',
      about: 'where to; - writes to standard output. Default: minimesos-NAME.tar.gz',
    },
    ...CLUSTER_OPTION,
  },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      const { name } = await fetchInfo(connection);
      const archive = await connection.client.open('GET', `${connection.path}/diagnostics`, NO_DEADLINE);
      const file = options.output ?? `minimesos-${name}.tar.gz`;
      const toStdout = file === '-';
      try {
        const target = toStdout ? context.stdout : (await openPrivate(resolve(context.cwd, file))).createWriteStream();
        await pipeline(archive, target, { end: !toStdout });
      } catch (error) {
        const { code, syscall, message } = error as NodeJS.ErrnoException;
        if (syscall === 'open' || code === 'ENOSPC')
          throw new MinimesosError('FILE_NOT_WRITABLE', { file, reason: message }, { cause: error });
        throw gone(connection, error);
      }
      if (toStdout) return EXIT.ok;
      if (options.json) writeJson(context, { file });
      else context.stdout.write(`Saved ${file}\n`);
      return EXIT.ok;
    }),
});
