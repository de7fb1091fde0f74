import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import { suggest } from '../suggest.js';
import { TIMELINE_KINDS, type TimelineEntry, type TimelineKind } from './entry.js';
import { formatEntry } from './format.js';

/** Which entries of a timeline are wanted: those for which all of this is true. */
export interface TimelineFilter {
  /** Only entries of these kinds. */
  readonly kinds?: readonly TimelineKind[] | undefined;
  /** Only what is about the framework with this id. */
  readonly framework?: string | undefined;
  /** Only what is about the task with this id. */
  readonly task?: string | undefined;
  /** Only what is about the agent with this id, or in which it took part. */
  readonly agent?: string | undefined;
  /** Only what came after the entry with this sequence. */
  readonly since?: number | undefined;
  /** Only entries whose line has this text in it, whatever the case of the letters. */
  readonly text?: string | undefined;
}

/**
 * The filter as a function.
 * @throws MinimesosError `INVALID_ARGUMENT` when it can let nothing through: a kind that does not exist, no kind at all
 */
export function timelineFilter(filter: TimelineFilter): (entry: TimelineEntry) => boolean {
  const { framework, task, agent, since = 0 } = filter;
  const kinds = filter.kinds && new Set(checkKinds(filter.kinds));
  const text = filter.text?.toLowerCase();
  return (entry) =>
    entry.sequence > since &&
    (!kinds || kinds.has(entry.kind)) &&
    (framework === undefined || entry.framework === framework) &&
    (task === undefined || entry.task === task) &&
    (agent === undefined || entry.agent === agent) &&
    (!text || formatEntry(entry).toLowerCase().includes(text));
}

/** Kinds may come from outside, from a command line or a request, so types are no guarantee. */
function checkKinds(kinds: readonly string[]): readonly string[] {
  const known: readonly string[] = TIMELINE_KINDS;
  const unknown = kinds.find((kind) => !known.includes(kind));
  if (unknown === undefined && kinds.length > 0) return kinds;
  const suggestion = unknown === undefined ? undefined : suggest(unknown, [...known]);
  const expected = `some of ${known.join(', ')}${suggestion === undefined ? '' : ` (${suggestion}, perhaps)`}`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument: 'kinds', came: show(unknown ?? kinds), expected });
}
