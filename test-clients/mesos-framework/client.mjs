// mesos-framework, which is installed with this project's own dependencies.
import { join } from 'node:path';

const INSTANCES = 3;

export default {
  name: 'mesos-framework 0.5',
  needs: [],
  async install() {},
  runs: [
    {
      name: 'scheduler',
      description: { agents: 2 },
      async run({ cluster, folder, source, execute, expectTasks }) {
        const { ip, port } = cluster.leader;
        await execute(process.execPath, [join(source, 'scheduler.mjs'), ip, String(port), String(INSTANCES), folder]);
        const tasks = await expectTasks(INSTANCES, 'TASK_FINISHED');
        const ports = tasks.map(({ resources }) => resources.ports);
        if (!ports.every((port) => /^\[(\d+)-\1\]$/.test(port))) throw new Error(`they got the ports ${JSON.stringify(ports)}`);
      },
    },
  ],
};
