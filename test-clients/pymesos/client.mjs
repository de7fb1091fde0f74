// pymesos with an executor of its own. Its dependency http-parser is source code that current versions of Python do not
// compile; Debian has it mended, as a package of the system's Python, so it is that Python's virtual environment that is used.
import { join } from 'node:path';
import { asApp } from '../as-app.mjs';
import { SEVERAL_MASTERS, survives } from '../failover.mjs';

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
    {
      name: 'operators of a master and an agent',
      async run({ cluster, folder, source, execute }) {
        cluster.run('echo up; sleep 300').catch(() => {}); // it ends with the cluster
        const [{ id }] = await cluster.waitForTasks({ state: 'TASK_RUNNING' });
        const { agents } = cluster;
        for (let printed = ''; !printed.includes('up'); ) printed = await cluster.logs(id);
        let heard; // the task that is run as soon as it watches
        cluster.on('call', ({ what }) => {
          if (what === 'SUBSCRIBE') heard ??= cluster.run('true');
        });
        const addresses = [cluster.leader, agents[0]].map(({ ip, port }) => `${ip}:${port}`);
        const { output } = await execute(join(folder, 'bin/python'), [join(source, 'operators.py'), ...addresses]);
        const { taskId } = await heard;
        const lines = ['framework ', `added ${taskId}`, `updated ${taskId} TASK_RUNNING`, `updated ${taskId} TASK_FINISHED`];
        const missing = [...lines, 'all asked'].filter((line) => !output.includes(line));
        if (missing.length > 0) throw new Error(`${missing.join(', ')} should be in what it printed:\n${output}`);
      },
    },
    {
      name: 'scheduler that finds its master in ZooKeeper',
      description: SEVERAL_MASTERS,
      async run({ cluster, folder, source, watch }) {
        const { url } = cluster.zookeeper;
        watch(join(folder, 'bin/python'), [join(source, 'steady.py'), url, 'sleep 1000']);
        await survives(cluster, 'pymesos', 4);
      },
    },
    asApp({
      program: ({ source }) => join(source, 'steady.py'),
      command: ({ folder }) =>
        `exec ${join(folder, 'bin/python')} steady.py \${MINIMESOS_MASTER_IP}:\${MINIMESOS_MASTER_PORT} 'sleep 1000'`,
      ...{ framework: 'pymesos', tasks: 4 },
    }),
    {
      name: 'scheduler under chaos',
      chaos: true,
      async run({ folder, source, underChaos }) {
        const program = `${join(folder, 'bin/python')} ${join(source, 'steady.py')}`;
        expectSome(await underChaos(`${program} $MINIMESOS_MASTER_IP:$MINIMESOS_MASTER_PORT`));
      },
    },
  ],
};

function expectSome({ output }) {
  if (!/[1-9]\d* tasks finished/.test(output)) throw new Error(`it should have finished tasks:\n${output.slice(-4000)}`);
}
