// The client of Python, which Debian has as python3-marathon. It reads documents strictly: members it does not know are errors.
import { join } from 'node:path';
import { onMarathon } from '../on-marathon.mjs';

export default {
  name: 'marathon 0.13.0, for Python',
  needs: [['python3', '-m', 'venv', '--help']],
  async install({ folder, execute }) {
    await execute('python3', ['-m', 'venv', folder]);
    await execute(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', 'marathon==0.13.0']);
  },
  runs: [
    onMarathon('apps, groups, tasks, deployments and events', async ({ folder, source, execute, url }) => {
      await execute(join(folder, 'bin/python'), [join(source, 'exercise.py'), url]);
    }),
  ],
};
