import { MinimesosError } from '../../errors.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import type { Clock } from '../../mesos/process/clock.js';

/** What is waited for. */
export interface Awaited {
  /** As the subject of a sentence. */
  readonly waitedFor: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Whether it has come. */
  readonly isThere: () => boolean | Promise<boolean>;
  /** What there is in its place, for people. */
  readonly seen: () => readonly string[];
}

/** How often is looked. */
const LOOK_MS = 50;

/**
 * Looks until something has come.
 * @throws MinimesosError `WAIT_TIMEOUT`
 */
export async function until({ waitedFor, timeoutMs, clock, signal, isThere, seen }: Awaited): Promise<void> {
  const deadline = clock.now() + timeoutMs;
  while (!(await isThere())) {
    signal.throwIfAborted();
    if (clock.now() >= deadline) {
      const lines = seen().map((line) => `\n  ${line}`);
      throw new MinimesosError('WAIT_TIMEOUT', { waitedFor, timeout: formatDuration(timeoutMs), seen: lines.join('') });
    }
    await clock.sleep(LOOK_MS);
  }
}
