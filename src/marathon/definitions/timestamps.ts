import type { Clock } from '../../mesos/process/clock.js';

/** A time as Marathon writes it: `2026-11-28T21:16:47.123Z`. */
export const timestamp = (milliseconds: number): string => new Date(Math.floor(milliseconds)).toISOString();

/** Names versions after the time at which they are made; no two are alike, and later ones are greater. */
export class Versions {
  #last = 0;

  constructor(private readonly clock: Clock) {}

  next(): string {
    this.#last = Math.max(Math.floor(this.clock.now()), this.#last + 1);
    return timestamp(this.#last);
  }

  /** There has been this version already. */
  seen(version: string): void {
    this.#last = Math.max(this.#last, Date.parse(version) || 0);
  }
}

/** A version as it was written by a client, in the form in which it is known here. */
export function canonicalVersion(text: string): string {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? text : timestamp(milliseconds);
}
