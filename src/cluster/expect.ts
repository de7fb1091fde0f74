import { requireTraffic } from '../drivers/capabilities.js';
import { MinimesosError } from '../errors.js';
import {
  checkTrafficFilter,
  FrameworkNames,
  TRAFFIC_FILTER_KEYS,
  type TrafficFilter,
  trafficFilter,
} from '../faults/traffic-filter.js';
import { formatDuration } from '../mesos/flags/duration.js';
import type { Clock } from '../mesos/process/clock.js';
import { Problems, show } from '../problem.js';
import type { TimelineEntry } from '../timeline/entry.js';
import { formatEntry } from '../timeline/format.js';
import type { Timeline } from '../timeline/timeline.js';
import type { During } from './access.js';
import { checkOptions } from './options.js';
import { readTimeout } from './timeout.js';

/** What else there is to say of what is expected. */
export interface ExpectOptions {
  /** Only what came after this entry, or the one with this sequence. Default: all since the cluster was started or reset. */
  readonly since?: TimelineEntry | number | undefined;
  /** How often it has to come; the last time is what the expectation resolves with. Default: once. */
  readonly times?: number | undefined;
  /** How long to wait for it: milliseconds, or a duration of Mesos such as `5secs`. Default: `10secs`. */
  readonly timeout?: number | string | undefined;
}

/** For how long something must not come. */
export interface NoneOptions {
  /** As with {@link ExpectOptions}. Default: only what comes from now on. */
  readonly since?: TimelineEntry | number | undefined;
  /** How long to watch: milliseconds, or a duration of Mesos. Default: `1secs`. */
  readonly within?: number | string | undefined;
}

/** What traffic is about, apart from its name. */
export type ExpectFilter = Omit<TrafficFilter, 'message' | 'call' | 'event' | 'action'>;

const EXPECT_KEYS = { since: true, times: true, timeout: true } as const;
const NONE_KEYS = { since: true, within: true } as const;
const DEFAULT_TIMEOUT = '10secs';
const DEFAULT_WITHIN = '1secs';
/** No more than this is shown of what came instead. */
const SHOWN = 5;

/** Waits for calls, events and messages, and makes sure that some do not come. */
export class ClusterExpect {
  /** Made by {@link MesosCluster}. */
  constructor(private readonly during: During) {}

  /**
   * A call to an API, such as ACCEPT, when it was carried out; resolves with its entry in the timeline.
   * @throws MinimesosError `EXPECTATION_FAILED` when it does not come in time; `INVALID_ARGUMENT` for what can never come
   */
  call(type: string, filter: ExpectFilter = {}, options: ExpectOptions = {}): Promise<TimelineEntry> {
    return this.#one('expect.call()', { ...filter, call: type }, options);
  }

  /** An event on the stream of a scheduler or executor, such as OFFERS, when it was sent. As {@link ClusterExpect.call}. */
  event(type: string, filter: ExpectFilter = {}, options: ExpectOptions = {}): Promise<TimelineEntry> {
    return this.#one('expect.event()', { ...filter, event: type }, options);
  }

  /** A message between master, agents and executors, when it arrived. As {@link ClusterExpect.call}. */
  message(name: string, filter: ExpectFilter = {}, options: ExpectOptions = {}): Promise<TimelineEntry> {
    return this.#one('expect.message()', { ...filter, message: name }, options);
  }

  /** Something that an agent or executor does for a container, when it begins. As {@link ClusterExpect.call}. */
  action(name: string, filter: ExpectFilter = {}, options: ExpectOptions = {}): Promise<TimelineEntry> {
    return this.#one('expect.action()', { ...filter, action: name }, options);
  }

  /** Any of them, by its filter alone, such as `{ call: 'ACCEPT', framework: 'mine' }`. As {@link ClusterExpect.call}. */
  traffic(filter: TrafficFilter, options: ExpectOptions = {}): Promise<TimelineEntry> {
    return this.#one('expect.traffic()', filter, options);
  }

  /**
   * That nothing like this comes for a while.
   * @throws MinimesosError `EXPECTATION_FAILED` as soon as it comes; `INVALID_ARGUMENT`
   */
  none(filter: TrafficFilter, options: NoneOptions = {}): Promise<void> {
    return this.during('expect.none()', async ({ running, clock, destroyed }) => {
      requireTraffic(running, 'expect.none()');
      const { timeline } = running;
      const matches = matcher('expect.none()', filter, timeline);
      checkOptions('expect.none()', options, NONE_KEYS);
      const milliseconds = readTimeout(options.within ?? DEFAULT_WITHIN, 'within');
      const since = sequenceOf(options.since) ?? timeline.lastSequence;
      const found = await first({ timeline, clock, destroyed, milliseconds, since, matches, times: 1 });
      if (!found) return;
      const expected = `no ${describe(filter)} within ${formatDuration(milliseconds)}`;
      throw new MinimesosError('EXPECTATION_FAILED', { expected, seen: [formatEntry(found)] });
    });
  }

