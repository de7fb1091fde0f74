import { describe, expect, it } from 'vitest';
import type { Quota } from '../../../src/mesos/allocator/quota.js';
import { ResourceLimits } from '../../../src/mesos/resources/limits.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';
import { Bench, type FrameworkWish, special } from './bench.js';

const quota = (guarantees: Record<string, number>, limits: Record<string, number> = {}): Quota => ({
  guarantees: ResourceQuantities.of(guarantees),
  limits: ResourceLimits.of(limits),
});

/** A quota as SET_QUOTA gives it: as much as is guaranteed, and no more. */
const fixed = (amounts: Record<string, number>) => quota(amounts, amounts);

/** The offers of a framework as texts. What is chopped comes in random order, as in Mesos, so the resources are sorted. */
const has = (bench: Bench, framework: string) =>
  (bench.offers.get(framework) ?? []).map(
    ({ role, agentId, resources }) => `${role} ${agentId} ${sorted(String(resources.unallocate()))}`,
  );

/** The same, without role and agent. */
const amounts = (bench: Bench, framework: string) => has(bench, framework).map((text) => text.split(' ').slice(2).join(' '));

const sorted = (text: string) => text.split('; ').sort().join('; ');

describe('a limit', () => {
  it('chops what is offered, and leaves the rest to others', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', quota({}, { cpus: 1, mem: 512 }));
    await bench.framework('f', { roles: ['r'] });
    await bench.agent('a', 'cpus:2;mem:1024;disk:10;ports:[1-2]');
    expect(amounts(bench, 'f')).toEqual(['cpus:1; disk:10; mem:512; ports:[1-2]']);
    await bench.framework('other');
    expect(has(bench, 'other')).toEqual(['* a cpus:1; mem:512']);
  });

  it('of nothing keeps all of it away', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('*', quota({}, { cpus: 0, mem: 0 }));
    await bench.framework('f');
    await bench.agent('a', 'cpus:2;mem:1024');
    expect(has(bench, 'f')).toEqual([]);
    bench.allocator.updateQuota('*', quota({}));
    await bench.pass(1000);
    expect(has(bench, 'f')).toEqual(['* a cpus:2; mem:1024']);
  });

  it('holds over all agents, and for what is used as for what is offered', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', quota({}, { cpus: 3 }));
    const used = new Map([['f', parseResources('cpus:1;mem:100').allocate('r')]]);
    await bench.agent('a1', 'cpus:2;mem:200', {}, used);
    await bench.framework('f', { roles: ['r'] });
    for (const id of ['a2', 'a3', 'a4']) await bench.agent(id, 'cpus:1;mem:100');
    expect(amounts(bench, 'f')).toEqual(['cpus:1; mem:100', 'cpus:1; mem:100', 'mem:100', 'mem:100']);
    const [first] = bench.take('f');
    bench.allocator.recoverResources('f', first?.agentId ?? '', first?.resources ?? parseResources(''));
    await bench.pass(1000);
    expect(bench.allocator.offeredOrAllocated('r').get('cpus')).toBe(3);
  });

  it('counts what is reserved for the role or one below it, also when nobody uses it, but offers it still', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', quota({}, { cpus: 3, mem: 500 }));
    await bench.agent('a1', 'cpus(r/x):2;mem(r/x):100');
    await bench.agent('a2', 'cpus(r):2;mem(r):100');
    await bench.agent('a3', 'cpus:4;mem:1000');
    await bench.framework('f', { roles: ['r'] });
    const reserved = 'cpus(reservations: [(STATIC,r)]):2; mem(reservations: [(STATIC,r)]):100';
    expect(new Set(has(bench, 'f'))).toEqual(new Set([`r a2 ${reserved}`, 'r a3 mem:300']));
  });

  it('counts what roles below have, but does not limit these', async () => {
    const bench = new Bench();
    await bench.framework('below', { roles: ['r/x'] });
    await bench.agent('a1', 'cpus:1;mem:1024');
    bench.allocator.updateQuota('r', fixed({ cpus: 1, mem: 1024 }));
    await bench.framework('f', { roles: ['r'] });
    await bench.agent('a2', 'cpus:1;mem:1024');
    expect(has(bench, 'f')).toEqual([]);
    expect(has(bench, 'below')).toHaveLength(2);
  });

  it('does not count what can be revoked', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', quota({}, { cpus: 1 }));
    const total = special('cpus:5', (resource) => ({ ...resource, revocable: {} })).plus(parseResources('cpus:2;mem:64'));
    await bench.agent('a', total);
    await bench.framework('f', { roles: ['r'], capabilities: ['REVOCABLE_RESOURCES'] });
    expect(has(bench, 'f')).toEqual(['r a cpus:1; cpus{REV}:5; mem:64']);
  });
});

