import { MinimesosError } from '../../errors.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { show } from '../../problem.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { ClusterAccess } from '../access.js';
import type { MesosState } from '../mesos-state.js';
import { summarizeState } from '../state-summary.js';
import { readTimeout } from '../timeout.js';

/** How a wait waits. */
export interface WaitOptions {
  /** Milliseconds, or a duration of Mesos such as `30secs`. Default: `10secs`. */
  timeout?: number | string | undefined;
  /** What is waited for, as the subject of a sentence: `A second running task`. Default: made from what was asked for. */
  description?: string | undefined;
  /** Called with what is seen at first, and whenever that changes. What it throws ends the wait. */
  onProgress?: ((progress: WaitProgress) => void) | undefined;
  /** Ends the wait when it aborts, with its reason. */
  signal?: AbortSignal | undefined;
}

/** What a wait sees on its way. */
export interface WaitProgress {
  /** What is waited for. */
  readonly waitedFor: string;
  /** Milliseconds since the wait began. */
  readonly elapsedMs: number;
  /** What there is on the cluster, in a few lines. */
  readonly seen: readonly string[];
  readonly state: MesosState;
}

/** The names of the options of all waits. */
export const WAIT_KEYS = { timeout: true, description: true, onProgress: true, signal: true } as const;

/** What a wait needs of the cluster. When that is destroyed, waits end without a result: whoever waits has been told by then. */
export interface Watched extends Pick<ClusterAccess, 'agents' | 'clock' | 'destroyed' | 'state'> {
  readonly running: {
    readonly timeline: Pick<Timeline, 'entries'>;
    onChange(listener: () => void): () => void;
  };
}

/** What is waited for. */
export interface Goal<Result> {
  /** As the subject of a sentence. */
  readonly waitedFor: string;
  /** What the wait results in, once a state has it; what it throws ends the wait. */
  find(state: MesosState): Result | undefined | Promise<Result | undefined>;
  /** Why it can no longer come, if that is so. */
  impossible?(state: MesosState): string | undefined;
  /** Why it did not come, as far as the last state tells: lines for people. */
  explain(state: MesosState): readonly string[];
}

const DEFAULT_TIMEOUT = '10secs';
/** Looks even if no change was announced: not everything that happens on a cluster announces itself. */
const POLL_MS = 500;
/** A master that has just begun to lead knows little before agents are back; those that run are waited for, but not for longer. */
const RETURN_MS = 1000;

/**
 * Looks at the state of a cluster until the goal is reached; resolves with what it found.
 * @throws MinimesosError `WAIT_TIMEOUT`, `WAIT_IMPOSSIBLE`, `INVALID_ARGUMENT`
 */
export async function watch<Result>(cluster: Watched, goal: Goal<Result>, options: WaitOptions): Promise<Result> {
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'onProgress', came: show(onProgress), expected: 'a function' });
  }
  const timeoutMs = readTimeout(options.timeout ?? DEFAULT_TIMEOUT, 'timeout');
  const ending = new AbortController();
  let deadline: { cancel(): void } | undefined;
  cluster.destroyed.addEventListener('abort', () => {
    ending.abort();
    deadline?.cancel(); // whoever waits has been told by then
  });
  const described = options.description === undefined ? goal : { ...goal, waitedFor: options.description };
  const wait = new Watch(cluster, described, onProgress, ending.signal);
  let abort = () => {};
  const expired = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    deadline = cluster.clock.delay(timeoutMs, () => {
      const { waitedFor } = described;
      reject(new MinimesosError('WAIT_TIMEOUT', { waitedFor, timeout: formatDuration(timeoutMs), seen: wait.seen() }));
    });
  });
  try {
    return await Promise.race([wait.result(), expired]);
  } finally {
    deadline?.cancel();
    signal?.removeEventListener('abort', abort);
    ending.abort();
  }
}

