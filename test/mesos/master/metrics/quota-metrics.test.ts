import { expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../../src/mesos/authorizer/authorizer.js';
import { MasterFixture, resources, task } from '../master-fixture.js';

it('metrics tell of quotas what is guaranteed, allowed, held and consumed', async () => {
  const fixture = await MasterFixture.start();
  await fixture.agent({ resources: 'cpus:4;mem:64;disk(a/b):2;ports(a):[1-5]' });
  const client = await fixture.subscribe({ roles: ['a'] });
  const offer = await client.offer();
  const metrics = async () => {
    const all: Record<string, number> = await fixture.json('/metrics/snapshot');
    const prefix = 'allocator/mesos/quota/roles/';
    const ours = Object.entries(all).filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(ours.map(([name, value]) => [name.slice(prefix.length), value]));
  };
  const reserved = {
    '/resources/disk/consumed': 2,
    'a/resources/disk/consumed': 2,
    'a/b/resources/disk/consumed': 2,
  };
  expect(await metrics()).toEqual(reserved);
  fixture.master.quotas.update(
    {
      quota_configs: [{ role: 'a', guarantees: { cpus: { value: 1 } }, limits: { cpus: { value: 9 }, gpus: { value: 0 } } }],
    },
    ALL_APPROVED,
  );
  await client.launch(offer, [task('t1', offer, { resources: resources({ cpus: 0.5, mem: 32 }) })]);
  const consumed = { 'resources/cpus/consumed': 0.5, 'resources/mem/consumed': 32 };
  const below = (role: string) => Object.fromEntries(Object.entries(consumed).map(([name, value]) => [`${role}/${name}`, value]));
  expect(await metrics()).toEqual({
    ...{ ...reserved, ...below(''), ...below('a') },
    'a/resources/cpus/guarantee': 1,
    'a/resources/cpus/limit': 9,
    'a/resources/cpus/offered_or_allocated': 0.5,
    'a/resources/gpus/limit': 0,
    'a/resources/gpus/offered_or_allocated': 0,
  });
  fixture.master.quotas.update({ quota_configs: [{ role: 'a' }], force: true }, ALL_APPROVED);
  expect(await metrics()).toEqual({ ...reserved, ...below(''), ...below('a') });
});
