import type { Observation } from '../mesos/process/runtime.js';
import type { NewTimelineEntry, TimelineEntry } from './entry.js';

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
  /** Ids of agents by `ip:port`. */
  readonly #agents = new Map<string, string>();

  entryOf(observation: Observation): NewTimelineEntry {
    const { at, kind } = observation;
    switch (kind) {
      case 'message': {
        const { from, to, name, message } = observation;
        const body = message as Body;
        const subject = subjectOf(body);
        if (name === 'SlaveRegisteredMessage' || name === 'SlaveReregisteredMessage') this.#learn(to, subject.agent);
        return entry({ at, kind, source: from, target: to, what: name }, this.#withAgent(subject, from, to), stateIn(body));
      }
      case 'call': {
        const { peer, process, type, status, body } = observation;
        const subject = this.#withAgent(subjectOf(body), process);
        return entry({ at, kind, source: peer, target: process, what: type }, subject, { ...callFacts(body), status });
      }
      case 'event': {
        const { peer, process, type, body } = observation;
        const { framework = observation.api === 'scheduler' ? peer : undefined, ...others } = subjectOf(body);
        const subject = { framework, ...others };
        return entry(
          { at, kind, source: process, target: peer, what: type },
          this.#withAgent(subject, process),
          eventFacts(body),
        );
      }
      case 'task': {
        const { process, state, framework, task, agent, reason, message } = observation;
        return entry({ at, kind, source: process, what: state }, { framework, task, agent }, { reason, message });
      }
      case 'command': {
        const { process, what, pid, text, framework, task } = observation;
        return entry({ at, kind, source: process, what }, this.#withAgent({ framework, task }, process), {
          pid,
          container: text,
        });
      }
      case 'agent': {
        const { process, what, agent } = observation;
        return entry({ at, kind, source: process, what }, { agent });
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

  #learn(pid: string, agent: string | undefined): void {
    if (agent !== undefined) this.#agents.set(addressOf(pid), agent);
  }

  #withAgent(subject: Subject, ...pids: string[]): Subject {
    if (subject.agent !== undefined) return subject;
    for (const pid of pids) {
      const agent = this.#agents.get(addressOf(pid));
      if (agent !== undefined) return { ...subject, agent };
    }
    return subject;
  }
}

/** Absent members are left out, so that an entry looks the same in memory and after a way through JSON. */
function entry(base: NewTimelineEntry, subject: Subject, facts: Body = {}): NewTimelineEntry {
  const details = defined(facts);
  return {
    ...base,
    ...(defined(subject) as Pick<TimelineEntry, keyof Subject>),
    ...(Object.keys(details).length > 0 && { details }),
  };
}

const defined = (value: object): Body => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

const addressOf = (pid: string) => pid.slice(pid.indexOf('@') + 1);

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The ids in a message. Mesos has them at the top, in the part that is named like the type, or in a status or task there. */
function subjectOf(body: unknown): Subject {
  if (!isBody(body)) return {};
  const layers = [body];
  for (const layer of layers.slice()) layers.push(...parts(layer));
  for (const layer of layers.slice(1)) layers.push(...parts(layer));
  const first = (key: string, whole: string) => {
    for (const layer of layers) {
      const found = idIn(layer[key]) ?? idIn((isBody(layer[whole]) ? layer[whole] : {})['id']);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return { framework: first('framework_id', 'framework'), task: first('task_id', 'task'), agent: first('agent_id', 'agent') };
}

const parts = (layer: Body): Body[] => Object.values(layer).filter(isBody);

const idIn = (id: unknown): string | undefined =>
  isBody(id) && typeof id['value'] === 'string' ? id['value'] || undefined : undefined;

const part = (body: unknown, key: string): Body => (isBody(body) && isBody(body[key]) ? body[key] : {});
const list = (value: unknown): Body[] => (Array.isArray(value) ? value.filter(isBody) : []);
const counted = (value: unknown) => (Array.isArray(value) ? value.length : undefined);

const stateIn = (body: unknown): Body => {
  const { state, reason, message } = part(part(body, 'update'), 'status');
  return { state, reason, message };
};

function callFacts(body: unknown): Body {
  const accept = part(body, 'accept');
  const operations = list(accept['operations']).map(operationText);
  const offers = counted(accept['offer_ids']) ?? counted(part(body, 'decline')['offer_ids']);
  return { ...stateIn(body), offers, operations: operations.length > 0 ? operations.join(', ') : undefined };
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
