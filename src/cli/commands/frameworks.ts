import { type FrameworkInState, fetchFrameworks } from '../cluster-documents.js';
import type { Style } from '../colours.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeList } from '../output.js';
import { counted } from '../text.js';

/** `minimesos frameworks` */
export const frameworks: Command = defineCommand({
  name: 'frameworks',
  about: 'Lists the frameworks of a cluster.',
  options: {
    all: { about: 'also those that have ended' },
    ...CLUSTER_OPTION,
  },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      const known = await fetchFrameworks(connection);
      const current = new Set((await connection.json<FrameworkInState[]>('GET', '/frameworks')).map(({ id }) => id));
      const list = options.all ? known : known.filter(({ id }) => current.has(id));
      const ended = known.length - current.size;
      writeList(context, list, {
        json: options.json,
        columns: [
          { title: 'NAME', cell: ({ name }) => name },
          { title: 'ID', cell: ({ id }) => id, keepEnd: true },
          {
            title: 'STATE',
            whole: true,
            cell: (each) => stateOf(each, current),
            style: (each) => STYLES[stateOf(each, current)],
          },
          { title: 'ROLES', cell: ({ role, roles }) => (roles ?? (role === undefined ? [] : [role])).join(',') },
          { title: 'TASKS', cell: ({ tasks }) => String(tasks.length), align: 'right' },
          { title: 'HOST', cell: ({ hostname }) => hostname },
        ],
        none: `No framework is registered.${ended > 0 && !options.all ? ` ${counted(ended, 'framework')} ended: see --all.` : ''}`,
      });
      return EXIT.ok;
    }),
});

const STYLES: Readonly<Record<string, Style>> = { active: 'green', inactive: 'yellow', disconnected: 'red', ended: 'dim' };

function stateOf({ id, active, connected }: FrameworkInState, current: ReadonlySet<string>): string {
  if (!current.has(id)) return 'ended';
  if (!connected) return 'disconnected';
  return active ? 'active' : 'inactive';
}
