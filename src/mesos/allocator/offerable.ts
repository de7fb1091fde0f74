import { hasRefinedReservations, isRevocable, isShared } from '../resources/predicates.js';
import { ResourceQuantities } from '../resources/quantities.js';
import type { Resources } from '../resources/resources.js';
import type { Resource } from '../wire/messages.js';

const SPECIAL: readonly [capability: string, isOfKind: (resource: Resource) => boolean][] = [
  ['SHARED_RESOURCES', isShared],
  ['REVOCABLE_RESOURCES', isRevocable],
  ['RESERVATION_REFINEMENT', hasRefinedReservations],
];

/** Resources that could be offered, in the order of an offer, with the quantities they have. */
export interface Offerable {
  readonly resources: Resources;
  readonly quantities: ResourceQuantities;
}

/**
 * The part of some free resources that a framework understands. What frameworks of equal capabilities understand is equal, and
 * mostly all understand all; so it is worked out once.
 */
export class Understandable {
  readonly #special: readonly (readonly [string, (resource: Resource) => boolean])[];
  readonly #known = new Map<string, Offerable>();
  #all: Offerable | undefined;

  constructor(readonly resources: Resources) {
    this.#special = SPECIAL.filter(([, isOfKind]) => resources.entries.some(({ resource }) => isOfKind(resource)));
  }

  by(capabilities: ReadonlySet<string>): Offerable {
    if (this.#special.length === 0) {
      this.#all ??= offerable(this.resources);
      return this.#all;
    }
    const missing = this.#special.filter(([capability]) => !capabilities.has(capability));
    const key = missing.map(([capability]) => capability).join();
    let known = this.#known.get(key);
    if (!known) {
      known = offerable(this.resources.filter((resource) => !missing.some(([, isOfKind]) => isOfKind(resource))));
      this.#known.set(key, known);
    }
    return known;
  }
}

function offerable(understood: Resources): Offerable {
  const resources = understood.inOfferOrder();
  return { resources, quantities: ResourceQuantities.ofResources(resources) };
}
