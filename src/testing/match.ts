import { type FrameworkFilter, findFrameworks, findTasks, type TaskFilter } from '../cluster/find.js';
import type { MesosState } from '../cluster/mesos-state.js';
import { checkOptions } from '../cluster/options.js';

/** Which task is looked for; what is left out may be anything. */
export type TaskMatch = TaskFilter;

/** Which framework is looked for; what is left out may be anything. */
export interface FrameworkMatch extends Pick<FrameworkFilter, 'id' | 'name'> {
  /** Whether its scheduler is connected. */
  readonly connected?: boolean | undefined;
  /** Whether it gets offers. */
  readonly active?: boolean | undefined;
}

/** Which agent is looked for; what is left out may be anything. */
export interface AgentMatch {
  readonly id?: string | undefined;
  readonly hostname?: string | undefined;
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

/**
 * Tasks that run, and those that have ended.
 * @throws MinimesosError `INVALID_ARGUMENT`
 */
export function tasksLike(match: string | TaskMatch = {}): Search {
  const filter: TaskMatch = typeof match === 'string' ? { id: match } : match;
  findTasks(NOTHING, filter); // refuses what can find nothing, before there is anything to find
  return { what: described('A task', filter), found: (state) => findTasks(state, filter).length > 0 };
}

/**
 * Frameworks that are registered.
 * @throws MinimesosError `INVALID_ARGUMENT`
 */
export function frameworksLike(match: string | FrameworkMatch = {}): Search {
  const wanted: FrameworkMatch = typeof match === 'string' ? { name: match } : match;
  checkOptions('toHaveFramework()', wanted, { id: true, name: true, connected: true, active: true });
  const { id, name, connected, active } = wanted;
  return {
    what: described('A framework', wanted),
    found: (state) =>
      findFrameworks(state, { id, name }).some((each) => is(each.connected, connected) && is(each.active, active)),
  };
}

/**
 * Agents that are registered.
 * @throws MinimesosError `INVALID_ARGUMENT`
 */
export function agentsLike(match: string | AgentMatch = {}): Search {
  const wanted: AgentMatch = typeof match === 'string' ? { id: match } : match;
  checkOptions('toHaveAgent()', wanted, { id: true, hostname: true, active: true, attributes: true });
  const { id, hostname, active, attributes = {} } = wanted;
  return {
    what: described('An agent', wanted),
    found: ({ slaves }) =>
      slaves.some(
        (agent) =>
          is(agent.id, id) &&
          is(agent.hostname, hostname) &&
          is(agent.active, active) &&
          Object.entries(attributes).every(([name, value]) => agent.attributes[name] === value),
      ),
  };
}

const is = <Value>(value: Value, wanted: Value | undefined) => wanted === undefined || value === wanted;

const NOTHING = { frameworks: [], completed_frameworks: [] } as unknown as MesosState;

/** `A task with framework "web" and state "TASK_RUNNING"`. */
function described(what: string, wanted: object): string {
  const parts = Object.entries(wanted)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return parts.length === 0 ? what : `${what} with ${parts.join(' and ')}`;
}
