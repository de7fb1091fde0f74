import type { Clock } from '../../process/clock.js';
import type { ContainerTermination } from '../containerizer.js';

/** Mesos looks for processes that have ended at least this often. */
const LONGEST_REAP_INTERVAL_MS = 1000;

/**
 * How containers ended for whose end nobody waited. Mesos sees an end with a delay, and who begins to wait meanwhile, say
 * because they have just killed the container, is told of it. Here an end is seen at once, so it is remembered for as long.
 */
export class UnnoticedEnds {
  readonly #ends = new Map<string, { readonly termination: ContainerTermination; readonly forgottenAt: number }>();

  constructor(private readonly clock: Clock) {}

  add(container: string, termination: ContainerTermination): void {
    const now = this.clock.now();
    for (const [id, { forgottenAt }] of this.#ends) if (forgottenAt <= now) this.#ends.delete(id);
    this.#ends.set(container, { termination, forgottenAt: now + LONGEST_REAP_INTERVAL_MS });
  }

  /** How the container ended; undefined when that was long ago, or was asked before. */
  take(container: string): ContainerTermination | undefined {
    const end = this.#ends.get(container);
    this.#ends.delete(container);
    return end && end.forgottenAt > this.clock.now() ? end.termination : undefined;
  }
}