/** Looks at the state again and again, one look at a time. */
class Watch<Result> {
  readonly #startedAt: number;
  #state: MesosState | undefined;
  #summary: string[] | undefined;
  #failure: Error | undefined;
  #changedAt: number;
  #changed = false;
  /** Since when agents are missing that are about to come back to a new leader. */
  #incompleteSince: number | undefined;
  #wake: (() => void) | undefined;

  constructor(
    private readonly cluster: Watched,
    private readonly goal: Goal<Result>,
    private readonly onProgress: WaitOptions['onProgress'],
    private readonly signal: AbortSignal,
  ) {
    this.#startedAt = cluster.clock.now();
    this.#changedAt = this.#startedAt;
  }

  /** Never resolves when the signal ends it. */
  async result(): Promise<Result> {
    const stopListening = this.cluster.running.onChange(() => {
      this.#changed = true;
      this.#wake?.();
    });
    this.signal.addEventListener('abort', () => {
      stopListening();
      this.#wake?.();
    });
    while (!this.signal.aborted) {
      const lookedAt = this.cluster.clock.now();
      this.#changed = false;
      const state = await this.#look();
      const found = state && (await this.goal.find(state));
      if (found !== undefined) return found;
      if (state) this.#checkPossible(state);
      await this.#pause(this.cluster.clock.now() - lookedAt);
    }
    return new Promise<never>(() => {});
  }

  /** What the last look saw, for people. */
  seen(): string {
    const failure = this.#failure ? `\n  the state can no longer be read: ${this.#failure.message}` : '';
    if (!this.#state) return this.#failure ? `no state, as it cannot be read: ${this.#failure.message}` : 'nothing yet.';
    const age = formatDuration(Math.round(this.cluster.clock.now() - this.#changedAt));
    const lines = [...(this.#summary ?? []), ...this.goal.explain(this.#state)].map((line) => `\n  ${line}`).join('');
    return `${this.#changedAt > this.#startedAt ? `the last change, ${age} ago` : 'no change at all'}.${lines}${failure}`;
  }

  async #look(): Promise<MesosState | undefined> {
    let state: MesosState;
    try {
      state = await this.cluster.state(this.signal);
    } catch (error) {
      // The leader may be away for a while; whether that matters is for the deadline to say.
      if (!this.signal.aborted) this.#failure = error as Error;
      return undefined;
    }
    if (this.signal.aborted) return undefined;
    this.#failure = undefined;
    if (this.#isIncomplete(state)) return undefined;
    this.#state = state;
    this.#compare(summarizeState(state), state);
    return state;
  }

  #isIncomplete({ recovered_slaves: missing }: MesosState): boolean {
    const { agents, clock } = this.cluster;
    if (!missing.some(({ id }) => agents.some((agent) => agent.running && agent.id === id.value))) {
      this.#incompleteSince = undefined;
      return false;
    }
    this.#incompleteSince ??= clock.now();
    return clock.now() - this.#incompleteSince < RETURN_MS;
  }

  #compare(seen: string[], state: MesosState): void {
    const { clock } = this.cluster;
    const before = this.#summary;
    this.#summary = seen;
    if (before?.join() === seen.join()) return;
    if (before) this.#changedAt = clock.now();
    this.onProgress?.({ waitedFor: this.goal.waitedFor, elapsedMs: clock.now() - this.#startedAt, seen, state });
  }

  #checkPossible(state: MesosState): void {
    const reason = this.goal.impossible?.(state);
    if (reason === undefined) return;
    throw new MinimesosError('WAIT_IMPOSSIBLE', { waitedFor: this.goal.waitedFor, reason, seen: this.seen() });
  }

  /** Until something changes; but rests as long as a look takes, so that watching never costs more than half of the time. */
  async #pause(lookMs: number): Promise<void> {
    await this.cluster.clock.sleep(lookMs);
    if (this.#changed || this.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const poll = this.cluster.clock.delay(POLL_MS, resolve);
      this.#wake = () => {
        poll.cancel();
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
