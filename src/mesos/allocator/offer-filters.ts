import type { Clock, Timer } from '../process/clock.js';
import type { Resources } from '../resources/resources.js';
import type { Filters } from '../wire/messages.js';

const DEFAULT_REFUSE_SECONDS = 5;
const LONGEST_REFUSE_SECONDS = 365 * 24 * 60 * 60;

interface Filter {
  readonly refused: Resources;
  readonly expiry: Timer;
  /** The last question and its answer: while nothing on the agent changes, each run asks the same again. */
  asked?: Resources;
  answer?: boolean;
}

/**
 * How long refused resources are not offered again, in milliseconds; 0 for not at all. What is missing, negative or not a
 * number counts as Mesos's default of 5 seconds, more than a year as a year.
 * @param shortestMs the time to the next allocation: a refusal that is over before that would have no effect
 */
export function refusalMs(filters: Filters, shortestMs: number): number {
  const given = filters.refuse_seconds ?? DEFAULT_REFUSE_SECONDS;
  const seconds = given >= 0 ? Math.min(given, LONGEST_REFUSE_SECONDS) : DEFAULT_REFUSE_SECONDS;
  return seconds === 0 ? 0 : Math.max(seconds * 1000, shortestMs);
}

/** What one framework has refused, by the role it was offered to and the agent it is on. */
export class OfferFilters {
  readonly #filters = new Map<string, Map<string, Set<Filter>>>();

  constructor(private readonly clock: Clock) {}

  /**
   * Keeps `refused` (not allocated to anybody) and every part of it from being offered for so many milliseconds.
   * @param expired called when they are over, unless the filter was removed before
   */
  add(role: string, agentId: string, refused: Resources, milliseconds: number, expired: () => void = () => {}): void {
    const ofRole = this.#filters.get(role) ?? new Map<string, Set<Filter>>();
    const ofAgent = ofRole.get(agentId) ?? new Set<Filter>();
    const filter: Filter = {
      refused,
      expiry: this.clock.delay(milliseconds, () => {
        ofAgent.delete(filter);
        if (ofAgent.size === 0 && ofRole.get(agentId) === ofAgent) ofRole.delete(agentId);
        expired();
      }),
    };
    this.#filters.set(role, ofRole.set(agentId, ofAgent.add(filter)));
  }

  /** Whether these resources (not allocated to anybody) are only a part of what was refused. With more they are offered again. */
  refuses(role: string, agentId: string, resources: Resources): boolean {
    for (const filter of this.#filters.get(role)?.get(agentId) ?? []) {
      if (filter.asked !== resources) {
        filter.asked = resources;
        filter.answer = filter.refused.contains(resources);
      }
      if (filter.answer) return true;
    }
    return false;
  }

  /** How many filters there are for the role (metric `allocator/mesos/offer_filters/roles/<role>/active`). */
  count(role: string): number {
    let count = 0;
    for (const filters of this.#filters.get(role)?.values() ?? []) count += filters.size;
    return count;
  }

  removeRole(role: string): void {
    for (const agentId of this.#filters.get(role)?.keys() ?? []) this.#remove(role, agentId);
    this.#filters.delete(role);
  }

  removeAgent(agentId: string): void {
    for (const role of this.#filters.keys()) this.#remove(role, agentId);
  }

  clear(): void {
    for (const role of this.#filters.keys()) this.removeRole(role);
  }

  #remove(role: string, agentId: string): void {
    const ofRole = this.#filters.get(role);
    for (const { expiry } of ofRole?.get(agentId) ?? []) expiry.cancel();
    ofRole?.delete(agentId);
  }
}
