import type { AllocatedOffer } from '../allocator/allocator.js';
import { downgradeResource } from '../resources/convert.js';
import type { Resources } from '../resources/resources.js';
import type { Filters, Offer, Resource } from '../wire/messages.js';
import type { Framework } from './framework.js';
import type { Master } from './master.js';
import type { RegisteredAgent } from './registered-agent.js';

/** An offer that a framework has neither accepted nor declined yet. */
export interface OutstandingOffer {
  readonly id: string;
  readonly framework: Framework;
  readonly agent: RegisteredAgent;
  readonly role: string;
  readonly resources: Resources;
  /** As the framework was told. */
  readonly message: Offer;
}

/** Makes offers of what the allocator allocates, and takes them back. */
export class Offers {
  readonly #outstanding = new Map<string, OutstandingOffer>();
  #next = 0;

  constructor(private readonly master: Master) {}

  get(id: string): OutstandingOffer | undefined {
    return this.#outstanding.get(id);
  }

  get size(): number {
    return this.#outstanding.size;
  }

  /** Ids of offers and of inverse offers are counted together. */
  nextId(): string {
    return `${this.master.masterId}-O${this.#next++}`;
  }

  /** Called by the allocator: once per run and framework. */
  make(frameworkId: string, allocated: AllocatedOffer[]): void {
    const framework = this.master.frameworks.get(frameworkId);
    const made: Offer[] = [];
    for (const { agentId, role, resources } of allocated) {
      const agent = this.master.agents.get(agentId);
      // Either may have gone between the allocation and now.
      if (!framework?.active || !agent?.active) {
        this.master.allocator.recoverResources(frameworkId, agentId, resources);
        continue;
      }
      const offer = this.#create(framework, agent, role, resources);
      this.#outstanding.set(offer.id, offer);
      framework.offers.add(offer);
      agent.offers.add(offer);
      made.push(offer.message);
      this.#expire(offer);
    }
    if (!framework || made.length === 0) return;
    framework.metrics.offersSent += made.length;
    framework.send({ type: 'OFFERS', offers: { offers: made } });
  }

  /** Forgets an offer; what becomes of its resources is the caller's business. */
  remove(offer: OutstandingOffer): void {
    this.#outstanding.delete(offer.id);
    offer.framework.offers.delete(offer);
    offer.agent.offers.delete(offer);
  }

  /** Takes an offer back without a word and returns its resources to the allocator. */
  discard(offer: OutstandingOffer, filters?: Filters): void {
    this.remove(offer);
    this.master.allocator.recoverResources(offer.framework.id, offer.agent.id, offer.resources, filters);
  }

  /** Takes an offer back and tells the framework. With filters it is not offered the same again for a while. */
  rescind(offer: OutstandingOffer, filters?: Filters): void {
    this.discard(offer, filters);
    offer.framework.metrics.offersRescinded++;
    offer.framework.send({ type: 'RESCIND', rescind: { offer_id: { value: offer.id } } });
  }

  /** Takes back several offers, such as all of an agent. */
  rescindAll(offers: Iterable<OutstandingOffer>): void {
    for (const offer of [...offers]) this.rescind(offer);
  }

  /** With `--offer_timeout` a framework cannot keep an offer for ever. */
  #expire(offer: OutstandingOffer): void {
    const { offer_timeout: timeout } = this.master.flags;
    if (timeout === undefined) return;
    this.master.after(timeout, () => {
      if (this.#outstanding.has(offer.id)) this.rescind(offer);
    });
  }

  #create(framework: Framework, agent: RegisteredAgent, role: string, resources: Resources): OutstandingOffer {
    const id = this.nextId();
    const { hostname, attributes } = agent.info;
    const executorIds = [...(framework.executors.get(agent.id)?.values() ?? [])].map((info) => info.executor_id);
    const message: Offer = {
      id: { value: id },
      framework_id: { value: framework.id },
      agent_id: { value: agent.id },
      hostname,
      url: agent.url,
      domain: agent.info.domain,
      unavailability: this.master.maintenance.unavailabilityOf(agent),
      resources: resourcesFor(framework, resources),
      attributes,
      executor_ids: executorIds.length > 0 ? executorIds : undefined,
      allocation_info: framework.has('MULTI_ROLE') ? { role } : undefined,
    };
    return { id, framework, agent, role, resources, message };
  }
}

/** Resources in the form this framework understands, by its capabilities. */
export function resourcesFor(framework: Framework, resources: Iterable<Resource>): Resource[] {
  const refined = framework.has('RESERVATION_REFINEMENT');
  const multiRole = framework.has('MULTI_ROLE');
  return Array.from(resources, (resource) => {
    const shown = refined ? resource : downgradeResource(resource);
    return multiRole ? shown : { ...shown, allocation_info: undefined };
  });
}
