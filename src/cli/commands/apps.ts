import type { InstalledApp } from '../../cluster/apps/cluster-apps.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeList } from '../output.js';

/** `minimesos apps` */
export const apps: Command = defineCommand({
  name: 'apps',
  about: 'Lists the apps that are installed, and says what they wait for.',
  options: { ...CLUSTER_OPTION },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async ({ json }) => {
      writeList(context, await json<InstalledApp[]>('GET', '/apps'), {
        json: options.json,
        columns: [
          { title: 'ID', cell: ({ id }) => id, whole: true },
          { title: 'INSTANCES', cell: ({ instances }) => String(instances), align: 'right' },
          { title: 'RUNNING', cell: ({ running }) => String(running), align: 'right' },
          { title: 'HEALTHY', cell: ({ healthy }) => String(healthy), align: 'right' },
          { title: 'WAITS', cell: ({ reason }) => reason ?? '' },
        ],
        none: 'No app is installed: minimesos install --app app.json',
      });
      return EXIT.ok;
    }),
});
