import type { Observation } from '../mesos/process/runtime.js';
import type { Traffic } from '../mesos/process/traffic.js';
import type { NewTimelineEntry } from './entry.js';

/** Ids, as far as they are known. */
interface Subject {
  framework?: string | undefined;
  task?: string | undefined;
  agent?: string | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * Turns what a runtime observes into entries of a timeline. It takes names and ids out of messages and forgets the rest, and
 * remembers which agent listens where, so that what happens there can be found by the agent's id.
 */
export class HappeningReader {
  /** Ids of agents by pid. */
  readonly #agents = new Map<string, string>();
  /** By `ip:port`: the pid of the agent there, whose executors are there, too; undefined where there are several. */
  readonly #places = new Map<string, string | undefined>();
  /** Which framework a v0 scheduler is of, by pid. */
  readonly #schedulers = new Map<string, { readonly id?: string | undefined; readonly name?: string | undefined }>();

  entryOf(observation: Observation): NewTimelineEntry {
    const { at, kind } = observation;
    switch (kind) {
      case 'message': {
        const { from, to, name, message } = observation;
        const body = message as Body;
        const subject = subjectOf(body);
        // A new agent at the address of an old one is not that agent.
        if (name === 'RegisterSlaveMessage') this.#agents.delete(from);
        if (name === 'SlaveRegisteredMessage' || name === 'SlaveReregisteredMessage') this.#learn(to, subject.agent);
        const called = this.#nameTold(observation, subject.framework);
        subject.framework ??= this.#schedulers.get(from)?.id ?? this.#schedulers.get(to)?.id;
        const facts = name === 'Call' ? { type: body['type'], ...callFacts(body) } : { ...stateIn(body), name: called };
        return entry({ at, kind, source: from, target: to, what: name }, this.#withAgent(subject, from, to), facts);
      }
      case 'call': {
        const { peer, process, type, status, body } = observation;
        const subject = this.#withAgent(subjectOf(body), process);
        const base = { at, kind, source: peer, target: process, what: type, api: observation.api } as const;
        return entry(base, subject, { ...callFacts(body), status });
      }
      case 'event': {
        const { peer, process, type, body } = observation;
        const subject = subjectOf(body);
        subject.framework ??= observation.api === 'operator' ? undefined : peer.split('/', 1)[0];
        const base = { at, kind, source: process, target: peer, what: type, api: observation.api } as const;
        const name = type === 'SUBSCRIBED' ? observation.name : undefined;
        return entry(base, this.#withAgent(subject, process), { ...eventFacts(body), name });
      }
      case 'action': {
        const { process, name, framework, task } = observation;
        return entry({ at, kind, source: process, what: name }, this.#withAgent({ framework, task }, process));
      }
      case 'task': {
        const { process, state, framework, task, agent, reason, message } = observation;
        return entry({ at, kind, source: process, what: state }, { framework, task, agent }, { reason, message });
      }
      case 'command': {
        const { process, agent = process, what, pid, text, framework, task } = observation;
        return entry({ at, kind, source: process, what }, this.#withAgent({ framework, task }, agent), {
          pid,
          container: text,
        });
      }
      case 'agent': {
        const { process, what, agent } = observation;
        return entry({ at, kind, source: process, what }, { agent });
      }
      case 'zookeeper': {
        const { process, what, session, client, timeoutMs, ephemerals = [] } = observation;
        const facts = { session, client, timeoutMs, ephemerals: ephemerals.length === 0 ? undefined : ephemerals };
        return entry({ at, kind, source: process, what }, {}, facts);
      }
      case 'clock':
        return { at, kind: 'cluster', source: 'clock', what: `advanced by ${observation.milliseconds} ms` };
      case 'fault': {
        const { what, rule, traffic } = observation;
        if (!traffic) return { at, kind, source: 'faults', what, details: { rule } };
        const { details, ...about } = this.entryOfTraffic(traffic, at);
        return { ...about, kind, what: `${what} ${about.what}`, details: { ...details, rule } };
      }
      case 'act': {
        const { process, what, ...subject } = observation;
        return entry({ at, kind: 'fault', source: 'faults', target: process, what }, this.#withAgent(subject, process));
      }
      case 'election': {
        const { process, what, leader, message } = observation;
        const base = { at, kind, source: process, ...(leader !== undefined && { target: leader }), what };
        return entry(base, {}, { message });
      }
      case 'cluster':
        return { at, kind, source: observation.process, what: observation.what };
      case 'exited': {
        const { process, seenBy } = observation;
        return entry({ at, kind, source: process, target: seenBy, what: 'exited' }, this.#withAgent({}, process, seenBy));
      }
      case 'log': {
        const { process, level, text } = observation;
        return entry({ at, kind, source: process, what: text }, this.#withAgent({}, process), { level });
      }
    }
  }

  /** What the timeline would say of traffic if it passed now. */
  entryOfTraffic(traffic: Traffic, at: number): NewTimelineEntry {
    if (traffic.kind !== 'call') return this.entryOf({ ...traffic, at });
    const { details: { status: _, ...details } = {}, ...rest } = this.entryOf({ ...traffic, at, status: 0 });
    return { ...rest, details };
  }

  /** The name of a framework whose v0 scheduler registers, or hears that it has. */
  #nameTold({ from, to, name, message }: Extract<Observation, { kind: 'message' }>, id: string | undefined): string | undefined {
    if (REGISTRATIONS.has(name)) {
      const { name: given } = part(
        name === 'Call' ? part(message, 'subscribe') : message,
        name === 'Call' ? 'framework_info' : 'framework',
      );
      const told = typeof given === 'string' ? given : undefined;
      if (told !== undefined) this.#schedulers.set(from, { ...this.#schedulers.get(from), name: told });
      return told;
    }
    if (!REGISTERED.has(name)) return undefined;
    const { name: known } = this.#schedulers.get(to) ?? {};
    this.#schedulers.set(to, { id, name: known });
    return known;
  }

  #learn(pid: string, agent: string | undefined): void {
    if (agent === undefined) return;
    const place = addressOf(pid);
    const there = this.#places.has(place) ? this.#places.get(place) : pid;
    this.#places.set(place, there === pid ? pid : undefined);
    this.#agents.set(pid, agent);
  }

  #withAgent(subject: Subject, ...pids: string[]): Subject {
    if (subject.agent !== undefined) return subject;
    for (const pid of pids) {
      // An agent that has no id yet is not the other one at its address.
      const there = pid.startsWith('slave(') ? undefined : this.#places.get(addressOf(pid));
      const agent = this.#agents.get(pid) ?? this.#agents.get(there ?? '');
      if (agent !== undefined) return { ...subject, agent };
    }
    return subject;
  }
}

/** What v0 schedulers say, and hear, when they register. */
const REGISTRATIONS: ReadonlySet<string> = new Set(['RegisterFrameworkMessage', 'ReregisterFrameworkMessage', 'Call']);
const REGISTERED: ReadonlySet<string> = new Set(['FrameworkRegisteredMessage', 'FrameworkReregisteredMessage']);

/** Absent members are left out, so that an entry looks the same in memory and after a way through JSON. */
function entry(base: NewTimelineEntry, { framework, task, agent }: Subject, facts?: Body): NewTimelineEntry {
  const result: { -readonly [Key in keyof NewTimelineEntry]: NewTimelineEntry[Key] } = base;
  if (framework !== undefined) result.framework = framework;
  if (task !== undefined) result.task = task;
  if (agent !== undefined) result.agent = agent;
  const details = facts && defined(facts);
  if (details) result.details = details;
  return result;
}

/** What is there of the facts; undefined when nothing is. */
function defined(facts: Body): Body | undefined {
  let found: Record<string, unknown> | undefined;
  for (const name in facts) {
    if (facts[name] === undefined) continue;
    found ??= {};
    found[name] = facts[name];
  }
  return found;
}

const addressOf = (pid: string) => pid.slice(pid.indexOf('@') + 1);

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The ids in a message. Mesos has them at the top, in the part that is named like the type, or in a status or task there.
 * Every message of a cluster comes through here, so this makes no objects but its result.
 */
function subjectOf(body: unknown): Subject {
  const subject: Subject = {};
  if (!isBody(body)) return subject;
  takeIds(subject, body);
  for (const name in body) {
    const member = body[name];
    if (!isBody(member)) continue;
    if (name === 'framework') subject.framework ??= idIn(member['id']);
    else if (name === 'agent') subject.agent ??= idIn(member['id']);
    else takeIds(subject, member);
    if (isBody(member['status'])) takeIds(subject, member['status']);
    if (isBody(member['task'])) takeIds(subject, member['task']);
  }
  return subject;
}

function takeIds(subject: Subject, { framework_id, task_id, agent_id }: Body): void {
  subject.framework ??= idIn(framework_id);
  subject.task ??= idIn(task_id);
  subject.agent ??= idIn(agent_id);
}

const idIn = (id: unknown): string | undefined =>
  isBody(id) && typeof id['value'] === 'string' ? id['value'] || undefined : undefined;

const part = (body: unknown, key: string): Body => (isBody(body) && isBody(body[key]) ? body[key] : {});
const list = (value: unknown): Body[] => (Array.isArray(value) ? value.filter(isBody) : []);
const counted = (value: unknown) => (Array.isArray(value) ? value.length : undefined);

const stateIn = (body: unknown): Body | undefined => {
  if (!isBody(body) || !isBody(body['update'])) return undefined;
  const { state, reason, message } = part(body['update'], 'status');
  return { state, reason, message };
};

function callFacts(body: unknown): Body {
  const { name } = part(part(body, 'subscribe'), 'framework_info');
  const accept = part(body, 'accept');
  const operations = list(accept['operations']).map(operationText);
  const offers = counted(accept['offer_ids']) ?? counted(part(body, 'decline')['offer_ids']);
  return { ...stateIn(body), name, offers, operations: operations.length > 0 ? operations.join(', ') : undefined };
}

function eventFacts(body: unknown): Body {
  const { message } = part(body, 'error');
  return { ...stateIn(body), offers: counted(part(body, 'offers')['offers']), ...(message !== undefined && { message }) };
}

function operationText(operation: Body): string {
  const tasks = [
    ...list(part(operation, 'launch')['task_infos']),
    ...list(part(part(operation, 'launch_group'), 'task_group')['tasks']),
  ];
  return [operation['type'], ...tasks.map((task) => idIn(task['task_id']))].join(' ');
}
