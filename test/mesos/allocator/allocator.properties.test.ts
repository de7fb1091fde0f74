import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../property-runs.js';
import { Bench } from './bench.js';
import { Books, step } from './books.js';

describe('any sequence of calls', () => {
  it('loses nothing, invents nothing, offers nothing twice, and keeps reservations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), fc.integer(), async (steps, seed) => {
        const books = new Books({ seed });
        for (const each of steps) {
          books.act(each);
          await books.runtime.settle();
          books.check();
        }
        await books.checkComplete();
        books.allocator.stop();
        books.runtime.stop();
      }),
      propertyRuns(100),
    );
  });
});

describe('fairness', () => {
  it('comes about between frameworks that use all they are offered, whatever their number', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 6, max: 40 }),
        fc.integer(),
        async (frameworks, agents, seed) => {
          const bench = new Bench({ seed });
          for (let index = 0; index < frameworks; index++) await bench.framework(`f${index}`, { roles: [`r${index}`] });
          for (let index = 0; index < agents; index++) await bench.agent(`a${index}`, 'cpus:2;mem:100');
          const counts = Array.from({ length: frameworks }, (_, index) => bench.has(`f${index}`).length);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          bench.runtime.stop();
        },
      ),
      propertyRuns(50),
    );
  });

  it('comes back when the greedy release what they had', async () => {
    const bench = new Bench();
    for (let index = 0; index < 20; index++) await bench.agent(`a${index}`, 'cpus:2;mem:100');
    await bench.framework('early', { roles: ['early'] });
    const held = bench.take('early');
    expect(held).toHaveLength(20);
    await bench.framework('late', { roles: ['late'] });
    for (const { agentId, resources } of held) {
      bench.allocator.recoverResources('early', agentId, resources);
      await bench.pass(1000);
    }
    expect(bench.has('late')).toHaveLength(10);
    expect(bench.has('early')).toHaveLength(10);
  });
});
