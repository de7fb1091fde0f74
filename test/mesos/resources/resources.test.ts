import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResourceLimits } from '../../../src/mesos/resources/limits.js';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';
import { Resources, type Target } from '../../../src/mesos/resources/resources.js';
import type { Resource } from '../../../src/mesos/wire/messages.js';
import { propertyRuns } from '../../property-runs.js';
import { anyResources, countable } from './arbitraries.js';
import { allocated, ranges, reserved, scalar, set, volume } from './examples.js';

const of = (...list: Resource[]) => Resources.of(list);

describe('shrinking', () => {
  const mount = (value: number, root: string) => scalar('disk', value, { disk: { source: { type: 'MOUNT', mount: { root } } } });
  const asTheyAre = <Item>(items: readonly Item[]) => items;
  const shrink = (resources: Resources, target: Target, inOrder: typeof asTheyAre = asTheyAre) =>
    `${resources.shrink(target, inOrder)}`;

  it('to quantities keeps no more than these have', () => {
    const resources = of(scalar('cpus', 4), scalar('mem', 64), scalar('gpus', 1));
    expect(shrink(resources, ResourceQuantities.of({ cpus: 1.5, mem: 100, disk: 5 }))).toBe('cpus:1.5; mem:64');
    expect(shrink(resources, ResourceQuantities.empty)).toBe('{}');
  });

  it('to limits keeps what has none', () => {
    const resources = of(scalar('cpus', 4), scalar('mem', 64), scalar('gpus', 1));
    expect(shrink(resources, ResourceLimits.of({ cpus: 0.1, gpus: 0 }))).toBe('cpus:0.1; mem:64');
    expect(resources.shrink(ResourceLimits.none, asTheyAre)).toBe(resources);
  });

  it('counts all of a name together, exactly', () => {
    const path = scalar('disk', 0.2, { disk: { source: { type: 'PATH', path: { root: '/p' } } } });
    const target = ResourceQuantities.of({ disk: 0.3 });
    expect(shrink(of(scalar('disk', 0.1), path, scalar('disk', 7, reserved('r'))), target)).toBe('disk:0.1; disk[PATH:/p]:0.2');
  });

  it('leaves out what is whole, and looks at what follows', () => {
    const disks = of(mount(100, '/a'), mount(50, '/b'), scalar('disk', 30));
    expect(shrink(disks, ResourceLimits.of({ disk: 60 }))).toBe('disk[MOUNT:/b]:50; disk:10');
    expect(shrink(of(mount(60, '/a')), ResourceLimits.of({ disk: 60 }))).toBe('disk[MOUNT:/a]:60');
    expect(shrink(of(mount(10, '/a'), mount(10, '/a')), ResourceLimits.of({ disk: 15 }))).toBe('disk[MOUNT:/a]:10');
  });

  it('begins where it is told to, and leaves the order as it is', () => {
    const disks = of(mount(50, '/a'), scalar('disk', 30), mount(10, '/b'));
    const backwards = <Item>(items: readonly Item[]) => [...items].reverse();
    expect(shrink(disks, ResourceLimits.of({ disk: 60 }), backwards)).toBe('disk:30; disk[MOUNT:/b]:10');
  });
});

