import { agentColumns } from '../agent-table.js';
import { fetchAgents } from '../cluster-documents.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeList } from '../output.js';

/** `minimesos agents` */
export const agents: Command = defineCommand({
  name: 'agents',
  about: 'Lists the agents of a cluster, also those that were stopped or killed. Other commands take their numbers.',
  options: { ...CLUSTER_OPTION },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      const list = await fetchAgents(connection);
      const number = new Map(list.map((agent, index) => [agent, index]));
      writeList(context, list, {
        json: options.json,
        columns: [
          { title: 'AGENT', cell: (agent) => String(number.get(agent)), align: 'right' },
          { title: 'ID', cell: ({ id }) => id, keepEnd: true },
          ...agentColumns,
        ],
        none: 'The cluster has no agents.',
      });
      return EXIT.ok;
    }),
});
