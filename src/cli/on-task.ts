import { type Command, defineCommand } from './command.js';
import { CLUSTER_OPTION, withCluster } from './connection.js';
import { EXIT } from './exit-codes.js';
import { FRAMEWORK_OPTION, findTaskId, TASK_ARGUMENT } from './names.js';
import { writeJson } from './output.js';

/**
 * A command that does something to one task, which may be named by a part of its id.
 * @param act the last part of the route
 * @param done what is said then of the task
 */
export function onTask(act: string, done: string, command: Pick<Command, 'name' | 'about'>): Command {
  return defineCommand({
    ...command,
    arguments: [TASK_ARGUMENT],
    options: { ...FRAMEWORK_OPTION, ...CLUSTER_OPTION },
    run: (context, { options, arguments: [task = ''] }) =>
      withCluster(context, options.cluster, async (connection) => {
        const { framework } = options;
        const id = await findTaskId(connection, task, framework);
        await connection.json('POST', `/tasks/${encodeURIComponent(id)}/${act}`, { query: { framework } });
        if (options.json) writeJson(context, { task: id });
        else context.stdout.write(`Task ${id} ${done}.\n`);
        return EXIT.ok;
      }),
  });
}
