import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPEN_ACL } from '../../src/zookeeper/acl.js';
import { type Change, DataTree } from '../../src/zookeeper/data-tree.js';
import { isEphemeral, LONGEST_TTL_MS, owners, statOf, ttlOf } from '../../src/zookeeper/znode.js';
import { propertyRuns } from '../property-runs.js';

const create = (path: string, owner: bigint = owners.persistent): Change => ({
  ...{ type: 'create', path, data: Buffer.from(path), acl: OPEN_ACL },
  owner,
});

/** Everything a tree says, for comparison. */
const told = (tree: DataTree) =>
  [...tree.entries()]
    .map(([path, node]) => ({
      path,
      ...statOf(node),
      data: node.data?.toString(),
      acl: node.acl,
      names: [...node.children].sort(),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

describe('a tree', () => {
  it('begins with what ZooKeeper has', () => {
    expect(told(new DataTree()).map(({ path, cversion, aversion }) => [path, cversion, aversion])).toEqual([
      ['/', -1, 0],
      ['/zookeeper', -2, 0],
      ['/zookeeper/config', 0, -1],
      ['/zookeeper/quota', 0, 0],
    ]);
  });

  it('counts what happens to children', () => {
    const tree = new DataTree();
    tree.apply(create('/a'), 1, 10);
    tree.apply(create('/a/b'), 2, 20);
    tree.apply(create('/a/c'), 3, 30);
    tree.apply({ type: 'delete', path: '/a/b' }, 4, 40);
    expect(statOf(tree.get('/a') as never)).toMatchObject({
      czxid: 1,
      mzxid: 1,
      pzxid: 4,
      cversion: 3,
      numChildren: 1,
      ctime: 10,
      mtime: 10,
    });
  });

  it('knows the kinds of owners', () => {
    expect([owners.persistent, owners.container, owners.ttl(1), 1n, 2n ** 56n].map(isEphemeral)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect([1, 5000, LONGEST_TTL_MS].map((ttl) => ttlOf(owners.ttl(ttl)))).toEqual([1, 5000, LONGEST_TTL_MS]);
    expect([0n, owners.container, 1n].map(ttlOf)).toEqual([undefined, undefined, undefined]);
  });
});

describe('whatever happens', () => {
  const paths = ['/a', '/b', '/a/x', '/a/y', '/b/x', '/a/x/1'];
  const step = fc.record({
    type: fc.constantFrom('create', 'create', 'delete', 'setData', 'setAcl'),
    path: fc.constantFrom(...paths),
    owner: fc.constantFrom(0n, 0n, 7n, 8n, owners.container, owners.ttl(5)),
  });

  /** The change, where it can be made: what the requests check. */
  function changeOf(tree: DataTree, { type, path, owner }: { type: string; path: string; owner: bigint }): Change | undefined {
    const node = tree.get(path);
    const parent = tree.get(path.slice(0, path.lastIndexOf('/')));
    if (type === 'create') return node || !parent || isEphemeral(parent.owner) ? undefined : create(path, owner);
    if (!node) return undefined;
    if (type === 'delete') return node.children.size > 0 ? undefined : { type, path };
    if (type === 'setData') return { type, path, data: Buffer.from(String(owner)), version: node.version + 1 };
    return { type: 'setAcl', path, acl: [], version: node.aclVersion + 1 };
  }

  it('the tree is as a list of paths would be, and knows the ephemeral ones', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tree = new DataTree();
        const model = new Map<string, { owner: bigint; version: number; creations: number }>();
        for (const [index, each] of steps.entries()) {
          const change = changeOf(tree, each);
          if (!change) continue;
          tree.apply(change, index + 1, index);
          if (change.type === 'create') {
            model.set(change.path, { owner: change.owner, version: 0, creations: 0 });
            const parent = model.get(change.path.slice(0, change.path.lastIndexOf('/')));
            if (parent) parent.creations++;
          } else if (change.type === 'delete') model.delete(change.path);
          else if (change.type === 'setData') (model.get(change.path) as { version: number }).version++;
        }
        for (const path of paths) {
          const expected = model.get(path);
          const node = tree.get(path);
          expect(node === undefined).toBe(expected === undefined);
          if (!node || !expected) continue;
          const children = [...model.keys()].filter((other) => other.slice(0, other.lastIndexOf('/')) === path);
          expect([...node.children].map((name) => `${path}/${name}`).sort()).toEqual(children.sort());
          expect(statOf(node)).toMatchObject({ version: expected.version, cversion: 2 * expected.creations - children.length });
          expect(tree.countUnder(path)).toBe([...model.keys()].filter((other) => other.startsWith(`${path}/`)).length);
        }
        const ownedBy = (owner: bigint) => [...model].filter(([, node]) => node.owner === owner).map(([path]) => path);
        for (const owner of [7n, 8n]) expect([...tree.ephemeralsOf(owner)].sort()).toEqual(ownedBy(owner).sort());
        expect([...tree.perishable].sort()).toEqual([...ownedBy(owners.container), ...ownedBy(owners.ttl(5))].sort());
      }),
      propertyRuns(),
    );
  });

  it('can be taken back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.array(step, { maxLength: 30 }), (before, taken) => {
        const tree = new DataTree();
        const apply = (each: Parameters<typeof changeOf>[1], index: number) => {
          const change = changeOf(tree, each);
          return change ? tree.apply(change, index + 1, index) : () => {};
        };
        for (const [index, each] of before.entries()) apply(each, index);
        const [expected, ephemerals, perishable] = [
          told(tree),
          [7n, 8n].map((id) => new Set(tree.ephemeralsOf(id))),
          new Set(tree.perishable),
        ];
        const undo = taken.map((each, index) => apply(each, 1000 + index));
        for (const each of undo.reverse()) each();
        expect(told(tree)).toEqual(expected);
        expect([7n, 8n].map((id) => new Set(tree.ephemeralsOf(id)))).toEqual(ephemerals);
        expect(new Set(tree.perishable)).toEqual(perishable);
      }),
      propertyRuns(),
    );
  });
});
