import { formatResources } from '../../mesos/resources/format.js';
import type { Resources } from '../../mesos/resources/resources.js';
import { show } from '../../problem.js';
import { suggest } from '../../suggest.js';
import type { TimelineEntry } from '../../timeline/timeline.js';
import { tasksOf } from '../find.js';
import { capacityOf, describeLack, freeOn, resourcesOf } from '../lacking.js';
import type { AgentInState, FrameworkInState, MesosState } from '../mesos-state.js';
import { addressOf } from '../state-summary.js';

/** What is known of the tasks that were waited for. */
export interface WantedTasks {
  /** The id or the name of their framework. */
  readonly framework?: string | undefined;
  /** What one of them takes. */
  readonly resources?: Resources | undefined;
}

/** Of more frameworks, agents or failures than this only the first, or the last, are told. */
const SHOWN_FRAMEWORKS = 3;
const SHOWN_AGENTS = 5;
const SHOWN_FAILURES = 3;

/**
 * Why tasks are not placed, as far as the state and what happened tell: lines for people. A master does not know of a task
 * before it is launched, so what a task would need is taken from the wish, or from the tasks of the framework that were seen.
 */
export function explainPlacement(state: MesosState, entries: readonly TimelineEntry[], wanted: WantedTasks = {}): string[] {
  const { framework } = wanted;
  const frameworks = state.frameworks.filter(({ id, name }) => framework === undefined || framework === id || framework === name);
  return [
    ...(frameworks.length === 0 ? withoutFramework(state, framework) : []),
    ...refusedSubscriptions(entries),
    ...frameworks
      .slice(-SHOWN_FRAMEWORKS)
      .flatMap((each) => [
        dealings(each, entries),
        ...rejected(each, entries),
        ...(each.active ? agentLines(state, each, wanted.resources) : []),
      ]),
    ...failures(state, entries, frameworks),
  ];
}

/** The frameworks that the master did not let in, which are in no state: lines for people. */
export function refusedSubscriptions(entries: readonly TimelineEntry[]): string[] {
  const last = entries.findLast(({ kind, what, details }) => kind === 'call' && what === 'SUBSCRIBE' && isRefusal(details));
  return last ? [`a framework tried to subscribe, and was refused with status ${String(last.details?.['status'])}`] : [];
}

const isRefusal = (details: TimelineEntry['details']) => Number(details?.['status']) >= 400;

function withoutFramework(state: MesosState, wanted: string | undefined): string[] {
  if (wanted === undefined) return ['no framework is registered that could launch tasks'];
  const ended = state.completed_frameworks.some(({ id, name }) => id === wanted || name === wanted);
  const near = suggest(
    wanted,
    state.frameworks.map(({ name }) => name),
  );
  const hint = near === undefined ? '' : `; perhaps ${show(near)} is meant`;
  return [ended ? `framework ${wanted} has ended${hint}` : `there is no framework ${wanted}${hint}`];
}

/** What the framework and the master had to do with each other: `framework mine was sent 3 offers and made 2 ACCEPT, 1 DECLINE`. */
function dealings({ id, name, active, connected }: FrameworkInState, entries: readonly TimelineEntry[]): string {
  const own = entries.filter(({ framework }) => framework === id);
  const offers = own
    .filter(({ kind, what }) => kind === 'event' && what === 'OFFERS')
    .reduce((sum, { details }) => sum + Number(details?.['offers'] ?? 0), 0);
  const calls = own.filter(({ kind, what }) => kind === 'call' && ['ACCEPT', 'DECLINE', 'SUPPRESS', 'REVIVE'].includes(what));
  const numbers = new Map<string, number>();
  for (const { what } of calls) numbers.set(what, (numbers.get(what) ?? 0) + 1);
  const made = Array.from(numbers, ([what, count]) => `${count} ${what}`).join(', ') || 'no call about them';
  const last = calls.at(-1);
  const lastCall = last && calls.length > 1 ? `, ${last.what} last` : '';
  const gone = active ? '' : connected ? '; it is deactivated, and gets no offers' : '; it is disconnected, and gets no offers';
  return `framework ${name} was sent ${offers} offer${offers === 1 ? '' : 's'} and made ${made}${lastCall}${gone}`;
}

