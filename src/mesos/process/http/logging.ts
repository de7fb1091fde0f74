import type { Timer } from '../clock.js';
import { emptyResponse, type HttpResponse, textResponse } from './message.js';
import { numify } from './numify.js';

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
   * @param parseDuration Milliseconds of a text such as `5mins`, or what is wrong with it.
   */
  toggle(query: URLSearchParams, parseDuration: (text: string) => number | string): HttpResponse {
    const level = query.get('level');
    const duration = query.get('duration');
    if (level === null && duration === null) return textResponse(200, `${this.#level}\n`);
    if (duration === null) return textResponse(400, "Expecting 'duration=value' in query.\n");
    if (level === null) return textResponse(400, "Expecting 'level=value' in query.\n");
    const wanted = numify(level, 32);
    if (wanted === undefined) return textResponse(400, `Failed to convert '${level}' to number.\n`);
    if (wanted < ORIGINAL) return textResponse(400, `Invalid level '${wanted}'.\n`);
    const milliseconds = parseDuration(duration);
    if (typeof milliseconds === 'string') return textResponse(400, `${milliseconds}.\n`);
    this.set(wanted, milliseconds);
    return emptyResponse(200);
  }
}
