import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { FRAMEWORK_OPTION, findTaskId, TASK_ARGUMENT } from '../names.js';
import { writeJson } from '../output.js';

/** `minimesos task kill TASK` */
export const taskKill: Command = defineCommand({
  name: 'task kill',
  about: 'Kills a task, as if its framework had asked for it.',
  arguments: [TASK_ARGUMENT],
  options: { ...FRAMEWORK_OPTION, ...CLUSTER_OPTION },
  run: (context, { options, arguments: [task = ''] }) =>
    withCluster(context, options.cluster, async (connection) => {
      const { framework } = options;
      const id = await findTaskId(connection, task, framework);
      await connection.json('POST', `/tasks/${encodeURIComponent(id)}/kill`, { query: { framework } });
      if (options.json) writeJson(context, { task: id });
      else context.stdout.write(`Task ${id} was asked to end.\n`);
      return EXIT.ok;
    }),
});
