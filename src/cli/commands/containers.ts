import type { ClusterInfo } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeJson, writeList } from '../output.js';

/** `minimesos containers` */
export const containers: Command = defineCommand({
  name: 'containers',
  about:
    'Lists the containers that a cluster with driver: docker has beside those of Mesos, and where their ports are reached. With --log ' +
    'shows what one of them has written.',
  options: {
    log: { value: 'NAME', expected: 'the name of a container', about: 'shows what this one has written' },
    ...CLUSTER_OPTION,
  },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      if (options.log !== undefined) {
        const { log } = await connection.json<{ log: string }>('GET', `/containers/${encodeURIComponent(options.log)}/log`);
        if (options.json) writeJson(context, { container: options.log, log });
        else context.stdout.write(log);
        return EXIT.ok;
      }
      const { containers: list } = await connection.json<ClusterInfo>('GET', '');
      writeList(context, list, {
        json: options.json,
        columns: [
          { title: 'CONTAINER', cell: ({ name }) => name, whole: true },
          { title: 'STATE', cell: ({ running }) => (running ? 'running' : 'ended') },
          { title: 'IP', cell: ({ ip }) => ip, whole: true },
          {
            title: 'PORTS',
            cell: ({ addresses }) => addresses.map(({ port, reached }) => `${port} at ${reached.ip}:${reached.port}`).join(', '),
          },
        ],
        none: 'The cluster has no containers beside those of Mesos.',
      });
      return EXIT.ok;
    }),
});
