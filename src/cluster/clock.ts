import type { DriverClock } from '../drivers/driver.js';
import { MinimesosError } from '../errors.js';
import { DURATION_FORM, formatDuration, parseDuration } from '../mesos/flags/duration.js';
import { show } from '../problem.js';
import type { ClusterAccess, During } from './access.js';
import type { MesosState } from './mesos-state.js';
import { checkOptions } from './options.js';
import { summarizeState } from './state-summary.js';
import type { StatePredicate } from './waits/wait-for.js';

/** How far time may be moved until something is so. */
export interface RunUntilOptions {
  /** Time of the cluster: milliseconds, or a duration of Mesos such as `1hrs`; 3650 days at most. Default: `1days`. */
  readonly limit?: number | string | undefined;
  /** What is waited for, as the subject of a sentence, for the error. */
  readonly description?: string | undefined;
}

const RUN_UNTIL_KEYS = { limit: true, description: true } as const;
const DEFAULT_LIMIT = '1days';
const DAY_MS = 24 * 60 * 60 * 1000;
/** A day of a cluster in which nothing happens takes a second or two: whoever asks for more than this has made a mistake. */
export const LONGEST_MOVE_MS = 3650 * DAY_MS;
const LONGEST_MOVE = formatDuration(LONGEST_MOVE_MS);

/**
 * The time of a cluster. All times of Mesos obey it: filters, pings, failover and reregistration timeouts, the repetition of
 * updates, health checks, kill grace. Processes of tasks, and programs that speak to the cluster, have times of their own.
 */
export class ClusterClock {
  /** Made by {@link MesosCluster}. */
  constructor(private readonly during: During) {}

  /** Milliseconds since 1970. */
  now(): Promise<number> {
    return this.#during('clock.now()', (clock) => clock.now());
  }

  /**
   * Moves time ahead; what falls due on the way happens at its own time, in order. Resolves with the time then, when what was
   * set off on the way is done, as far as that is up to the cluster.
   *
   * ```ts
   * await cluster.clock.advance('90secs'); // an agent that does not answer is unreachable now
   * ```
   * @param duration milliseconds, or a duration of Mesos such as `75secs`
   * @throws MinimesosError `INVALID_ARGUMENT`, also for moving it back, and for more than 3650 days
   */
  advance(duration: number | string): Promise<number> {
    return this.#during('clock.advance()', (clock) => clock.advance(readDuration(duration, 'What advance() is given')));
  }

  /**
   * Moves time to the next timer that sets something off, but not beyond `latest`, in milliseconds since 1970. Resolves with
   * the time then; undefined when nothing happens until `latest`.
   * @param latest default: a day from now
   * @throws MinimesosError `INVALID_ARGUMENT`, also for more than 3650 days from now
   */
  step(latest?: number): Promise<number | undefined> {
    return this.#during('clock.step()', async (clock) => {
      const now = await clock.now();
      return clock.step(latest === undefined ? now + DAY_MS : readTime(latest, now));
    });
  }

  /** Resolves when no message is on its way and nothing is under way inside the cluster. Time is not moved. */
  settle(): Promise<void> {
    return this.#during('clock.settle()', (clock) => clock.settle());
  }

  /**
   * Moves time from timer to timer until the state of the cluster is as the predicate wants it; resolves with that state.
   * @throws MinimesosError `WAIT_TIMEOUT` when it is not so before the limit, `INVALID_ARGUMENT`
   */
  runUntil(predicate: StatePredicate, options: RunUntilOptions = {}): Promise<MesosState> {
    return this.during('clock.runUntil()', async (cluster) => {
      checkOptions('runUntil()', options, RUN_UNTIL_KEYS);
      if (typeof predicate !== 'function') {
        const argument = 'What runUntil() is given';
        throw new MinimesosError('INVALID_ARGUMENT', { argument, came: show(predicate), expected: 'a function of the state' });
      }
      const limit = readDuration(options.limit ?? DEFAULT_LIMIT, 'limit');
      const found = await stepUntil(cluster, predicate, (await cluster.running.clock.now()) + limit);
      if (found.holds) return found.state;
      const waitedFor = options.description ?? 'A state that satisfies the predicate';
      const seen = `this.${summarizeState(found.state)
        .map((line) => `\n  ${line}`)
        .join('')}`;
      throw new MinimesosError('WAIT_TIMEOUT', { waitedFor, timeout: `${formatDuration(limit)} of the cluster's time`, seen });
    });
  }

  readonly #during = <Result>(operation: string, work: (clock: DriverClock) => Promise<Result>): Promise<Result> =>
    this.during(operation, async ({ running }) => work(running.clock));
}

/** Looks at the state at first, and whenever a timer has set something off. */
async function stepUntil({ running, state, destroyed }: ClusterAccess, predicate: StatePredicate, latest: number) {
  await running.clock.settle();
  for (;;) {
    const seen = await state();
    if (await predicate(seen)) return { holds: true, state: seen };
    if (destroyed.aborted || (await running.clock.step(latest)) === undefined) return { holds: false, state: seen };
  }
}

function readDuration(value: number | string, argument: string): number {
  const milliseconds = typeof value === 'string' ? parseDuration(value) : value;
  if (typeof milliseconds === 'number' && milliseconds >= 0 && milliseconds <= LONGEST_MOVE_MS) return milliseconds;
  const expected = `milliseconds, or ${DURATION_FORM}, and ${LONGEST_MOVE} at most; time never runs back`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument, came: show(value), expected });
}

function readTime(value: number, now: number): number {
  if (typeof value === 'number' && value <= now + LONGEST_MOVE_MS) return value;
  const expected = `a time in milliseconds since 1970, and ${LONGEST_MOVE} from now at most`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument: 'What step() is given', came: show(value), expected });
}
