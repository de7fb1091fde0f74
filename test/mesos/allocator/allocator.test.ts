import { describe, expect, it } from 'vitest';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import { agentOf, Bench, frameworkOf, special } from './bench.js';

const WHOLE = 'cpus:4; mem:1024';

describe('when offers are made', () => {
  it('soon after a framework and an agent are there, in either order', async () => {
    const bench = new Bench();
    await bench.agent('a1', 'cpus:4;mem:1024');
    expect(bench.calls).toEqual([]);
    await bench.framework('f');
    expect(bench.has('f')).toEqual([`* a1 ${WHOLE}`]);
    await bench.agent('a2', 'cpus:4;mem:1024');
    expect(bench.has('f')).toEqual([`* a1 ${WHOLE}`, `* a2 ${WHOLE}`]);
  });

  it('in one call for all agents and roles of a run', async () => {
    const bench = new Bench();
    for (let index = 0; index < 10; index++) await bench.agent(`a${index}`, 'cpus:4;mem:1024');
    await bench.framework('f', { roles: ['x', 'y'] });
    expect(bench.calls).toEqual(['f']);
    expect(new Set(bench.take('f').map(({ agentId }) => agentId)).size).toBe(10);
  });

  it('by one run for all that happens in one turn', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    const { runs } = bench.allocator;
    for (const id of ['f', 'g', 'h']) bench.allocator.addFramework(id, frameworkOf({}), new Map(), true);
    bench.allocator.reviveRoles('g');
    await bench.runtime.settle();
    expect(bench.allocator.runs).toBe(runs + 1);
  });

  it('of returned resources at the next tick only', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f');
    bench.decline('f', 0);
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual([]);
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([`* a ${WHOLE}`]);
  });

  it('of returned resources at once when that is asked for, and of refused ones when the refusal is over', async () => {
    const bench = new Bench({ allocateOnRecovery: true });
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f');
    bench.decline('f', 0);
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual([`* a ${WHOLE}`]);
    bench.decline('f', 0.02);
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual([]);
    await bench.pass(20);
    expect(bench.has('f')).toEqual([`* a ${WHOLE}`]);
    expect(bench.allocator.activeOfferFilters('*')).toBe(0);
  });

  it('never of what is offered or used', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f');
    await bench.framework('g');
    const [offer] = bench.take('f');
    await bench.pass(5000);
    expect(bench.has('f')).toEqual([]);
    expect(bench.has('g')).toEqual([]);
    const rest = parseResources('cpus:1;mem:24').allocate('*');
    bench.allocator.recoverResources('f', offer?.agentId ?? '', rest);
    await bench.pass(1000);
    expect(bench.has('g')).toEqual(['* a cpus:1; mem:24']);
  });

  it('not after the end', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    bench.allocator.addFramework('f', frameworkOf({}), new Map(), true);
    bench.allocator.stop();
    await bench.pass(10_000);
    expect(bench.calls).toEqual([]);
  });

  it('not to frameworks, nor of agents, that are not active', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    bench.allocator.addFramework('f', frameworkOf({}), new Map(), false);
    bench.allocator.deactivateAgent('a');
    await bench.pass(1000);
    bench.allocator.activateFramework('f');
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([]);
    bench.allocator.activateAgent('a');
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual([]);
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([`* a ${WHOLE}`]);
  });

  it('with ranges and sets before scalars, allocated to the role', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024;disk:10;ports:[1-2];labels:{x,y}');
    await bench.framework('f', { roles: ['r'] });
    expect(String(bench.take('f')[0]?.resources)).toBe(
      'ports(allocated: r):[1-2]; labels(allocated: r):{x, y}; cpus(allocated: r):4; mem(allocated: r):1024; disk(allocated: r):10',
    );
  });

  it('with agents in another order each time', async () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 10; seed++) {
      const bench = new Bench({ seed });
      for (const id of ['a', 'b', 'c']) await bench.agent(id, 'cpus:4;mem:1024');
      await bench.framework('f');
      orders.add(
        bench
          .take('f')
          .map(({ agentId }) => agentId)
          .join(),
      );
    }
    expect(orders.size).toBeGreaterThan(1);
  });
});

