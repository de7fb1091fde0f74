import { type ClusterDescriptionInput, resolveDescription } from '../../cluster/description.js';
import { readDescription } from '../../cluster/read-description.js';
import { MinimesosError, notYetSupported } from '../../errors.js';
import { MesosCluster } from '../../index.js';
import { Clock } from '../../mesos/process/clock.js';
import { show } from '../../problem.js';
import { runChild } from '../child-command.js';
import type { CliContext, Command } from '../context.js';
import { EXIT, exitCodeOfSignal } from '../exit-codes.js';
import { exportLines, exportsOf } from '../exports.js';
import { type Options, readArguments } from '../options.js';
import { Progress } from '../progress.js';
import { EndingSignals } from '../signals.js';

const OPTIONS = {
  foreground: true,
  json: true,
  config: 'a JSON file, or - for standard input',
  agents: 'a whole number from 0 to 1000',
  name: 'a name of 1 to 63 small letters, digits and -',
  resources: 'resources such as "cpus:4;mem:4096"',
} as const;

const help = `Usage: minimesos up --foreground [options] [-- command arguments…]

Starts a Mesos cluster, runs the command beside it, destroys the cluster and returns the command's exit code.
The command finds the cluster by its environment: MINIMESOS_MASTER=http://ip:port, MINIMESOS_MASTER_IP,
MINIMESOS_MASTER_PORT, and the same for each agent, MINIMESOS_AGENT_0, MINIMESOS_AGENT_1, …
Without a command: prints these variables as export lines and keeps the cluster until Ctrl-C; twice ends it at once.

Options:
  --foreground         the cluster lives as long as this command; the only way there is so far
  --config FILE        a description of the cluster in JSON; - reads it from standard input
  --agents N           how many agents, in place of those described; default 1
  --resources STRING   what each agent offers, such as "cpus:4;mem:4096"
  --name NAME          what the cluster is called; default: a name made up
  --json               errors, and without a command the cluster, as JSON
  -h, --help           shows this
`;

/** `minimesos up`: a cluster for as long as a command runs, or until Ctrl-C. */
export const up: Command = {
  help,
  async run(context, args) {
    const { options, rest } = readArguments('minimesos up', OPTIONS, args);
    if (options.help) {
      context.stdout.write(help);
      return EXIT.ok;
    }
    if (rest?.length === 0) throw new MinimesosError('INVALID_OPTION', { option: '--', expected: 'a command', came: 'nothing' });
    if (!options.foreground) {
      throw notYetSupported('minimesos up', 'a cluster in the background comes later; with --foreground it works now');
    }
    const description = await describe(context, options);
    const signals = new EndingSignals(context.signals);
    try {
      return await withCluster(context, description, signals, Boolean(options.json), rest);
    } finally {
      signals.stop();
    }
  },
};

/** The description of the file, if one is given, with what the options say in its place. */
async function describe(context: CliContext, options: Options<typeof OPTIONS>): Promise<ClusterDescriptionInput> {
  const agents = options.agents === undefined ? undefined : readAgents(options.agents);
  const { name, resources } = options;
  resolveDescription({ name, agents: [{ resources }] }, 'The command line');
  const file = options.config === undefined ? resolveDescription() : await readDescription(options.config, context.stdin);
  const { timeoutMs, ...described } = file;
  const members = agents === undefined ? described.agents : [{ count: agents }];
  // What was checked once is a valid description again.
  return {
    ...described,
    timeout: timeoutMs,
    name: name ?? described.name,
    agents: agents === 0 ? 0 : members.map((agent) => (resources === undefined ? agent : { ...agent, resources })),
  } as ClusterDescriptionInput;
}

function readAgents(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= 1000) return Number(text);
  throw new MinimesosError('INVALID_OPTION', { option: '--agents', expected: OPTIONS.agents, came: show(text) });
}

async function withCluster(
  context: CliContext,
  description: ClusterDescriptionInput,
  signals: EndingSignals,
  json: boolean,
  command: readonly string[] | undefined,
): Promise<number> {
  const progress = new Progress(context, json);
  const cluster = await startCluster(description, progress);
  try {
    if (signals.first) return exitCodeOfSignal(signals.first);
    if (!command) return await untilSignal(context, cluster, signals, json);
    const [program = '', ...args] = command;
    const env = { ...context.env, ...exportsOf(cluster) };
    return await runChild({ program, args, env, terminal: context.terminal }, signals);
  } finally {
    // Whoever asks once more does not want to wait: the supervisor ends what this process leaves behind.
    signals.listen((signal) => context.exit(exitCodeOfSignal(signal)));
    if (!command) progress.doing(`Stopping cluster ${cluster.name}`);
    await cluster.destroy();
    if (command) progress.clear();
    else progress.done(`Stopped cluster ${cluster.name}`);
  }
}

async function startCluster(description: ClusterDescriptionInput, progress: Progress): Promise<MesosCluster> {
  const clock = new Clock();
  const startedAt = clock.now();
  progress.doing('Starting the cluster');
  try {
    const cluster = await MesosCluster.start(description);
    const count = `${cluster.agents.length} agent${cluster.agents.length === 1 ? '' : 's'}`;
    const elapsed = Math.round(clock.now() - startedAt);
    progress.done(`Cluster ${cluster.name} is ready after ${elapsed} ms: ${cluster.leader.url} with ${count}`);
    return cluster;
  } catch (error) {
    progress.clear();
    throw error;
  }
}

/** Shows where the cluster is, and lets it run until somebody wants it to end. */
async function untilSignal(context: CliContext, cluster: MesosCluster, signals: EndingSignals, json: boolean): Promise<number> {
  const ended = signals.next();
  const { name, masters, agents } = cluster;
  const variables = exportsOf(cluster);
  context.stdout.write(
    json
      ? `${JSON.stringify({ name, driver: 'embedded', pid: process.pid, masters, agents, exports: variables })}\n`
      : exportLines(variables),
  );
  await ended;
  return EXIT.ok;
}
