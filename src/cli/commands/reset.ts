import { fetchInfo } from '../cluster-documents.js';
import { type ClusterInfo, infoJson } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, NO_DEADLINE, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { whereIs } from '../progress.js';

/** `minimesos reset` */
export const reset: Command = defineCommand({
  name: 'reset',
  about:
    'Makes a cluster as it was when it had just been started: tasks are killed, nothing is known of frameworks, added agents ' +
    'are gone, stopped and killed ones are back. Ports stay, ids are new.',
  options: { ...CLUSTER_OPTION },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      await connection.json('POST', '/reset', NO_DEADLINE);
      const info: ClusterInfo = await fetchInfo(connection);
      if (options.json) writeJson(context, infoJson(info));
      else context.stdout.write(`Cluster ${info.name} is as new: ${whereIs(info)}\n`);
      return EXIT.ok;
    }),
});