describe('who is offered what', () => {
  it('is decided by the share of the role, then by that of the framework', async () => {
    const used = (role: string, cpus: number) => new Map([['busy', parseResources(`cpus:${cpus}`).allocate(role)]]);
    const bench = new Bench();
    await bench.agent('busy', 'cpus:10;mem:1024');
    bench.allocator.deactivateAgent('busy');
    await bench.framework('x1', { roles: ['x'] }, used('x', 3));
    await bench.framework('y1', { roles: ['y'] }, used('y', 2));
    await bench.framework('y2', { roles: ['y'] }, used('y', 0.5));
    await bench.agent('a', 'cpus:4;mem:1024');
    expect(bench.calls).toEqual(['y2']);
    bench.decline('y2');
    bench.allocator.updateWeights(new Map([['x', 10]]));
    expect(bench.allocator.weightOf('x')).toBe(10);
    await bench.pass(1000);
    expect(bench.calls).toEqual(['y2', 'x1']);
  });

  it('lets frameworks take turns when nobody uses anything', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    for (const id of ['f', 'g', 'h']) await bench.framework(id);
    for (let turn = 0; turn < 5; turn++) {
      bench.decline(bench.calls.at(-1) ?? '');
      await bench.pass(1000);
    }
    expect(bench.calls).toEqual(['f', 'g', 'h', 'f', 'g', 'h']);
  });

  it('spreads agents evenly', async () => {
    const bench = new Bench();
    for (const id of ['f', 'g', 'h']) bench.allocator.addFramework(id, frameworkOf({ roles: [id] }), new Map(), true);
    for (let index = 0; index < 30; index++)
      bench.allocator.addAgent(`a${index}`, agentOf('a'), parseResources('cpus:1;mem:100'), new Map());
    await bench.runtime.settle();
    expect(['f', 'g', 'h'].map((id) => bench.has(id).length)).toEqual([10, 10, 10]);
  });

  it('gives reserved resources to the role and those below it only', async () => {
    const bench = new Bench();
    await bench.framework('other', { roles: ['other', 'en'] });
    await bench.framework('child', { roles: ['eng/web'] });
    bench.allocator.addAgent('a', agentOf('a'), parseResources('cpus(eng):2;cpus:1;mem(eng/web):100;disk(eng/db):5'), new Map());
    await bench.runtime.settle();
    const both = [...bench.has('other'), ...bench.has('child')];
    expect(both.filter((offer) => offer.startsWith('e') && offer.includes('eng')).length).toBe(1);
    expect(both.join()).not.toContain('disk');
    expect(bench.has('other').join()).not.toContain('reservations');
    expect(bench.has('child').join()).toContain('mem(reservations: [(STATIC,eng/web)]):100');
    expect(bench.has('child').join()).toContain('cpus(reservations: [(STATIC,eng)]):2');
    await bench.framework('db', { roles: ['eng/db'] });
    expect(bench.has('db')).toEqual([]); // 5 MB of disk alone are less than an offer must have
  });

  it('passes what the first may not have on to the next', async () => {
    const bench = new Bench();
    await bench.framework('f', { roles: ['a'] });
    await bench.framework('g', { roles: ['b'] });
    await bench.agent('a', 'cpus(b):4;mem(b):100;cpus:1;mem:50');
    expect(bench.has('f')).toEqual(['a a cpus:1; mem:50']);
    expect(bench.has('g')).toEqual(['b a cpus(reservations: [(STATIC,b)]):4; mem(reservations: [(STATIC,b)]):100']);
  });
});

