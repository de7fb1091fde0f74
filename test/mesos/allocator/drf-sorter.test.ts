import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DrfSorter } from '../../../src/mesos/allocator/drf-sorter.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import { propertyRuns } from '../../property-runs.js';

const total = ResourceQuantities.of({ cpus: 100, mem: 1000 });

function sorter(clients: readonly string[], excluded?: ReadonlySet<string>): DrfSorter {
  const result = new DrfSorter(() => total, excluded);
  for (const client of clients) {
    result.add(client);
    result.setActive(client, true);
  }
  return result;
}

function give(to: DrfSorter, client: string, resources: string): void {
  to.allocated(client, 'agent', parseResources(resources));
}

describe('DrfSorter', () => {
  it('sorts by dominant share', () => {
    const drf = sorter(['a', 'b', 'c']);
    give(drf, 'a', 'cpus:5;mem:100'); // 10 % of the memory
    give(drf, 'b', 'cpus:6;mem:10'); // 6 % of the cpus
    give(drf, 'c', 'cpus:7;mem:10');
    expect(drf.sort()).toEqual(['b', 'c', 'a']);
    drf.unallocated('a', 'agent', parseResources('mem:90'));
    expect(drf.sort()).toEqual(['a', 'b', 'c']);
    expect(drf.allocation('a').toObject()).toEqual({ cpus: 5, mem: 10 });
    expect(drf.allocation().toObject()).toEqual({ cpus: 18, mem: 30 });
  });

  it('divides the share by the weight', () => {
    const drf = sorter(['a', 'b']);
    give(drf, 'a', 'cpus:10');
    give(drf, 'b', 'cpus:25');
    expect(drf.sort()).toEqual(['a', 'b']);
    drf.setWeight('b', 3);
    expect(drf.sort()).toEqual(['b', 'a']);
  });

  it('puts those with equal shares in the order of how often they were served, then of their names', () => {
    const drf = sorter(['b', 'a', 'c']);
    expect(drf.sort()).toEqual(['a', 'b', 'c']);
    give(drf, 'a', 'cpus:1');
    drf.unallocated('a', 'agent', parseResources('cpus:1'));
    expect(drf.sort()).toEqual(['b', 'c', 'a']);
  });

  it('does not count what is no scalar or excluded', () => {
    const drf = sorter(['a', 'b'], new Set(['mem']));
    give(drf, 'a', 'cpus:1;mem:900;ports:[1-1000]');
    give(drf, 'b', 'cpus:2');
    expect(drf.sort()).toEqual(['a', 'b']);
  });

  it('leaves out who is not active, and forgets who is removed', () => {
    const drf = sorter(['a', 'b']);
    drf.setActive('a', false);
    expect(drf.sort()).toEqual(['b']);
    drf.setActive('a', true);
    expect(drf.sort()).toEqual(['a', 'b']);
    drf.remove('a');
    expect(drf.sort()).toEqual(['b']);
    expect(drf.has('a')).toBe(false);
  });

  it('counts a shared resource once, however many copies of it are held', () => {
    const drf = sorter(['a', 'b']);
    const volume = Resources.of([
      {
        name: 'mem',
        type: 'SCALAR',
        scalar: { value: 100 },
        shared: {},
        disk: { persistence: { id: 'v' } },
        reservations: [{ type: 'DYNAMIC', role: 'a' }],
      },
    ]);
    drf.allocated('a', 'agent', volume);
    drf.allocated('a', 'agent', volume);
    expect(drf.allocation('a').toObject()).toEqual({ mem: 100 });
    drf.unallocated('a', 'agent', volume);
    expect(drf.allocation('a').toObject()).toEqual({ mem: 100 });
    drf.unallocated('a', 'agent', volume);
    expect(drf.allocation('a').isEmpty).toBe(true);
  });

  it('does not change a list it has given', () => {
    const drf = sorter(['a', 'b']);
    const before = drf.sort();
    give(drf, 'a', 'cpus:1');
    drf.sort();
    expect(before).toEqual(['a', 'b']);
  });

  it('sorts anew when the cluster changes', () => {
    let whole = ResourceQuantities.of({ cpus: 10, mem: 1000 });
    const drf = new DrfSorter(() => whole);
    for (const client of ['a', 'b']) {
      drf.add(client);
      drf.setActive(client, true);
    }
    give(drf, 'a', 'cpus:2');
    give(drf, 'b', 'mem:100');
    expect(drf.sort()).toEqual(['b', 'a']);
    whole = ResourceQuantities.of({ cpus: 100, mem: 1000 });
    expect(drf.sort()).toEqual(['a', 'b']);
  });
});

