import type { Timer } from '../clock.js';
import { emptyResponse, type HttpResponse, textResponse } from './message.js';

/** The level that is returned to. */
const ORIGINAL = 0;

/**
 * How much is logged, as libprocess's process of this name has it: a level that holds for a while. What minimesos logs does
 * not depend on it; who sets it reads back what was set.
 */
export class Logging {
  #level = ORIGINAL;
  #revert: Timer | undefined;

  /** @param after Calls back after milliseconds. */
  constructor(private readonly after: (milliseconds: number, action: () => void) => Timer) {}

  get level(): number {
    return this.#level;
  }

  /** Sets the level for this many milliseconds. */
  set(level: number, milliseconds: number): void {
    this.#revert?.cancel();
    this.#level = level;
    this.#revert = level === ORIGINAL ? undefined : this.after(milliseconds, () => this.set(ORIGINAL, 0));
  }

  /**
   * `/logging/toggle`: tells the level, or sets it.
   * @param parseDuration Milliseconds of a text such as `5mins`; undefined for what is none.
   */
  toggle(query: URLSearchParams, parseDuration: (text: string) => number | undefined): HttpResponse {
    const level = query.get('level');
    const duration = query.get('duration');
    if (level === null && duration === null) return textResponse(200, `${this.#level}\n`);
    if (duration === null) return textResponse(400, "Expecting 'duration=value' in query.\n");
    if (level === null) return textResponse(400, "Expecting 'level=value' in query.\n");
    if (!/^[-+]?\d+$/.test(level)) return textResponse(400, `Failed to convert '${level}' to number.\n`);
    if (Number(level) < ORIGINAL) return textResponse(400, `Invalid level '${Number(level)}'.\n`);
    const milliseconds = parseDuration(duration);
    if (milliseconds === undefined) return textResponse(400, `Invalid duration '${duration}'.\n`);
    this.set(Number(level), milliseconds);
    return emptyResponse(200);
  }
}
