import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { checkOptions } from '../cluster/options.js';
import { MinimesosError } from '../errors.js';
import { DURATION_FORM, parseDuration } from '../mesos/flags/duration.js';
import { pause } from '../mesos/process/pause.js';
import { systemRandom } from '../mesos/process/random.js';
import { show } from '../problem.js';
import { LARGEST_SEED, readSeed } from '../seed.js';
import type { TimelineEntry } from '../timeline/timeline.js';
import type { ChaosProblem } from './check.js';
import type { ChaosIntensity, ChaosPlan } from './plan.js';
import type { ChaosMoment } from './run.js';

/** What goes wrong, for how long, and with what. */
export interface ChaosOptions {
  /** The same seed leads to the same plan: a whole number, or one with a version, as a report has it. Default: by chance. */
  readonly seed?: number | string | undefined;
  /** How long things go wrong, in real time: milliseconds, or a duration of Mesos such as `60secs`; `1weeks` at most. Default: `60secs`. */
  readonly duration?: number | string | undefined;
  /** How much goes wrong: a thing each 8 s, 3 s, or 1 s. Default: `medium`. */
  readonly intensity?: ChaosIntensity | undefined;
  /** This plan in place of one that is made of `seed`, `duration` and `intensity`. */
  readonly plan?: ChaosPlan | undefined;
  /** Resolves when the program under test ends, with its exit code; things go wrong no longer than that. Default: it does not. */
  readonly program?: Promise<number> | undefined;
  /** Breaks it off. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of what is done, as it is done. */
  readonly onMoment?: ((moment: ChaosMoment) => void) | undefined;
}

/** A problem, and the part of the timeline that shows it. */
export interface ChaosFinding extends ChaosProblem {
  /** What happened to the task, agent or framework, the last of it. */
  readonly timeline: readonly TimelineEntry[];
}

/** What was done to a cluster, and what came of it. */
export interface ChaosReport {
  /** What was to be done. */
  readonly plan: ChaosPlan;
  /** What was done. */
  readonly moments: readonly ChaosMoment[];
  /** Whether nothing is wrong. */
  readonly consistent: boolean;
  /** What is wrong. */
  readonly findings: readonly ChaosFinding[];
  /** The exit code of the program under test, when it has ended by itself. */
  readonly exitCode?: number | undefined;
}

const KEYS = {
  ...({ seed: true, duration: true, intensity: true, plan: true } as const),
  ...({ program: true, signal: true, onMoment: true } as const),
} as const;
const INTENSITIES = ['low', 'medium', 'high'] as const;
const DEFAULT_DURATION_MS = 60_000;
const SHOWN_ENTRIES = 40;

/**
 * Makes a plan of a seed: what goes wrong on a cluster with so many agents, and when. Nothing is done.
 * @throws MinimesosError `INVALID_ARGUMENT`, `SEED_OF_OTHER_VERSION`, `INVALID_DESCRIPTION` for a plan that is none
 */
export async function planChaos(agents: number, options: ChaosOptions = {}): Promise<ChaosPlan> {
  checkOptions('chaos()', options, KEYS);
  if (options.plan) return (await import('./read-plan.js')).readPlan(options.plan);
  const { seed = Math.floor(systemRandom.number() * (LARGEST_SEED + 1)), intensity = 'medium' } = options;
  if (!INTENSITIES.includes(intensity)) throw invalid('intensity', intensity, `one of ${INTENSITIES.join(', ')}`);
  const { LONGEST_CHAOS_MS, makePlan } = await import('./plan.js');
  const duration = readDuration(options.duration ?? DEFAULT_DURATION_MS, LONGEST_CHAOS_MS);
  return makePlan({ seed: readSeed(seed), duration, agents, intensity });
}

/** A program outside has a time of its own: on a cluster whose time stands still nothing would come of what it waits for. */
async function checkTimePasses(cluster: MesosCluster): Promise<void> {
  const before = await cluster.clock.now();
  await pause(2);
  if ((await cluster.clock.now()) > before) return;
  throw invalid('The cluster', "one with clock: 'virtual'", 'one whose time passes by itself; simulate() is for the other kind');
}

/**
 * Makes things go wrong on a cluster as a plan says, in real time, and then looks whether everything comes right again: see
 * docs/chaos.md. It begins at once; whoever has started a framework waits until it has subscribed.
 *
 * ```ts
 * await cluster.waitForFramework('mine');
 * const { consistent, plan, findings } = await chaos(cluster, { seed: 42, duration: '30secs' });
 * ```
 * @throws MinimesosError `INVALID_ARGUMENT`, `SEED_OF_OTHER_VERSION`, `INVALID_DESCRIPTION`, `CLUSTER_DESTROYED`; the reason
 *   of the signal
 */
export async function chaos(cluster: MesosCluster, options: ChaosOptions = {}): Promise<ChaosReport> {
  const plan = await planChaos(cluster.agents.length, options);
  await checkTimePasses(cluster);
  const [{ carryOut }, { ClusterWatch }, { settle }] = await Promise.all([
    import('./run.js'),
    import('./watch.js'),
    import('./settle.js'),
  ]);
  const { program, signal, onMoment } = options;
  const ended = new AbortController();
  const stop = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]);
  const never = new AbortController().signal;
  const moments: ChaosMoment[] = [];
  const watch = new ClusterWatch(cluster);
  let exitCode: number | undefined;
  void program?.then(
    (code) => {
      exitCode = code;
      ended.abort();
    },
    () => ended.abort(),
  );
  try {
    const tell = (moment: ChaosMoment) => {
      moments.push(moment);
      onMoment?.(moment);
    };
    await carryOut(plan, { cluster, signal: stop, tell });
    signal?.throwIfAborted();
    const expected = () => (ended.signal.aborted ? new Map<string, string>() : watch.frameworks);
    const problems = await settle(cluster, watch, expected, signal ?? never);
    const findings = problems.map((problem) => ({ ...problem, timeline: timelineOf(cluster, problem) }));
    return { plan, moments, consistent: findings.length === 0, findings, exitCode };
  } finally {
    watch.stop();
  }
}

/** What happened to the smallest thing that a problem is about. */
function timelineOf(cluster: MesosCluster, { task, framework, agent }: ChaosProblem): TimelineEntry[] {
  const about = task === undefined ? (agent === undefined ? { framework } : { agent }) : { task, framework };
  return cluster.timeline(about).slice(-SHOWN_ENTRIES);
}

function readDuration(value: number | string, longest: number): number {
  const milliseconds = typeof value === 'string' ? parseDuration(value) : value;
  if (typeof milliseconds === 'number' && milliseconds > 0 && milliseconds <= longest) return Math.round(milliseconds);
  throw invalid('duration', value, `milliseconds, or ${DURATION_FORM}, above 0 and 1weeks at most`);
}

const invalid = (argument: string, came: unknown, expected: string) =>
  new MinimesosError('INVALID_ARGUMENT', { argument, came: show(came), expected });
