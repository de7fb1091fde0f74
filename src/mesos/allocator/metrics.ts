import type { Clock } from '../process/clock.js';
import { type Counter, Metrics } from '../process/metrics.js';
import type { Stopwatch } from '../process/stopwatch.js';
import { ResourceQuantities } from '../resources/quantities.js';
import { Resources } from '../resources/resources.js';
import { ancestorsOf } from '../resources/role.js';
import type { AgentLedger } from './allocator-agent.js';

/** The books of an allocator. */
interface Books {
  runPending(): boolean;
  /** The scalars of all agents. */
  total(): ResourceQuantities;
  ledgers(): Iterable<AgentLedger>;
  /** The roles that have frameworks, each with the share by which it is put in order. */
  shares(): Iterable<readonly [role: string, share: number]>;
  /** How many filters there are for a role. */
  offerFilters(role: string): number;
}

/** What an allocator counts and measures, under Mesos's names. */
export class AllocatorMetrics {
  readonly runs: Counter;
  /** Measures allocation runs. */
  readonly run: Stopwatch;
  /** Measures how long a run is due before it begins. */
  readonly latency: Stopwatch;

  /** @param registry all metrics of the master; without it nobody sees these */
  constructor(books: Books, clock: Clock, registry = new Metrics()) {
    this.runs = registry.counter('allocator/mesos/allocation_runs');
    this.run = registry.stopwatch('allocator/mesos/allocation_run', clock);
    this.latency = registry.stopwatch('allocator/mesos/allocation_run_latency', clock);
    for (const allocator of ['allocator', 'allocator/mesos']) {
      registry.gauge(`${allocator}/event_queue_dispatches`, () => (books.runPending() ? 1 : 0));
    }
    for (const name of ['cpus', 'mem', 'disk']) {
      registry.gauge(`allocator/mesos/resources/${name}/total`, () => books.total().get(name));
      registry.gauge(`allocator/mesos/resources/${name}/offered_or_allocated`, () => held(books).get(name));
    }
    registry.family(() => prefixed('allocator/mesos/roles', books.shares(), 'shares/dominant'));
    registry.family(() => prefixed('allocator/mesos/offer_filters/roles', offerFilters(books), 'active'));
  }
}

/** What is offered or used, agent by agent: the same shared volume of two agents is two volumes. */
const held = ({ ledgers }: Books): ResourceQuantities =>
  ResourceQuantities.sum(
    Array.from(ledgers(), (ledger) => ResourceQuantities.ofResources(Resources.sum([...ledger.held.values()]))),
  );

/** For roles that have frameworks or reservations, and for those above them. */
function offerFilters({ ledgers, shares, offerFilters: count }: Books): [role: string, count: number][] {
  const subscribed = Array.from(shares(), ([role]) => role);
  const reserved = [...ledgers()].flatMap(({ total }) => [...total.reservations().keys()]);
  const roles = new Set([...subscribed, ...reserved].flatMap((role) => [role, ...ancestorsOf(role)]));
  return Array.from(roles, (role) => [role, count(role)]);
}

const prefixed = (prefix: string, byRole: Iterable<readonly [string, number]>, suffix: string) =>
  Array.from(byRole, ([role, value]) => [`${prefix}/${role}/${suffix}`, value] as const);
