// A scheduler on mesos-rxjava, which speaks protobuf. It is itself a jar that tasks run: one scheduler has a task fetch the
// jar over HTTP and run `java -jar` in its sandbox, where it is a scheduler of a task again.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const AGENTS = 3;
const jarOf = (folder) => join(folder, 'mesos-rxjava-scheduler-1.jar');

/** Serves one file at any path; resolves with its URL and what ends the server. */
async function serve(file) {
  const server = createServer((_, response) => createReadStream(file).pipe(response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}/scheduler.jar`, end };
}

export default {
  name: 'mesos-rxjava 0.1.2',
  needs: [
    ['java', '-version'],
    ['javac', '-version'],
    ['mvn', '--version'],
  ],
  async install({ folder, source, execute }) {
    const options = ['--batch-mode', '--quiet', `-DbuildDirectory=${folder}`];
    await execute('mvn', [...options, '-f', join(source, 'pom.xml'), 'package']);
  },
  runs: [
    {
      name: 'scheduler',
      description: { agents: AGENTS },
      async run({ cluster, folder, execute, expectTasks }) {
        await execute('java', ['-jar', jarOf(folder), cluster.leader.url, String(AGENTS), 'echo hello']);
        await expectTasks(AGENTS, 'TASK_FINISHED');
      },
    },
    {
      name: 'a jar of the scheduler, run with java -jar in a sandbox',
      description: { agents: 2 },
      async run({ cluster, folder, execute, expectTasks }) {
        const served = await serve(jarOf(folder));
        try {
          const command = `java -jar scheduler.jar ${cluster.leader.url} 1 "echo from within"`;
          await execute('java', ['-jar', jarOf(folder), cluster.leader.url, '1', command, served.url]);
        } finally {
          await served.end();
        }
        const tasks = await expectTasks(2, 'TASK_FINISHED');
        const logs = await Promise.all(tasks.map(({ id, framework_id }) => cluster.logs(id, { framework: framework_id })));
        if (!logs.some((log) => log.includes('all tasks finished'))) throw new Error(`the tasks printed ${JSON.stringify(logs)}`);
      },
    },
  ],
};
