import { MinimesosError } from '../errors.js';
import { timelineFilter } from '../timeline/filter.js';
import type { Timeline, TimelineEntry, TimelineFilter, TimelineKind } from '../timeline/timeline.js';
import { Feed } from './feed.js';

/** More than this is not kept for a reader that does not read. */
const MOST_WAITING = 10_000;

/** Everything that happens from now on and passes the filter; with `since`, first what has happened since then. */
export function readEvents(timeline: Timeline, filter: TimelineFilter, onEnd: () => void): Feed<TimelineEntry> {
  const passes = timelineFilter(filter);
  const feed = new Feed<TimelineEntry>(() => {
    stop();
    onEnd();
  });
  const stop = timeline.on((entry) => {
    if (!passes(entry)) return;
    feed.push(entry);
    if (feed.waiting > MOST_WAITING) feed.end(new MinimesosError('READER_TOO_SLOW', { waiting: feed.waiting }));
  }, filter.kinds);
  if (filter.since !== undefined) for (const entry of timeline.entries(filter)) feed.push(entry);
  return feed;
}

/**
 * Calls the listener with everything of this kind that happens from now on, soon after it has happened: it may do anything
 * to the cluster, which at that moment itself would disturb what is going on. What it throws is nobody's to catch, and
 * surfaces as an unhandled rejection.
 */
export function listen(timeline: Timeline, kind: TimelineKind | '*', listener: (entry: TimelineEntry) => unknown): () => void {
  const kinds = kind === '*' ? undefined : [kind];
  timelineFilter({ kinds }); // says of a kind that does not exist which there are
  let listening = true;
  const stop = timeline.on(
    (entry) => void Promise.resolve(entry).then((each) => (listening ? listener(each) : undefined)),
    kinds,
  );
  return () => {
    listening = false;
    stop();
  };
}
