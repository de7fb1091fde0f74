import type { MasterInfo } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, type ClusterConnection, NO_DEADLINE, withCluster } from '../connection.js';
import type { CliContext } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { writeList } from '../output.js';

/** `minimesos masters` */
export const masters: Command = defineCommand({
  name: 'masters',
  about: 'Lists the masters of a cluster, also those that were killed, and which of them leads.',
  options: { ...CLUSTER_OPTION },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      write(context, await fetchMasters(connection), options.json);
      return EXIT.ok;
    }),
});

/** `minimesos failover` */
export const failover: Command = defineCommand({
  name: 'failover',
  about:
    'Kills the leading master and has another one lead, without the wait for the end of its session; ends when all agents are ' +
    'registered with it. The one that led is started again as a follower. With one master, its successor leads.',
  options: {
    'no-restart': { about: 'the one that led stays away' },
    ...CLUSTER_OPTION,
  },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      const restart = !options['no-restart'];
      const list = await connection.json<MasterInfo[]>('POST', '/failover', { ...NO_DEADLINE, body: { restart } });
      const leader = list.find(({ leading }) => leading);
      if (!options.json) context.stdout.write(`The master at ${leader?.url} leads.\n`);
      write(context, list, options.json);
      return EXIT.ok;
    }),
});

const fetchMasters = ({ json }: ClusterConnection): Promise<MasterInfo[]> => json('GET', '/masters');

function write(context: CliContext, list: readonly MasterInfo[], json: boolean | undefined): void {
  const number = new Map(list.map((master, index) => [master, index]));
  writeList(context, list, {
    json,
    columns: [
      { title: 'MASTER', cell: (master) => String(number.get(master)), align: 'right' },
      { title: 'URL', cell: ({ url }) => url, whole: true },
      { title: 'LEADING', cell: ({ leading }) => (leading ? 'yes' : 'no'), whole: true },
      {
        title: 'STATE',
        cell: ({ running }) => (running ? 'running' : 'gone'),
        whole: true,
        style: ({ running }) => (running ? 'green' : 'red'),
      },
    ],
    none: 'The cluster has no masters.',
  });
}
