import { pipeline } from 'node:stream/promises';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, NO_DEADLINE, withCluster } from '../connection.js';
import { gone } from '../dropped.js';
import { EXIT } from '../exit-codes.js';
import { FRAMEWORK_OPTION, findTaskId, TASK_ARGUMENT } from '../names.js';
import { writeJson } from '../output.js';

/** `minimesos logs TASK` */
export const logs: Command = defineCommand({
  name: 'logs',
  about: 'Shows what a task has written to its standard output.',
  arguments: [TASK_ARGUMENT],
  options: {
    stderr: { about: 'what it has written to its standard error' },
    follow: { about: 'goes on until the task has ended' },
    ...FRAMEWORK_OPTION,
    ...CLUSTER_OPTION,
  },
  run: (context, { options, arguments: [task = ''] }) =>
    withCluster(context, options.cluster, async (connection) => {
      const { framework, follow = false } = options;
      const stream = options.stderr ? 'stderr' : 'stdout';
      const id = await findTaskId(connection, task, framework);
      const path = `${connection.path}/tasks/${encodeURIComponent(id)}/logs`;
      const query = { stream, framework, ...(follow && { follow }) };
      if (options.json) {
        writeJson(context, { task: id, stream, text: await connection.client.text('GET', path, { ...NO_DEADLINE, query }) });
        return EXIT.ok;
      }
      const text = await connection.client.open('GET', path, { ...NO_DEADLINE, query });
      try {
        await pipeline(text, context.stdout, { end: false });
      } catch (error) {
        throw gone(connection, error);
      }
      return EXIT.ok;
    }),
});
