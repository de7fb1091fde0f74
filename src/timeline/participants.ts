import { FIRST_AGENT, formatAddress, parsePid, roleOf } from '../mesos/process/pid.js';
import type { TimelineEntry } from './entry.js';
import { short } from './short.js';

/** Whoever sends and receives, in the order in which a diagram has them from left to right. */
const ROLES = ['Scheduler', 'Operator', 'Master', 'Agent', 'Executor'] as const;
type Role = (typeof ROLES)[number];

/** One who takes part in what a timeline tells. */
export interface Participant {
  readonly role: Role;
  /** What tells it from all others. */
  readonly key: string;
  /** The ids and tasks that entries mention together with it: they tell what to call it. */
  readonly mentions: Set<string>;
}

/** A participant as a diagram shows it. */
export interface NamedParticipant {
  /** `Master1`: the same for the same entries. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
}

const ROLE_OF_PID = { master: 'Master', agent: 'Agent', scheduler: 'Scheduler', executor: 'Executor' } as const;
const ROLE_OF_API = { scheduler: 'Scheduler', operator: 'Operator', executor: 'Executor' } as const;

/** Finds out who takes part in the entries of a timeline. */
export class Participants {
  readonly #found = new Map<string, Participant>();
  /** Ids of frameworks by name: a scheduler that subscribes for the first time has no id yet. */
  readonly #frameworkIds: ReadonlyMap<string, string>;

  /** @param names of frameworks, by id */
  constructor(private readonly names: ReadonlyMap<string, string>) {
    this.#frameworkIds = new Map(Array.from(names, ([id, name]) => [name, id]));
  }

  /** Whoever is on this side of the entry. */
  of(entry: TimelineEntry, side: 'source' | 'target'): Participant | undefined {
    const address = entry[side];
    if (address === undefined) return undefined;
    const pid = parsePid(address);
    const known = pid && roleOf(address);
    const role = known && ROLE_OF_PID[known];
    const at = pid ? formatAddress(pid.address) : '';
    if (role === 'Agent') return this.#take(role, pid?.id === FIRST_AGENT ? at : address, entry.agent);
    // Whatever its name is: what pings agents is part of the master, too.
    if (role === 'Master') return this.#take(role, `master@${at}`);
    if (role === 'Scheduler') return this.#peer(role, address, entry);
    if (role) return this.#take(role, address, entry.task);
    if (entry.kind === 'command') return this.#runner(address, entry.agent);
    return entry.api && this.#peer(ROLE_OF_API[entry.api], address, entry);
  }

  /** Those found, in order, each with a name that no other one has. */
  named(): ReadonlyMap<Participant, NamedParticipant> {
    const all = ROLES.flatMap((role) => [...this.#found.values()].filter((each) => each.role === role));
    const names = all.map((participant) => this.#nameOf(participant, all));
    return new Map(
      all.map((participant, index) => {
        const name = names[index] ?? '';
        const isOnly = names.filter((other) => other === name).length === 1;
        const number = all.filter(({ role }) => role === participant.role).indexOf(participant) + 1;
        return [participant, { id: `${participant.role}${number}`, name: isOnly ? name : `${name} (${short(participant.key)})` }];
      }),
    );
  }

  #peer(role: Role, address: string, { framework, details }: TimelineEntry): Participant {
    // Operators have no name, and a connection for each call.
    if (role === 'Operator') return this.#take(role, 'operator');
    if (role === 'Executor') return this.#take(role, address);
    const name = typeof details?.['name'] === 'string' ? details['name'] : undefined;
    return this.#take(role, framework ?? (name === undefined ? undefined : this.#frameworkIds.get(name)) ?? name ?? address);
  }

  /** The agent that runs a process. Where several share an address only an id tells which. */
  #runner(address: string, id: string | undefined): Participant | undefined {
    const agents = [...this.#found.values()].filter(({ role }) => role === 'Agent');
    const known = id === undefined ? undefined : agents.findLast(({ mentions }) => mentions.has(id));
    if (known || agents.some(({ key }) => key.endsWith(`@${address}`))) return known;
    return this.#take('Agent', address, id);
  }

  #take(role: Role, key: string, mention?: string): Participant {
    const place = `${role} ${key}`;
    const participant = this.#found.get(place) ?? { role, key, mentions: new Set<string>() };
    this.#found.set(place, participant);
    if (mention !== undefined) participant.mentions.add(mention);
    return participant;
  }

  #nameOf({ role, key, mentions }: Participant, all: readonly Participant[]): string {
    const [mention, ...more] = mentions;
    switch (role) {
      case 'Scheduler':
        return this.names.get(key) || short(key);
      case 'Operator':
        return 'operator';
      case 'Master':
        return all.filter((other) => other.role === 'Master').length === 1 ? 'master' : short(key);
      case 'Agent':
        // One that came back as another has several ids.
        return `agent ${mention === undefined ? key : [mention, ...more].map(agentNumber).join(', ')}`;
      case 'Executor':
        if (mention !== undefined && more.length === 0) return `executor of ${short(mention)}`;
        return parsePid(key) ? short(key) : `executor ${short(key.slice(key.indexOf('/') + 1))}`;
    }
  }
}

/** Of the ids of agents only the end differs: `S0`. */
export const agentNumber = (id: string): string => /-(S\d+)$/.exec(id)?.[1] ?? short(id);
