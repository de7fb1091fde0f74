// pymesos with an executor of its own. Its dependency http-parser is source code that current versions of Python do not
// compile; Debian has it mended, as a package of the system's Python, so it is that Python's virtual environment that is used.
import { join } from 'node:path';

const PYTHON = '/usr/bin/python3';
const AGENTS = 3;

export default {
  name: 'pymesos 0.3.15',
  needs: [[PYTHON, '-c', 'import http_parser']],
  async install({ folder, execute }) {
    await execute(PYTHON, ['-m', 'venv', '--system-site-packages', folder]);
    await execute(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', 'pymesos==0.3.15']);
  },
  runs: [
    {
      name: 'scheduler and executor',
      description: { agents: AGENTS },
      async run({ cluster, folder, source, execute, expectTasks }) {
        const python = join(folder, 'bin/python');
        const { ip, port } = cluster.leader;
        const executor = `${python} ${join(source, 'executor.py')}`;
        await execute(python, [join(source, 'scheduler.py'), `${ip}:${port}`, String(AGENTS), executor]);
        await expectTasks(2 * AGENTS, 'TASK_FINISHED');
      },
    },
  ],
};
