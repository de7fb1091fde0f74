import { formatDuration } from '../mesos/flags/duration.js';
import type { TimelineEntry } from './entry.js';
import { agentNumber, type NamedParticipant, type Participant, Participants } from './participants.js';
import { cut, short } from './short.js';

/** How a timeline becomes a diagram. */
export interface DiagramFormat {
  /** Names of frameworks by their ids, for those whose subscription is not among the entries. */
  readonly frameworks?: ReadonlyMap<string, string> | undefined;
  /** How many steps it has; of more, the last are shown, and a note says how many were left out. Default: 200. */
  readonly limit?: number | undefined;
}

/** More than a person reads, and Mermaid refuses texts of more than 50,000 characters. */
const DEFAULT_LIMIT = 200;
const LONGEST_TEXT = 100;
/** From here on it matters that time has passed; a diagram shows only what came after what. */
const PAUSE_MS = 1000;

/** A line of a diagram, before everybody's name is known. */
interface Step {
  readonly entry: TimelineEntry;
  /** None: it is about all. */
  readonly between: readonly Participant[];
  /** None: it is a note. */
  readonly arrow?: string | undefined;
  readonly text: string;
}

/**
 * A sequence diagram in the language of Mermaid (https://mermaid.js.org): calls, events and messages as arrows between
 * schedulers, masters, agents and executors, crossed where a fault kept them from arriving; other faults, states of tasks,
 * processes and moves of the clock as notes. What was logged is not shown.
 */
export function formatDiagram(entries: readonly TimelineEntry[], format: DiagramFormat = {}): string {
  const { frameworks = new Map<string, string>(), limit = DEFAULT_LIMIT } = format;
  const shown = entries.filter(({ kind }) => kind !== 'log');
  const left = Math.max(0, shown.length - limit);
  const participants = new Participants(new Map([...frameworks, ...namesIn(entries)]));
  const steps = shown.slice(left).map((entry) => stepOf(entry, participants));
  const names = participants.named();
  const everybody = [...names.values()];
  const head = everybody.map(({ id, name }) => `participant ${id} as ${asText(name)}`);
  // A note has to be over somebody.
  if (everybody.length === 0 && (steps.length > 0 || left > 0)) {
    everybody.push({ id: 'Cluster1', name: 'cluster' });
    head.push('participant Cluster1 as cluster');
  }
  const missing = left > 0 ? [note(everybody, `${left} earlier ${left === 1 ? 'step is' : 'steps are'} left out`)] : [];
  const lines = steps.flatMap((step, index) => [
    ...pauseBefore(step, steps[index - 1], everybody),
    lineOf(step, names, everybody),
  ]);
  return `${['sequenceDiagram', ...[...head, ...missing, ...lines].map((line) => `  ${line}`)].join('\n')}\n`;
}

const namesIn = (entries: readonly TimelineEntry[]): [string, string][] =>
  entries.flatMap(({ what, framework, details }): [string, string][] => {
    const name = what === 'SUBSCRIBED' ? details?.['name'] : undefined;
    return framework !== undefined && typeof name === 'string' ? [[framework, name]] : [];
  });

/** How the timeline says that a fault kept traffic from arriving. */
const NOT_ARRIVED = /^(?:dropped|reset instead of|answered without carrying out) /;
const ARROWS: Readonly<Record<string, string>> = { call: '->>', message: '->>', event: '-->>' };

function stepOf(entry: TimelineEntry, participants: Participants): Step {
  const { kind, what, target, details } = entry;
  const sides = (['source', 'target'] as const).flatMap((side) => participants.of(entry, side) ?? []);
  const isArrow = sides.length === 2;
  switch (kind) {
    case 'call':
    case 'event':
    case 'message':
      return { entry, between: sides, arrow: isArrow ? ARROWS[kind] : undefined, text: subject(entry) };
    case 'fault': {
      // What is done once is no rule, and what is done to rules is about nobody.
      const rule = details?.['rule'];
      const text = target === undefined ? short(what) : `fault${typeof rule === 'number' ? ` ${rule}` : ''} ${subject(entry)}`;
      return { entry, between: sides, arrow: isArrow && NOT_ARRIVED.test(what) ? '-x' : undefined, text };
    }
    case 'exited':
      return { entry, between: sides.slice(0, 1), text: 'is gone' };
    case 'agent':
      return { entry, between: sides, text: `agent ${agentNumber(entry.agent ?? '')} ${what}` };
    case 'command':
      return { entry, between: sides, text: `process ${details?.['pid']} ${subject(entry)}` };
    case 'election':
      return { entry, between: sides, text: target === undefined && sides.length > 0 ? what : `${what} by ${entry.source}` };
    case 'zookeeper':
      return { entry, between: sides, text: `ZooKeeper ${what} ${details?.['session']}` };
    case 'cluster':
      return { entry, between: sides, text: short(`${entry.source} ${what}`) };
    default:
      return { entry, between: sides, text: subject(entry) };
  }
}

/** What it is, what it tells, and which task it is about. */
function subject({ what, task, details = {} }: TimelineEntry): string {
  const { state, name, offers, operations, status } = details;
  const launched = typeof operations === 'string';
  const facts = [
    ...[what, state, name, launched ? operations : task],
    typeof offers === 'number' && !launched ? `${offers} ${offers === 1 ? 'offer' : 'offers'}` : undefined,
    typeof status === 'number' && status >= 300 ? `is answered ${status}` : undefined,
  ];
  return facts.flatMap((fact) => (typeof fact === 'string' && fact !== '' ? short(fact) : [])).join(' ');
}

function pauseBefore({ entry }: Step, before: Step | undefined, everybody: readonly NamedParticipant[]): string[] {
  const milliseconds = before ? entry.at - before.entry.at : 0;
  if (milliseconds < PAUSE_MS) return [];
  return [note(everybody, `${formatDuration(Math.round(milliseconds / 100) * 100)} later`)];
}

function lineOf(
  { between, arrow, text }: Step,
  names: ReadonlyMap<Participant, NamedParticipant>,
  everybody: NamedParticipant[],
) {
  const named = between.flatMap((participant) => names.get(participant) ?? []);
  if (arrow === undefined) return note(named.length === 0 ? everybody : named, text);
  return `${named.map(({ id }) => id).join(arrow)}: ${asText(text)}`;
}

function note(over: readonly NamedParticipant[], text: string): string {
  const ends = new Set([over[0], over.at(-1)].flatMap((participant) => participant?.id ?? []));
  return `Note over ${[...ends].join(',')}: ${asText(text)}`;
}

/** Names and ids may hold anything; what Mermaid could take for more than text it gets as the number of the character. */
const asText = (text: string): string =>
  cut(text, LONGEST_TEXT).replace(/[^\w .,()=/…+-]/gu, (character) => `#${character.codePointAt(0)};`) || ' ';
