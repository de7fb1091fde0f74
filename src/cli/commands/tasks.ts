import { isTerminal } from '../../mesos/tasks/task.js';
import { fetchAgents, fetchFrameworks, fetchTasks, type TaskInState } from '../cluster-documents.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeList } from '../output.js';
import { readTaskStates, STATES_FORM, styleOf } from '../task-states.js';
import { counted } from '../text.js';

/** `minimesos tasks` */
export const tasks: Command = defineCommand({
  name: 'tasks',
  about: 'Lists the tasks of a cluster that have not ended.',
  options: {
    all: { about: 'also those that have ended' },
    state: { value: 'STATES', expected: STATES_FORM, about: 'those in one of these states, such as running,failed' },
    framework: {
      value: 'NAME',
      expected: 'the name or id of a framework',
      about: 'only those of the framework of this name or id',
    },
    ...CLUSTER_OPTION,
  },
  async run(context, { options }) {
    const states = options.state === undefined ? undefined : readTaskStates('--state', options.state);
    return withCluster(context, options.cluster, async (connection) => {
      const [known, agents, frameworks] = await Promise.all([
        fetchTasks(connection, options.framework),
        fetchAgents(connection),
        fetchFrameworks(connection),
      ]);
      const list = known.filter(({ state }) => (states ? states.includes(state) : options.all || !isTerminal(state)));
      const names = new Map(frameworks.map(({ id, name }) => [id, name]));
      const numbers = new Map(agents.map(({ id }, number) => [id, String(number)]));
      writeList(context, list, {
        json: options.json,
        columns: [
          { title: 'FRAMEWORK', cell: ({ framework_id }) => names.get(framework_id) ?? framework_id },
          { title: 'TASK', cell: ({ id }) => id, keepEnd: true },
          { title: 'STATE', whole: true, cell: ({ state }) => state, style: ({ state }) => styleOf(state) },
          { title: 'AGENT', cell: ({ slave_id }) => numbers.get(slave_id) ?? slave_id, align: 'right' },
          { title: 'PORTS', cell: portsOf },
        ],
        none: nothing(known.length, states !== undefined || Boolean(options.all)),
      });
      return EXIT.ok;
    });
  },
});

/** The ports that the task tells of itself, or else those it was given. */
function portsOf(task: TaskInState): string {
  const { discovery, resources } = task as TaskInState & { discovery?: { ports?: { ports?: { number: number }[] } } };
  const told = discovery?.ports?.ports?.map(({ number }) => number) ?? [];
  return told.length > 0 ? told.join(',') : String(resources['ports'] ?? '').replace(/^\[|\]$/g, '');
}

function nothing(others: number, chosen: boolean): string {
  if (chosen) return 'There is no such task.';
  return `No task is running.${others > 0 ? ` ${counted(others, 'task')} ended: see --all.` : ''}`;
}