/** Calls of the framework that the master refused. */
function rejected({ id, name }: FrameworkInState, entries: readonly TimelineEntry[]): string[] {
  const last = entries.findLast(({ kind, framework, details }) => kind === 'call' && framework === id && isRefusal(details));
  return last ? [`framework ${name} had its call ${last.what} refused with status ${String(last.details?.['status'])}`] : [];
}

function agentLines(state: MesosState, framework: FrameworkInState, wanted: Resources | undefined): string[] {
  const needs = wanted ?? seenNeeds(state, framework);
  const agents = state.slaves.slice(0, SHOWN_AGENTS).map((agent) => agentLine(state, framework, agent, needs));
  const more = state.slaves.length - SHOWN_AGENTS;
  const origin = wanted ? '' : ', as its last task does';
  return [
    ...(needs && !needs.isEmpty ? [`if a task takes ${formatResources(needs)}${origin}:`] : []),
    ...agents.map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more agents`] : []),
  ];
}

/** What the newest task of the framework takes. */
function seenNeeds(state: MesosState, { id }: FrameworkInState): Resources | undefined {
  const task = tasksOf(state, id).at(-1);
  return task && resourcesOf(task.resources);
}

function agentLine(state: MesosState, framework: FrameworkInState, agent: AgentInState, needs: Resources | undefined): string {
  const name = `agent ${addressOf(agent)}`;
  if (!agent.active) return `${name} is not active, and is not offered`;
  const roles = framework.roles ?? [framework.role ?? '*'];
  const held = framework.offers.filter(({ slave_id }) => slave_id === agent.id).map(({ resources }) => resourcesOf(resources));
  const offered = held.reduce((sum, each) => sum.plus(each), resourcesOf({}));
  const available = freeOn(agent, roles).plus(offered);
  const lack = needs && describeLack(agent, needs, available);
  if (lack !== undefined) {
    const inUse = needs && describeLack(agent, needs, capacityOf(agent, roles)) === undefined;
    return inUse ? `${lack} (the rest is in use, or offered to others)` : lack;
  }
  if (held.length > 0) return `${name} is offered to it with ${formatResources(offered)}, which it has not answered`;
  const others = state.frameworks.filter(({ offers }) => offers.some(({ slave_id }) => slave_id === agent.id));
  if (others.length > 0) return `${name} is offered to ${others.map((other) => `framework ${other.name}`).join(' and ')}`;
  if (available.isEmpty) return `${name} has nothing that is free`;
  return `${name} has ${formatResources(available)} free, and is offered at the next allocation, unless a filter or SUPPRESS of the framework prevents it`;
}

/**
 * The last tasks that did not end well, with what Mesos says of them. A master does not remember tasks that it refuses; of
 * these only the updates tell that it sent.
 */
function failures(state: MesosState, entries: readonly TimelineEntry[], frameworks: readonly FrameworkInState[]): string[] {
  const lines = new Map<string, string>();
  for (const { id } of frameworks) {
    for (const task of tasksOf(state, id))
      if (FAILED.has(task.state)) lines.set(`${id} ${task.id}`, failure(task.id, task.state));
  }
  const ids = new Set(frameworks.map(({ id }) => id));
  for (const { kind, what, framework = '', task = '', details = {} } of entries) {
    const end = kind === 'task' ? what : kind === 'event' && what === 'UPDATE' ? String(details['state']) : '';
    if (ids.has(framework) && FAILED.has(end)) lines.set(`${framework} ${task}`, failure(task, end, details));
  }
  return [...lines.values()].slice(-SHOWN_FAILURES);
}

function failure(task: string, state: string, { reason, message }: Readonly<Record<string, unknown>> = {}): string {
  const why = [reason, message].filter((text) => typeof text === 'string' && text !== '').join(': ');
  return `task ${task} ended ${state}${why === '' ? '' : `: ${why}`}`;
}

const FAILED: ReadonlySet<string> = new Set(['TASK_FAILED', 'TASK_ERROR', 'TASK_LOST', 'TASK_DROPPED', 'TASK_GONE']);