describe('a guarantee', () => {
  it('comes before fairness', async () => {
    const bench = new Bench();
    await bench.framework('f', { roles: ['r'] });
    await bench.framework('other');
    bench.allocator.updateQuota('r', fixed({ cpus: 2, mem: 1024 }));
    for (const id of ['a1', 'a2', 'a3']) await bench.agent(id, 'cpus:1;mem:512');
    expect(has(bench, 'f')).toEqual(['r a1 cpus:1; mem:512', 'r a2 cpus:1; mem:512']);
    expect(has(bench, 'other')).toEqual(['* a3 cpus:1; mem:512']);
  });

  it('is kept back from others while nobody in the role takes it, or is there', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', fixed({ cpus: 1, mem: 512 }));
    await bench.framework('f', { roles: ['r'] });
    await bench.framework('other');
    await bench.agent('a1', 'cpus:1;mem:512;ports:[1-2]');
    expect(amounts(bench, 'f')).toEqual(['cpus:1; mem:512; ports:[1-2]']);
    bench.decline('f', 2);
    await bench.pass(1000);
    expect([has(bench, 'f'), has(bench, 'other')]).toEqual([[], []]);
    await bench.pass(1000);
    expect(has(bench, 'f')).toHaveLength(1);
    bench.allocator.removeFramework('f');
    await bench.pass(1000);
    expect(has(bench, 'other')).toEqual([]);
    await bench.agent('a2', 'cpus:1;mem:512');
    expect(has(bench, 'other')).toHaveLength(1);
    bench.allocator.updateQuota('r', quota({}));
    await bench.pass(1000);
    expect(has(bench, 'other')).toHaveLength(2);
  });

  it('keeps back no more than is missing: reserved resources are had already, those of one role do not help another', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('much', fixed({ cpus: 1, mem: 1024 }));
    bench.allocator.updateQuota('none', fixed({ cpus: 1, mem: 1024 }));
    await bench.agent('a1', 'cpus(much):2;mem(much):2048');
    await bench.framework('other');
    await bench.agent('a2', 'cpus:1;mem:1024');
    expect(has(bench, 'other')).toEqual([]);
    await bench.agent('a3', 'cpus:1;mem:1024');
    expect(has(bench, 'other')).toEqual(['* a3 cpus:1; mem:1024']);
  });

  it('brings with it what is not guaranteed, within limits and without touching other guarantees', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', quota({ cpus: 2 }, { cpus: 2 }));
    await bench.framework('f', { roles: ['r'] });
    await bench.agent('a1', 'cpus:1;mem:1024;ports:[1-2]');
    expect(amounts(bench, 'f')).toEqual(['cpus:1; mem:1024; ports:[1-2]']);
    bench.allocator.updateQuota('absent', fixed({ mem: 1024 }));
    await bench.agent('a2', 'cpus:1;mem:1024;ports:[1-2]');
    await bench.agent('a3', 'cpus:1;mem:1024;ports:[1-2]');
    const more = amounts(bench, 'f').slice(1);
    expect(more).toEqual(['cpus:1; ports:[1-2]', 'mem:1024; ports:[1-2]']);
  });

  it('may be exceeded where there is no limit, in one offer with what is guaranteed', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', quota({ cpus: 1 }));
    await bench.framework('f', { roles: ['r'] });
    await bench.agent('a', 'cpus:4;mem:1024');
    expect(amounts(bench, 'f')).toEqual(['cpus:4; mem:1024']);
    bench.decline('f');
    bench.allocator.updateQuota('absent', fixed({ mem: 1000 }));
    await bench.pass(1000);
    expect(amounts(bench, 'f')).toEqual(['cpus:4; mem:24']);
  });

  it('is given even where more is guaranteed than there is', async () => {
    const bench = new Bench();
    for (const role of ['r', 's', 't']) bench.allocator.updateQuota(role, fixed({ cpus: 1, mem: 100 }));
    await bench.framework('f', { roles: ['s'] });
    await bench.framework('other');
    await bench.agent('a', 'cpus:2;mem:200');
    expect(amounts(bench, 'f')).toEqual(['cpus:1; mem:100']);
    expect(has(bench, 'other')).toEqual([]);
  });

  it('is of use to nobody who does not want it', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', fixed({ cpus: 1, mem: 100 }));
    const wishes: Record<string, FrameworkWish> = { quiet: { roles: ['r'], suppressed: ['r'] }, far: { roles: ['r/x'] } };
    for (const [id, wish] of Object.entries(wishes)) await bench.framework(id, wish);
    await bench.agent('a', 'cpus:1;mem:100');
    expect([...bench.offers]).toEqual([]);
    bench.allocator.reviveRoles('quiet');
    await bench.runtime.settle();
    expect(has(bench, 'quiet')).toHaveLength(1);
  });

  it('is shared by the frameworks of the role, the one that has less first', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', fixed({ cpus: 4, mem: 400 }));
    for (const id of ['f', 'g']) await bench.framework(id, { roles: ['r'] });
    for (const id of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) await bench.agent(id, 'cpus:1;mem:100');
    expect([has(bench, 'f').length, has(bench, 'g').length]).toEqual([2, 2]);
  });

  it('is offered soon after it is no longer kept back, where reaction is immediate', async () => {
    const bench = new Bench({ allocateOnRecovery: true });
    bench.allocator.updateQuota('r', fixed({ cpus: 1, mem: 100 }));
    await bench.framework('other');
    await bench.agent('a', 'cpus:1;mem:100');
    expect(has(bench, 'other')).toEqual([]);
    bench.allocator.updateQuota('r', quota({}));
    await bench.runtime.settle();
    expect(has(bench, 'other')).toHaveLength(1);
  });
});

