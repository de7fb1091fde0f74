import { type ClusterInfo, infoJson } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import type { CliContext } from '../context.js';
import type { ClusterDescription } from '../describe.js';
import { DESCRIPTION_OPTIONS } from '../description-options.js';
import { EXIT, exitCodeOfSignal } from '../exit-codes.js';
import { exportLines } from '../exports.js';
import { writeJson } from '../output.js';
import type { PreparedHost } from '../prepared-host.js';
import { Progress } from '../progress.js';
import { EndingSignals } from '../signals.js';

/** `minimesos up`: a cluster that outlives the command, or one for as long as another command runs, or until Ctrl-C. */
export const up: Command = defineCommand({
  name: 'up',
  about:
    'Starts the cluster of the working directory in a process of its own, which outlives the terminal, and returns when it is ' +
    'ready. Prints where it is as lines for a shell: eval "$(minimesos up)". If it is running already, that is all that happens.\n' +
    'With a command: starts a cluster, runs the command beside it, destroys the cluster and exits as the command did. The ' +
    'command finds the cluster by its environment: MINIMESOS_MASTER=http://ip:port, MINIMESOS_MASTER_IP, ' +
    'MINIMESOS_MASTER_PORT, and the same for each agent, MINIMESOS_AGENT_0, MINIMESOS_AGENT_1, ... So do the commands of ' +
    'minimesos in it, by MINIMESOS_CLUSTER.\n' +
    'With --foreground: shows what happens on the cluster until Ctrl-C, which destroys it; twice ends it at once.',
  options: {
    ...DESCRIPTION_OPTIONS,
    foreground: { about: 'runs the cluster in this process, until Ctrl-C' },
  },
  rest: 'optional',
  async run(context, { options, rest }) {
    const inBackground = !rest && !options.foreground;
    const named = options.name !== undefined;
    const signals = new EndingSignals(context.signals);
    const host = inBackground && !named ? new (await import('../prepared-host.js')).PreparedHost(context.cwd) : undefined;
    try {
      const { describeCluster } = await import('../describe.js');
      const description = await describeCluster(context, options);
      if (description.driver === 'docker') await getImages(context, description, Boolean(options.json));
      const task = { context, description, signals, json: Boolean(options.json) };
      if (inBackground) return await runInBackground(task, named, host);
      return rest ? await runBeside(task, rest) : await runInForeground(task);
    } finally {
      await host?.release();
      signals.stop();
    }
  },
});

/** Images may take long; the time that a start may take counts from then. */
async function getImages(context: CliContext, description: ClusterDescription, json: boolean): Promise<void> {
  const { pullDescribed } = await import('../../cluster/pull-images.js');
  const progress = new Progress(context, json);
  try {
    await pullDescribed(description, (text) => progress.doing(text));
  } finally {
    progress.clear();
  }
}

interface Task {
  readonly context: CliContext;
  readonly description: ClusterDescription;
  readonly signals: EndingSignals;
  readonly json: boolean;
}

async function runInBackground(
  { context, description, signals, json }: Task,
  named: boolean,
  host: PreparedHost | undefined,
): Promise<number> {
  const { startInBackground } = await import('../background.js');
  const progress = new Progress(context, json);
  const interrupted = new AbortController();
  signals.listen((signal) => {
    if (interrupted.signal.aborted) context.exit(exitCodeOfSignal(signal));
    interrupted.abort();
  });
  try {
    const info = await startInBackground({ description, named, cwd: context.cwd, signal: interrupted.signal, progress, host });
    show(context, info, json);
    if (context.stdout.isTTY && !json) progress.done('To have these in your shell: eval "$(minimesos info --export)"');
    return EXIT.ok;
  } catch (error) {
    if (signals.first && interrupted.signal.aborted) return exitCodeOfSignal(signals.first);
    throw error;
  } finally {
    progress.clear();
  }
}

async function runBeside(
  { context, description, signals, json }: Task,
  [program = '', ...args]: readonly string[],
): Promise<number> {
  const { runChild } = await import('../child-command.js');
  const { startInForeground } = await import('../foreground.js');
  const progress = new Progress(context, json);
  const cluster = await startInForeground(description, progress);
  try {
    if (signals.first) return exitCodeOfSignal(signals.first);
    const env = { ...context.env, ...cluster.info.exports, MINIMESOS_CLUSTER: cluster.url };
    return await runChild({ program, args, env, terminal: context.terminal }, signals);
  } finally {
    exitAtOnceAtSignal(context, signals, progress);
    await cluster.end();
    progress.clear();
  }
}

async function runInForeground({ context, description, signals, json }: Task): Promise<number> {
  const { startInForeground } = await import('../foreground.js');
  const { holdDirectory } = await import('../background.js');
  const { LiveTimeline } = await import('../live-timeline.js');
  const progress = new Progress(context, json);
  const directory = holdDirectory(context.cwd);
  try {
    const cluster = await startInForeground(description, progress, directory.key);
    try {
      directory.write(cluster.info);
      if (signals.first) return exitCodeOfSignal(signals.first);
      const ended = Promise.race([signals.next(), cluster.gone]);
      if (json) context.stdout.write(`${JSON.stringify(infoJson(cluster.info))}\n`);
      else show(context, cluster.info, false);
      const live = new LiveTimeline(json ? context.stdout : context.stderr, context.env, json);
      const stop = cluster.onEntry((entry) => live.add(entry));
      await ended;
      stop();
      progress.doing(`Stopping cluster ${cluster.info.name}`);
      return EXIT.ok;
    } finally {
      exitAtOnceAtSignal(context, signals, progress);
      await cluster.end();
      progress.done(`Stopped cluster ${cluster.info.name}`);
    }
  } finally {
    directory.release();
  }
}

/** Whoever asks once more does not want to wait: the supervisor ends what this process leaves behind. */
const exitAtOnceAtSignal = (context: CliContext, signals: EndingSignals, progress: Progress) =>
  signals.listen((signal) => {
    progress.clear();
    context.exit(exitCodeOfSignal(signal));
  });

/** Shows where the cluster is. */
function show(context: CliContext, info: ClusterInfo, json: boolean): void {
  if (json) writeJson(context, infoJson(info));
  else context.stdout.write(exportLines(info.exports));
}