describe('who is not offered something', () => {
  async function offered(
    wish: Parameters<Bench['framework']>[1],
    ...agent: [string | Resources, Parameters<Bench['agent']>[2]?]
  ) {
    const bench = new Bench({ domain: domain('here') });
    await bench.framework('f', wish);
    await bench.agent('a', ...agent);
    return bench.has('f').join();
  }
  const domain = (region: string) => ({ fault_domain: { region: { name: region }, zone: { name: 'z' } } });

  it('agents with GPUs, without GPU_RESOURCES', async () => {
    expect(await offered({}, 'cpus:4;gpus:1')).toBe('');
    expect(await offered({ capabilities: ['GPU_RESOURCES'] }, 'cpus:4;gpus:1')).toContain('gpus:1');
    const bench = new Bench({ filterGpuResources: false });
    await bench.framework('f');
    await bench.agent('a', 'cpus:4;gpus:1');
    expect(bench.has('f')).toHaveLength(1);
  });

  it('agents of other regions, without REGION_AWARE', async () => {
    expect(await offered({}, 'cpus:4', { domain: domain('there') })).toBe('');
    expect(await offered({ capabilities: ['REGION_AWARE'] }, 'cpus:4', { domain: domain('there') })).not.toBe('');
    expect(await offered({}, 'cpus:4', { domain: domain('here') })).not.toBe('');
    expect(await offered({}, 'cpus:4')).not.toBe('');
  });

  it('revocable resources, without REVOCABLE_RESOURCES', async () => {
    const resources = parseResources('cpus:4').plus(special('mem:100', (resource) => ({ ...resource, revocable: {} })));
    expect(await offered({}, resources)).toBe('* a cpus:4');
    expect(await offered({ capabilities: ['REVOCABLE_RESOURCES'] }, resources)).toBe('* a mem{REV}:100; cpus:4');
  });

  it('refined reservations, without RESERVATION_REFINEMENT', async () => {
    const refined = parseResources('mem(a):100').pushReservation({ type: 'DYNAMIC', role: 'a/b' });
    const bench = new Bench();
    bench.allocator.addFramework(
      'f',
      { ...frameworkOf({ roles: ['a/b'] }), capabilities: new Set(['MULTI_ROLE']) },
      new Map(),
      true,
    );
    await bench.agent('a', parseResources('cpus(a):4').plus(refined));
    expect(bench.has('f')).toEqual(['a/b a cpus(reservations: [(STATIC,a)]):4']);
    await bench.framework('g', { roles: ['a/b'] });
    expect(bench.has('g').join()).toContain('mem');
  });

  it('agents that do not know what the framework needs them to', async () => {
    const bench = new Bench();
    await bench.framework('nested', { roles: ['a/b'] });
    await bench.framework('multi');
    bench.allocator.addFramework('plain', { ...frameworkOf({}), capabilities: new Set() }, new Map(), true);
    bench.allocator.addAgent('no-multi', agentOf('x', {}, []), parseResources('cpus:1'), new Map());
    bench.allocator.addAgent('no-nested', agentOf('x', {}, ['MULTI_ROLE']), parseResources('cpus:1'), new Map());
    await bench.runtime.settle();
    expect(bench.has('nested')).toEqual([]);
    expect([...bench.has('plain'), ...bench.has('multi')].sort()).toEqual(['* no-multi cpus:1', '* no-nested cpus:1']);
    expect(bench.has('plain')).toContain('* no-multi cpus:1');
  });

  it('agents that its constraints exclude', async () => {
    const constraints = {
      role_constraints: {
        '*': { groups: [{ attribute_constraints: [{ selector: { attribute_name: 'rack' }, predicate: { exists: {} } }] }] },
      },
    };
    const rack = { attributes: [{ name: 'rack', type: 'TEXT' as const, text: { value: 'r' } }] };
    expect(await offered({ constraints }, 'cpus:4')).toBe('');
    expect(await offered({ constraints }, 'cpus:4', rack)).not.toBe('');
  });

  it('less than the least it should be', async () => {
    expect(await offered({}, 'cpus:0.009;mem:31')).toBe('');
    expect(await offered({}, 'cpus:0.01;mem:31')).not.toBe('');
    expect(await offered({}, 'mem:32')).not.toBe('');
  });

  it('less than it asked for itself', async () => {
    const atLeast = (...quantities: Record<string, number>[]) => ({
      offerFilters: {
        '*': {
          min_allocatable_resources: {
            quantities: quantities.map((each) => ({
              quantities: Object.fromEntries(Object.entries(each).map(([name, value]) => [name, { value }])),
            })),
          },
        },
      },
    });
    expect(await offered(atLeast({ cpus: 4, mem: 10 }), 'cpus:4')).toBe('');
    expect(await offered(atLeast({ cpus: 5 }, { mem: 10 }), 'mem:10')).not.toBe('');
    expect(await offered(atLeast(), 'disk:1')).not.toBe('');
    expect(await offered({ roles: ['r'], ...atLeast({ cpus: 5 }) }, 'cpus:4')).not.toBe('');
  });

  const volume = Resources.of([
    {
      name: 'disk',
      type: 'SCALAR',
      scalar: { value: 64 },
      reservations: [{ type: 'DYNAMIC', role: 'r' }],
      disk: { persistence: { id: 'v' }, volume: { container_path: 'v', mode: 'RW' } },
      shared: {},
    },
  ]);

  it('a shared volume that somebody else is offered in the same run', async () => {
    const bench = new Bench({ minAllocatableResources: [] });
    for (const id of ['f', 'g']) await bench.framework(id, { roles: ['r'], capabilities: ['SHARED_RESOURCES'] });
    await bench.agent('a', volume);
    expect(bench.calls).toEqual(['f']);
    await bench.pass(1000);
    expect(bench.calls).toEqual(['f', 'g']);
  });

  it('shared volumes, without SHARED_RESOURCES; with it they are offered though others use them', async () => {
    const bench = new Bench();
    await bench.framework('plain', { roles: ['r'] });
    await bench.agent('a', parseResources('cpus:4;mem:100').plus(volume));
    expect(bench.has('plain').join()).not.toContain('disk');
    bench.decline('plain', 1000);
    await bench.framework('f', { roles: ['r'], capabilities: ['SHARED_RESOURCES'] });
    const [offer] = bench.take('f');
    expect(offer?.resources.shared().isEmpty).toBe(false);
    const used = Resources.of([...(offer?.resources.shared() ?? [])]).plus(parseResources('cpus:1;mem:32').allocate('r'));
    bench.allocator.recoverResources('f', 'a', offer?.resources.minus(used) ?? Resources.empty);
    await bench.framework('g', { roles: ['r'], capabilities: ['SHARED_RESOURCES'] });
    expect(bench.has('g').join()).toContain('disk');
    expect(bench.has('g').join()).toContain('cpus:3');
  });
});

