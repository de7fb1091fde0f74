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
  readonly #followers = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  publish(eventType: string, particulars: Readonly<Record<string, unknown>> = {}): void {
    const event = { ...particulars, eventType, timestamp: timestamp(this.clock.now()) };
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** As {@link EventBus.listen}, for somebody elsewhere, whose stream is ended when another Marathon leads. */
  follow(listener: (event: MarathonEvent) => void, end: () => void): () => void {
    this.#followers.add(end);
    const stop = this.listen(listener);
    return () => {
      this.#followers.delete(end);
      stop();
    };
  }

  endFollowers(): void {
    for (const end of [...this.#followers]) end();
  }

  /** Calls the listener with each event from now on; returns what ends that. */
  listen(listener: (event: MarathonEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
