import { MinimesosError } from '../errors.js';
import { isTerminal } from '../mesos/tasks/task.js';
import type { TaskState } from '../mesos/wire/messages.js';
import { show } from '../problem.js';
import type { FrameworkInState, MesosState, TaskInState } from './mesos-state.js';
import { checkOptions } from './options.js';
import { readStates } from './task-states.js';

/** Which frameworks are wanted: those for which all of this is true. */
export interface FrameworkFilter {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** Whether frameworks that were torn down, or did not come back in time, are wanted as well. Default: false. */
  readonly completed?: boolean | undefined;
}

/** Which tasks are wanted: those for which all of this is true. */
export interface TaskFilter {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** The id or the name of their framework. */
  readonly framework?: string | undefined;
  /** The id of their agent. */
  readonly agent?: string | undefined;
  /** One state, or several of which one is theirs. */
  readonly state?: TaskState | readonly TaskState[] | undefined;
}

/** A message names no more tasks than this, the newest. */
const LISTED_TASKS = 20;
const FRAMEWORK_KEYS = { id: true, name: true, completed: true } as const;
const TASK_KEYS = { id: true, name: true, framework: true, agent: true, state: true } as const;

const isOrUnset = (wanted: string | undefined, value: string) => wanted === undefined || wanted === value;
const isNamed = (nameOrId: string | undefined, { id, name }: FrameworkInState) =>
  nameOrId === undefined || nameOrId === id || nameOrId === name;

/** @throws MinimesosError `INVALID_ARGUMENT` */
export function findFrameworks(state: MesosState, filter: FrameworkFilter): FrameworkInState[] {
  checkOptions('frameworks()', filter, FRAMEWORK_KEYS);
  const all = filter.completed === true ? [...state.frameworks, ...state.completed_frameworks] : state.frameworks;
  return all.filter(({ id, name }) => isOrUnset(filter.id, id) && isOrUnset(filter.name, name));
}

/**
 * Tasks of all frameworks, those that have ended among them, as far as the master remembers them.
 * @throws MinimesosError `INVALID_ARGUMENT`
 */
export function findTasks(state: MesosState, filter: TaskFilter): TaskInState[] {
  checkOptions('tasks()', filter, TASK_KEYS);
  const states = readStates(filter.state, 'The state of tasks()');
  return tasksOf(state, filter.framework).filter(
    (task) =>
      isOrUnset(filter.id, task.id) &&
      isOrUnset(filter.name, task.name) &&
      isOrUnset(filter.agent, task.slave_id) &&
      (states === undefined || states.includes(task.state)),
  );
}

/** All tasks of a framework, or of all of them; those that have not ended come first. */
export function tasksOf(state: MesosState, framework?: string): TaskInState[] {
  return [...state.frameworks, ...state.completed_frameworks]
    .filter((each) => isNamed(framework, each))
    .flatMap(({ tasks, unreachable_tasks, completed_tasks }) => [...tasks, ...unreachable_tasks, ...completed_tasks]);
}

/**
 * The registered framework of this id or name.
 * @throws MinimesosError `UNKNOWN_FRAMEWORK`, `AMBIGUOUS_NAME`
 */
export function findFramework(cluster: string, { frameworks }: MesosState, nameOrId: string): FrameworkInState {
  const [found, ...others] = frameworks.filter((each) => isNamed(nameOrId, each));
  if (!found) {
    throw new MinimesosError('UNKNOWN_FRAMEWORK', {
      cluster,
      framework: show(nameOrId),
      frameworks: frameworks.map(frameworkName),
    });
  }
  if (others.length === 0) return found;
  throw new MinimesosError('AMBIGUOUS_NAME', { name: show(nameOrId), meanings: [found, ...others].map(frameworkName) });
}

/** Which of several tasks with the same id is meant. */
export interface TaskOwner {
  /** The id or the name of its framework. Default: any, as long as only one has a task of that id. */
  readonly framework?: string | undefined;
}

/**
 * The task of this id. Task ids belong to frameworks, and frameworks may use one again after the task has ended: the newest
 * task is meant then.
 * @param openOnly whether tasks that have ended do not count, as long as there is one that has not
 * @throws MinimesosError `UNKNOWN_TASK`, `AMBIGUOUS_NAME` when several frameworks have a task of that id
 */
export function findTask(
  cluster: string,
  state: MesosState,
  id: string,
  { framework, openOnly = false }: TaskOwner & { openOnly?: boolean } = {},
): TaskInState {
  const all = tasksOf(state, framework);
  const named = all.filter((task) => task.id === id);
  const open = named.filter((task) => !isTerminal(task.state));
  const found = openOnly && open.length > 0 ? open : named;
  const [first] = found;
  if (!first) {
    const task = framework === undefined ? show(id) : `${show(id)} of framework ${show(framework)}`;
    throw new MinimesosError('UNKNOWN_TASK', {
      cluster,
      task,
      tasks: [...new Set(all.map((each) => each.id))].slice(-LISTED_TASKS),
    });
  }
  const owners = new Set(found.map(({ framework_id }) => framework_id));
  // Those that have ended come last, in the order of their ends.
  if (owners.size === 1) return open.find((task) => owners.has(task.framework_id)) ?? found.at(-1) ?? first;
  const meanings = [...state.frameworks, ...state.completed_frameworks]
    .filter((each) => owners.has(each.id))
    .map((each) => `task ${id} of framework ${frameworkName(each)}`);
  throw new MinimesosError('AMBIGUOUS_NAME', { name: show(id), meanings });
}

const frameworkName = ({ name, id }: FrameworkInState) => `${name} (${id})`;