describe('filters', () => {
  async function declined(refuseSeconds: number) {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f');
    bench.decline('f', refuseSeconds);
    return bench;
  }

  it('keep refused resources from being offered for their time', async () => {
    const bench = await declined(5);
    expect(bench.allocator.activeOfferFilters('*')).toBe(1);
    for (let second = 1; second < 5; second++) await bench.pass(1000);
    expect(bench.has('f')).toEqual([]);
    await bench.pass(1000);
    await bench.pass(1000);
    expect(bench.has('f')).toHaveLength(1);
    expect(bench.allocator.activeOfferFilters('*')).toBe(0);
  });

  it('hold at least as long as the time between two ticks', async () => {
    const bench = new Bench({ allocationIntervalMs: 10_000 });
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.pass(9000);
    await bench.framework('f');
    bench.decline('f', 0.5);
    const { runs } = bench.allocator;
    await bench.pass(2000);
    expect(bench.allocator.runs).toBe(runs + 1);
    expect(bench.has('f')).toEqual([]);
    await bench.pass(10_000);
    expect(bench.has('f')).toHaveLength(1);
  });

  it('do not keep the resources from others, nor from an offer with more', async () => {
    const bench = await declined(1000);
    await bench.framework('g');
    expect(bench.has('g')).toHaveLength(1);
    const [offer] = bench.take('g');
    const piece = parseResources('cpus:1').allocate('*');
    bench.allocator.recoverResources('g', 'a', piece, { refuse_seconds: 1000 });
    await bench.pass(1000);
    expect([...bench.has('f'), ...bench.has('g')]).toEqual([]); // less than what each refused
    bench.allocator.recoverResources('g', 'a', offer?.resources.minus(piece) ?? Resources.empty);
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([]);
    expect(bench.has('g')).toEqual([`* a ${WHOLE}`]);
  });

  it('end by REVIVE, at once', async () => {
    const bench = await declined(1000);
    bench.allocator.reviveRoles('f');
    await bench.runtime.settle();
    expect(bench.has('f')).toHaveLength(1);
  });

  it('end with the connection, but not by an update', async () => {
    const bench = await declined(1000);
    bench.allocator.updateFramework('f', frameworkOf({}));
    bench.allocator.activateFramework('f');
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([]);
    bench.allocator.deactivateFramework('f');
    bench.allocator.activateFramework('f');
    await bench.runtime.settle();
    expect(bench.has('f')).toHaveLength(1);
  });

  it('end when the agent comes back with other attributes, but not with other resources', async () => {
    const bench = await declined(1000);
    bench.allocator.updateAgent('a', agentOf('a'), parseResources('cpus:3;mem:1024'));
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual([]);
    const attributes = [{ name: 'rack', type: 'TEXT' as const, text: { value: 'r' } }];
    bench.allocator.updateAgent('a', agentOf('a', { attributes }), parseResources('cpus:3;mem:1024'));
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual(['* a cpus:3; mem:1024']);
    expect(bench.allocator.total.toObject()).toEqual({ cpus: 3, mem: 1024 });
    bench.decline('f', 1000);
    const { runs } = bench.allocator;
    bench.allocator.updateAgent('a', agentOf('a', { attributes }), parseResources('cpus:3;mem:1024'));
    await bench.runtime.settle();
    expect(bench.allocator.runs).toBe(runs); // nothing has changed
  });

  it('hold for one role only', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f', { roles: ['x', 'y'] });
    bench.decline('f', 1000);
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([`y a ${WHOLE}`]);
    bench.decline('f', 1000);
    await bench.pass(1000);
    bench.allocator.reviveRoles('f', ['x']);
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual([`x a ${WHOLE}`]);
  });
});

