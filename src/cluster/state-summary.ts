import { FIRST_AGENT } from '../mesos/process/pid.js';
import type { AgentInState, FrameworkInState, MesosState, ResourcesInState, TaskInState } from './mesos-state.js';

/** More tasks of one framework than this are counted, not listed. */
const LISTED_TASKS = 8;
/** Of the frameworks that are gone only the last matter. */
const LISTED_COMPLETED = 3;

/** What there is on a cluster and in which state, in a few lines: for messages about what did not come. */
export function summarizeState(state: MesosState): string[] {
  const addresses = new Map(state.slaves.map((agent) => [agent.id, addressOf(agent)]));
  return [
    ...(state.slaves.length === 0 ? ['no agents'] : state.slaves.map(agentLine)),
    ...(state.frameworks.length === 0 ? ['no frameworks'] : state.frameworks.flatMap((each) => frameworkLines(each, addresses))),
    ...state.completed_frameworks
      .slice(-LISTED_COMPLETED)
      .map((each) => `completed ${frameworkName(each)}: ${counts(each.completed_tasks)}`),
  ];
}

/** `ip:port` of an agent. */
export function addressOf({ pid }: Pick<AgentInState, 'pid'>): string {
  const at = pid.indexOf('@');
  return withName(pid.slice(at + 1), pid.slice(0, at));
}

/** An agent that shares an address with others is told apart by the name of its process. */
export const withName = (address: string, name: string): string =>
  name === '' || name === FIRST_AGENT ? address : `${address}/${name}`;

function agentLine(agent: AgentInState): string {
  const { active, resources, used_resources: used } = agent;
  const amounts = ['cpus', 'mem', 'disk', 'gpus'].flatMap((name) => usage(name, used, resources));
  return `agent ${addressOf(agent)}${active ? '' : ', deactivated'}: in use ${amounts.join(', ')}`;
}

function usage(name: string, used: ResourcesInState, all: ResourcesInState): string[] {
  return all[name] ? [`${name} ${used[name] ?? 0} of ${all[name]}`] : [];
}

function frameworkLines(framework: FrameworkInState, addresses: ReadonlyMap<string, string>): string[] {
  const tasks = [...framework.tasks, ...framework.unreachable_tasks, ...framework.completed_tasks];
  const status = framework.active ? '' : framework.connected ? ', deactivated' : ', disconnected';
  const listed = tasks.slice(0, LISTED_TASKS).map((task) => taskLine(task, addresses));
  const rest = tasks.slice(LISTED_TASKS);
  return [
    `${frameworkName(framework)}${status}: ${tasks.length === 0 ? 'no tasks' : counts(tasks)}`,
    ...listed.map((line) => `  ${line}`),
    ...(rest.length > 0 ? [`  and ${counts(rest)}`] : []),
  ];
}

const frameworkName = ({ name, id }: FrameworkInState) => `framework ${name} (${id})`;

function taskLine({ id, state, slave_id }: TaskInState, addresses: ReadonlyMap<string, string>): string {
  return `task ${id}: ${state} on ${addresses.get(slave_id) ?? `agent ${slave_id}, which is gone`}`;
}

/** `2 TASK_RUNNING, 1 TASK_FINISHED`. */
function counts(tasks: readonly TaskInState[]): string {
  const byState = new Map<string, number>();
  for (const { state } of tasks) byState.set(state, (byState.get(state) ?? 0) + 1);
  return Array.from(byState, ([state, count]) => `${count} ${state}`).join(', ') || 'no tasks';
}