  #one(operation: string, filter: TrafficFilter, options: ExpectOptions): Promise<TimelineEntry> {
    return this.during(operation, async ({ running, clock, destroyed }) => {
      requireTraffic(running, operation);
      const { timeline } = running;
      const matches = matcher(operation, filter, timeline);
      checkOptions(operation, options, EXPECT_KEYS);
      const { times = 1 } = options;
      if (!Number.isInteger(times) || times < 1) {
        throw new MinimesosError('INVALID_ARGUMENT', {
          argument: 'times',
          came: show(times),
          expected: 'a whole number above 0',
        });
      }
      const milliseconds = readTimeout(options.timeout ?? DEFAULT_TIMEOUT, 'timeout');
      const since = sequenceOf(options.since) ?? lastReset(timeline);
      const found = await first({ timeline, clock, destroyed, milliseconds, since, matches, times });
      if (found) return found;
      const count = times > 1 ? ` ${times} times` : '';
      const expected = `${describe(filter)}${count} within ${formatDuration(milliseconds)}`;
      throw new MinimesosError('EXPECTATION_FAILED', { expected, seen: similar(timeline.entries({ since }), filter) });
    });
  }
}

interface Search {
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly destroyed: AbortSignal;
  readonly milliseconds: number;
  readonly since: number;
  readonly matches: (entry: TimelineEntry) => boolean;
  readonly times: number;
}

/** The entry that matches for the n-th time; undefined when time is over. */
function first({ timeline, clock, destroyed, milliseconds, since, matches, times }: Search): Promise<TimelineEntry | undefined> {
  let left = times;
  const isLast = (entry: TimelineEntry) => matches(entry) && --left === 0;
  const past = timeline.entries({ since }).find(isLast);
  if (past) return Promise.resolve(past);
  return new Promise((resolve) => {
    const end = (entry?: TimelineEntry) => {
      stop();
      deadline.cancel();
      destroyed.removeEventListener('abort', abort);
      resolve(entry);
    };
    const abort = () => end(); // whoever waits has been told by then
    const stop = timeline.on((entry) => {
      if (isLast(entry)) end(entry);
    });
    const deadline = clock.delay(milliseconds, () => end());
    destroyed.addEventListener('abort', abort);
  });
}

/** @throws MinimesosError `INVALID_ARGUMENT` for a filter that lets nothing through */
function matcher(operation: string, filter: TrafficFilter, timeline: Timeline): (entry: TimelineEntry) => boolean {
  checkOptions(operation, filter, TRAFFIC_FILTER_KEYS);
  const problems = new Problems();
  checkTrafficFilter(filter, problems);
  const [problem] = problems.list;
  if (problem) {
    const { path, came = 'nothing', expected = 'something that can come', suggestion } = problem;
    const hint = suggestion === undefined ? '' : ` (${suggestion}, perhaps)`;
    throw new MinimesosError('INVALID_ARGUMENT', { argument: `${path} of ${operation}`, came, expected: expected + hint });
  }
  const names = new FrameworkNames();
  for (const entry of timeline.entries()) names.learn(entry);
  const matches = trafficFilter(filter, names);
  return (entry) => {
    names.learn(entry);
    return matches(entry);
  };
}

const sequenceOf = (since: TimelineEntry | number | undefined) => (typeof since === 'object' ? since.sequence : since);

const lastReset = (timeline: Timeline): number =>
  timeline.entries({ kinds: ['cluster'] }).findLast(({ what }) => what === 'reset')?.sequence ?? 0;

/** What came of the same name, about something else: the last of them. */
function similar(entries: readonly TimelineEntry[], { message, call, event }: TrafficFilter): string[] {
  const names = [message ?? call ?? event ?? []].flat();
  return entries
    .filter(({ what, kind }) => kind !== 'fault' && names.includes(what))
    .slice(-SHOWN)
    .map(formatEntry);
}

/** `call ACCEPT with framework mine` */
function describe({ message, call, event, ...rest }: TrafficFilter): string {
  const [kind, name] = Object.entries({ message, call, event }).find(([, value]) => value !== undefined) ?? ['traffic', ''];
  const facts = Object.entries(rest).filter(([, value]) => value !== undefined);
  const about = facts.map(([key, value]) => `${key} ${[value].flat().join(' or ')}`).join(' and ');
  return [kind, [name].flat().join(' or '), about && `with ${about}`].filter(Boolean).join(' ');
}
