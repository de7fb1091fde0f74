import { isSubjectToQuota } from '../resources/predicates.js';
import { ResourceQuantities } from '../resources/quantities.js';
import { Resources } from '../resources/resources.js';
import { topLevelOf } from '../resources/role.js';
import type { AgentInfo } from '../wire/messages.js';
import { Understandable } from './offerable.js';

/** What the allocator has to know of an agent besides its resources. */
export interface AllocatorAgent {
  readonly info: Pick<AgentInfo, 'hostname' | 'attributes' | 'domain'>;
  /** Names of `AgentInfo.Capability.Type`. */
  readonly capabilities: ReadonlySet<string>;
}

/** The resources of one agent and who holds them: total = available + held, where shared resources are always available. */
export class AgentLedger {
  /** Whether its resources may be offered. */
  active = true;
  hasGpus = false;
  #hasReservations = false;
  #total = Resources.empty;
  readonly #held = new Map<string, Resources>();
  /** What all hold together, not allocated to roles and without shared resources. */
  #taken = Resources.empty;
  #available: Resources | undefined;
  /** What is available to each role; to all the same, under the empty name, when nothing is reserved. */
  readonly #availableTo = new Map<string, Understandable>();
  #consumed: ReadonlyMap<string, ResourceQuantities> | undefined;
  #headroom: ResourceQuantities | undefined;

  constructor(
    readonly id: string,
    public agent: AllocatorAgent,
    total: Resources,
  ) {
    this.total = total;
  }

  get total(): Resources {
    return this.#total;
  }

  set total(total: Resources) {
    this.#total = total;
    this.#forgetAvailable();
    this.hasGpus = total.scalar('gpus') > 0;
    this.#hasReservations = !total.reserved().isEmpty;
  }

  /** What can be offered. It is in the order of the total, which is the order frameworks see. */
  get available(): Resources {
    this.#available ??= this.#total.minus(this.#taken);
    return this.#available;
  }

  /** What can be offered to a role: what is not reserved, or reserved for it or a role above. */
  availableTo(role: string): Understandable {
    const { available } = this;
    const key = this.#hasReservations ? role : '';
    let known = this.#availableTo.get(key);
    if (!known) {
      known = new Understandable(available.allocatableTo(role));
      this.#availableTo.set(key, known);
    }
    return known;
  }

  /**
   * What counts for the quota of each top-level role: scalars that are reserved for it or a role below it, held or not, and
   * those that are held for such a role, unless they can be revoked.
   */
  get consumed(): ReadonlyMap<string, ResourceQuantities> {
    this.#consumed ??= this.#consumption();
    return this.#consumed;
  }

  /** What could be given to any role that is guaranteed it. */
  get headroom(): ResourceQuantities {
    this.#headroom ??= ResourceQuantities.ofResources(this.available.filter(isSubjectToQuota));
    return this.#headroom;
  }

  /** What each framework holds, offered or allocated, by framework id. The resources are allocated to roles. */
  get held(): ReadonlyMap<string, Resources> {
    return this.#held;
  }

  heldBy(frameworkId: string): Resources {
    return this.#held.get(frameworkId) ?? Resources.empty;
  }

  take(frameworkId: string, resources: Resources): void {
    this.#held.set(frameworkId, this.heldBy(frameworkId).plus(resources));
    this.#taken = this.#taken.plus(resources.nonShared().unallocate());
    this.#forgetAvailable();
  }

  /** Throws an Error when the framework does not hold so much: somebody has counted wrongly, and would go on doing so. */
  giveBack(frameworkId: string, resources: Resources): void {
    const held = this.heldBy(frameworkId);
    if (!held.contains(resources)) {
      throw new Error(`Framework ${frameworkId} returns ${resources} of agent ${this.id} but holds ${held}.`);
    }
    const rest = held.minus(resources);
    if (rest.isEmpty) this.#held.delete(frameworkId);
    else this.#held.set(frameworkId, rest);
    this.#taken = this.#taken.minus(resources.nonShared().unallocate());
    this.#forgetAvailable();
  }

  #consumption(): ReadonlyMap<string, ResourceQuantities> {
    const reserved = this.#total.filter(({ type }) => type === 'SCALAR').reservations();
    const held = Array.from(this.#held.values(), (resources) => resources.filter(isSubjectToQuota).allocations());
    const consumed = new Map<string, ResourceQuantities>();
    for (const [role, resources] of [reserved, ...held].flatMap((byRole) => [...byRole])) {
      const top = topLevelOf(role);
      const quantities = ResourceQuantities.ofResources(resources);
      consumed.set(top, (consumed.get(top) ?? ResourceQuantities.empty).plus(quantities));
    }
    return consumed;
  }

  #forgetAvailable(): void {
    this.#available = undefined;
    this.#consumed = undefined;
    this.#headroom = undefined;
    this.#availableTo.clear();
  }
}
