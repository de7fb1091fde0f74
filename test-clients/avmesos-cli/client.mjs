// Mesos's own newer command line tools (`src/python/cli_new` in its sources), as avmesos-cli publishes them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from 'minimesos/protocol';

const SLEEPER = 'echo up; sleep 300';

/** What the tools import. The package also asks for what only packs and tests them. */
const REQUIREMENTS = ['docopt', 'kazoo', 'parse', 'requests', 'tenacity', 'toml', 'ujson'];

/** The command that runs the tools on a cluster; how they find its master is in a file of theirs. */
function tools({ cluster, folder, source, execute }) {
  const config = join(folder, 'config.toml');
  writeFileSync(config, `[master]\n  address = "${cluster.leader.ip}:${cluster.leader.port}"\n`);
  const command = [join(folder, 'bin/python'), join(source, 'mesos_cli.py')];
  const env = { ...process.env, MESOS_CLI_CONFIG: config };
  const mesos = async (args, options = {}) => (await execute(command[0], [command[1], ...args], { env, ...options })).output;
  return { mesos, command, env };
}

/** Runs a command on the cluster until the run is over; resolves with its task when that runs. */
async function startTask(cluster) {
  cluster.run(SLEEPER).catch(() => {}); // it ends with the cluster
  const [task] = await cluster.waitForTasks({ state: 'TASK_RUNNING' });
  return task;
}

function expectOutput(output, ...texts) {
  const missing = texts.filter((text) => text === undefined || !output.includes(text));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} should be in what it printed:\n${output}`);
}

/** A task with a terminal, which `cluster.run` does not start. Its framework is away afterwards, and the task runs on. */
async function startTerminalTask({ leader }, value) {
  const url = `${leader.url}/api/v1/scheduler`;
  const post = (call, headers = {}) =>
    fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(call) });
  const framework_info = { user: 'root', name: 'terminal', failover_timeout: 600 };
  const response = await post({ type: 'SUBSCRIBE', subscribe: { framework_info } });
  const stream = { 'Mesos-Stream-Id': response.headers.get('mesos-stream-id') };
  let framework_id;
  for await (const record of readRecords(response.body)) {
    const event = JSON.parse(record.toString());
    if (event.type === 'SUBSCRIBED') framework_id = event.subscribed.framework_id;
    if (event.type === 'OFFERS') {
      const [{ id, agent_id }] = event.offers.offers;
      const container = { type: 'MESOS', tty_info: {} };
      const resources = [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
      ];
      const task = { name: 'terminal', task_id: { value: 'terminal' }, agent_id, resources, command: { value }, container };
      const operations = [{ type: 'LAUNCH', launch: { task_infos: [task] } }];
      await post({ framework_id, type: 'ACCEPT', accept: { offer_ids: [id], operations } }, stream);
    }
    if (event.type !== 'UPDATE') continue;
    const { status } = event.update;
    if (status.state === 'TASK_RUNNING') return status.task_id.value;
    const acknowledge = { agent_id: status.agent_id, task_id: status.task_id, uuid: status.uuid };
    await post({ framework_id, type: 'ACKNOWLEDGE', acknowledge }, stream);
  }
  throw new Error('the master ended the stream');
}

export default {
  name: 'avmesos-cli 1.0.0',
  // The tools import a module that Python 3.12 has not any more.
  needs: [['python3', '-c', 'import imp']],
  async install({ folder, execute }) {
    await execute('python3', ['-m', 'venv', folder]);
    const pip = (...args) => execute(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...args]);
    await pip(...REQUIREMENTS);
    await pip('--no-deps', 'avmesos-cli==1.0.0');
  },
  runs: [
    {
      name: 'mesos agent list, framework list, task list, task inspect',
      description: { agents: 2 },
      async run(context) {
        const { cluster } = context;
        const { mesos } = tools(context);
        const { id, framework_id, slave_id } = await startTask(cluster);
        expectOutput(await mesos(['agent', 'list']), ...cluster.agents.map((agent) => agent.id));
        expectOutput(await mesos(['framework', 'list']), framework_id, 'minimesos run');
        expectOutput(await mesos(['task', 'list']), id, 'TASK_RUNNING', framework_id);
        expectOutput(await mesos(['task', 'inspect', id]), `"slave_id": "${slave_id}"`);
      },
    },
    {
      name: 'mesos task exec',
      async run(context) {
        const { mesos } = tools(context);
        const { id } = await startTask(context.cluster);
        const output = await mesos(['task', 'exec', id, 'sh', '-c', 'cat stdout; echo wrong >&2; exit 7'], { exitCodes: [7] });
        expectOutput(output, 'up\n', 'wrong\n');
      },
    },
    {
      name: 'mesos task exec --interactive',
      async run(context) {
        const { command, env } = tools(context);
        const { id } = await startTask(context.cluster);
        // A shell for the end of the input only.
        const typed = `printf 'one\\ntwo\\n' | "$@"`;
        const list = ['-c', typed, 'sh', ...command, 'task', 'exec', '-i', id, 'sed', 's/^/read: /'];
        const { output } = await context.execute('sh', list, { env });
        expectOutput(output, 'read: one\nread: two\n');
      },
    },
    {
      name: 'mesos task attach',
      async run(context) {
        const { command, env } = tools(context);
        const id = await startTerminalTask(context.cluster, 'while read line; do echo "read: $line"; done');
        const list = [join(context.source, 'at_terminal.py'), 'typed', 'read: typed', ...command, 'task', 'attach', id];
        await context.execute('python3', list, { env });
        const [{ state }] = await context.cluster.tasks();
        if (state !== 'TASK_RUNNING') throw new Error(`the task is ${state} after it was detached from`);
      },
    },
  ],
};
