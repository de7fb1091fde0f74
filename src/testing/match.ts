import type { AgentInState, FrameworkInState, MesosState, TaskInState } from '../cluster/mesos-state.js';
import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import { suggest } from '../suggest.js';

/** Text that has to be equal, or a pattern that has to be found in it. */
export type TextMatch = string | RegExp;

/** Which task is looked for; what is left out may be anything. */
export interface TaskMatch {
  readonly id?: TextMatch | undefined;
  readonly name?: TextMatch | undefined;
  /** The state, such as `TASK_RUNNING`. Default: any. */
  readonly state?: string | undefined;
  /** Name or id of its framework. */
  readonly framework?: TextMatch | undefined;
  /** Id of its agent. */
  readonly agent?: TextMatch | undefined;
}

/** Which framework is looked for; what is left out may be anything. */
export interface FrameworkMatch {
  readonly id?: TextMatch | undefined;
  readonly name?: TextMatch | undefined;
  /** Whether its scheduler is connected. */
  readonly connected?: boolean | undefined;
  /** Whether it gets offers. */
  readonly active?: boolean | undefined;
}

/** Which agent is looked for; what is left out may be anything. */
export interface AgentMatch {
  readonly id?: TextMatch | undefined;
  readonly hostname?: TextMatch | undefined;
  /** Whether the master makes offers of it. */
  readonly active?: boolean | undefined;
  /** Attributes it has to have, by name: `{ rack: 'a' }`. */
  readonly attributes?: Readonly<Record<string, string | number>> | undefined;
}

/** Something to look for in the state of a cluster. */
export interface Search {
  /** What it looks for, as the subject of a sentence. */
  readonly what: string;
  found(state: MesosState): boolean;
}

/** Tasks that run, and those that have ended. @throws MinimesosError `INVALID_ARGUMENT` */
export function tasksLike(match: string | TaskMatch = {}): Search {
  const wanted = read<TaskMatch>('task', match, 'id', ['id', 'name', 'state', 'framework', 'agent']);
  if (wanted.state !== undefined) checkState(wanted.state);
  const fits = (task: TaskInState, framework: FrameworkInState) =>
    isLike(task.id, wanted.id) &&
    isLike(task.name, wanted.name) &&
    isLike(task.state, wanted.state) &&
    isLike(task.slave_id, wanted.agent) &&
    (isLike(framework.name, wanted.framework) || isLike(framework.id, wanted.framework));
  return {
    what: describe('A task', wanted),
    found: ({ frameworks, completed_frameworks }) =>
      [...frameworks, ...completed_frameworks].some((framework) =>
        [...framework.tasks, ...framework.unreachable_tasks, ...framework.completed_tasks].some((task) => fits(task, framework)),
      ),
  };
}

/** Frameworks that are registered. @throws MinimesosError `INVALID_ARGUMENT` */
export function frameworksLike(match: string | FrameworkMatch = {}): Search {
  const wanted = read<FrameworkMatch>('framework', match, 'name', ['id', 'name', 'connected', 'active']);
  const fits = ({ id, name, connected, active }: FrameworkInState) =>
    isLike(id, wanted.id) && isLike(name, wanted.name) && isLike(connected, wanted.connected) && isLike(active, wanted.active);
  return { what: describe('A framework', wanted), found: ({ frameworks }) => frameworks.some(fits) };
}

/** Agents that are registered. @throws MinimesosError `INVALID_ARGUMENT` */
export function agentsLike(match: string | AgentMatch = {}): Search {
  const wanted = read<AgentMatch>('agent', match, 'id', ['id', 'hostname', 'active', 'attributes']);
  const fits = ({ id, hostname, active, attributes }: AgentInState) =>
    isLike(id, wanted.id) &&
    isLike(hostname, wanted.hostname) &&
    isLike(active, wanted.active) &&
    Object.entries(wanted.attributes ?? {}).every(([name, value]) => attributes[name] === value);
  return { what: describe('An agent', wanted), found: ({ slaves }) => slaves.some(fits) };
}

function isLike<Value>(value: Value, wanted: Value | RegExp | undefined): boolean {
  return wanted === undefined || (wanted instanceof RegExp ? String(value).search(wanted) >= 0 : value === wanted);
}

/** A key that there is not would match everything, and a test with it would pass for nothing. */
function read<Match extends object>(
  argument: string,
  match: string | Match,
  textMeans: keyof Match & string,
  keys: string[],
): Match {
  if (typeof match === 'string') return { [textMeans]: match } as Match;
  if (typeof match !== 'object' || match === null) {
    throw new MinimesosError('INVALID_ARGUMENT', { argument, came: show(match), expected: `its ${textMeans} or an object` });
  }
  const unknown = Object.keys(match).find((key) => !keys.includes(key));
  if (unknown === undefined) return match;
  const meant = suggest(unknown, keys);
  const expected = `an object with some of ${keys.join(', ')}`;
  const came = `one with ${unknown}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument, came, expected });
}

const STATES = [
  ...['STAGING', 'STARTING', 'RUNNING', 'KILLING', 'FINISHED', 'FAILED', 'KILLED', 'ERROR', 'LOST', 'DROPPED'],
  ...['UNREACHABLE', 'GONE', 'GONE_BY_OPERATOR', 'UNKNOWN'],
].map((state) => `TASK_${state}`);

function checkState(state: string): void {
  if (STATES.includes(state)) return;
  const meant = suggest(state, STATES) ?? suggest(`TASK_${state}`, STATES);
  const expected = `a state of Mesos${meant === undefined ? ` (${STATES.join(', ')})` : ` such as ${meant}`}`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument: 'state', came: show(state), expected });
}

/** `A task with framework "web" and state "TASK_RUNNING"`. */
function describe(what: string, wanted: object): string {
  const parts = Object.entries(wanted)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${value instanceof RegExp ? value : JSON.stringify(value)}`);
  return parts.length === 0 ? what : `${what} with ${parts.join(' and ')}`;
}
