import { roleOf } from '../mesos/process/pid.js';
import { ACTIONS } from '../mesos/process/traffic.js';
import { MESSAGE_NAMES } from '../mesos/wire/internal-messages.js';
import { enumType } from '../mesos/wire/schema/schema.js';
import type { Problems } from '../problem.js';
import { suggest } from '../suggest.js';
import type { NewTimelineEntry, TimelineEntry } from '../timeline/entry.js';

/** Who sends or receives: one of these roles, the id of an agent, or the id or name of a framework. */
export type TrafficPeer = (typeof PEERS)[number] | (string & {});

const PEERS = ['master', 'agent', 'scheduler', 'executor', 'operator'] as const;
const APIS = ['scheduler', 'executor', 'operator'] as const;

type OneOrMore<Value> = Value | readonly Value[];

/**
 * Which traffic is meant: that for which all of this is true. At most one of `message`, `call`, `event` and `action` can be
 * given; without any of them, the first three are meant.
 */
export interface TrafficFilter {
  /** Names of messages between masters, agents, executors and v0 schedulers, such as `StatusUpdateMessage`; `*` for all. */
  readonly message?: OneOrMore<string> | undefined;
  /** Types of calls to the APIs of masters and agents, such as `ACCEPT`; `*` for all. */
  readonly call?: OneOrMore<string> | undefined;
  /** Types of events on the streams of schedulers and executors, such as `OFFERS`; `*` for all. */
  readonly event?: OneOrMore<string> | undefined;
  /**
   * What agents and executors do for containers: `FETCH` of URIs, making the `SANDBOX` of an executor, `CHECK` and
   * `HEALTH_CHECK` of a task; `*` for all.
   */
  readonly action?: OneOrMore<string> | undefined;
  /** The API of the calls and events. */
  readonly api?: (typeof APIS)[number] | undefined;
  /** Who sends it. */
  readonly from?: OneOrMore<TrafficPeer> | undefined;
  /** Who is to get it. */
  readonly to?: OneOrMore<TrafficPeer> | undefined;
  /** The id or the name of the framework it is about. */
  readonly framework?: string | undefined;
  /** The id of the agent it is about, or that sends or receives it. */
  readonly agent?: string | undefined;
  /** The id of the task it is about. */
  readonly task?: string | undefined;
  /** The state that it tells of a task, such as `TASK_RUNNING`. */
  readonly state?: OneOrMore<string> | undefined;
}

export const TRAFFIC_FILTER_KEYS = {
  ...({ message: true, call: true, event: true, action: true, api: true, from: true, to: true } as const),
  ...({ framework: true, agent: true, task: true, state: true } as const),
} as const;

export type TrafficKind = 'message' | 'call' | 'event' | 'action';

/** The kinds of traffic that a filter can let through. */
export const kindsOf = ({ message, call, event, action, api }: TrafficFilter): TrafficKind[] => {
  if (message !== undefined) return ['message'];
  if (call !== undefined) return ['call'];
  if (event !== undefined) return ['event'];
  if (action !== undefined) return ['action'];
  return api === undefined ? ['message', 'call', 'event'] : ['call', 'event'];
};

/** Reports what is wrong with a filter, and whether it can let nothing through. */
export function checkTrafficFilter(filter: TrafficFilter, problems: Problems): void {
  const named = (['message', 'call', 'event', 'action'] as const).filter((kind) => filter[kind] !== undefined);
  const [first, second] = named;
  if (first && second) problems.invalid(second, filter[second], `left out, as there is ${first}`);
  for (const kind of named) checkNames(kind, filter[kind], NAMES[kind](filter.api), problems);
  checkNames('state', filter.state, enumNames('TaskState'), problems);
  checkNames('api', filter.api, APIS, problems);
  if ((filter.message ?? filter.action) !== undefined && filter.api !== undefined) {
    problems.invalid('api', filter.api, 'left out, as only calls and events belong to one');
  }
  for (const key of ['framework', 'agent', 'task'] as const) {
    if (filter[key] !== undefined && (typeof filter[key] !== 'string' || filter[key] === '')) {
      problems.invalid(key, filter[key], 'an id');
    }
  }
  checkPeers(filter, 'from', problems);
  checkPeers(filter, 'to', problems);
}

const ACTORS = ['master', 'agent', 'scheduler', 'executor'] as const;

/** Who can send and receive what: nothing else ever passes. */
const ROLES: Record<TrafficKind, Record<'from' | 'to', readonly string[]>> = {
  message: { from: ACTORS, to: ACTORS },
  call: { from: APIS, to: ['master', 'agent'] },
  event: { from: ['master', 'agent'], to: ['scheduler', 'executor'] },
  action: { from: ['agent', 'executor'], to: [] },
};

function checkPeers(filter: TrafficFilter, side: 'from' | 'to', problems: Problems): void {
  const possible = new Set(kindsOf(filter).flatMap((kind) => ROLES[kind][side]));
  for (const peer of listOf(filter[side])) {
    const isRole = (PEERS as readonly string[]).includes(peer);
    if (possible.size === 0) problems.invalid(side, peer, 'left out, as actions are for nobody else');
    else if (typeof peer !== 'string' || peer === '' || (isRole && !possible.has(peer))) {
      problems.invalid(side, peer, `${[...possible].join(', ')}, or an id: nothing else can match`);
    }
  }
}