describe('disks', () => {
  const mount = (size: number) =>
    special(`disk:${size}`, (resource) => ({ ...resource, disk: { source: { type: 'MOUNT', mount: { root: '/d' } } } }));

  it('that are mounts are offered as a whole or not at all', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', fixed({ cpus: 2, disk: 150 }));
    await bench.framework('f', { roles: ['r'] });
    for (const id of ['a1', 'a2']) await bench.agent(id, parseResources('cpus:0.5;mem:512').plus(mount(100)));
    const [first, second] = bench.take('f');
    expect(first?.resources.scalar('disk')).toBe(100);
    expect(second?.resources.names).toEqual(['cpus', 'mem']);
  });

  it('of one agent that are several count together', async () => {
    const bench = new Bench();
    bench.allocator.updateQuota('r', fixed({ cpus: 1, mem: 512, disk: 100 }));
    await bench.framework('f', { roles: ['r'] });
    await bench.agent('a', parseResources('cpus:1;mem:512;disk:50').plus(mount(50)));
    expect(bench.take('f')[0]?.resources.scalar('disk')).toBe(100);
  });

  it('that are shared are offered once in a run, whichever stage it is', async () => {
    const bench = new Bench();
    const shared = special('disk(r):5', (resource) => ({
      ...resource,
      shared: {},
      disk: { persistence: { id: 'v' }, volume: { container_path: 'v', mode: 'RW' } },
    }));
    bench.allocator.updateQuota('r', quota({ cpus: 1 }));
    await bench.agent('a', parseResources('cpus:2;mem:64').plus(shared));
    for (const id of ['f', 'g']) {
      bench.allocator.addFramework(
        id,
        {
          ...{ roles: ['r'], suppressedRoles: new Set<string>() },
          capabilities: new Set(['MULTI_ROLE', 'SHARED_RESOURCES', 'RESERVATION_REFINEMENT']),
        },
        new Map(),
        true,
      );
    }
    await bench.runtime.settle();
    const offered = [...bench.offers.values()].flat().filter(({ resources }) => !resources.shared().isEmpty);
    expect(offered).toHaveLength(1);
  });
});
