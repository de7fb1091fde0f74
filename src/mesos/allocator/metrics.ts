import type { Clock } from '../process/clock.js';
import { type Counter, Metrics } from '../process/metrics.js';
import type { Stopwatch } from '../process/stopwatch.js';
import type { ResourceQuantities } from '../resources/quantities.js';

/** What can be read off an allocator's books. */
interface Measured {
  runPending(): boolean;
  /** The scalars of all agents. */
  total(): ResourceQuantities;
  /** What of that is offered or used. */
  held(): ResourceQuantities;
  /** The roles that have frameworks, each with the share by which it is put in order. */
  shares(): Iterable<readonly [role: string, share: number]>;
  /** Roles, with how many filters there are for each. */
  offerFilters(): Iterable<readonly [role: string, count: number]>;
}

/** What an allocator counts and measures, under Mesos's names. */
export class AllocatorMetrics {
  readonly runs: Counter;
  /** Measures allocation runs. */
  readonly run: Stopwatch;
  /** Measures how long a run is due before it begins. */
  readonly latency: Stopwatch;

  /** @param registry all metrics of the master; without it nobody sees these */
  constructor(measured: Measured, clock: Clock, registry = new Metrics()) {
    this.runs = registry.counter('allocator/mesos/allocation_runs');
    this.run = registry.stopwatch('allocator/mesos/allocation_run', clock);
    this.latency = registry.stopwatch('allocator/mesos/allocation_run_latency', clock);
    for (const allocator of ['allocator', 'allocator/mesos']) {
      registry.gauge(`${allocator}/event_queue_dispatches`, () => (measured.runPending() ? 1 : 0));
    }
    for (const name of ['cpus', 'mem', 'disk']) {
      registry.gauge(`allocator/mesos/resources/${name}/total`, () => measured.total().get(name));
      registry.gauge(`allocator/mesos/resources/${name}/offered_or_allocated`, () => measured.held().get(name));
    }
    registry.family(() => prefixed('allocator/mesos/roles', measured.shares(), 'shares/dominant'));
    registry.family(() => prefixed('allocator/mesos/offer_filters/roles', measured.offerFilters(), 'active'));
  }
}

const prefixed = (prefix: string, byRole: Iterable<readonly [string, number]>, suffix: string) =>
  Array.from(byRole, ([role, value]) => [`${prefix}/${role}/${suffix}`, value] as const);
