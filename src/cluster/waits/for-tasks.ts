import { MinimesosError } from '../../errors.js';
import { parseResources } from '../../mesos/resources/parse.js';
import type { Resources } from '../../mesos/resources/resources.js';
import { isTerminal } from '../../mesos/tasks/task.js';
import type { Resource, TaskState } from '../../mesos/wire/messages.js';
import { show } from '../../problem.js';
import { tasksOf } from '../find.js';
import type { MesosState, TaskInState } from '../mesos-state.js';
import { checkOptions, checkText } from '../options.js';
import { readStates } from '../task-states.js';
import { explainPlacement } from './placement.js';
import { type Goal, WAIT_KEYS, type WaitOptions, type Watched, watch } from './watch.js';

/** Which tasks are waited for, how many, and how. */
export interface TasksCondition extends WaitOptions {
  /** The id or the name of their framework. Default: any. */
  framework?: string | undefined;
  /** The state they are to be in, or several. Default: any, also one that they end in. */
  state?: TaskState | readonly TaskState[] | undefined;
  /** Exactly so many; 0 waits until there is none. */
  count?: number | undefined;
  /** So many, or more. Default: 1, unless `count` is given. */
  atLeast?: number | undefined;
  /** What else has to be true of a task for it to count. */
  where?: ((task: TaskInState) => boolean) | undefined;
  /**
   * What one of the tasks takes, in Mesos's text or JSON form. Only for the message when they do not come, which then tells
   * what each agent lacks of it. Default: what a task of the framework took that was seen.
   */
  resources?: string | Resource[] | undefined;
}

const KEYS = { ...WAIT_KEYS, framework: true, state: true, count: true, atLeast: true, where: true, resources: true } as const;

interface Wanted {
  readonly framework: string | undefined;
  readonly states: readonly TaskState[] | undefined;
  readonly exactly: boolean;
  readonly number: number;
  readonly where: ((task: TaskInState) => boolean) | undefined;
  readonly resources: Resources | undefined;
}

/** Resolves with the tasks that count; see {@link MesosCluster.waitForTasks}. */
export async function waitForTasks(cluster: Watched, condition: TasksCondition): Promise<TaskInState[]> {
  const wanted = readCondition(condition);
  const { framework, number, exactly, resources } = wanted;
  const goal: Goal<TaskInState[]> = {
    waitedFor: describe(wanted),
    find: (state) => {
      const tasks = counted(state, wanted);
      return (exactly ? tasks.length === number : tasks.length >= number) ? tasks : undefined;
    },
    impossible: (state) => whyNever(state, wanted),
    explain: (state) => [
      ...explainPlacement(state, cluster.running.timeline.entries(), { framework, resources }),
      ...(wanted.states?.includes('TASK_ERROR')
        ? ['a master does not keep tasks that it refuses: look for their UPDATE in events()']
        : []),
    ],
  };
  return watch(cluster, goal, condition);
}

function counted(state: MesosState, { framework, states, where }: Wanted): TaskInState[] {
  const tasks = tasksOf(state, framework).filter((task) => states === undefined || states.includes(task.state));
  return where ? tasks.filter(where) : tasks;
}

function readCondition(condition: TasksCondition): Wanted {
  checkOptions('waitForTasks()', condition, KEYS);
  const { framework, count, atLeast, where } = condition;
  const invalid = (argument: string, value: unknown, expected: string) =>
    new MinimesosError('INVALID_ARGUMENT', { argument: `${argument} of waitForTasks()`, came: show(value), expected });
  if (framework !== undefined) checkText(framework, 'The framework of waitForTasks()', 'the id or the name of a framework');
  if (where !== undefined && typeof where !== 'function') throw invalid('where', where, 'a function');
  if (count !== undefined && !isCount(count, 0)) throw invalid('count', count, 'a whole number from 0');
  if (atLeast !== undefined && !isCount(atLeast, 1)) throw invalid('atLeast', atLeast, 'a whole number from 1');
  if (count !== undefined && atLeast !== undefined) throw invalid('atLeast', atLeast, 'left out where count is given');
  return {
    ...{ framework, where, exactly: count !== undefined, number: count ?? atLeast ?? 1 },
    states: readStates(condition.state, 'The state of waitForTasks()'),
    resources: condition.resources === undefined ? undefined : readResources(condition.resources),
  };
}

const isCount = (value: unknown, least: number) => Number.isSafeInteger(value) && (value as number) >= least;

function readResources(given: string | Resource[]): Resources {
  try {
    return parseResources(given);
  } catch (cause) {
    const came = `${show(given)} (${(cause as Error).message})`;
    const expected = 'resources such as "cpus:1;mem:128", or a list of Resource objects';
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'The resources of waitForTasks()', came, expected }, { cause });
  }
}

/** `At least 2 tasks of framework mine in TASK_RUNNING that where() accepts`. */
function describe({ framework, states, exactly, number, where }: Wanted): string {
  const tasks = [
    number === 1 ? 'task' : 'tasks',
    ...(framework === undefined ? [] : [`of framework ${framework}`]),
    ...(states ? [`in ${states.join(' or ')}`] : []),
    ...(where ? ['that where() accepts'] : []),
  ].join(' ');
  if (number === 0) return `A state without ${tasks}`;
  return `${exactly ? 'Exactly' : 'At least'} ${number} ${tasks}`;
}

/** Tasks do not leave the state they end in, and the master forgets the oldest of them. */
function whyNever(state: MesosState, wanted: Wanted): string | undefined {
  const { framework, states, exactly, number, where } = wanted;
  if (!states?.every(isTerminal)) return undefined;
  const now = counted(state, wanted).length;
  if (exactly && now > number && !where) return `there are ${now} already, and tasks do not leave the state they end in`;
  const most = Number(state.flags['max_completed_tasks_per_framework'] ?? Number.NaN);
  const isId = [...state.frameworks, ...state.completed_frameworks].some(({ id }) => id === framework);
  if (!isId || !(number > most)) return undefined;
  return `the master remembers only ${most} ended tasks of a framework (its flag max_completed_tasks_per_framework)`;
}
