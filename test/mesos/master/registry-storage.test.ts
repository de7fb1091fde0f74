import { describe, expect, it } from 'vitest';
import type { Registry } from '../../../src/mesos/master/registry.js';
import { MemoryRegistryStorage } from '../../../src/mesos/master/registry-storage.js';

/** Masters by name that take part in a storage, and what has happened to them. */
function masters(quorum?: number) {
  const storage = new MemoryRegistryStorage(quorum);
  const happened: string[] = [];
  const join = (name: string) => {
    const replica = storage.join(() => happened.push(`${name} superseded`));
    let registry: Registry | undefined;
    return {
      replica,
      fetch: () =>
        replica.fetch((fetched) => {
          registry = fetched;
          happened.push(`${name} fetched ${[...fetched.weights.keys()]}`);
        }),
      store: (role: string) => {
        registry?.weights.set(role, 2);
        if (registry) replica.store(registry, () => happened.push(`${name} stored ${role}`));
      },
    };
  };
  return { join, happened };
}

describe('a storage in memory', () => {
  it('hands over what the last one has stored', () => {
    const { join, happened } = masters();
    const first = join('first');
    first.fetch();
    first.store('web');
    first.replica.leave();
    join('second').fetch();
    expect(happened).toEqual(['first fetched ', 'first stored web', 'second fetched web']);
  });

  it('tells whoever has it that another one has it now, before that one gets it', () => {
    const { join, happened } = masters();
    const [first, second] = [join('first'), join('second')];
    first.fetch();
    second.fetch();
    expect(happened).toEqual(['first fetched ', 'first superseded', 'second fetched ']);
    first.fetch();
    expect(happened.slice(3)).toEqual(['second superseded', 'first fetched ']);
  });

  it('waits for a quorum', () => {
    const { join, happened } = masters(2);
    const first = join('first');
    first.fetch();
    expect(happened).toEqual([]);
    const second = join('second');
    expect(happened).toEqual(['first fetched ']);
    expect(first.replica.masters).toBe(2);
    second.replica.leave();
    first.store('web');
    expect(happened).toHaveLength(1);
    join('third');
    expect(happened).toEqual(['first fetched ', 'first stored web']);
  });

  it('does nothing any more for one that has left', () => {
    const { join, happened } = masters(2);
    const first = join('first');
    first.fetch();
    first.replica.leave();
    join('second');
    join('third');
    expect(happened).toEqual([]);
  });
});
