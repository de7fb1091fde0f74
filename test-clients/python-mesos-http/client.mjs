// python-mesos-http handles an event when the next one comes, so most of its time is spent waiting for heartbeats.
import { join } from 'node:path';

const AGENTS = 3;

export default {
  name: 'python-mesos-http 0.4.2',
  needs: [['python3', '--version']],
  async install({ folder, execute }) {
    await execute('python3', ['-m', 'venv', folder]);
    await execute(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', 'mesoshttp==0.4.2']);
  },
  runs: [
    {
      name: 'scheduler',
      description: { agents: AGENTS },
      async run({ cluster, folder, source, execute, expectTasks }) {
        await execute(join(folder, 'bin/python'), [join(source, 'scheduler.py'), cluster.leader.url, String(AGENTS)]);
        await expectTasks(AGENTS, 'TASK_FINISHED');
      },
    },
  ],
};
