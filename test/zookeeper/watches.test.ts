import { beforeEach, describe, expect, it } from 'vitest';
import { OPEN_ACL } from '../../src/zookeeper/acl.js';
import { type EventType, eventTypes, type Watcher, Watches, watchModes } from '../../src/zookeeper/watches.js';

class Recorder implements Watcher {
  told: string[] = [];

  notify(type: EventType, path: string): void {
    this.told.push(`${type} ${path}`);
  }
}

let watches: Watches;
let watcher: Recorder;
beforeEach(() => {
  watches = new Watches();
  watcher = new Recorder();
});

const trigger = (path: string, type: EventType = eventTypes.dataChanged) => watches.data.trigger(path, type, 1, OPEN_ACL);

describe('watches', () => {
  it('last for one event', () => {
    watches.data.add('/a', watcher, watchModes.standard);
    trigger('/a');
    trigger('/a');
    expect(watcher.told).toEqual(['3 /a']);
    expect(watches.data.size).toBe(0);
  });

  it('last until they are removed when they are persistent, also beside one that does not', () => {
    watches.addPersistent('/a', watcher, false);
    watches.data.add('/a', watcher, watchModes.standard);
    trigger('/a');
    trigger('/a');
    expect(watcher.told).toEqual(['3 /a', '3 /a']);
    expect(watches.remove('/a', watcher, 4)).toBe(true);
    expect(watches.remove('/a', watcher, 4)).toBe(false);
    trigger('/a');
    expect(watcher.told).toHaveLength(2);
  });

  it('reach everything under a path when they are recursive', () => {
    watches.addPersistent('/a', watcher, true);
    for (const path of ['/a', '/a/b', '/a/b/c', '/ab', '/']) trigger(path);
    expect(watcher.told).toEqual(['3 /a', '3 /a/b', '3 /a/b/c']);
    watches.addPersistent('/', watcher, true);
    trigger('/ab');
    trigger('/a/b');
    expect(watcher.told.slice(3)).toEqual(['3 /ab', '3 /a/b']);
  });

  it('are found and removed by their type', () => {
    watches.data.add('/a', watcher, watchModes.standard);
    watches.addPersistent('/a', watcher, true);
    expect([1, 2, 3, 4, 5, 6].map((type) => watches.has('/a', watcher, type))).toEqual([
      false,
      true,
      true,
      false,
      true,
      undefined,
    ]);
    expect(watches.remove('/a', watcher, 2)).toBe(true);
    expect([2, 5].map((type) => watches.has('/a', watcher, type))).toEqual([false, true]);
    expect(watches.remove('/a', watcher, 3)).toBe(true);
    expect(watches.data.size).toBe(0);
  });

  it('go with the watcher', () => {
    for (const path of ['/a', '/b']) watches.addPersistent(path, watcher, false);
    watches.removeAll(watcher);
    trigger('/a');
    expect(watcher.told).toEqual([]);
    expect([watches.data.byWatcher().size, watches.children.byPath().size]).toEqual([0, 0]);
  });
});
