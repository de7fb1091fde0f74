// mesos-go's own programs, built from the module as it is published.
import { join } from 'node:path';
import { asApp } from '../as-app.mjs';
import { SEVERAL_MASTERS, survives } from '../failover.mjs';

const CODECS = ['protobuf', 'json'];

/** example-scheduler serves example-executor over HTTP, and runs five tasks on it. */
const exampleScheduler = (codec) => ({
  name: `example-scheduler and example-executor, ${codec}`,
  async run({ cluster, folder, execute, expectTasks }) {
    const options = { codec, url: `${cluster.leader.url}/api/v1/scheduler`, tasks: 5, cpu: 0.2, 'metrics.port': 0 };
    const executor = join(folder, 'example-executor');
    const { output } = await execute(
      join(folder, 'example-scheduler'),
      [...Object.entries(options).flatMap(([name, value]) => [`-${name}`, String(value)]), '-executor', executor, '-verbose'],
      // It ends with 1 and «context canceled» also when all has gone well.
      { exitCodes: [0, 1] },
    );
    if (!output.includes('mission accomplished')) throw new Error(`it did not say that all is done:\n${output.slice(-2000)}`);
    await expectTasks(5, 'TASK_FINISHED');
  },
});

/** mwatch says nothing of what it finds, only of what comes later. */
function inTime(promise, what) {
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`${what} did not come within 20 s`)), 20_000).unref(),
  );
  return Promise.race([promise, late]);
}

const address = ({ leader }) => `${leader.ip}:${leader.port}`;

export default {
  name: 'mesos-go 0.0.11',
  needs: [['go', 'version']],
  async install({ folder, source, execute }) {
    const commands = 'github.com/mesos/mesos-go/api/v1/cmd/...';
    await execute('go', ['build', '-mod=readonly', '-o', `${folder}/`, commands, './steady'], { cwd: source });
  },
  runs: [
    // Its JSON codec does not know the capability QUOTA_V2, with which masters of 1.12 present themselves.
    ...CODECS.map((codec) => ({ ...exampleScheduler(codec), description: { agents: 3, mesosVersion: '1.11' } })),
    {
      ...exampleScheduler('protobuf'),
      name: 'example-scheduler, protobuf, Mesos 1.12',
      description: { agents: 3, mesosVersion: '1.12' },
    },
    {
      name: 'msh',
      async run({ cluster, folder, execute, expectTasks }) {
        await execute(join(folder, 'msh'), ['-master', address(cluster), '--', 'echo', 'hello from msh']);
        const [task] = await expectTasks(1, 'TASK_FINISHED');
        const stdout = await cluster.logs(task.id);
        if (!stdout.includes('hello from msh')) throw new Error(`the task printed ${JSON.stringify(stdout)}`);
      },
    },
    {
      name: 'msh -pod',
      async run({ cluster, folder, execute, expectTasks }) {
        await execute(join(folder, 'msh'), ['-master', address(cluster), '-pod', '--', 'echo', 'hello from a pod']);
        const [task] = await expectTasks(1, 'TASK_FINISHED');
        const stdout = await cluster.logs(task.id);
        if (!stdout.includes('hello from a pod')) throw new Error(`the task printed ${JSON.stringify(stdout)}`);
      },
    },
    ...[['-interactive'], ['-pod', '-interactive']].map((options) => ({
      name: `msh ${options.join(' ')}`,
      // It attaches to this port, whatever the agent's is.
      description: { agents: [{ port: 5051 }] },
      async run({ cluster, folder, execute, expectTasks }) {
        const list = ['-master', address(cluster), ...options, '--', 'sed', '-u', 's/^/read: /'];
        // Ctrl-D at the end.
        const { output } = await execute(join(folder, 'msh'), list, { input: 'typed\n\u0004' });
        if (!output.includes('read: typed')) throw new Error(`it printed ${JSON.stringify(output)}`);
        await expectTasks(1, 'TASK_FINISHED');
      },
    })),
    {
      name: 'mwatch',
      async run({ cluster, folder, watch }) {
        const { ip, port } = cluster.leader;
        const subscribed = new Promise((resolve) => cluster.on('call', ({ what }) => what === 'SUBSCRIBE' && resolve()));
        const watched = watch(join(folder, 'mwatch'), ['-master', ip, '-port', String(port)]);
        await inTime(subscribed, 'SUBSCRIBE of mwatch');
        const { taskId } = await cluster.run('true');
        await watched.printed(taskId, 'a task');
        await watched.printed('TASK_FINISHED', 'its end');
        const { id } = await cluster.addAgent();
        await watched.printed(id, 'an agent that is added');
      },
    },
    {
      name: 'scheduler that finds its master in ZooKeeper',
      description: { ...SEVERAL_MASTERS, mesosVersion: '1.12' },
      async run({ cluster, folder, watch }) {
        watch(join(folder, 'steady'), [cluster.zookeeper.url, 'sleep 1000']);
        await survives(cluster, 'mesos-go', 4);
      },
    },
    asApp({
      program: ({ folder }) => join(folder, 'steady'),
      command: () => `exec ./steady \${MINIMESOS_MASTER}/api/v1/scheduler 'sleep 1000'`,
      ...{ framework: 'mesos-go', tasks: 4 },
    }),
    {
      name: 'scheduler under chaos',
      chaos: true,
      async run({ folder, underChaos }) {
        const { output } = await underChaos(`${join(folder, 'steady')} $MINIMESOS_MASTER/api/v1/scheduler`);
        if (!/[1-9]\d* tasks finished/.test(output)) throw new Error(`it should have finished tasks:\n${output.slice(-4000)}`);
      },
    },
  ],
};
