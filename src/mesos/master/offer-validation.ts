import type { Framework } from './framework.js';
import type { Master } from './master.js';
import type { OutstandingOffer } from './offers.js';

/** What is wrong with the offers of an ACCEPT, in Mesos's order and words; undefined when they may be used together. */
export function validateOffers(master: Master, framework: Framework, ids: readonly string[]): string | undefined {
  if (ids.length === 0) return 'No offers specified';
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) return `Duplicate offer ${repeated} in offer list`;
  const unknown = ids.find((id) => !master.offers.get(id));
  if (unknown !== undefined) return `Offer ${unknown} is no longer valid`;
  const offers = ids.flatMap((id) => master.offers.get(id) ?? []);
  const foreign = offers.find((offer) => offer.framework !== framework);
  if (foreign) {
    return `Offer ${foreign.id} has invalid framework ${foreign.framework.id} while framework ${framework.id} is expected`;
  }
  const [first, ...others] = offers as [OutstandingOffer, ...OutstandingOffer[]];
  const ofRole = others.find(({ role }) => role !== first.role);
  if (ofRole) {
    // The missing quotes are Mesos's.
    return `Aggregated offers must be allocated to the same role. Offer ${ofRole.id} uses role '${ofRole.role} but another is using role '${first.role}`;
  }
  const ofAgent = others.find(({ agent }) => agent !== first.agent);
  return (
    ofAgent &&
    `Aggregated offers must belong to one single agent. Offer ${ofAgent.id} uses agent ${ofAgent.agent.id} and agent ${first.agent.id}`
  );
}
