import { MinimesosError } from '../errors.js';
import type { Runtime } from '../mesos/process/runtime.js';
import { show } from '../problem.js';
import { type NewTimelineEntry, TIMELINE_KINDS, type TimelineEntry, type TimelineKind } from './entry.js';
import { type TimelineFilter, timelineFilter } from './filter.js';
import { HappeningReader } from './from-happening.js';

export type { NewTimelineEntry, TimelineEntry, TimelineKind } from './entry.js';
export type { TimelineFilter } from './filter.js';

/** How a timeline is kept. */
export interface TimelineOptions {
  /** How many entries are kept before the oldest are dropped. Default: 10,000. */
  readonly limit?: number | undefined;
}

const DEFAULT_LIMIT = 10_000;

/**
 * Everything that happened on a cluster, in order: calls, events, messages, states of tasks, starts and ends of processes.
 * It keeps the last entries, and of each only names and ids. Text is made of them when somebody asks for it.
 */
export class Timeline {
  readonly #limit: number;
  /** By the kind of entries they want: of those there are many, and most who follow a timeline want few. */
  readonly #listeners = new Map(TIMELINE_KINDS.map((kind) => [kind, new Set<(entry: TimelineEntry) => void>()]));
  /** A ring: the entry with the n-th sequence that was added is at n modulo its size. */
  readonly #ring: TimelineEntry[] = [];
  #added = 0;
  #lastSequence = 0;

  /** @throws MinimesosError `INVALID_ARGUMENT` */
  constructor({ limit = DEFAULT_LIMIT }: TimelineOptions = {}) {
    if (!Number.isInteger(limit) || limit < 1) {
      throw new MinimesosError('INVALID_ARGUMENT', { argument: 'limit', came: show(limit), expected: 'a whole number above 0' });
    }
    this.#limit = limit;
  }

  /** A timeline of all that happens in a runtime from now on. */
  static fromRuntime(
    runtime: Pick<Runtime, 'onObservation'>,
    options: TimelineOptions = {},
    reader = new HappeningReader(),
  ): Timeline {
    const timeline = new Timeline(options);
    runtime.onObservation((observation) => timeline.add(reader.entryOf(observation)));
    return timeline;
  }

  /** How many entries are no longer there because newer ones took their place. */
  get dropped(): number {
    return this.#added - this.#ring.length;
  }

  /** The sequence of the newest entry, 0 before there is one: what to give as `since` to see what comes from now on. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /**
   * Adds an entry and tells the listeners.
   * @returns the entry with its sequence
   */
  add(entry: NewTimelineEntry): TimelineEntry {
    const sequence = Math.max(entry.sequence ?? 0, this.#lastSequence + 1);
    const added: TimelineEntry = { sequence, ...entry, ...(entry.sequence !== sequence && { sequence }) };
    this.#lastSequence = sequence;
    this.#ring[this.#added % this.#limit] = added;
    this.#added++;
    for (const listener of this.#listeners.get(added.kind) ?? []) listener(added);
    return added;
  }

  /**
   * The entries that are kept, oldest first.
   * @throws MinimesosError `INVALID_ARGUMENT`
   */
  entries(filter: TimelineFilter = {}): TimelineEntry[] {
    const oldest = this.#added > this.#limit ? this.#added % this.#limit : 0;
    return [...this.#ring.slice(oldest), ...this.#ring.slice(0, oldest)].filter(timelineFilter(filter));
  }

  /** Hands every entry, or those of these kinds, to `listener` from now on, at once; returns a function that ends this. */
  on(listener: (entry: TimelineEntry) => void, kinds: readonly TimelineKind[] = TIMELINE_KINDS): () => void {
    const wanted = kinds.flatMap((kind) => this.#listeners.get(kind) ?? []);
    for (const listeners of wanted) listeners.add(listener);
    return () => {
      for (const listeners of wanted) listeners.delete(listener);
    };
  }
}
