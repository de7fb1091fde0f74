import type { Clock, Timer } from '../process/clock.js';
import type { allocator, Filters, Unavailability } from '../wire/messages.js';
import { refusalMs } from './offer-filters.js';

/** That a framework may be asked to give up what it has of an agent, as that is to be taken down. */
export interface InverseOfferRequest {
  readonly agentId: string;
  readonly unavailability: Unavailability;
}

interface PlannedMaintenance {
  readonly unavailability: Unavailability;
  /** Ids of the frameworks that have been asked and have not answered. */
  readonly asked: Set<string>;
  /** By framework id: what it answered last. */
  readonly answers: Map<string, allocator.InverseOfferStatus>;
}

/**
 * Which agents are to be taken down, and which frameworks have to be asked about that. As in Mesos it is part of the
 * allocator, which knows who has something to lose.
 */
export class InverseOfferBook {
  readonly #planned = new Map<string, PlannedMaintenance>();
  /** By framework id and agent id: how long it does not want to be asked again. */
  readonly #refusals = new Map<string, Map<string, Set<Timer>>>();

  constructor(private readonly clock: Clock) {}

  /** Whether no agent is to be taken down, as nearly always. */
  get isIdle(): boolean {
    return this.#planned.size === 0;
  }

  /** The agent is to be taken down, or no longer. What frameworks said to that before is forgotten. */
  plan(agentId: string, unavailability: Unavailability | undefined): void {
    this.removeAgent(agentId);
    if (unavailability) this.#planned.set(agentId, { unavailability, asked: new Set(), answers: new Map() });
  }

  /** Whom of these frameworks to ask about an agent; they count as asked from now on. */
  ask(agentId: string, frameworkIds: Iterable<string>): Map<string, InverseOfferRequest> {
    const planned = this.#planned.get(agentId);
    const requests = new Map<string, InverseOfferRequest>();
    if (!planned) return requests;
    for (const frameworkId of frameworkIds) {
      if (planned.asked.has(frameworkId) || this.#refusals.get(frameworkId)?.has(agentId)) continue;
      planned.asked.add(frameworkId);
      requests.set(frameworkId, { agentId, unavailability: planned.unavailability });
    }
    return requests;
  }

  /**
   * A framework has answered, or can no longer do so; it may be asked again.
   * @param filters how long it does not want to be asked again about this agent
   */
  answered(agentId: string, frameworkId: string, answer?: allocator.InverseOfferStatus, filters?: Filters): void {
    const planned = this.#planned.get(agentId);
    if (planned?.asked.delete(frameworkId) && answer) planned.answers.set(frameworkId, answer);
    const milliseconds = filters ? refusalMs(filters, 0) : 0;
    if (milliseconds > 0) this.#refuse(frameworkId, agentId, milliseconds);
  }

  /** What frameworks have answered about an agent. */
  answers(agentId: string): Iterable<allocator.InverseOfferStatus> {
    return this.#planned.get(agentId)?.answers.values() ?? [];
  }

  removeAgent(agentId: string): void {
    this.#planned.delete(agentId);
    this.forgetAgentRefusals(agentId);
  }

  forgetAgentRefusals(agentId: string): void {
    for (const frameworkId of this.#refusals.keys()) this.#forgetRefusals(frameworkId, agentId);
  }

  forgetFrameworkRefusals(frameworkId: string): void {
    for (const agentId of this.#refusals.get(frameworkId)?.keys() ?? []) this.#forgetRefusals(frameworkId, agentId);
  }

  /** Ends all timers. */
  stop(): void {
    for (const frameworkId of this.#refusals.keys()) this.forgetFrameworkRefusals(frameworkId);
  }

  #refuse(frameworkId: string, agentId: string, milliseconds: number): void {
    const ofFramework = this.#refusals.get(frameworkId) ?? new Map<string, Set<Timer>>();
    const timers = ofFramework.get(agentId) ?? new Set<Timer>();
    this.#refusals.set(frameworkId, ofFramework.set(agentId, timers));
    const timer = this.clock.delay(milliseconds, () => {
      timers.delete(timer);
      if (timers.size === 0) this.#forgetRefusals(frameworkId, agentId);
    });
    timers.add(timer);
  }

  #forgetRefusals(frameworkId: string, agentId: string): void {
    const ofFramework = this.#refusals.get(frameworkId);
    for (const timer of ofFramework?.get(agentId) ?? []) timer.cancel();
    ofFramework?.delete(agentId);
    if (ofFramework?.size === 0) this.#refusals.delete(frameworkId);
  }
}
