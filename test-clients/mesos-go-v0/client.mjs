// mesos-go's version 0, which speaks libprocess: its own programs, built from the module as it is published, and some on its drivers.
import { join } from 'node:path';
import { SEVERAL_MASTERS, survives } from '../failover.mjs';

const CREDENTIAL = { principal: 'somebody', secret: 'secret' };
const AUTHENTICATED = { masters: [{ flags: { authenticate_frameworks: true, credentials: [CREDENTIAL] } }] };

const address = ({ leader }) => `${leader.ip}:${leader.port}`;

/** What dialogue prints when all goes well, from when it is registered. */
const WHOLE = [
  'TASK_RUNNING REASON',
  'message: echo of hello',
  'TASK_RUNNING REASON_RECONCILIATION',
  'TASK_KILLED',
  'ended DRIVER_STOPPED',
];

/** Runs dialogue, and looks whether it prints these, in this order; resolves with all that it printed. */
async function dialogue({ folder, execute }, master, options, expected) {
  const executor = join(folder, 'echo');
  const { stdout } = await execute(join(folder, 'dialogue'), ['-master', master, '-executor', executor, ...options]);
  let from = 0;
  for (const text of expected) {
    from = stdout.indexOf(text, from);
    if (from < 0) throw new Error(`it did not print «${text}» in its turn:\n${stdout}`);
    from += text.length;
  }
  return stdout;
}

/** It goes when its task runs, something happens, and it is back. */
async function leaves(context, meanwhile = async () => {}) {
  const { cluster, expectTasks } = context;
  const printed = await dialogue(context, address(cluster), ['-leave'], ['registered', 'TASK_RUNNING', 'ended DRIVER_STOPPED']);
  const [, id] = /registered (\S+)/.exec(printed);
  await meanwhile();
  const again = ['-framework', id];
  await dialogue(context, address(cluster), again, [
    `registered ${id}`,
    'REASON_RECONCILIATION',
    'TASK_KILLED',
    'ended DRIVER_STOPPED',
  ]);
  await expectTasks(1, 'TASK_KILLED');
}

export default {
  name: 'mesos-go v0 0.0.11',
  needs: [['go', 'version']],
  async install({ folder, source, execute }) {
    const examples = ['scheduler', 'executor'].map((name) => `github.com/mesos/mesos-go/api/v0/examples/${name}`);
    await execute('go', ['build', '-mod=readonly', '-o', `${folder}/`, ...examples, './dialogue', './echo', './steady'], {
      cwd: source,
    });
  },
  runs: [
    {
      name: 'example scheduler and executor',
      description: { agents: 2 },
      async run({ cluster, folder, execute, expectTasks }) {
        const port = String(cluster.leader.port + 10_000 > 65_535 ? cluster.leader.port - 10_000 : cluster.leader.port + 10_000);
        const options = [
          '-master',
          address(cluster),
          '-executor',
          join(folder, 'executor'),
          '-artifactPort',
          port,
          '-logtostderr',
        ];
        const { output } = await execute(join(folder, 'scheduler'), options);
        if (!output.includes('Total tasks completed'))
          throw new Error(`it did not say that all is done:\n${output.slice(-2000)}`);
        await expectTasks(5, 'TASK_FINISHED');
      },
    },
    {
      name: 'messages, reconciliation and a kill, with an executor of its own',
      async run(context) {
        await dialogue(context, address(context.cluster), [], ['registered', ...WHOLE]);
        await context.expectTasks(1, 'TASK_KILLED');
      },
    },
    {
      name: 'the same, with a master that is found in ZooKeeper',
      description: SEVERAL_MASTERS,
      async run(context) {
        await dialogue(context, context.cluster.zookeeper.url, [], ['registered', ...WHOLE]);
        await context.expectTasks(1, 'TASK_KILLED');
      },
    },
    {
      name: 'the same, with a credential',
      description: AUTHENTICATED,
      async run(context) {
        const credential = ['-credential', `${CREDENTIAL.principal}:${CREDENTIAL.secret}`];
        await dialogue(context, address(context.cluster), credential, ['registered', ...WHOLE]);
        await context.expectTasks(1, 'TASK_KILLED');
      },
    },
    {
      name: 'without a credential where one is needed',
      description: AUTHENTICATED,
      async run(context) {
        await dialogue(context, address(context.cluster), [], ['is not authenticated', 'ended DRIVER_ABORTED']);
        await context.expectTasks(0);
      },
    },
    {
      name: 'with a wrong secret',
      description: AUTHENTICATED,
      async run({ cluster, folder, watch, expectTasks }) {
        // Its driver does not end then.
        const options = ['-master', address(cluster), '-credential', `${CREDENTIAL.principal}:wrong`];
        await watch(join(folder, 'dialogue'), options).printed('refused authentication', 'a word about its secret');
        await expectTasks(0);
      },
    },
    { name: 'a scheduler that leaves and is back', run: (context) => leaves(context) },
    {
      name: 'a scheduler that leaves and is back, and its executor with an agent that was killed meanwhile',
      run: (context) =>
        leaves(context, async () => {
          const [agent] = context.cluster.agents;
          await agent.kill();
          await agent.restart();
        }),
    },
    {
      name: 'scheduler whose masters fail over',
      description: SEVERAL_MASTERS,
      async run({ cluster, folder, watch }) {
        watch(join(folder, 'steady'), [cluster.zookeeper.url, 'sleep 1000']);
        await survives(cluster, 'mesos-go v0', 4);
      },
    },
  ],
};
