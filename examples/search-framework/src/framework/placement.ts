import type { Offer } from 'minimesos/protocol';
import type { NodeRecord } from './node-record.js';
import { type Needs, type Taken, take } from './resources.js';

/** What decides about the places of nodes. */
export interface PlacementRules {
  readonly needs: Needs;
  /** The attribute over whose values the nodes are spread, such as `rack`. */
  readonly spreadBy: string | undefined;
}

/** A place for one node. */
export interface Place {
  readonly offer: Offer;
  readonly taken: Taken;
}

export interface Placement {
  readonly places: readonly Place[];
  /** Why each of the other offers is of no use, by agent id. */
  readonly rejected: ReadonlyMap<string, string>;
}

/**
 * Chooses places for so many more nodes: never two on one agent, on as many different values of the attribute as there are,
 * and where there is a choice, on an agent whose data directory is still there.
 */
export function place(
  offers: readonly Offer[],
  missing: number,
  nodes: readonly NodeRecord[],
  agentsWithData: readonly string[],
  { needs, spreadBy }: PlacementRules,
): Placement {
  const rejected = new Map<string, string>();
  const fitting: Place[] = [];
  for (const offer of offers) {
    const agentId = offer.agent_id.value;
    const taken = take(offer.resources ?? [], needs);
    const resident = nodes.find(({ agent }) => agent.id === agentId);
    if (resident) rejected.set(agentId, `has ${resident.name}`);
    else if (typeof taken === 'string') rejected.set(agentId, taken);
    else if (!fitting.some((other) => other.offer.agent_id.value === agentId)) fitting.push({ offer, taken });
  }
  const attributeOf = (offer: Offer) => (spreadBy ? attributesOf(offer)[spreadBy] : undefined) ?? '';
  const inUse = nodes.map(({ agent }) => (spreadBy ? agent.attributes[spreadBy] : undefined) ?? '');
  const places: Place[] = [];
  while (places.length < missing && fitting.length > 0) {
    const weight = ({ offer }: Place) => {
      const neighbours = inUse.filter((value) => value === attributeOf(offer)).length;
      return neighbours + (agentsWithData.includes(offer.agent_id.value) ? 0 : 0.5);
    };
    const best = fitting.reduce((one, other) => (weight(other) < weight(one) ? other : one));
    fitting.splice(fitting.indexOf(best), 1);
    inUse.push(attributeOf(best.offer));
    places.push(best);
  }
  return { places, rejected };
}

/** An agent's attributes as texts. */
export function attributesOf({ attributes = [] }: Offer): Record<string, string> {
  return Object.fromEntries(attributes.map(({ name, text, scalar }) => [name, text?.value ?? `${scalar?.value ?? ''}`]));
}
