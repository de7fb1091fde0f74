// The client of Go, built from the module as it is published.
import { join } from 'node:path';
import { onMarathon } from '../on-marathon.mjs';

export default {
  name: 'go-marathon 0.7.1',
  needs: [['go', 'version']],
  async install({ folder, source, execute }) {
    await execute('go', ['build', '-mod=readonly', '-o', join(folder, 'exercise'), '.'], { cwd: source });
  },
  runs: [
    onMarathon('apps, groups, tasks, deployments and events', async ({ folder, execute, url }) => {
      await execute(join(folder, 'exercise'), [url]);
    }),
  ],
};
