import { expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../src/mesos/authorizer/authorizer.js';
import { knownRoles, resourcesByRole } from '../../../src/mesos/master/roles.js';
import { MasterFixture, task } from './master-fixture.js';

it('known are roles with a weight, a quota, frameworks or reservations, and the roles above', async () => {
  const fixture = await MasterFixture.start({ weights: 'a/b=2' });
  await fixture.agent({ resources: 'cpus(c/d):1;mem:64' });
  await fixture.subscribe({ roles: ['e/f/g', 'h'] });
  fixture.master.quotas.update({ quota_configs: [{ role: 'i' }] }, ALL_APPROVED);
  expect(knownRoles(fixture.master)).toEqual(['a', 'a/b', 'c', 'c/d', 'e', 'e/f', 'e/f/g', 'h', 'i']);
});

it('known are the roles of the flag roles, where it is given, whoever has others', async () => {
  const fixture = await MasterFixture.start({ roles: 'web,batch/night' });
  await fixture.agent({ resources: 'cpus(c/d):1;mem:64' });
  expect(knownRoles(fixture.master)).toEqual(['*', 'batch', 'batch/night', 'web']);
  expect(resourcesByRole(fixture.master)('c').reserved.toObject()).toEqual({ cpus: 1 });
});

it('a role has what it and the roles below it have; ports of two agents are added, not merged', async () => {
  const fixture = await MasterFixture.start();
  const agents = 'cpus:1;mem:64;cpus(eng/web):2;ports:[31000-31001]';
  await fixture.agent({ resources: agents });
  await fixture.agent({ resources: agents });
  const client = await fixture.subscribe({ roles: ['eng/web'] });
  const [offer, other] = await client.offers();
  if (!offer || !other) throw new Error('There are two agents.');
  expect(resourcesByRole(fixture.master)('eng').offered.get('ports')).toBe(4);
  await client.launch(offer, [task('t1', offer)]);
  const all = Object.fromEntries(
    Object.entries(resourcesByRole(fixture.master)('eng')).map(([name, had]) => [name, had.toObject()]),
  );
  expect(all['reserved']).toEqual({ cpus: 4 });
  expect(all['allocated']).toEqual({ cpus: 0.1, mem: 32 });
  expect(all['consumed']).toEqual({ cpus: 4.1, mem: 32 });
  expect(all['offered']).toEqual({ cpus: 3, mem: 64, ports: 2 });
  const engine = resourcesByRole(fixture.master)('engine');
  expect(Object.values(engine).every(({ isEmpty }) => isEmpty)).toBe(true);
});
