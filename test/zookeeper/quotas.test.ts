import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OPEN_ACL } from '../../src/zookeeper/acl.js';
import { type Change, DataTree } from '../../src/zookeeper/data-tree.js';
import { Store } from '../../src/zookeeper/store.js';
import { statOf } from '../../src/zookeeper/znode.js';
import { memoryDirectory } from '../memory-directory.js';

const LIMITS = '/zookeeper/quota/q/zookeeper_limits';
const STATISTICS = '/zookeeper/quota/q/zookeeper_stats';

const create = (path: string, data = ''): Change => ({
  ...{ type: 'create', path, data: Buffer.from(data), acl: OPEN_ACL, owner: 0n },
});
const setData = (path: string, data: string): Change => ({ type: 'setData', path, data: Buffer.from(data), version: 1 });
const remove = (path: string): Change => ({ type: 'delete', path });

/** As `setquota` does it. */
const limit = [create('/zookeeper/quota/q'), create(LIMITS, 'count=3,bytes=100'), create(STATISTICS, 'count=0,bytes=0')];
const start = [create('/q', 'abc'), create('/q/old', '12'), create('/other', 'x'), ...limit];

function treeAfter(changes: readonly Change[]): DataTree {
  const tree = new DataTree();
  for (const [index, change] of changes.entries()) tree.apply(change, index + 1, 0);
  return tree;
}

const counted = (tree: DataTree) => tree.get(STATISTICS)?.data?.toString();

describe('a quota', () => {
  it('counts what is there, and what comes and goes', () => {
    const countedAfter = (...changes: Change[]) => counted(treeAfter([...start, ...changes]));
    expect(countedAfter()).toBe('count=2,bytes=5');
    expect(countedAfter(create('/q/new', '1234'), create('/other/x', '1'))).toBe('count=3,bytes=9');
    expect(countedAfter(setData('/q', ''), setData('/other', 'xyz'))).toBe('count=2,bytes=2');
    expect(countedAfter(remove('/q/old'))).toBe('count=1,bytes=3');
    expect(countedAfter(create('/q2', 'x'))).toBe('count=2,bytes=5');
  });

  it('refuses nothing and changes no version', () => {
    const tree = treeAfter([...start, create('/q/a'), create('/q/b'), create('/q/c')]);
    expect(counted(tree)).toBe('count=5,bytes=5');
    expect(statOf(tree.get(STATISTICS) as never)).toMatchObject({ version: 0, czxid: 6, mzxid: 6 });
  });

  it('counts at the nearest limit only', () => {
    const inner = ['/zookeeper/quota/q/old', '/zookeeper/quota/q/old/zookeeper_limits', '/zookeeper/quota/q/old/zookeeper_stats'];
    const tree = treeAfter([...start, ...inner.map((path) => create(path)), create('/q/old/x', '123')]);
    expect(counted(tree)).toBe('count=2,bytes=5');
    expect(tree.get(inner[2] as string)?.data?.toString()).toBe('count=2,bytes=5');
  });

  it('is over when its limit is deleted', () => {
    expect(counted(treeAfter([...start, remove(LIMITS), create('/q/new', 'x')]))).toBe('count=2,bytes=5');
  });

  it('counts back what is undone', () => {
    const tree = treeAfter(start);
    const undo = [create('/q/new', '1234'), setData('/q/old', ''), remove('/q/old'), remove(LIMITS), create('/q/unseen')].map(
      (change) => tree.apply(change, 100, 0),
    );
    expect(counted(tree)).toBe('count=2,bytes=7');
    for (const each of undo.reverse()) each();
    expect(counted(tree)).toBe('count=2,bytes=5');
    tree.apply(create('/q/seen', 'x'), 101, 0);
    expect(counted(tree)).toBe('count=3,bytes=6');
  });

  it('goes on with a later server', () => {
    const directory = mkdtempSync(join(memoryDirectory, 'minimesos-quotas-'));
    try {
      const journal = (zxid: number, ...changes: Change[]) => ({ zxid, time: 0, changes });
      const store = new Store(directory);
      store.append(journal(1, ...start));
      store.append(journal(2, create('/q/new', 'x')));
      store.close();
      // The first makes a snapshot of the log, the second reads that.
      for (let round = 0; round < 2; round++) {
        const later = new Store(directory);
        expect(counted(later.tree)).toBe('count=3,bytes=6');
        later.tree.apply(create('/q/more', 'x'), 3, 0);
        expect(counted(later.tree)).toBe('count=4,bytes=7');
        later.close();
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('without a path counts nothing', () => {
    const tree = treeAfter([
      create('/zookeeper/quota/zookeeper_limits'),
      create('/zookeeper/quota/zookeeper_stats'),
      create('/a'),
    ]);
    expect(tree.get('/zookeeper/quota/zookeeper_stats')?.data?.toString()).toBe('');
  });
});
