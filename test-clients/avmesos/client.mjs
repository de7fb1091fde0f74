// avmesos came of python-mesos-http and is used as that is, so it runs the same scheduler.
import { join } from 'node:path';

const AGENTS = 3;

export default {
  name: 'avmesos 0.4.2',
  needs: [['python3', '--version']],
  async install({ folder, execute }) {
    await execute('python3', ['-m', 'venv', folder]);
    await execute(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', 'avmesos==0.4.2']);
  },
  runs: [
    {
      name: 'scheduler',
      description: { agents: AGENTS },
      async run({ cluster, folder, source, execute, expectTasks }) {
        const scheduler = join(source, '../python-mesos-http/scheduler.py');
        await execute(join(folder, 'bin/python'), [scheduler, cluster.leader.url, String(AGENTS), 'avmesos.client']);
        await expectTasks(AGENTS, 'TASK_FINISHED');
      },
    },
  ],
};
