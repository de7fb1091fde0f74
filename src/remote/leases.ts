import { MinimesosError } from '../errors.js';
import type { Random } from '../mesos/process/random.js';

/** The leases that clients hold. A lease ends when its connection does, and what was held by it alone is let go. */
export class Leases {
  readonly #held = new Map<string, Set<() => void>>();

  constructor(private readonly random: Random) {}

  /** A new lease. */
  take(): string {
    const id = this.random.uuid();
    this.#held.set(id, new Set());
    return id;
  }

  /** Ends a lease and calls what waits for that. */
  end(id: string): void {
    const listeners = this.#held.get(id);
    this.#held.delete(id);
    for (const listener of listeners ?? []) listener();
  }

  /**
   * Calls `listener` when the lease ends; returns a function that ends this.
   * @throws MinimesosError `LEASE_ENDED` when there is no such lease
   */
  onEnd(id: string, listener: () => void): () => void {
    const listeners = this.#held.get(id);
    if (!listeners) throw new MinimesosError('LEASE_ENDED', { lease: id });
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
}