describe('adding up', () => {
  it('keeps sums of decimal fractions exact', () => {
    const tenths = Array.from({ length: 10 }, () => scalar('cpus', 0.1));
    expect(of(...tenths).scalar('cpus')).toBe(1);
    expect(
      of(scalar('cpus', 0.3))
        .minus([scalar('cpus', 0.1)])
        .scalar('cpus'),
    ).toBe(0.2);
  });

  it('rounds to thousandths', () => {
    expect(of(scalar('cpus', 0.12345)).scalar('cpus')).toBe(0.123);
    expect(of(scalar('cpus', 0.0004)).isEmpty).toBe(true);
  });

  it('joins ranges that overlap or touch, in order', () => {
    const ports = of(ranges('ports', [[8, 9]]), ranges('ports', [[1, 3]]), ranges('ports', [[4, 5]]));
    expect(ports.ranges('ports')).toEqual([
      { begin: 1, end: 5 },
      { begin: 8, end: 9 },
    ]);
  });

  it('unites sets', () => {
    expect(`${of(set('disks', ['b', 'a']), set('disks', ['c', 'a']))}`).toBe('disks:{b, a, c}');
  });

  it('keeps apart what differs in anything that matters', () => {
    const different = [
      scalar('cpus', 1),
      scalar('mem', 1),
      scalar('cpus', 1, allocated('*')),
      scalar('cpus', 1, reserved('eng')),
      scalar('cpus', 1, { reservations: [{ type: 'STATIC', role: 'eng' }] }),
      scalar('cpus', 1, { reservations: [{ type: 'DYNAMIC', role: 'eng', principal: 'ann' }] }),
      scalar('cpus', 1, { reservations: [{ type: 'DYNAMIC', role: 'eng', labels: { labels: [{ key: 'a' }] } }] }),
      scalar('cpus', 1, reserved('eng', 'eng/web')),
      scalar('cpus', 1, { revocable: {} }),
      scalar('cpus', 1, { provider_id: { value: 'p' } }),
      scalar('disk', 1, { disk: { source: { type: 'PATH', path: { root: '/a' } } } }),
      scalar('disk', 1, { disk: { source: { type: 'PATH', path: { root: '/b' } } } }),
    ];
    expect([...of(...different)]).toEqual(different);
    expect([...of(...different, ...different)]).toHaveLength(different.length);
  });

  it('looks neither at the order of labels nor at how a disk is mounted', () => {
    const labelled = (...keys: string[]) =>
      scalar('cpus', 1, { reservations: [{ type: 'DYNAMIC', role: 'eng', labels: { labels: keys.map((key) => ({ key })) } }] });
    expect(of(labelled('a', 'b'), labelled('b', 'a')).scalar('cpus')).toBe(2);
    const elsewhere = { disk: { persistence: { id: 'v' }, volume: { container_path: 'other', mode: 'RW' as const } } };
    expect(of(volume('v', 1)).contains([volume('v', 1, elsewhere)])).toBe(true);
  });

  it('leaves out what is no amount', () => {
    const nothing: Resource[] = [
      scalar('cpus', 0),
      scalar('cpus', -1),
      scalar('cpus', Number.NaN),
      { name: 'cpus', type: 'SCALAR' },
      ranges('ports', []),
      ranges('ports', [[5, 1]]),
      set('disks', []),
    ];
    expect(of(...nothing).isEmpty).toBe(true);
    expect(`${Resources.empty}`).toBe('{}');
    expect(Resources.of(undefined).toMessage()).toBeUndefined();
  });

  it('takes resources in the old form too', () => {
    const old: Resource[] = [
      scalar('cpus', 1, { role: '*' }),
      scalar('cpus', 1, { role: 'eng', reservation: {} }),
      scalar('mem', 1, { role: 'eng' }),
    ];
    expect([...Resources.of(old)]).toEqual([
      scalar('cpus', 1),
      scalar('cpus', 1, reserved('eng')),
      scalar('mem', 1, { reservations: [{ type: 'STATIC', role: 'eng' }] }),
    ]);
  });

  it('changes none of what it was given', () => {
    const given = [scalar('cpus', 1), ranges('ports', [[1, 2]])];
    const copy = structuredClone(given);
    Resources.of(given)
      .plus(given)
      .minus([scalar('cpus', 1)])
      .allocate('eng')
      .pushReservation({ type: 'DYNAMIC', role: 'eng' });
    expect(given).toEqual(copy);
  });
});

describe('indivisible resources', () => {
  it('are contained and subtracted as a whole only', () => {
    for (const whole of [
      (size: number) => volume('v', size),
      (size: number) => scalar('disk', size, { disk: { source: { type: 'MOUNT', mount: { root: '/mnt' } } } }),
      (size: number) => scalar('disk', size, { disk: { source: { type: 'BLOCK', id: 'x' } } }),
      (size: number) => scalar('disk', size, { disk: { source: { type: 'RAW', id: 'x' } } }),
    ]) {
      const bag = of(whole(64));
      expect(bag.contains([whole(32)])).toBe(false);
      expect(bag.minus([whole(32)]).equals(bag)).toBe(true);
      expect(bag.minus([whole(64)]).isEmpty).toBe(true);
      expect([...bag.plus(bag)]).toEqual([whole(64), whole(64)]);
    }
  });

  it('do not include disks that are directories, or that have no identity yet', () => {
    const path = scalar('disk', 64, { disk: { source: { type: 'PATH', path: { root: '/a' } } } });
    const raw = scalar('disk', 64, { disk: { source: { type: 'RAW', profile: 'fast' } } });
    expect(
      of(path, raw).contains([
        { ...path, scalar: { value: 1 } },
        { ...raw, scalar: { value: 1 } },
      ]),
    ).toBe(true);
  });

  it('when shared are there in copies and count once', () => {
    const shared = volume('v', 64, { shared: {} });
    const three = of(shared, shared, shared);
    expect([...three]).toHaveLength(3);
    expect(three.scalar('disk')).toBe(64);
    expect(three.contains([shared, shared, shared])).toBe(true);
    expect(three.contains([shared, shared, shared, shared])).toBe(false);
    expect(`${three.minus([shared])}`).toBe('disk(reservations: [(DYNAMIC,eng)])[v:data]<SHARED>:64<2>');
    expect(three.allocate('eng').unallocate().equals(three)).toBe(true);
    expect(of(volume('v', 64)).contains([shared])).toBe(false);
  });
});

