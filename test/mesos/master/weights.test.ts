import { describe, expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../src/mesos/authorizer/authorizer.js';
import { MasterFixture } from './master-fixture.js';

describe('weights', () => {
  it('come from the flag, and from operators', async () => {
    const fixture = await MasterFixture.start({ weights: 'web=2.5,batch/night=1' });
    const { weights } = fixture.master;
    expect(weights.update([{ role: 'web', weight: 3 }], ALL_APPROVED)).toBeUndefined();
    expect(weights.all).toEqual([
      { role: 'web', weight: 3 },
      { role: 'batch/night', weight: 1 },
    ]);
    expect(fixture.master.allocator.weightOf('web')).toBe(3);
  });

  it.each(['web', 'web=', 'web=0', 'web=-1', '=2', 'web=2,', 'web=two'])('cannot be given as %s', async (given) => {
    await expect(MasterFixture.start({ weights: given })).rejects.toThrow('weights');
  });

  it('change all or nothing', async () => {
    const { master } = await MasterFixture.start();
    const both = [
      { role: 'web', weight: 2 },
      { role: 'batch', weight: 0 },
    ];
    expect(master.weights.update(both, ALL_APPROVED)?.text).toBe(
      "Failed to validate update weights request JSON for role 'batch': Invalid weight '0': Weights must be positive",
    );
    expect(master.weights.all).toEqual([]);
    expect(master.allocator.weightOf('web')).toBe(1);
  });

  it('are for the roles of the flag roles only', async () => {
    const { master } = await MasterFixture.start({ roles: 'web', weights: 'web=2' });
    expect(master.weights.update([{ role: 'batch', weight: 2 }], ALL_APPROVED)?.text).toBe(
      "Failed to validate update weights request JSON: Unknown role 'batch'",
    );
    expect(master.weights.update([{ role: '*', weight: 2 }], ALL_APPROVED)).toBeUndefined();
  });

  it('of a role with frameworks rescind all offers, which are made anew', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent();
    const client = await fixture.subscribe({ roles: ['web'] });
    const offer = await client.offer();
    fixture.master.weights.update([{ role: 'batch', weight: 2 }], ALL_APPROVED);
    expect(fixture.master.offers.size).toBe(1);
    fixture.master.weights.update([{ role: 'web', weight: 2 }], ALL_APPROVED);
    expect(await client.next('RESCIND')).toMatchObject({ rescind: { offer_id: offer.id } });
    await fixture.allocate();
    expect((await client.offer()).id).not.toEqual(offer.id);
  });

  it('of a registry count before those of the flag', async () => {
    const fixture = await MasterFixture.start({ weights: 'web=2' });
    fixture.master.weights.update([{ role: 'batch', weight: 4 }], ALL_APPROVED);
    await fixture.failover({ weights: 'web=5,other=3' });
    const { weights, allocator } = fixture.master;
    expect(weights.all).toEqual([
      { role: 'web', weight: 2 },
      { role: 'batch', weight: 4 },
    ]);
    expect(['web', 'batch', 'other'].map((role) => allocator.weightOf(role))).toEqual([2, 4, 1]);
  });

  it('decide how roles share what there is', async () => {
    const fixture = await MasterFixture.start({ weights: 'heavy=3' });
    const heavy = await fixture.subscribe({ roles: ['heavy'] });
    const light = await fixture.subscribe({ roles: ['light'] });
    for (let agent = 0; agent < 8; agent++) await fixture.agent();
    const count = (id: string) => fixture.master.frameworks.get(id)?.offers.size;
    expect([count(heavy.frameworkId), count(light.frameworkId)]).toEqual([6, 2]);
  });
});

describe('fair sharing', () => {
  it('does not count the resources that the flag excludes', async () => {
    const fixture = await MasterFixture.start({ fair_sharing_excluded_resource_names: 'disk,gpus' });
    const a = await fixture.subscribe({ roles: ['a'] });
    await fixture.agent({ resources: 'disk:1000;mem:32' });
    await a.offer();
    const b = await fixture.subscribe({ roles: ['b'] });
    await fixture.agent({ resources: 'cpus:4;mem:32' });
    await b.offer();
    const third = await fixture.agent({ resources: 'cpus:1;mem:32' });
    expect((await a.offer()).agent_id.value).toBe(third.agentId);
  });
});
