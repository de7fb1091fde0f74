import type { Clock } from '../mesos/process/clock.js';
import { timestamp } from './definitions/timestamps.js';

/** Something that has happened, as Marathon tells it on its event bus. */
export interface MarathonEvent extends Readonly<Record<string, unknown>> {
  /** `status_update_event` */
  readonly eventType: string;
  readonly timestamp: string;
}

/** Tells whoever listens what happens, in its order. */
export class EventBus {
  readonly #listeners = new Set<(event: MarathonEvent) => void>();

  constructor(private readonly clock: Clock) {}

  publish(eventType: string, particulars: Readonly<Record<string, unknown>> = {}): void {
    const event = { ...particulars, eventType, timestamp: timestamp(this.clock.now()) };
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Calls the listener with each event from now on; returns what ends that. */
  listen(listener: (event: MarathonEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