describe('order', () => {
  it('is that of adding, with the last entry in the place of one used up, as in Mesos', () => {
    const eng = reserved('eng');
    const agent = of(
      ...[scalar('cpus', 3.5), scalar('mem', 4032), scalar('disk', 9872), ranges('ports', [[31000, 32000]])],
      ...[scalar('cpus', 0.5, eng), scalar('mem', 64, eng), scalar('disk', 64, eng), volume('v1', 64)],
    );
    const unreserved = agent
      .minus([scalar('cpus', 0.5, eng)])
      .plus([scalar('cpus', 0.5)])
      .minus([scalar('mem', 64, eng)])
      .plus([scalar('mem', 64)]);
    expect(`${unreserved}`).toBe(
      'cpus:4; mem:4096; disk:9872; ports:[31000-32000]; disk(reservations: [(DYNAMIC,eng)])[v1:data]:64; disk(reservations: [(DYNAMIC,eng)]):64',
    );
  });

  it('of an offer has last what quotas limit', () => {
    const total = of(
      ...[scalar('cpus', 3.5), scalar('mem', 4096), ranges('ports', [[31000, 32000]])],
      ...[scalar('cpus', 0.5, reserved('eng')), scalar('mem', 1, { revocable: {} })],
    );
    expect(`${total.inOfferOrder()}`).toBe(
      'ports:[31000-32000]; cpus(reservations: [(DYNAMIC,eng)]):0.5; mem{REV}:1; cpus:3.5; mem:4096',
    );
    expect(total.inOfferOrder().equals(total)).toBe(true);
  });
});

describe('roles', () => {
  const total = of(scalar('cpus', 1), scalar('cpus', 2, reserved('eng')), scalar('cpus', 4, reserved('eng', 'eng/web')));

  it('get what is unreserved and what is reserved for them or for roles above', () => {
    expect(total.allocatableTo('*').scalar('cpus')).toBe(1);
    expect(total.allocatableTo('eng').scalar('cpus')).toBe(3);
    expect(total.allocatableTo('eng/web').scalar('cpus')).toBe(7);
    expect(total.allocatableTo('eng/web/a').scalar('cpus')).toBe(7);
    expect(total.allocatableTo('engineering').scalar('cpus')).toBe(1);
  });

  it('have reservations', () => {
    expect(total.reserved().scalar('cpus')).toBe(6);
    expect(total.reserved('eng').scalar('cpus')).toBe(2);
    expect(total.unreserved().scalar('cpus')).toBe(1);
    expect([...total.reservations().keys()]).toEqual(['eng', 'eng/web']);
    expect([...total.toUnreserved()]).toEqual([scalar('cpus', 7)]);
  });

  it('have allocations', () => {
    const both = Resources.sum([total.allocate('a'), of(scalar('mem', 1)).allocate('b'), of(scalar('mem', 5))]);
    expect(both.allocations().get('a')?.unallocate().equals(total)).toBe(true);
    expect([...both.allocations().keys()]).toEqual(['a', 'b']);
  });
});

describe('kinds', () => {
  const total = of(scalar('cpus', 1), scalar('cpus', 2, { revocable: {} }), volume('v', 4), volume('s', 8, { shared: {} }));

  it('can be told apart', () => {
    expect(total.revocable().scalar('cpus')).toBe(2);
    expect(total.nonRevocable().scalar('cpus')).toBe(1);
    expect(total.persistentVolumes().scalar('disk')).toBe(12);
    expect(total.shared().scalar('disk')).toBe(8);
    expect(total.nonShared().scalar('disk')).toBe(4);
    expect(total.named('cpus').scalar('cpus')).toBe(3);
    expect(total.names).toEqual(['cpus', 'disk']);
  });
});

