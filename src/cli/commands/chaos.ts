import { resolve } from 'node:path';
import type { ChaosOptions, ChaosReport } from '../../chaos/chaos.js';
import { type ChaosIntensity, type ChaosPlan, LONGEST_CHAOS_MS } from '../../chaos/plan.js';
import { MesosCluster } from '../../cluster/mesos-cluster.js';
import { isMinimesosError, MinimesosError } from '../../errors.js';
import { Clock } from '../../mesos/process/clock.js';
import { pause } from '../../mesos/process/pause.js';
import { readSeed } from '../../seed.js';
import { type RunningCommand, startChild } from '../child-command.js';
import { fetchInfo } from '../cluster-documents.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import type { CliContext } from '../context.js';
import { DESCRIPTION_OPTIONS } from '../description-options.js';
import { EXIT, exitCodeOfSignal } from '../exit-codes.js';
import type { Options } from '../options.js';
import { writeJson } from '../output.js';
import { Progress } from '../progress.js';
import { EndingSignals } from '../signals.js';
import { DURATION, invalidOption, readChoice, readDuration } from '../values.js';

const OPTIONS = {
  seed: {
    value: 'N',
    expected: 'a number, perhaps with a version of minimesos',
    about: 'what the plan is made of: the same seed, the same plan. Default: by chance; the report tells it',
  },
  for: { value: 'DURATION', expected: DURATION, about: 'how long things go wrong. Default: 60secs' },
  intensity: {
    value: 'HOW',
    expected: 'low, medium or high',
    about: 'low, medium or high: something each 8, 3 or 1 s. Default: medium',
  },
  plan: { about: 'shows what would be done, and does nothing; with --json, as --plan-file reads it' },
  'plan-file': {
    value: 'FILE',
    expected: 'a plan in JSON or YAML',
    about: 'a plan to carry out in place of one that is made of a seed',
  },
  ...DESCRIPTION_OPTIONS,
  ...CLUSTER_OPTION,
} as const;

type Given = Options<typeof OPTIONS> & { json?: boolean };

const INTENSITIES = ['low', 'medium', 'high'] as const;
const SUBSCRIBED_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 100;
/** How long a program may take to end after SIGTERM. */
const GRACE_MS = 5000;

/** `minimesos chaos -- command`: a framework in any language, while much goes wrong around it. */
export const chaos: Command = defineCommand({
  name: 'chaos',
  about:
    'Starts a cluster and the command beside it, as minimesos up -- command does, waits until its framework has subscribed, and ' +
    'then has much go wrong: calls whose answers are lost, streams that break, partitions, agents and masters that crash, time ' +
    'that passes at once. Afterwards it looks whether everything comes right again, and says what does not.\n' +
    'With --cluster, or without a command, it is done to a cluster that runs already.\n' +
    'Exits with 0 when all is well, 5 when something is wrong, and as the command did when that has ended by itself.',
  options: OPTIONS,
  rest: 'optional',
  async run(context, { options, rest }) {
    const chaosOptions = await readChaosOptions(context, options);
    if (options.cluster === undefined && (rest || options.plan)) return onOwnCluster(context, options, chaosOptions, rest);
    const described = Object.keys(DESCRIPTION_OPTIONS).find((name) => options[name as keyof Given] !== undefined);
    if (described) throw invalidOption(`--${described}`, 'a cluster that is started for a command', 'one that runs already');
    return withCluster(context, options.cluster, async (connection) => {
      const { client, path, server } = connection;
      const url = `${client.url}${path}`;
      const { exports } = await fetchInfo(connection);
      const cluster = await MesosCluster.connect(url, server ? { token: server.token } : {});
      try {
        if (options.plan) return await showPlan(context, cluster.agents.length, options, chaosOptions);
        return await new Attempt(context, options, { cluster, exports, url }).run(chaosOptions, rest);
      } finally {
        await cluster.disconnect();
      }
    });
  },
});

/** Read as a whole before anything is started. */
async function readChaosOptions(context: CliContext, options: Given): Promise<ChaosOptions> {
  const { seed, for: duration, intensity, 'plan-file': file } = options;
  const choices = {
    ...(seed !== undefined && { seed: readSeedOption(seed) }),
    ...(duration !== undefined && { duration: readLength(duration) }),
    ...(intensity !== undefined && { intensity: readChoice<ChaosIntensity>('--intensity', intensity, INTENSITIES) }),
  };
  if (file === undefined) return choices;
  const surplus = (['seed', 'for', 'intensity'] as const).find((name) => options[name] !== undefined);
  if (surplus) throw invalidOption('--plan-file', `to stand without --${surplus}, which a plan has in itself`, file);
  return { plan: await readPlanFile(context, file) };
}

function readSeedOption(text: string): number {
  try {
    return readSeed(text);
  } catch (error) {
    if (!isMinimesosError(error, 'INVALID_ARGUMENT')) throw error;
    throw invalidOption('--seed', error.details.expected, text);
  }
}

function readLength(text: string): number {
  const milliseconds = readDuration('--for', text);
  if (milliseconds > 0 && milliseconds <= LONGEST_CHAOS_MS) return milliseconds;
  throw invalidOption('--for', `${DURATION}, above 0 and 1weeks at most`, text);
}

async function readPlanFile({ cwd, stdin }: CliContext, file: string): Promise<ChaosPlan> {
  const [{ readDescriptionFile, nameOf }, { readPlan }] = await Promise.all([
    import('../../cluster/read-description.js'),
    import('../../chaos/read-plan.js'),
  ]);
  const source = nameOf(file);
  return readPlan(await readDescriptionFile(file === '-' ? file : resolve(cwd, file), stdin, source), source);
}

