import { MinimesosError } from '../errors.js';
import { seededRandom } from '../mesos/process/random.js';
import { formatSeed } from '../seed.js';
import type { TimelineEntry } from '../timeline/entry.js';
import { formatTimeline } from '../timeline/format.js';
import { readOptions, type SimulationOptions, type SimulationPlan } from './options.js';
import { reduce } from './reduce.js';
import { drawSchedule, formatStep, type SimulationStep } from './schedule.js';
import { settleDown } from './settle.js';
import { SimulatedCluster } from './simulated-cluster.js';
import { STEPS } from './steps.js';

/** What has come of a simulation in which everything held. */
export interface SimulationResult {
  /** With the version of minimesos, as `seed` takes it. */
  readonly seed: string;
  /** What happened, as `schedule` takes it. */
  readonly schedule: readonly SimulationStep[];
  /** All that has happened, oldest first. The same seed leads to the same entries, to the byte. */
  readonly timeline: readonly TimelineEntry[];
  /** How much time has passed in the simulation, in milliseconds. */
  readonly elapsedMs: number;
}

/** How many entries of the timeline an error shows. */
const SHOWN_ENTRIES = 40;
/** What is drawn for the schedule is not what is drawn while it is run. */
const SCHEDULE_SALT = 0x5eed;

/** How a run failed. */
interface Failure {
  /** How many steps were done before the one that failed; all of them, when it failed once everything had healed. */
  readonly step: number;
  readonly reason: string;
  readonly cause: unknown;
  readonly timeline: readonly TimelineEntry[];
}

/**
 * Runs a cluster in which things go wrong, without sockets, processes and files, in a time of its own: the same seed leads to
 * the same. After every step it is checked that the books of the master agree with each other, with what schedulers were told
 * and with what agents have; at last everything heals, and then schedulers, master and agents have to agree on all tasks.
 *
 * @throws MinimesosError `SIMULATION_FAILED` when something does not hold, with seed and a schedule that is as short as could
 *   be found; `INVALID_DESCRIPTION` with all that is wrong with the options; `SEED_OF_OTHER_VERSION`
 */
export async function simulate(options: SimulationOptions = {}): Promise<SimulationResult> {
  const plan = readOptions(options);
  const { seed } = plan;
  const schedule = plan.schedule ?? drawSchedule(seededRandom(seed ^ SCHEDULE_SALT), plan.steps, plan.faults);
  const { failure, result } = await run(plan, schedule);
  if (!failure) return result;
  const done = schedule.slice(0, failure.step + 1);
  const fails = async (steps: readonly SimulationStep[]) => {
    const again = await run(plan, steps);
    return again.failure !== undefined && kindOf(again.failure.reason) === kindOf(failure.reason);
  };
  const reduced = await reduce(done, fails, plan.reductions);
  const last = (await run(plan, reduced)).failure ?? failure;
  throw new MinimesosError(
    'SIMULATION_FAILED',
    {
      ...{ seed: formatSeed(seed), step: failure.step, of: schedule.length, reason: failure.reason, schedule: reduced },
      ...{ text: reduced.map(formatStep), timeline: ending(last.timeline) },
    },
    { cause: failure.cause },
  );
}

async function run(
  plan: SimulationPlan,
  schedule: readonly SimulationStep[],
): Promise<{ failure: Failure | undefined; result: SimulationResult }> {
  const cluster = new SimulatedCluster(plan);
  const { runtime, timeline } = cluster;
  const begun = runtime.clock.now();
  let step = 0;
  let last: SimulationStep | undefined;
  const check = async () => {
    cluster.check();
    await plan.check?.({ step, last, now: runtime.clock.now(), timeline: () => timeline.entries() });
  };
  let failure: Failure | undefined;
  try {
    cluster.start();
    await cluster.settle();
    await check();
    for (last of schedule) {
      const [name, one, other] = last;
      cluster.chance.begin(last);
      runtime.observe({ kind: 'act', process: 'simulation', what: `step ${step + 1}: ${formatStep(last)}` });
      await STEPS[name]?.perform(cluster, one, other);
      await cluster.settle();
      await check();
      step++;
    }
    last = undefined;
    cluster.chance.begin(last);
    runtime.observe({ kind: 'act', process: 'simulation', what: 'everything heals' });
    await settleDown(cluster);
    await check();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    failure = { step, reason, cause, timeline: timeline.entries() };
  } finally {
    cluster.end();
  }
  const elapsedMs = runtime.clock.now() - begun;
  return { failure, result: { seed: formatSeed(plan.seed), schedule, timeline: timeline.entries(), elapsedMs } };
}

const ending = (timeline: readonly TimelineEntry[]) =>
  formatTimeline(timeline.filter(isTelling).slice(-SHOWN_ENTRIES)).split('\n');

/** Most of what happens over a long time is that nothing has happened. */
const isTelling = ({ kind, what }: TimelineEntry) =>
  kind === 'fault' || !/^(HEARTBEAT|PingSlaveMessage|PongSlaveMessage)$/.test(what);

/** What two failures of one kind have in common: ids and numbers are others when there are fewer steps. */
const kindOf = (reason: string): string => reason.replace(/(?<![0-9a-f])[a-f]*\d[0-9a-f.:-]*/g, '#').slice(0, 60);
