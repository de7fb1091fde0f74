import type { TimelineEntry } from './entry.js';
import { cut, oneLine, short, shortIds } from './short.js';

/** How a timeline becomes text. */
export interface TimelineFormat {
  /** Whether to colour it for a terminal. Default: no. */
  readonly color?: boolean;
  /** Longest line; what is longer ends in `…`. Default: no limit. */
  readonly width?: number;
}

const ESCAPE = '\u001b';
const COLORS = { red: 31, green: 32, yellow: 33, cyan: 36, gray: 90 } as const;

/** Actors and ids longer than this would push the rest of all lines to the right; they stick out instead. */
const WIDEST_COLUMN = 64;

/**
 * One aligned line for each entry: when, counted in seconds from the first of them; what kind; who to whom; what. Master
 * and framework ids are shortened to what follows their common part: `…-0000` is the first framework of a master.
 */
export function formatTimeline(entries: readonly TimelineEntry[], format: TimelineFormat = {}): string {
  const start = entries[0]?.at ?? 0;
  const rows = entries.map((entry) => ({ entry, cells: [relative(entry.at - start), entry.kind, route(entry)] }));
  const widths = [0, 1, 2].map((column) =>
    rows.reduce((widest, { cells }) => Math.max(widest, Math.min(cells[column]?.length ?? 0, WIDEST_COLUMN)), 0),
  );
  return rows
    .map(({ entry, cells: [time = '', kind = '', who = ''] }) => {
      const aligned = [time.padStart(widths[0] ?? 0), kind.padEnd(widths[1] ?? 0), who.padEnd(widths[2] ?? 0), subject(entry)];
      return paint(cut(aligned.join('  '), format.width), entry, format.color === true);
    })
    .join('\n');
}

/** The text of one entry, without its time. */
export const formatEntry = (entry: TimelineEntry): string => [entry.kind, route(entry), subject(entry)].join('  ');

/** One JSON object for each entry, each in a line of its own, the last one ended like the others. */
export const toJsonLines = (entries: readonly TimelineEntry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

const relative = (milliseconds: number) => `${milliseconds < 0 ? '' : '+'}${(milliseconds / 1000).toFixed(3)}s`;

const route = ({ source, target }: TimelineEntry) =>
  target === undefined ? short(source) : `${short(source)} → ${short(target)}`;

/** What happened, and to whom: what the route says already is not said again. */
function subject({ what, source, target, framework, task, agent, details }: TimelineEntry): string {
  const ids = { task, framework: framework === source || framework === target ? undefined : framework, agent };
  const facts = Object.entries({ ...ids, ...details }).filter(([, value]) => value !== undefined && value !== '');
  return [short(what), ...facts.map(([name, value]) => `${name}=${fact(value)}`)].join('  ');
}

function fact(value: unknown): string {
  if (typeof value === 'string' && !/[\s"]/.test(value)) return short(value);
  return oneLine(shortIds(JSON.stringify(value) ?? ''));
}

function paint(line: string, entry: TimelineEntry, color: boolean): string {
  const code = color && COLORS[colorOf(entry)];
  return code ? `${ESCAPE}[${code}m${line}${ESCAPE}[39m` : line;
}

function colorOf({ kind, what, details }: TimelineEntry): keyof typeof COLORS {
  const status = details?.['status'];
  if (kind === 'fault' || details?.['level'] === 'error' || (typeof status === 'number' && status >= 400)) return 'red';
  if (kind === 'task' || what === 'UPDATE') return taskColor(kind === 'task' ? what : String(details?.['state']));
  if (kind === 'zookeeper' && what === 'session expired') return 'red';
  if (kind === 'exited' || details?.['level'] === 'warning') return 'yellow';
  return kind === 'call' || kind === 'event' ? 'cyan' : 'gray';
}

const GOOD = new Set(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED']);
const taskColor = (state: string) => (GOOD.has(state) ? 'green' : state.startsWith('TASK_KILL') ? 'yellow' : 'red');
