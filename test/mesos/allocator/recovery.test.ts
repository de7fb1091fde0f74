import { describe, expect, it } from 'vitest';
import type { AllocatorOptions } from '../../../src/mesos/allocator/allocator.js';
import type { Quota } from '../../../src/mesos/allocator/quota.js';
import { ResourceLimits } from '../../../src/mesos/resources/limits.js';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';
import { Bench } from './bench.js';

const MINUTE = 60_000;
const QUOTAS: ReadonlyMap<string, Quota> = new Map([
  ['quoted', { guarantees: ResourceQuantities.of({ cpus: 1 }), limits: ResourceLimits.none }],
]);

/** An allocator that recovers: there were so many agents before it. Framework f, in another role than the quota's, wants offers. */
async function recovering(agents: number, quotas = QUOTAS, options: Partial<AllocatorOptions> = {}) {
  const bench = new Bench({ recovery: { timeoutMs: 10 * MINUTE, agentFactor: 0.8 }, ...options });
  bench.allocator.recover(agents, quotas);
  await bench.framework('f');
  let added = 0;
  const add = () => bench.agent(`a${++added}`, 'cpus:4;mem:1024');
  const offered = () => bench.has('f').map((text) => text.split(' ')[1]);
  return { bench, add, offered };
}

describe('an allocator that recovers', () => {
  it('offers nothing until enough agents are there, and then what the last of them has', async () => {
    const { bench, add, offered } = await recovering(5);
    for (let count = 0; count < 3; count++) await add();
    await bench.pass(1000);
    expect([offered(), bench.allocator.runs]).toEqual([[], 0]);
    await add();
    expect(offered()).toEqual(['a4']);
    await bench.pass(1000);
    expect(offered().sort()).toEqual(['a1', 'a2', 'a3', 'a4']);
    await add();
    expect(offered()).toContain('a5');
  });

  it('does not wait for ever', async () => {
    const { bench, add, offered } = await recovering(5);
    await add();
    await bench.pass(10 * MINUTE - 1);
    expect(offered()).toEqual([]);
    await bench.pass(1);
    await bench.pass(1000);
    expect(offered()).toEqual(['a1']);
  });

  it('waits for nothing where there are no quotas, or so few agents that none would be enough', async () => {
    for (const { add, offered } of [await recovering(5, new Map()), await recovering(1)]) {
      await add();
      expect(offered()).toEqual(['a1']);
    }
  });

  it('offers all at once where what becomes free is offered at once', async () => {
    const { add, offered } = await recovering(4, QUOTAS, { allocateOnRecovery: true });
    for (let count = 0; count < 3; count++) await add();
    expect(offered().sort()).toEqual(['a1', 'a2', 'a3']);
  });

  it('keeps to the quotas that there were', async () => {
    const { bench, add, offered } = await recovering(1);
    await add();
    // One cpu is kept for the role with the quota.
    expect(bench.has('f')).toEqual(['* a1 cpus:3; mem:1024']);
    expect(offered()).toHaveLength(1);
  });
});
