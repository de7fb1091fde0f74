import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../src/mesos/process/metrics.js';
import { Bench, special } from './bench.js';

function measured() {
  const metrics = new Metrics();
  return { metrics, bench: new Bench({ metrics }) };
}

/** Those below `allocator/mesos/` whose names match. */
const some = (metrics: Metrics, what: RegExp) =>
  Object.fromEntries(
    Object.entries(metrics.snapshot()).flatMap(([name, value]) =>
      what.test(name) ? [[name.replace('allocator/mesos/', ''), value]] : [],
    ),
  );

describe('the metrics of the allocator', () => {
  it('count and measure its runs', async () => {
    const { metrics, bench } = measured();
    await bench.agent('a', 'cpus:4;mem:1024');
    await bench.framework('f');
    const { runs } = bench.allocator;
    expect(metrics.snapshot()).toMatchObject({
      'allocator/mesos/allocation_runs': runs,
      'allocator/mesos/allocation_run_ms/count': runs,
      'allocator/mesos/allocation_run_latency_ms/count': runs,
      ...{ 'allocator/event_queue_dispatches': 0, 'allocator/mesos/event_queue_dispatches': 0 },
    });
    bench.allocator.reviveRoles('f');
    expect(metrics.snapshot()).toMatchObject({
      ...{ 'allocator/event_queue_dispatches': 1, 'allocator/mesos/event_queue_dispatches': 1 },
    });
  });

  it('show what there is and what is offered or used, also by frameworks that are not known yet', async () => {
    const { metrics, bench } = measured();
    const used = special('cpus:1;mem:24', (resource) => ({ ...resource, allocation_info: { role: '*' } }));
    await bench.agent('a', 'cpus:4;mem:1024;disk:10', {}, new Map([['unknown', used]]));
    await bench.agent('b', 'cpus:2;mem:1000');
    expect(some(metrics, /resources/)).toEqual({
      ...{ 'resources/cpus/total': 6, 'resources/cpus/offered_or_allocated': 1 },
      ...{ 'resources/mem/total': 2024, 'resources/mem/offered_or_allocated': 24 },
      ...{ 'resources/disk/total': 10, 'resources/disk/offered_or_allocated': 0 },
    });
    await bench.framework('f');
    expect(some(metrics, /offered_or_allocated/)).toEqual({
      ...{ 'resources/cpus/offered_or_allocated': 6, 'resources/mem/offered_or_allocated': 2024 },
      'resources/disk/offered_or_allocated': 10,
    });
  });

  it('show the shares of roles that have frameworks, divided by their weights', async () => {
    const { metrics, bench } = measured();
    bench.allocator.updateWeights(new Map([['a', 2]]));
    await bench.agent('a1', 'cpus:4;mem:1024');
    await bench.framework('f', { roles: ['a'] });
    await bench.framework('g', { roles: ['b'] });
    expect(some(metrics, /shares/)).toEqual({ 'roles/a/shares/dominant': 0.5, 'roles/b/shares/dominant': 0 });
    bench.allocator.removeFramework('f');
    await bench.pass(1000);
    expect(some(metrics, /shares/)).toEqual({ 'roles/b/shares/dominant': 1 });
  });

  it('show the share of a role with roles below it as its own', async () => {
    const { metrics, bench } = measured();
    await bench.agent('a1', 'cpus:4;mem:1024');
    await bench.framework('f', { roles: ['a'] });
    await bench.framework('g', { roles: ['a/b'] });
    expect(some(metrics, /shares/)).toEqual({ 'roles/a/shares/dominant': 1, 'roles/a/b/shares/dominant': 0 });
  });

  it('count filters by role, for roles with frameworks or reservations and for those above them', async () => {
    const { metrics, bench } = measured();
    const reserved = special('cpus:4', (one) => ({ ...one, reservations: [{ type: 'STATIC', role: 'c' }] }));
    await bench.agent('a1', 'cpus:4;mem:1024');
    await bench.agent('a2', reserved);
    await bench.framework('f', { roles: ['a/b'] });
    bench.decline('f', 1000);
    expect(some(metrics, /offer_filters/)).toEqual({
      ...{ 'offer_filters/roles/a/active': 0, 'offer_filters/roles/a/b/active': 1, 'offer_filters/roles/c/active': 0 },
    });
  });
});