function checkNames(path: string, given: OneOrMore<string> | undefined, known: readonly string[], problems: Problems): void {
  const names = listOf(given);
  if (given !== undefined && names.length === 0) problems.invalid(path, given, 'at least one name');
  for (const name of names) {
    if (name === '*' && path in NAMES) continue;
    if (typeof name === 'string' && known.includes(name)) continue;
    const suggestion = typeof name === 'string' ? suggest(name, known) : undefined;
    problems.invalid(path, name, KNOWN_AS[path] ?? `one of ${known.join(', ')}`, { suggestion });
  }
}

const KNOWN_AS: Readonly<Record<string, string>> = {
  message: "the name of one of Mesos's internal messages",
  call: 'the type of a call of that API',
  event: 'the type of an event of that API',
  action: `one of ${ACTIONS.join(', ')}`,
  state: 'the state of a task',
};

const enumNames = (name: string): string[] => [...enumType(name).numbers.keys()];

const CALLS: Record<(typeof APIS)[number], readonly string[]> = {
  scheduler: ['scheduler.Call.Type'],
  executor: ['executor.Call.Type'],
  operator: ['master.Call.Type', 'agent.Call.Type'],
};
const EVENTS: Record<(typeof APIS)[number], readonly string[]> = {
  scheduler: ['scheduler.Event.Type'],
  executor: ['executor.Event.Type'],
  operator: [],
};
const namesOf = (table: typeof CALLS) => (api: (typeof APIS)[number] | undefined) =>
  (api !== undefined && Object.hasOwn(table, api) ? table[api] : Object.values(table).flat())
    .flatMap(enumNames)
    .filter((name) => name !== 'UNKNOWN');

const NAMES: Record<TrafficKind, (api: TrafficFilter['api']) => readonly string[]> = {
  message: () => MESSAGE_NAMES,
  call: namesOf(CALLS),
  event: namesOf(EVENTS),
  action: () => ACTIONS,
};

const listOf = <Value>(given: OneOrMore<Value> | undefined): readonly Value[] => {
  if (given === undefined) return [];
  return Array.isArray(given) ? (given as readonly Value[]) : [given as Value];
};

/** What tells both the id and the name of a framework: the beginning of its stream, or the answer to a v0 scheduler. */
const INTRODUCTIONS: readonly string[] = ['SUBSCRIBED', 'FrameworkRegisteredMessage', 'FrameworkReregisteredMessage'];

/** Knows frameworks by name. */
export class FrameworkNames {
  readonly #names = new Map<string, string>();

  /** To be shown every entry of a timeline. */
  learn({ what, framework, details }: Pick<TimelineEntry, 'what' | 'framework' | 'details'>): void {
    const name = details?.['name'];
    if (INTRODUCTIONS.includes(what) && framework !== undefined && typeof name === 'string') {
      this.#names.set(framework, name);
    }
  }

  /** Whether the framework with this id is called so, or has this id. */
  isCalled(id: string | undefined, nameOrId: string): boolean {
    return id !== undefined && (id === nameOrId || this.#names.get(id) === nameOrId);
  }
}

/** A filter, which must be right, as a function. */
export function trafficFilter(filter: TrafficFilter, names: FrameworkNames): (entry: NewTimelineEntry) => boolean {
  const kinds = new Set<string>(kindsOf(filter));
  const wanted = new Set<string>(listOf<string>(filter.message ?? filter.call ?? filter.event ?? filter.action));
  const states = new Set(listOf(filter.state));
  const [from, to] = [listOf(filter.from), listOf(filter.to)];
  const isPeer = (peers: readonly string[], entry: NewTimelineEntry, side: 'from' | 'to') =>
    peers.length === 0 || peers.some((peer) => isSide(peer, entry, side, names));
  return (entry) =>
    kinds.has(entry.kind) &&
    (wanted.size === 0 || wanted.has('*') || wanted.has(entry.what)) &&
    (filter.api === undefined || filter.api === entry.api) &&
    (filter.agent === undefined || filter.agent === entry.agent) &&
    (filter.task === undefined || filter.task === entry.task) &&
    (states.size === 0 || states.has(String(entry.details?.['state']))) &&
    (filter.framework === undefined || isFramework(filter.framework, entry, names)) &&
    isPeer(from, entry, 'from') &&
    isPeer(to, entry, 'to');
}

/** A scheduler that subscribes for the first time has no id yet, only a name. */
const isFramework = (nameOrId: string, { framework, details }: NewTimelineEntry, names: FrameworkNames) =>
  names.isCalled(framework, nameOrId) || details?.['name'] === nameOrId;

function isSide(peer: string, entry: NewTimelineEntry, side: 'from' | 'to', names: FrameworkNames): boolean {
  const role = roleOn(entry, side);
  if (peer === role) return true;
  if (role === 'agent') return entry.agent === peer;
  return (role === 'scheduler' || role === 'executor') && isFramework(peer, entry, names);
}

/** Calls come from, and events go to, whom their API is for; all else has a pid. */
function roleOn({ kind, source, target = '', api }: NewTimelineEntry, side: 'from' | 'to'): string | undefined {
  if (kind === 'call' && side === 'from') return api;
  if (kind === 'event' && side === 'to') return api;
  return roleOf(side === 'from' ? source : target);
}