describe('suppressed roles', () => {
  it('get no offers until they are revived', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f', { roles: ['x', 'y'], suppressed: ['x'] });
    expect(bench.has('f')).toEqual([`y a ${WHOLE}`]);
    bench.decline('f', 0);
    bench.allocator.suppressRoles('f', ['y']);
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([]);
    bench.allocator.reviveRoles('f', ['x']);
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual([`x a ${WHOLE}`]);
  });

  it('are all roles when none is named', async () => {
    const bench = new Bench();
    await bench.framework('f', { roles: ['x', 'y'] });
    bench.allocator.suppressRoles('f');
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([]);
    bench.allocator.reviveRoles('f');
    await bench.runtime.settle();
    expect(bench.has('f')).toHaveLength(1);
  });

  it('lose their filters when an update ends the suppression; offers follow at the next tick', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f', { roles: ['x'] });
    bench.decline('f', 1000);
    bench.allocator.updateFramework('f', frameworkOf({ roles: ['x'], suppressed: ['x'] }));
    bench.allocator.updateFramework('f', frameworkOf({ roles: ['x'] }));
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual([]);
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([`x a ${WHOLE}`]);
  });

  it('stay suppressed while the framework is away', async () => {
    const bench = new Bench();
    await bench.framework('f', { roles: ['x'] });
    bench.allocator.suppressRoles('f', ['x']);
    bench.allocator.deactivateFramework('f');
    bench.allocator.activateFramework('f');
    await bench.agent('a', 'cpus:4;mem:1024');
    expect(bench.has('f')).toEqual([]);
  });
});

