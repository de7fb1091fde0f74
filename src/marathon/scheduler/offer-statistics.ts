import type { Offer } from '../../mesos/wire/messages.js';
import { LACKS, type Lack, type LackReason } from './lack.js';

/** An offer that was of no use for an app. */
export interface UnusedOffer {
  readonly offer: Offer;
  readonly lacks: readonly Lack[];
  /** In milliseconds. */
  readonly at: number;
}

/** How many offers were declined for a reason, of how many that were left by then. */
export interface DeclinedStep {
  readonly reason: LackReason;
  readonly declined: number;
  readonly processed: number;
}

/** What has become of the offers that came while an app had instances to launch. */
export class OfferStatistics {
  processed = 0;
  unused = 0;
  lastUsedAt: number | undefined;
  lastUnusedAt: number | undefined;
  /** Of each agent the last offer that did not do, by its id. */
  readonly #lastUnused = new Map<string, UnusedOffer>();
  readonly #declined = new Map<LackReason, number>();

  /** @param since when the app began to wait, in milliseconds */
  constructor(readonly since: number) {}

  used(offer: Offer, at: number): void {
    this.processed++;
    this.lastUsedAt = at;
    this.#lastUnused.delete(offer.agent_id.value);
  }

  notUsed(offer: Offer, lacks: readonly Lack[], at: number): void {
    this.processed++;
    this.unused++;
    this.lastUnusedAt = at;
    this.#lastUnused.set(offer.agent_id.value, { offer, lacks, at });
    const first = firstReason(lacks);
    if (first) this.#declined.set(first, (this.#declined.get(first) ?? 0) + 1);
  }

  get lastUnused(): readonly UnusedOffer[] {
    return [...this.#lastUnused.values()];
  }

  /** By the reasons of all offers since the app began to wait. */
  get summary(): readonly DeclinedStep[] {
    return funnel(this.processed, this.#declined);
  }

  /** The same by the last offers of all agents. */
  get lastSummary(): readonly DeclinedStep[] {
    const counts = new Map<LackReason, number>();
    for (const { lacks } of this.#lastUnused.values()) {
      const first = firstReason(lacks);
      if (first) counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    return funnel(this.#lastUnused.size, counts);
  }
}

const firstReason = (lacks: readonly Lack[]): LackReason | undefined =>
  LACKS.find((reason) => lacks.some((lack) => lack.reason === reason));

function funnel(processed: number, declined: ReadonlyMap<LackReason, number>): DeclinedStep[] {
  let left = processed;
  return LACKS.map((reason) => {
    const count = declined.get(reason) ?? 0;
    const step = { reason, declined: count, processed: left };
    left -= count;
    return step;
  });
}