async function onOwnCluster(
  context: CliContext,
  options: Given,
  chaosOptions: ChaosOptions,
  rest: readonly string[] | undefined,
): Promise<number> {
  const { describeCluster } = await import('../describe.js');
  const description = await describeCluster(context, options);
  if (options.plan) return showPlan(context, description.agents.length, options, chaosOptions);
  // Said before anything is started; a cluster that runs already is asked by chaos() itself.
  if (description.clock === 'virtual') {
    throw invalidOption('chaos', 'a cluster whose time passes by itself, clock: real', 'clock: virtual');
  }
  const { startInForeground } = await import('../foreground.js');
  const started = await startInForeground(description, new Progress(context, Boolean(options.json)));
  try {
    const { cluster, url, info } = started;
    return await new Attempt(context, options, { cluster, url, exports: info.exports }).run(chaosOptions, rest);
  } finally {
    await started.end();
  }
}

async function showPlan(context: CliContext, agents: number, { json }: Given, options: ChaosOptions): Promise<number> {
  const { planChaos } = await import('../../chaos/chaos.js');
  const { formatPlan } = await import('../../chaos/describe.js');
  const plan = await planChaos(agents, options);
  if (json) writeJson(context, plan);
  else context.stdout.write(`${plan.seed === undefined ? '' : `Seed ${plan.seed}\n`}${formatPlan(plan)}\n`);
  return EXIT.ok;
}

interface Target {
  readonly cluster: MesosCluster;
  /** What tells programs where the cluster is. */
  readonly exports: Readonly<Record<string, string>>;
  readonly url: string;
}

/** One run of a program under chaos. */
class Attempt {
  readonly #progress: Progress;
  readonly #interrupted = new AbortController();
  readonly #signals: EndingSignals;
  #program: RunningCommand | undefined;
  #exitCode: number | undefined;

  constructor(
    private readonly context: CliContext,
    private readonly options: Given,
    private readonly target: Target,
  ) {
    this.#progress = new Progress(context, Boolean(options.json));
    this.#signals = new EndingSignals(context.signals);
  }

  async run(options: ChaosOptions, rest: readonly string[] | undefined): Promise<number> {
    const signals = this.#signals;
    signals.listen((signal) => {
      if (this.#interrupted.signal.aborted) this.context.exit(exitCodeOfSignal(signal));
      this.#interrupted.abort();
    });
    try {
      const program = rest && this.#start(rest);
      if (!(await this.#subscribed())) {
        this.context.stderr.write(`The command ended with ${this.#exitCode} before a framework had subscribed.\n`);
        return this.#exitCode || EXIT.failed;
      }
      const { chaos: haveChaos } = await import('../../chaos/chaos.js');
      const { formatMoment } = await import('../../chaos/describe.js');
      const report = await haveChaos(this.target.cluster, {
        ...options,
        ...(program && { program }),
        signal: this.#interrupted.signal,
        onMoment: ({ at, what, text }) => this.#progress.done(`${formatMoment(at).padStart(8)}  ${what.padEnd(7)}  ${text}`),
      });
      await this.#tell(report);
      return report.consistent ? (report.exitCode ?? EXIT.ok) : EXIT.inconsistent;
    } catch (error) {
      if (signals.first && this.#interrupted.signal.aborted) return exitCodeOfSignal(signals.first);
      throw error;
    } finally {
      await this.#stop();
      signals.stop();
    }
  }

  #start([program = '', ...args]: readonly string[]): Promise<number> {
    const { context, target, options } = this;
    const env = { ...context.env, ...target.exports, MINIMESOS_CLUSTER: target.url };
    this.#program = startChild({ program, args, env, terminal: context.terminal, quiet: options.json });
    void this.#program.ended.then(
      (code) => {
        this.#exitCode = code;
      },
      () => {},
    );
    return this.#program.ended;
  }

  /** Waits until a framework is connected; resolves to false when the program ends before. */
  async #subscribed(): Promise<boolean> {
    const clock = new Clock();
    const deadline = clock.now() + SUBSCRIBED_WITHIN_MS;
    const { cluster } = this.target;
    this.#progress.doing('Waiting for a framework to subscribe');
    while (!(await cluster.frameworks()).some(({ connected }) => connected)) {
      this.#interrupted.signal.throwIfAborted();
      // One that could not be started says why.
      if (this.#exitCode !== undefined) return this.#program?.ended.then(() => false) ?? false;
      if (clock.now() > deadline) {
        throw new MinimesosError('WAIT_TIMEOUT', { waitedFor: 'A framework that is connected', timeout: '1mins', seen: 'none' });
      }
      await Promise.race([pause(LOOK_AGAIN_MS), this.#program?.ended]);
    }
    this.#progress.clear();
    return true;
  }

  async #tell(report: ChaosReport): Promise<void> {
    if (this.options.json) return writeJson(this.context, report);
    const { formatReport } = await import('../../chaos/describe.js');
    this.#progress.clear();
    this.context.stderr.write(`${formatReport(report)}\n`);
  }

  async #stop(): Promise<void> {
    this.#progress.clear();
    if (!this.#program || this.#exitCode !== undefined) return;
    const { ended, kill } = this.#program;
    kill('SIGTERM');
    await Promise.race([ended, new Clock().sleep(GRACE_MS)]).catch(() => {});
    kill('SIGKILL');
    await ended.catch(() => {});
  }
}
