// Apache Mesos's own library, by its bindings for Python 2, where there is a Python that has them (`mesos.scheduler` and
// `mesos.interface` of PyPI): MESOS_PYTHON, or python2.7.
import { join } from 'node:path';
import { SEVERAL_MASTERS, survives } from '../failover.mjs';

const python = process.env.MESOS_PYTHON ?? 'python2.7';
const CREDENTIAL = { principal: 'somebody', secret: 'secret' };
const AUTHENTICATED = { agents: 2, masters: [{ flags: { authenticate_frameworks: true, credentials: [CREDENTIAL] } }] };
const WHOLE = ['registered', 'TASK_RUNNING', 'TASK_RUNNING again', 'TASK_KILLED', 'ended DRIVER_STOPPED'];

const env = { ...process.env, LIBPROCESS_IP: '127.0.0.1' };
const address = ({ leader }) => `${leader.ip}:${leader.port}`;

/** Runs dialogue, and looks whether it prints these, in this order. */
async function dialogue({ source, execute }, args, expected) {
  const { stdout } = await execute(python, [join(source, 'dialogue.py'), ...args], { env });
  let from = 0;
  for (const text of expected) {
    from = stdout.indexOf(text, from);
    if (from < 0) throw new Error(`it did not print «${text}» in its turn:\n${stdout}`);
    from += text.length;
  }
}

const runs = [
  ['a scheduler', { agents: 2 }, ({ cluster }) => [address(cluster)], WHOLE],
  ['with a master that is found in ZooKeeper', SEVERAL_MASTERS, ({ cluster }) => [cluster.zookeeper.url], WHOLE],
  ['with a credential', AUTHENTICATED, ({ cluster }) => [address(cluster), 'somebody:secret'], WHOLE],
  [
    'without one where it is needed',
    AUTHENTICATED,
    ({ cluster }) => [address(cluster)],
    ['is not authenticated', 'ended DRIVER_ABORTED'],
  ],
  [
    'with a wrong secret',
    AUTHENTICATED,
    ({ cluster }) => [address(cluster), 'somebody:wrong'],
    ['refused authentication', 'ended DRIVER_ABORTED'],
  ],
];

export default {
  name: 'libmesos',
  optional: 'there is no Python 2.7 that has mesos.scheduler and mesos.interface; MESOS_PYTHON may name one',
  needs: [[python, '-c', 'import mesos.scheduler, mesos.interface.mesos_pb2']],
  async install() {},
  runs: [
    ...runs.map(([name, description, args, expected]) => ({
      name,
      description,
      async run(context) {
        await dialogue(context, args(context), expected);
        await context.expectTasks(expected === WHOLE ? 1 : 0, 'TASK_KILLED');
      },
    })),
    {
      name: 'a scheduler whose masters fail over, and that another one takes over from',
      description: SEVERAL_MASTERS,
      async run({ cluster, source, watch }) {
        const start = (...args) =>
          watch('env', ['LIBPROCESS_IP=127.0.0.1', python, join(source, 'steady.py'), cluster.zookeeper.url, ...args]);
        const first = start();
        await survives(cluster, 'libmesos', 4);
        const [{ id }] = (await cluster.state()).frameworks;
        const next = start(id);
        await first.printed('error: Framework failed over', 'a word about the one that takes over');
        await next.printed(`registered ${id}`, 'its registration');
      },
    },
  ],
};
