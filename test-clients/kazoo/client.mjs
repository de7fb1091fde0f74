// Kazoo, the client of Python, and its recipes: locks, elections, queues, barriers, parties.
import { join } from 'node:path';
import { startZooKeeper } from '../embedded-zookeeper.mjs';

export default {
  name: 'kazoo 2.11.0',
  needs: [['python3', '-m', 'venv', '--help']],
  async install({ folder, execute }) {
    await execute('python3', ['-m', 'venv', folder]);
    await execute(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', 'kazoo==2.11.0']);
  },
  runs: [
    {
      name: 'recipes on the embedded ZooKeeper',
      alone: true,
      async run({ folder, source, execute }) {
        const server = await startZooKeeper();
        try {
          await execute(join(folder, 'bin/python'), [join(source, 'recipes.py'), server.connectString]);
          if (server.sessions.length > 0) throw new Error(`${server.sessions.length} sessions are left.`);
        } finally {
          await server.stop();
        }
      },
    },
  ],
};