describe('what changes', () => {
  it('roles: a framework stays with one it left as long as it holds something of it', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f', { roles: ['x'] });
    const [offer] = bench.take('f');
    bench.allocator.updateFramework('f', frameworkOf({ roles: ['y'] }));
    expect([...bench.allocator.frameworksByRole.keys()].sort()).toEqual(['x', 'y']);
    expect(bench.allocator.offeredOrAllocated('x').toObject()).toEqual({ cpus: 4, mem: 1024 });
    bench.allocator.recoverResources('f', 'a', offer?.resources ?? Resources.empty);
    expect([...bench.allocator.frameworksByRole]).toEqual([['y', new Set(['f'])]]);
    await bench.pass(1000);
    expect(bench.has('f')).toEqual([`y a ${WHOLE}`]);
  });

  it('a framework that is removed frees what it holds', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f');
    await bench.framework('g');
    const [offer] = bench.take('f');
    bench.allocator.removeFramework('f');
    bench.allocator.recoverResources('f', 'a', offer?.resources ?? Resources.empty); // too late, and harmless
    await bench.pass(1000);
    expect(bench.has('g')).toEqual([`* a ${WHOLE}`]);
    bench.allocator.removeFramework('f');
    bench.allocator.removeFramework('g');
    expect(bench.allocator.frameworksByRole.size).toBe(0);
    expect(bench.allocator.offeredOrAllocated().isEmpty).toBe(true);
  });

  it('an agent that is removed takes with it what is held of it', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f');
    const [offer] = bench.take('f');
    bench.allocator.removeAgent('a');
    bench.allocator.recoverResources('f', 'a', offer?.resources ?? Resources.empty, { refuse_seconds: 5 });
    expect(bench.allocator.offeredOrAllocated().isEmpty).toBe(true);
    expect(bench.allocator.total.isEmpty).toBe(true);
    expect(bench.allocator.available('a')).toBeUndefined();
    await bench.agent('a', 'cpus:1;mem:32');
    expect(bench.has('f')).toEqual(['* a cpus:1; mem:32']);
    bench.decline('f', 1000);
    bench.allocator.removeAgent('a');
    await bench.agent('a', 'cpus:1;mem:32');
    expect(bench.has('f')).toEqual(['* a cpus:1; mem:32']); // what was refused is forgotten too
  });

  it('what frameworks use on an agent is known from either side', async () => {
    const used = (of: string) => new Map([[of, parseResources('cpus:3;mem:1000').allocate('*')]]);
    for (const agentFirst of [true, false]) {
      const bench = new Bench();
      if (agentFirst) await bench.agent('a', 'cpus:4;mem:1024', {}, used('f'));
      await bench.framework('f', {}, used('a'));
      if (!agentFirst) await bench.agent('a', 'cpus:4;mem:1024', {}, used('f'));
      expect(bench.has('f')).toEqual(['* a cpus:1; mem:24']);
      bench.allocator.recoverResources('f', 'a', parseResources('cpus:3;mem:1000').allocate('*'));
      bench.decline('f');
      await bench.pass(1000);
      expect(bench.has('f')).toEqual([`* a ${WHOLE}`]);
    }
  });

  it('what a framework that is not known yet uses can be returned', async () => {
    const bench = new Bench();
    const used = parseResources('cpus:3;mem:1000').allocate('*');
    await bench.agent('a', 'cpus:4;mem:1024', {}, new Map([['away', used]]));
    bench.allocator.recoverResources('away', 'a', used);
    await bench.framework('f');
    expect(bench.has('f')).toEqual([`* a ${WHOLE}`]);
  });

  it('operations change what is held and what the agent has', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f', { roles: ['r'] });
    const [offer] = bench.take('f');
    const before = parseResources('mem:512').allocate('r');
    const reserved = before.pushReservation({ type: 'DYNAMIC', role: 'r', principal: 'p' });
    bench.allocator.updateAllocation('f', 'a', [{ consumed: before, converted: reserved }]);
    bench.allocator.recoverResources('f', 'a', offer?.resources.minus(before).plus(reserved) ?? Resources.empty);
    bench.allocator.suppressRoles('f');
    await bench.framework('g');
    expect(bench.has('g')).toEqual(['* a cpus:4; mem:512']);
    bench.allocator.reviveRoles('f');
    await bench.runtime.settle();
    expect(bench.has('f')).toEqual(['r a mem(reservations: [(DYNAMIC,r,p)]):512']);
    expect(bench.allocator.total.toObject()).toEqual({ cpus: 4, mem: 1024 });
  });

  it('operations of an operator change what is free, if it is', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    const consumed = parseResources('cpus:3');
    const conversions = [{ consumed, converted: consumed.pushReservation({ type: 'DYNAMIC', role: 'r' }) }];
    expect(bench.allocator.updateAvailable('a', conversions)).toBe(true);
    expect(bench.allocator.updateAvailable('a', conversions)).toBe(false);
    await bench.framework('f');
    expect(bench.has('f')).toEqual(['* a cpus:1; mem:1024']);
  });

  it('returning more than is held is a defect that shows', async () => {
    const bench = new Bench();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f');
    const tooMuch = parseResources('cpus:5').allocate('*');
    expect(() => bench.allocator.recoverResources('f', 'a', tooMuch)).toThrow(
      'Framework f returns cpus(allocated: *):5 of agent a',
    );
    expect(() => bench.allocator.activateFramework('nobody')).toThrow('The allocator has no framework nobody.');
    expect(() => bench.allocator.deactivateAgent('nowhere')).toThrow('The allocator has no agent nowhere.');
  });
});
