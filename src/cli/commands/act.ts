import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { findAgent, findTaskId } from '../names.js';
import { onTask } from '../on-task.js';
import { writeJson } from '../output.js';
import { invalidOption } from '../values.js';

const OF_FRAMEWORK = { value: 'NAME', expected: 'the name or id of a framework' } as const;
const ON_AGENT = { value: 'AGENT', expected: 'an agent' } as const;

/** `minimesos offer rescind` */
export const offerRescind: Command = defineCommand({
  name: 'offer rescind',
  about: 'Has the master take offers back: frameworks get RESCIND, and what was offered can be allocated again.',
  options: {
    framework: { ...OF_FRAMEWORK, about: 'only those of this framework' },
    agent: { ...ON_AGENT, about: 'only those on this agent, by number, id or URL' },
    ...CLUSTER_OPTION,
  },
  run: (context, { options: { framework, agent, cluster, json } }) =>
    withCluster(context, cluster, async (connection) => {
      const id = agent === undefined ? undefined : (await findAgent(connection, agent)).id;
      const result = await connection.json<{ count: number }>('POST', '/offers/rescind', { body: { framework, agent: id } });
      if (json) writeJson(context, result);
      else context.stdout.write(`Rescinded ${result.count} ${result.count === 1 ? 'offer' : 'offers'}.\n`);
      return EXIT.ok;
    }),
});

/** `minimesos executor kill` */
export const executorKill: Command = defineCommand({
  name: 'executor kill',
  about:
    'Kills an executor with all that it runs, as if it had crashed: its tasks are TASK_FAILED. It is named by its id and its ' +
    'framework, or by one of its tasks.',
  arguments: [{ name: 'EXECUTOR', about: 'the id of an executor', optional: true }],
  options: {
    task: { value: 'TASK', expected: 'the id of a task', about: 'in place of EXECUTOR: that of this task' },
    framework: { ...OF_FRAMEWORK, about: 'its framework' },
    agent: { ...ON_AGENT, about: 'where it is, if several agents have one of that id' },
    ...CLUSTER_OPTION,
  },
  async run(context, { options: { task, framework, agent, cluster, json }, arguments: [executor] }) {
    if ((task === undefined) === (executor === undefined)) {
      throw invalidOption('EXECUTOR', 'the id of an executor, or --task in its place', executor);
    }
    if (executor !== undefined && framework === undefined) {
      throw invalidOption('--framework', 'the framework of the executor', undefined);
    }
    return withCluster(context, cluster, async (connection) => {
      const body = {
        ...{ framework, executor },
        task: task === undefined ? undefined : await findTaskId(connection, task, framework),
        agent: agent === undefined ? undefined : (await findAgent(connection, agent)).id,
      };
      await connection.json('POST', '/executors/kill', { body });
      if (json) writeJson(context, body);
      else
        context.stdout.write(
          `${executor === undefined ? `The executor of task ${body.task}` : `Executor ${executor}`} was killed.\n`,
        );
      return EXIT.ok;
    });
  },
});

/** `minimesos task pause TASK` */
export const taskPause: Command = onTask('pause', 'is paused', {
  name: 'task pause',
  about: 'Stops the processes of a task with all their descendants, as SIGSTOP does; those of a custom executor, with it.',
});

/** `minimesos task resume TASK` */
export const taskResume: Command = onTask('resume', 'goes on', {
  name: 'task resume',
  about: 'Lets the processes of a task that was paused go on.',
});

/** `minimesos task fill-sandbox TASK` */
export const taskFillSandbox: Command = onTask('fill-sandbox', 'is ended, for the size of its sandbox', {
  name: 'task fill-sandbox',
  about:
    'Ends a task as if its sandbox had been found to be larger than its disk: TASK_FAILED with ' +
    'REASON_CONTAINER_LIMITATION_DISK. Nothing is written.',
});
