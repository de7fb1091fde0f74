import { type AllocatedOffer, type AllocatorOptions, HierarchicalAllocator } from '../../../src/mesos/allocator/allocator.js';
import { parseMinAllocatable } from '../../../src/mesos/allocator/min-allocatable.js';
import { seededRandom } from '../../../src/mesos/process/random.js';
import { Runtime } from '../../../src/mesos/process/runtime.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { AgentInfo, FrameworkInfo, Resource, scheduler } from '../../../src/mesos/wire/messages.js';

/** What a test can say of a framework; the rest is usual. */
export interface FrameworkWish {
  roles?: string[];
  suppressed?: string[];
  capabilities?: string[];
  offerFilters?: FrameworkInfo['offer_filters'];
  constraints?: scheduler.OfferConstraints;
}

const AGENT_CAPABILITIES = ['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'];

/** An allocator at work, with all offers it made that nobody has returned. */
export class Bench {
  readonly runtime: Runtime;
  readonly allocator: HierarchicalAllocator;
  /** By framework, in the order in which they were made. */
  readonly offers = new Map<string, AllocatedOffer[]>();
  /** The frameworks of each call of `offer`. */
  readonly calls: string[] = [];

  constructor(options: Partial<AllocatorOptions> & { seed?: number } = {}) {
    this.runtime = new Runtime({ random: seededRandom(options.seed ?? 1), freezeMessages: true });
    this.allocator = new HierarchicalAllocator({
      clock: this.runtime.clock,
      random: this.runtime.random,
      allocationIntervalMs: 1000,
      minAllocatableResources: parseMinAllocatable('cpus:0.01|mem:32'),
      filterGpuResources: true,
      offer: (frameworkId, offers) => {
        this.calls.push(frameworkId);
        this.offers.set(frameworkId, [...(this.offers.get(frameworkId) ?? []), ...offers]);
      },
      inverseOffer: () => {},
      dispatch: (action) => this.runtime.dispatch(action),
      ...options,
    });
  }

  async agent(id: string, resources: string | Resources, info: Partial<AgentInfo> = {}, used = new Map<string, Resources>()) {
    const total = typeof resources === 'string' ? parseResources(resources) : resources;
    this.allocator.addAgent(id, agentOf(id, info), total, used);
    await this.runtime.settle();
  }

  async framework(id: string, wish: FrameworkWish = {}, used = new Map<string, Resources>()) {
    this.allocator.addFramework(id, frameworkOf(wish), used, true);
    await this.runtime.settle();
  }

  /** Lets time pass and what is due happen. */
  async pass(milliseconds: number) {
    this.runtime.clock.advance(milliseconds);
    await this.runtime.settle();
  }

  /** The offers a framework has, as texts. */
  has(frameworkId: string): string[] {
    return (this.offers.get(frameworkId) ?? []).map(
      ({ role, agentId, resources }) => `${role} ${agentId} ${resources.unallocate()}`,
    );
  }

  /** Returns all offers of a framework, refusing them for so many seconds; undefined for no filters at all. */
  decline(frameworkId: string, refuseSeconds?: number) {
    for (const { agentId, resources } of this.take(frameworkId)) {
      this.allocator.recoverResources(
        frameworkId,
        agentId,
        resources,
        refuseSeconds === undefined ? undefined : { refuse_seconds: refuseSeconds },
      );
    }
  }

  /** Offers that become the test's business. */
  take(frameworkId: string): AllocatedOffer[] {
    const offers = this.offers.get(frameworkId) ?? [];
    this.offers.delete(frameworkId);
    return offers;
  }
}

export function agentOf(id: string, info: Partial<AgentInfo> = {}, capabilities = AGENT_CAPABILITIES) {
  return { info: { hostname: `${id}.example.com`, ...info }, capabilities: new Set(capabilities) };
}

export function frameworkOf({ roles, suppressed, capabilities, offerFilters, constraints }: FrameworkWish) {
  return {
    roles: roles ?? ['*'],
    suppressedRoles: new Set(suppressed),
    capabilities: new Set(['MULTI_ROLE', 'RESERVATION_REFINEMENT', ...(capabilities ?? [])]),
    offerFilters,
    offerConstraints: constraints,
  };
}

/** Resources that are special, from what they are like without it. */
export function special(text: string, change: (resource: Resource) => Resource): Resources {
  return Resources.of(Array.from(parseResources(text), change));
}