describe('hierarchical roles', () => {
  it('share what their parent is due', () => {
    const drf = sorter(['a/x', 'a/y', 'b']);
    give(drf, 'a/x', 'cpus:4');
    give(drf, 'a/y', 'cpus:3');
    give(drf, 'b', 'cpus:5');
    expect(drf.sort()).toEqual(['b', 'a/y', 'a/x']);
    give(drf, 'b', 'cpus:5');
    expect(drf.sort()).toEqual(['a/y', 'a/x', 'b']);
  });

  it('compete with a parent that is a role itself', () => {
    const drf = sorter(['a', 'a/x', 'a/x/deep', 'b']);
    give(drf, 'a', 'cpus:1');
    give(drf, 'b', 'cpus:2');
    expect(drf.sort()).toEqual(['a/x', 'a/x/deep', 'a', 'b']);
    drf.setWeight('a', 4); // counts for the subtree, not for the role within it
    give(drf, 'a/x', 'cpus:2');
    expect(drf.sort()).toEqual(['a', 'a/x/deep', 'a/x', 'b']);
  });

  it('keep their order when roles around them come and go', () => {
    const drf = sorter(['a']);
    give(drf, 'a', 'cpus:2');
    drf.add('a/x');
    drf.setActive('a/x', true);
    expect(drf.sort()).toEqual(['a/x', 'a']);
    drf.remove('a/x');
    expect(drf.sort()).toEqual(['a']);
    drf.add('b');
    drf.setActive('b', true);
    expect(drf.sort()).toEqual(['b', 'a']);
    expect(drf.allocation('a').toObject()).toEqual({ cpus: 2 });
  });
});

describe('whatever happens', () => {
  const ROLES = ['a', 'a/x', 'a/x/deep', 'a/y', 'b', 'b/z', 'c'];
  const WHOLE = { cpus: 100, mem: 1000 };
  type Held = { cpus: number; mem: number };

  /** What a role, or with `below` all that is below it too, holds of what it could hold most of. */
  const shareOf = (held: ReadonlyMap<string, Held>, path: string, below: boolean) => {
    const all = [...held].filter(([role]) => role === path || (below && role.startsWith(`${path}/`))).map(([, each]) => each);
    const part = (name: keyof Held) => all.reduce((sum, each) => sum + each[name], 0) / WHOLE[name];
    return Math.max(part('cpus'), part('mem'));
  };

  /** Whether siblings stand together, each group in the order of what its members hold by weight. */
  function isDue(
    order: readonly string[],
    parent: string,
    held: ReadonlyMap<string, Held>,
    weights: ReadonlyMap<string, number>,
  ): boolean {
    const depth = parent === '' ? 0 : parent.split('/').length;
    const groups = new Map<string, string[]>();
    for (const role of order) {
      const group =
        role === parent
          ? '.'
          : role
              .split('/')
              .slice(0, depth + 1)
              .join('/');
      groups.set(group, [...(groups.get(group) ?? []), role]);
    }
    const shares = [...groups.keys()].map((path) =>
      path === '.' ? shareOf(held, parent, false) : shareOf(held, path, true) / (weights.get(path) ?? 1),
    );
    const together = [...groups.values()].flat().every((role, index) => role === order[index]);
    const ordered = shares.every((share, index) => index === 0 || (shares[index - 1] ?? 0) <= share + 1e-12);
    return (
      together &&
      ordered &&
      [...groups].every(([path, members]) => path === '.' || path === parent || isDue(members, path, held, weights))
    );
  }

  it('the active roles are in the order of what they hold by weight, and no others', () => {
    const step = fc.tuple(
      fc.constantFrom('give', 'take', 'weigh', 'activate', 'deactivate'),
      fc.nat(ROLES.length - 1),
      fc.nat(9),
      fc.nat(9),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const drf = sorter(ROLES);
        const held = new Map(ROLES.map((role) => [role, { cpus: 0, mem: 0 }]));
        const weights = new Map<string, number>();
        const active = new Set(ROLES);
        for (const [what, index, cpus, mem] of steps) {
          const role = ROLES[index] as string;
          const has = held.get(role) as Held;
          const taken = { cpus: Math.min(cpus, has.cpus), mem: Math.min(mem, has.mem) };
          const bag = (amounts: Held) => parseResources(`cpus:${amounts.cpus};mem:${amounts.mem}`).allocate(role);
          if (what === 'give') {
            drf.allocated(role, 'agent', bag({ cpus, mem }));
            held.set(role, { cpus: has.cpus + cpus, mem: has.mem + mem });
          } else if (what === 'take') {
            drf.unallocated(role, 'agent', bag(taken));
            held.set(role, { cpus: has.cpus - taken.cpus, mem: has.mem - taken.mem });
          } else if (what === 'weigh') {
            drf.setWeight(role, cpus + 1);
            weights.set(role, cpus + 1);
          } else {
            drf.setActive(role, what === 'activate');
            if (what === 'activate') active.add(role);
            else active.delete(role);
          }
          const order = drf.sort();
          expect([...order].sort()).toEqual([...active].sort());
          expect(isDue(order, '', held, weights), `${order}`).toBe(true);
        }
      }),
      propertyRuns(),
    );
  });
});

describe('fairness', () => {
  it('comes about when whoever is first gets the next piece, by weight', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(weights, (each) => {
        const names = each.map((_, index) => `role-${index}`);
        const drf = sorter(names);
        for (const [index, weight] of each.entries()) drf.setWeight(`role-${index}`, weight);
        const small = parseResources('cpus:0.1;mem:0.5');
        const pieces = 20 * each.reduce((sum, weight) => sum + weight, 0);
        const counts = new Map<string, number>();
        for (let piece = 0; piece < pieces; piece++) {
          const [first = ''] = drf.sort();
          drf.allocated(first, 'agent', small);
          counts.set(first, (counts.get(first) ?? 0) + 1);
        }
        for (const [index, weight] of each.entries()) {
          expect(Math.abs((counts.get(`role-${index}`) ?? 0) - 20 * weight)).toBeLessThanOrEqual(weight);
        }
      }),
      propertyRuns(),
    );
  });
});
