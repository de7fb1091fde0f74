import { behaviours as checkBehaviours, type TaskBehaviourInput } from '../cluster/check-behaviours.js';
import { MinimesosError } from '../errors.js';
import { systemRandom } from '../mesos/process/random.js';
import { parseAttributes, parseResources } from '../mesos/resources/parse.js';
import { type TaskBehaviour, USUAL_BEHAVIOUR } from '../mesos/tasks/task-behaviour.js';
import { Problems } from '../problem.js';
import { LARGEST_SEED, readSeed } from '../seed.js';
import { suggest } from '../suggest.js';
import type { TimelineEntry } from '../timeline/entry.js';
import type { AgentOffering } from './machine.js';
import type { SimulationStep } from './schedule.js';
import type { SchedulerFactory } from './scheduler.js';
import { FAULT_KINDS, type FaultKind } from './steps/step.js';
import { STEPS } from './steps.js';
import { usualWorkload } from './workload.js';

/** How the cluster of a simulation is between two steps, for a check of the user's own. */
export interface SimulationState {
  /** How many steps have been done. */
  readonly step: number;
  /** What was done last; undefined once everything has healed. */
  readonly last: SimulationStep | undefined;
  /** Milliseconds since 1970, with fractions. */
  readonly now: number;
  /** All that has happened so far, oldest first. */
  timeline(): readonly TimelineEntry[];
}

/** What to simulate. */
export interface SimulationOptions {
  /**
   * What decides about all that is left to chance: a number, or a text as simulations print it, `42@0.1.0`, which is refused by
   * another version of minimesos. Default: one at random; result and error tell it.
   */
  readonly seed?: number | string | undefined;
  /** How many things happen. Default: 100. */
  readonly steps?: number | undefined;
  /** What happens, in place of what the seed would have happen: the schedule that a failure reports. */
  readonly schedule?: readonly SimulationStep[] | undefined;
  /** How many agents there are, or what each offers. Default: two, with `cpus:4;mem:4096` and `cpus:2;mem:2048`, some reserved. */
  readonly agents?: number | readonly AgentOffering[] | undefined;
  /** How often each kind of fault comes, in relation to the others; 0 for never. `false`: nothing goes wrong. */
  readonly faults?: false | Partial<Readonly<Record<FaultKind, number>>> | undefined;
  /** Makes the schedulers. Default: two that launch, kill and reconcile as good frameworks do. */
  readonly workload?: SchedulerFactory | readonly SchedulerFactory[] | undefined;
  /**
   * How tasks behave; the first that matches one counts. Default: they run as long as their command says (`sleep 10`, `exit 1`),
   * or until they are killed; some heed SIGKILL only.
   */
  readonly behaviours?: readonly TaskBehaviourInput[] | undefined;
  /** A check of your own, made after every step and once everything has healed: what it throws fails the simulation. */
  readonly check?: ((state: SimulationState) => void | Promise<void>) | undefined;
  /** How many runs may be made to find fewer steps that fail as well. Default: 200. */
  readonly reductions?: number | undefined;
}

/** Options that are right, with what was left out. */
export interface SimulationPlan {
  readonly seed: number;
  readonly steps: number;
  readonly schedule: readonly SimulationStep[] | undefined;
  readonly agents: readonly AgentOffering[];
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly schedulers: readonly SchedulerFactory[];
  readonly behaviours: readonly TaskBehaviour[];
  readonly check: ((state: SimulationState) => void | Promise<void>) | undefined;
  readonly reductions: number;
}

const USUAL_STEPS = 100;
/** A schedule is drawn as a whole before it begins. */
const MOST_STEPS = 1_000_000;
const USUAL_REDUCTIONS = 200;
const USUAL_AGENTS: readonly AgentOffering[] = [
  { resources: 'cpus:4;mem:4096;disk:10000;ports:[31000-32000]' },
  { resources: 'cpus:2;cpus(eng):1;mem:2048;disk:300;ports:[31000-31010]' },
];
const USUAL_FAULTS: Readonly<Record<FaultKind, number>> = {
  ...{ traffic: 3, partitions: 1, agents: 1.5, masters: 0.5, schedulers: 1, tasks: 1, operators: 1 },
};
const NO_FAULTS = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<FaultKind, number>;
/** One task in six does not heed SIGTERM, one in six takes its time to start. */
const USUAL_BEHAVIOURS: readonly TaskBehaviour[] = [
  { ...USUAL_BEHAVIOUR, probability: 1 / 6, stopsAfter: 'never' },
  { ...USUAL_BEHAVIOUR, probability: 1 / 5, startsAfter: [0, 20_000], stopsAfter: [0, 5000] },
];

const KEYS: Readonly<Record<keyof SimulationOptions, true>> = {
  ...{ seed: true, steps: true, schedule: true, agents: true, faults: true },
  ...{ workload: true, behaviours: true, check: true, reductions: true },
};

/**
 * Checks options.
 * @throws MinimesosError `INVALID_DESCRIPTION` with all that is wrong, `SEED_OF_OTHER_VERSION`
 */