describe('whatever the resources', () => {
  it('adding is undone by subtracting', () => {
    fc.assert(
      fc.property(countable, countable, (a, b) => a.plus(b).minus(b).equals(a)),
      propertyRuns(),
    );
  });

  it('what was added is contained, and the order of adding does not matter', () => {
    fc.assert(
      fc.property(anyResources, anyResources, (a, b) => {
        const sum = a.plus(b);
        return sum.contains(a) && sum.contains(b) && sum.equals(b.plus(a));
      }),
      propertyRuns(),
    );
  });

  it('subtracting what is contained leaves the rest, and nothing is lost', () => {
    fc.assert(
      fc.property(anyResources, anyResources, (a, b) => !a.contains(b) || a.minus(b).plus(b).equals(a)),
      propertyRuns(),
    );
  });

  it('subtracting all leaves nothing', () => {
    fc.assert(
      fc.property(anyResources, (a) => a.minus(a).isEmpty && a.contains(a)),
      propertyRuns(),
    );
  });

  it('iterating and adding up again gives the same', () => {
    fc.assert(
      fc.property(anyResources, (a) => Resources.of([...a]).equals(a) && Resources.of(a.toMessage()).equals(a)),
      propertyRuns(),
    );
  });

  it('a reservation made and undone leaves the same', () => {
    const reservation = { type: 'DYNAMIC', role: 'eng/web/x' } as const;
    fc.assert(
      fc.property(anyResources, (a) => a.pushReservation(reservation).popReservation().equals(a)),
      propertyRuns(),
    );
  });

  it('lending and giving back in any sequence loses nothing', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), anyResources), { maxLength: 30 });
    fc.assert(
      fc.property(anyResources, steps, (total, steps) => {
        let [free, lent] = [total, [] as Resources[]];
        for (const [lend, wanted] of steps) {
          const back = lent[0];
          if (lend && free.contains(wanted)) {
            free = free.minus(wanted);
            lent = [...lent, wanted];
          } else if (back) {
            free = free.plus(back);
            lent = lent.slice(1);
          }
          if (!Resources.sum([free, ...lent]).equals(total)) return false;
        }
        return true;
      }),
      propertyRuns(),
    );
  });

  it('it does not matter in which order they are added up', () => {
    fc.assert(
      fc.property(anyResources, anyResources, anyResources, (a, b, c) => {
        const sum = a.plus(b).plus(c);
        return (
          sum.equals(c.plus(a.plus(b))) && sum.equals(Resources.sum([b, c, a])) && sum.equals(Resources.of([...c, ...b, ...a]))
        );
      }),
      propertyRuns(),
    );
  });

  it('what is contained leaves nothing when all is taken from it, and what contains each other is equal', () => {
    fc.assert(
      fc.property(anyResources, anyResources, (a, b) => {
        const [within, both] = [a.contains(b), a.contains(b) && b.contains(a)];
        return within === b.minus(a).isEmpty && both === a.equals(b);
      }),
      propertyRuns(),
    );
  });

  it('subtracting takes no more than there is', () => {
    fc.assert(
      fc.property(anyResources, anyResources, (a, b) => {
        const rest = a.minus(b);
        return a.contains(rest) && rest.map(({ scalar }) => scalar?.value ?? 1).every((value) => value > 0);
      }),
      propertyRuns(),
    );
  });

  it('scalars are counted in thousandths, however many are added up and taken away', () => {
    const amounts = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(amounts, fc.nat(), (given, some) => {
        const each = given.map((value) => Resources.of([scalar('cpus', value)]));
        const milli = given.map((value) => Math.round(value * 1000));
        const total = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / 1000;
        const taken = some % (each.length + 1);
        const rest = each.slice(0, taken).reduce((left, one) => left.minus(one), Resources.sum(each));
        return Resources.sum(each).scalar('cpus') === total(milli) && rest.scalar('cpus') === total(milli.slice(taken));
      }),
      propertyRuns(),
    );
  });

  it('what is reserved and what is not make up the whole, and each role may have what is not reserved for others', () => {
    fc.assert(
      fc.property(countable, fc.constantFrom('*', 'eng', 'eng/web', 'ops'), (a, role) => {
        const [reserved, free] = [[...a.reservations().values()], a.unreserved()];
        const others = [...a.reservations()].filter(([owner]) => owner !== role && !role.startsWith(`${owner}/`));
        return (
          Resources.sum([free, ...reserved]).equals(a) &&
          a.allocatableTo(role).equals(others.reduce((left, [, each]) => left.minus(each), a)) &&
          ResourceQuantities.ofResources(a.nonShared().toUnreserved()).equals(ResourceQuantities.ofResources(a.nonShared()))
        );
      }),
      propertyRuns(),
    );
  });

  it('what is allocated to roles can be told apart again', () => {
    const nobodys = anyResources.map((resources) => resources.unallocate());
    fc.assert(
      fc.property(nobodys, nobodys, (a, b) => {
        const both = a.allocate('a').plus(b.allocate('b'));
        const of = (role: string) => (both.allocations().get(role) ?? Resources.empty).unallocate();
        return of('a').equals(a) && of('b').equals(b) && both.unallocate().equals(a.plus(b));
      }),
      propertyRuns(),
    );
  });

  it('quantities add up like the resources', () => {
    const quantities = ResourceQuantities.ofResources;
    const unshared = countable.map((resources) => resources.nonShared());
    fc.assert(
      fc.property(unshared, unshared, (a, b) => quantities(a.plus(b)).equals(quantities(a).plus(quantities(b)))),
      propertyRuns(),
    );
  });
});
