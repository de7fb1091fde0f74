import { describe, expect, it } from 'vitest';
import { validateOffers } from '../../../src/mesos/master/offer-validation.js';
import type { Offer } from '../../../src/mesos/wire/messages.js';
import { MasterFixture } from './master-fixture.js';

/** A framework with offers of two roles on one agent and of one of them on another, and a framework with an offer. */
async function offered() {
  const fixture = await MasterFixture.start();
  const { master } = fixture;
  const foreign = await fixture.offered();
  const client = await fixture.subscribe({ roles: ['a', 'b'] });
  await fixture.agent({ resources: 'cpus(a):1;mem(a):64;cpus(b):1;mem(b):64' });
  const both = await client.offers();
  await fixture.agent({ resources: 'cpus(a):1;mem(a):64' });
  const [elsewhere] = (await client.offers()) as [Offer];
  const ofRole = (role: string) => both.find(({ allocation_info }) => allocation_info?.role === role) as Offer;
  const framework = master.frameworks.get(client.frameworkId);
  if (!framework) throw new Error('There is no framework.');
  const validate = (...offers: (Offer | string)[]) =>
    validateOffers(
      master,
      framework,
      offers.map((offer) => (typeof offer === 'string' ? offer : offer.id.value)),
    );
  return { validate, a: ofRole('a'), b: ofRole('b'), elsewhere, foreign: foreign.offer, owner: foreign.client, client };
}

describe('the offers of an ACCEPT', () => {
  it('may be one, or several of an agent and a role', async () => {
    const { validate, a } = await offered();
    expect(validate(a)).toBeUndefined();
  });

  it('are refused by the first rule that any of them breaks', async () => {
    const { validate, a, b, elsewhere, foreign, owner, client } = await offered();
    const { value } = a.id;
    expect(validate()).toBe('No offers specified');
    expect(validate('unknown', foreign, a, a)).toBe(`Duplicate offer ${value} in offer list`);
    expect(validate(a, foreign, b, 'unknown')).toBe('Offer unknown is no longer valid');
    expect(validate(a, b, foreign)).toBe(
      `Offer ${foreign.id.value} has invalid framework ${owner.frameworkId} while framework ${client.frameworkId} is expected`,
    );
    expect(validate(a, elsewhere, b)).toBe(
      `Aggregated offers must be allocated to the same role. Offer ${b.id.value} uses role 'b but another is using role 'a`,
    );
    expect(validate(a, elsewhere)).toBe(
      'Aggregated offers must belong to one single agent. ' +
        `Offer ${elsewhere.id.value} uses agent ${elsewhere.agent_id.value} and agent ${a.agent_id.value}`,
    );
  });
});
