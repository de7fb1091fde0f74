import type { Position } from '../json-fault.js';
import { type CheckedBlock, textOf } from './forms.js';
import type { Note } from './notes.js';

/** What an agent of the original has where its file says nothing else. */
const DEFAULTS = { cpu: '4', mem: '1024', disk: '2000' } as const;
const DEFAULT_PORTS = '[31000-32000]';
const NAMES = { cpu: 'cpus', mem: 'mem', disk: 'disk', ports: 'ports' } as const;
type Kind = keyof typeof NAMES;

const OWN_PORTS =
  'all agents are on one machine, so each has a port and a block of ports of its own: minimesos info tells which; write port and ports where they have to be these';

/** The agents of a description; those that are alike are one entry. */
export function agentsOf(
  blocks: readonly CheckedBlock[],
  level: string | undefined,
  { notes, places }: { readonly notes: Note[]; readonly places: Record<string, Position> },
): Readonly<Record<string, unknown>>[] {
  const entries: { agent: Record<string, unknown>; count: number }[] = [];
  for (const block of blocks) {
    const agent = agentOf(block, level, notes);
    const last = entries.at(-1);
    if (last && JSON.stringify(last.agent) === JSON.stringify(agent)) last.count++;
    else {
      places[`agents[${entries.length}]`] = block.at;
      entries.push({ agent, count: 1 });
    }
  }
  noteSharedPorts(blocks, notes);
  return entries.map(({ agent, count }) => (count > 1 ? { count, ...agent } : agent));
}

function agentOf(block: CheckedBlock, level: string | undefined, notes: Note[]): Record<string, unknown> {
  const { attributes, loggingLevel, portNumber } = block.values;
  if (portNumber) notes.push({ at: [portNumber.at], key: 'agents', text: OWN_PORTS });
  const own = ownLevel(loggingLevel?.value, level);
  return {
    resources: resourcesOf(block, notes),
    ...(attributes && attributes.value !== '' && { attributes: attributes.value }),
    ...(own && { flags: { logging_level: own } }),
  };
}

/** What was written of a kind of resource, by role; of the same role the last counts. */
function byRole(block: CheckedBlock, kind: Kind): Map<string, { value: string; at: Position }> {
  const found = (block.blocks['resources'] ?? []).flatMap((resources) => resources.blocks[kind] ?? []);
  return new Map(found.map((each) => [textOf(each, 'role') ?? '*', { value: textOf(each, 'value') ?? '', at: each.at }]));
}

function resourcesOf(block: CheckedBlock, notes: Note[]): string {
  const parts = (['cpu', 'mem', 'disk'] as const).flatMap((kind) => partsOf(kind, DEFAULTS[kind], byRole(block, kind)));
  const ports = byRole(block, 'ports');
  const isDefault = [...ports].every(([role, { value }]) => role === '*' && value === DEFAULT_PORTS);
  for (const { at } of isDefault ? ports.values() : []) notes.push({ at: [at], key: 'agents', text: OWN_PORTS });
  return [...parts, ...(isDefault ? [] : partsOf('ports', DEFAULT_PORTS, ports))].join(';');
}

/** That of no role is there whether it was written or not. */
function partsOf(kind: Kind, unreserved: string, written: ReadonlyMap<string, { readonly value: string }>): string[] {
  const roles = new Map([['*', unreserved]]);
  for (const [role, { value }] of written) roles.set(role, value);
  return [...roles].map(([role, value]) => `${NAMES[kind]}${role === '*' ? '' : `(${role})`}:${value}`);
}

/** In the original each agent had an address of its own. */
function noteSharedPorts(blocks: readonly CheckedBlock[], notes: Note[]): void {
  const seen = new Map<string, Position>();
  for (const block of blocks) {
    for (const { value, at } of byRole(block, 'ports').values()) {
      const before = seen.get(value);
      seen.set(value, before ?? at);
      if (!before || value === DEFAULT_PORTS) continue;
      const text = `the agent of line ${before.line} offers the same ports, and only one task of this machine can have each of them`;
      notes.push({ at: [at], key: 'agents', text });
    }
  }
}

/** The level of a block, or else that of the cluster; undefined where it is Mesos's own. */
export function ownLevel(own: unknown, ofCluster: string | undefined): string | undefined {
  const level = typeof own === 'string' && !own.startsWith('#') ? own : ofCluster;
  return level === 'INFO' ? undefined : level;
}
