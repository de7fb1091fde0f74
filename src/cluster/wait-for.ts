import { MinimesosError } from '../errors.js';
import { formatDuration } from '../mesos/flags/duration.js';
import type { Clock } from '../mesos/process/clock.js';
import { show } from '../problem.js';
import type { MesosState } from './mesos-state.js';
import { summarizeState } from './state-summary.js';
import { readTimeout } from './timeout.js';

/** How {@link MesosCluster.waitFor} waits. */
export interface WaitOptions {
  /** Milliseconds, or a duration of Mesos such as `30secs`. Default: `10secs`. */
  timeout?: number | string | undefined;
  /** What is waited for, as the subject of a sentence: `A second running task`. Default: the text of the predicate. */
  description?: string | undefined;
}

/** Says of a state whether it is what is waited for. What it throws ends the wait. */
export type StatePredicate = (state: MesosState) => boolean | Promise<boolean>;

/** What a wait needs of the cluster. */
export interface Watched {
  readonly clock: Clock;
  state(signal: AbortSignal): Promise<MesosState>;
  onChange(listener: () => void): () => void;
}

const DEFAULT_TIMEOUT = '10secs';
/** Looks even if no change was announced: not everything that happens on a cluster announces itself. */
const POLL_MS = 500;
const LONGEST_DESCRIPTION = 160;

/** Resolves with the first state seen that satisfies the predicate; see {@link MesosCluster.waitFor}. */
export async function waitFor(
  watched: Watched,
  predicate: StatePredicate,
  options: WaitOptions,
  destroyed: AbortSignal,
): Promise<MesosState> {
  if (typeof predicate !== 'function') {
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'predicate', came: show(predicate), expected: 'a function' });
  }
  const timeoutMs = readTimeout(options.timeout ?? DEFAULT_TIMEOUT, 'timeout');
  const ending = new AbortController();
  destroyed.addEventListener('abort', () => ending.abort());
  const watch = new Watch(watched, predicate, ending.signal);
  let deadline: { cancel(): void } | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    deadline = watched.clock.delay(timeoutMs, () => {
      const waitedFor = options.description ?? `What was waited for, ${oneLine(predicate)},`;
      reject(new MinimesosError('WAIT_TIMEOUT', { waitedFor, timeout: formatDuration(timeoutMs), seen: watch.seen() }));
    });
  });
  try {
    return await Promise.race([watch.result(), expired]);
  } finally {
    deadline?.cancel();
    ending.abort();
  }
}

function oneLine(predicate: StatePredicate): string {
  const text = predicate.toString().replace(/\s+/g, ' ');
  return text.length > LONGEST_DESCRIPTION ? `${text.slice(0, LONGEST_DESCRIPTION)}…` : text;
}

/** Looks at the state again and again, one look at a time. */
class Watch {
  readonly #startedAt: number;
  #summary: string[] | undefined;
  #failure: Error | undefined;
  #changedAt: number;
  #changed = false;
  #wake: (() => void) | undefined;

  constructor(
    private readonly watched: Watched,
    private readonly predicate: StatePredicate,
    private readonly signal: AbortSignal,
  ) {
    this.#startedAt = watched.clock.now();
    this.#changedAt = this.#startedAt;
  }

  /** Never resolves when the signal ends it: whoever waits has been told by then. */
  async result(): Promise<MesosState> {
    const stopListening = this.watched.onChange(() => {
      this.#changed = true;
      this.#wake?.();
    });
    this.signal.addEventListener('abort', () => {
      stopListening();
      this.#wake?.();
    });
    while (!this.signal.aborted) {
      const lookedAt = this.watched.clock.now();
      this.#changed = false;
      const state = await this.#look();
      if (state && (await this.predicate(state))) return state;
      await this.#pause(this.watched.clock.now() - lookedAt);
    }
    return new Promise<never>(() => {});
  }

  /** What the last look saw, for people. */
  seen(): string {
    const lines = this.#summary?.map((line) => `\n  ${line}`).join('') ?? '';
    const failure = this.#failure ? `\n  the state can no longer be read: ${this.#failure.message}` : '';
    if (!this.#summary) return this.#failure ? `no state, as it cannot be read: ${this.#failure.message}.` : 'nothing yet.';
    const age = formatDuration(Math.round(this.watched.clock.now() - this.#changedAt));
    return `${this.#changedAt > this.#startedAt ? `the last change, ${age} ago` : 'no change at all'}.${lines}${failure}`;
  }

  async #look(): Promise<MesosState | undefined> {
    try {
      const state = await this.watched.state(this.signal);
      const summary = summarizeState(state);
      if (this.#summary && summary.join() !== this.#summary.join()) this.#changedAt = this.watched.clock.now();
      this.#summary = summary;
      this.#failure = undefined;
      return state;
    } catch (error) {
      // The leader may be away for a while; whether that matters is for the deadline to say.
      if (!this.signal.aborted) this.#failure = error as Error;
      return undefined;
    }
  }

  /** Until something changes; but rests as long as a look takes, so that watching never costs more than half of the time. */
  async #pause(lookMs: number): Promise<void> {
    await this.watched.clock.sleep(lookMs);
    if (this.#changed || this.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const poll = this.watched.clock.delay(POLL_MS, resolve);
      this.#wake = () => {
        poll.cancel();
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
