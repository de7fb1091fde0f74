import { MASTERS_ZOOKEEPER } from '../../cluster/cluster-zookeeper.js';
import { Clock } from '../../mesos/process/clock.js';
import { agentColumns } from '../agent-table.js';
import { fetchInfo } from '../cluster-documents.js';
import { type ClusterInfo, infoJson } from '../cluster-info.js';
import { painter } from '../colours.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import type { CliContext } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { exportLines } from '../exports.js';
import { writeJson } from '../output.js';
import { formatTable, printable } from '../table.js';
import { fitTerminal, roughly, widthOf } from '../text.js';

/** `minimesos info`: where a cluster is, for people and for shells. */
export const info: Command = defineCommand({
  name: 'info',
  about: 'Shows a cluster and where everything in it listens. For a shell: eval "$(minimesos info --export)"',
  options: {
    export: { about: 'only the environment variables, as lines for a shell' },
    ...CLUSTER_OPTION,
  },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      const cluster = await fetchInfo(connection);
      if (options.json) writeJson(context, infoJson(cluster));
      else if (options.export) context.stdout.write(exportLines(cluster.exports));
      else show(context, cluster);
      return EXIT.ok;
    }),
});

const masterRole = (masters: ClusterInfo['masters'], index: number) =>
  masters.length === 1 ? 'master' : `master ${index}${masters[index]?.leading ? ', leads' : ''}`;

/** `masters`, that of the masters, needs no name. */
const zookeeperRole = (zookeeper: string) =>
  zookeeper === MASTERS_ZOOKEEPER ? 'zookeeper' : `zookeeper ${printable(zookeeper)}`;

function show({ stdout, env }: CliContext, cluster: ClusterInfo): void {
  const { name, mesosVersion, driver, host, createdAt, masters, agents, zookeepers, names, marathon, exports } = cluster;
  const age = roughly(new Clock().now() - createdAt);
  const paint = painter(stdout, env);
  const rows = [
    ...masters.map((master, index) => ({ role: masterRole(masters, index), ...master })),
    ...Object.entries(zookeepers).map(([key, { url, external }]) => ({ role: zookeeperRole(key), url, running: true, external })),
    ...(names ? [{ role: 'names', url: names.url, running: true }] : []),
    ...(marathon ? [{ role: 'marathon', url: marathon.url, running: true }] : []),
    ...agents.map((agent, index) => ({ role: `agent ${index}`, ...agent })),
  ];
  const columns = [{ title: 'ROLE', cell: ({ role }: { role: string }) => role }, ...agentColumns];
  const summary = `Cluster ${printable(name)} is running: Mesos ${mesosVersion}, driver ${driver}, host process ${host.pid}, for ${age}`;
  const example = names ? `Names are told by DNS: dig @${names.ip} -p ${names.port} leader.${names.domain}\n` : '';
  stdout.write(
    `${fitTerminal(summary, stdout)}\n\n${formatTable(rows, columns, paint, widthOf(stdout))}\n${example}${exportLines(exports)}`,
  );
}