export function readOptions(options: SimulationOptions): SimulationPlan {
  const problems = new Problems();
  if (typeof options !== 'object' || options === null) {
    problems.invalid('', options, 'an object with options');
    throw refused(problems);
  }
  for (const key of Object.keys(options)) {
    if (!Object.hasOwn(KEYS, key)) problems.unknownKey(key, 'a simulation', suggest(key, Object.keys(KEYS)));
  }
  const { schedule, workload = usualWorkload, check, behaviours } = options;
  const whole = (key: 'steps' | 'reductions', least: number, usual: number): number => {
    const value = options[key] ?? usual;
    if (!Number.isInteger(value) || value < least || value > MOST_STEPS) {
      problems.invalid(key, value, `a whole number from ${least} to ${MOST_STEPS}`);
    }
    return value;
  };
  const steps = whole('steps', 1, USUAL_STEPS);
  const reductions = whole('reductions', 0, USUAL_REDUCTIONS);
  const seed = seedOf(options.seed, problems);
  const agents = agentsOf(options.agents, problems);
  const faults = faultsOf(options.faults, problems);
  checkSchedule(schedule, problems);
  const schedulers = typeof workload === 'function' ? [workload] : workload;
  if (!Array.isArray(schedulers) || schedulers.length === 0 || schedulers.some((each) => typeof each !== 'function')) {
    problems.invalid('workload', workload, 'a function that makes a scheduler, or a list of some');
  }
  if (check !== undefined && typeof check !== 'function') problems.invalid('check', check, 'a function');
  const checked = behaviours && checkBehaviours(behaviours, 'behaviours', problems);
  if (problems.list.length > 0) throw refused(problems);
  return {
    ...{ seed, steps, schedule, agents, faults, schedulers, check, reductions },
    behaviours: checked ?? USUAL_BEHAVIOURS,
  };
}

const refused = ({ list }: Problems) =>
  new MinimesosError('INVALID_DESCRIPTION', { source: 'simulate()', described: 'a simulation', problems: list });

function seedOf(given: SimulationOptions['seed'], problems: Problems): number {
  if (given === undefined) return Math.floor(systemRandom.number() * (LARGEST_SEED + 1));
  try {
    return readSeed(given);
  } catch (error) {
    if (!(error instanceof MinimesosError) || error.code !== 'INVALID_ARGUMENT') throw error;
    problems.invalid('seed', given, (error as MinimesosError<'INVALID_ARGUMENT'>).details.expected);
    return 0;
  }
}

function agentsOf(given: SimulationOptions['agents'], problems: Problems): readonly AgentOffering[] {
  if (given === undefined) return USUAL_AGENTS;
  if (typeof given === 'number') {
    if (!(Number.isInteger(given) && given > 0 && given <= MOST_AGENTS)) problems.invalid('agents', given, AGENTS_EXPECTED);
    else return Array.from({ length: given }, (_, index) => USUAL_AGENTS[index % USUAL_AGENTS.length] as AgentOffering);
    return [];
  }
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_AGENTS) {
    problems.invalid('agents', given, AGENTS_EXPECTED);
    return [];
  }
  for (const [index, { resources, attributes }] of (given as readonly AgentOffering[]).entries()) {
    tryTo(() => parseResources(resources), `agents[${index}].resources`, resources, problems);
    if (attributes !== undefined) tryTo(() => parseAttributes(attributes), `agents[${index}].attributes`, attributes, problems);
  }
  return given as readonly AgentOffering[];
}

const MOST_AGENTS = 250;
const AGENTS_EXPECTED = `a number from 1 to ${MOST_AGENTS}, or a list of so many agents`;

function tryTo(read: () => unknown, path: string, value: unknown, problems: Problems): void {
  try {
    read();
  } catch (error) {
    problems.invalid(path, value, 'as the flag of the agent has it', { reason: (error as Error).message });
  }
}

function faultsOf(given: SimulationOptions['faults'], problems: Problems): Readonly<Record<FaultKind, number>> {
  if (given === undefined) return USUAL_FAULTS;
  if (given === false) return NO_FAULTS;
  if (typeof given !== 'object' || given === null) {
    problems.invalid('faults', given, 'false, or weights by kind of fault');
    return NO_FAULTS;
  }
  for (const [kind, weight] of Object.entries(given)) {
    if (!(FAULT_KINDS as readonly string[]).includes(kind)) {
      problems.unknownKey(`faults.${kind}`, 'faults of a simulation', suggest(kind, FAULT_KINDS));
    } else if (!(Number.isFinite(weight) && weight >= 0)) problems.invalid(`faults.${kind}`, weight, 'a weight from 0');
  }
  return { ...USUAL_FAULTS, ...given } as Readonly<Record<FaultKind, number>>;
}

function checkSchedule(schedule: SimulationOptions['schedule'], problems: Problems): void {
  if (schedule === undefined) return;
  if (!Array.isArray(schedule)) return problems.invalid('schedule', schedule, 'a list of steps');
  for (const [index, step] of (schedule as readonly SimulationStep[]).entries()) {
    const [name, ...numbers] = Array.isArray(step) ? (step as readonly unknown[]) : [];
    if (typeof name !== 'string' || !Object.hasOwn(STEPS, name)) {
      const suggestion = typeof name === 'string' ? suggest(name, Object.keys(STEPS)) : undefined;
      problems.invalid(`schedule[${index}]`, name ?? step, 'a step: its name and two numbers', { suggestion });
    } else if (numbers.length !== 2 || !numbers.every((number) => Number.isInteger(number) && (number as number) >= 0)) {
      problems.invalid(`schedule[${index}]`, step, 'a name and two whole numbers from 0');
    }
  }
}
