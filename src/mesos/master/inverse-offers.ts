import type { InverseOfferRequest } from '../allocator/inverse-offers.js';
import type { allocator, Filters, InverseOffer } from '../wire/messages.js';
import type { Framework } from './framework.js';
import type { Master } from './master.js';
import type { RegisteredAgent } from './registered-agent.js';

/** An inverse offer that a framework has not answered yet. */
interface OutstandingInverseOffer {
  readonly id: string;
  readonly framework: Framework;
  readonly agent: RegisteredAgent;
}

/** Asks frameworks to give up what they have of agents that are to be taken down, and takes their answers. */
export class InverseOffers {
  readonly #outstanding = new Map<string, OutstandingInverseOffer>();

  constructor(private readonly master: Master) {}

  /** Called by the allocator: once per run and framework. */
  make(frameworkId: string, requests: readonly InverseOfferRequest[]): void {
    const framework = this.master.frameworks.get(frameworkId);
    const made = requests.flatMap(({ agentId, unavailability }): InverseOffer[] => {
      const agent = this.master.agents.get(agentId);
      // Either may have gone since the allocator asked for it.
      if (!framework?.active || !agent?.active) {
        this.master.allocator.inverseOfferAnswered(agentId, frameworkId);
        return [];
      }
      const id = this.#add(framework, agent);
      const ids = { id: { value: id }, framework_id: { value: frameworkId }, agent_id: { value: agentId } };
      return [{ ...ids, url: agent.url, unavailability }];
    });
    if (made.length > 0) framework?.connection?.send({ type: 'INVERSE_OFFERS', inverse_offers: { inverse_offers: made } });
  }

  /** ACCEPT_INVERSE_OFFERS and DECLINE_INVERSE_OFFERS. As in Mesos, offers that are over are left out. */
  answer(framework: Framework, status: 'ACCEPT' | 'DECLINE', ids: readonly string[], filters: Filters = {}): void {
    const nanoseconds = Math.round(this.master.seconds() * 1e9);
    for (const id of ids) {
      const offer = this.#outstanding.get(id);
      if (offer?.framework === framework) {
        this.#remove(offer, { status, framework_id: { value: framework.id }, timestamp: { nanoseconds } }, filters);
      } else {
        this.master.note(
          'warning',
          `Ignored ${status} of inverse offer ${id} by framework ${framework.id}: it is no longer valid`,
        );
      }
    }
  }

  /** Takes back without a word what a framework was asked: it is no longer there to answer. */
  discardOf(framework: Framework): void {
    for (const offer of [...this.#outstanding.values()]) if (offer.framework === framework) this.#remove(offer);
  }

  /** Takes back what frameworks were asked about an agent, or what a framework was asked, and tells them. */
  rescindOf(concerned: RegisteredAgent | Framework): void {
    for (const offer of [...this.#outstanding.values()]) {
      if (offer.agent === concerned || offer.framework === concerned) this.#rescind(offer);
    }
  }

  #add(framework: Framework, agent: RegisteredAgent): string {
    const offer = { id: this.master.offers.nextId(), framework, agent };
    this.#outstanding.set(offer.id, offer);
    const { offer_timeout: timeout } = this.master.flags;
    if (timeout !== undefined) {
      this.master.after(timeout, () => {
        if (this.#outstanding.has(offer.id)) this.#rescind(offer);
      });
    }
    return offer.id;
  }

  #rescind(offer: OutstandingInverseOffer): void {
    this.#remove(offer);
    const { framework, id } = offer;
    framework.connection?.send({ type: 'RESCIND_INVERSE_OFFER', rescind_inverse_offer: { inverse_offer_id: { value: id } } });
  }

  #remove(offer: OutstandingInverseOffer, answer?: allocator.InverseOfferStatus, filters?: Filters): void {
    this.#outstanding.delete(offer.id);
    this.master.allocator.inverseOfferAnswered(offer.agent.id, offer.framework.id, answer, filters);
  }
}
