// The client of Node, and one that follows events.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { onMarathon } from '../on-marathon.mjs';

export default {
  name: 'marathon-node 1.1.0 and marathon-event-bus-client 0.1.7',
  needs: [['npm', '--version']],
  async install({ folder, source, execute }) {
    const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--silent'];
    await execute('npm', ['install', '--prefix', folder, ...quiet, 'marathon-node@1.1.0', 'marathon-event-bus-client@0.1.7']);
    cpSync(join(source, 'exercise.cjs'), join(folder, 'exercise.cjs'));
  },
  runs: [
    onMarathon('apps, groups, tasks, deployments and events', async ({ folder, execute, url }) => {
      await execute(process.execPath, [join(folder, 'exercise.cjs'), url]);
    }),
  ],
};
