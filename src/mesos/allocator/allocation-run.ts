import { Resources } from '../resources/resources.js';
import type { AgentLedger } from './allocator-agent.js';
import type { FrameworkWishes } from './allocator-framework.js';
import { type EligibilityRules, isAllocatable, mayReceive } from './eligibility.js';
import { Understandable } from './offerable.js';
import type { Sorters } from './sorters.js';

/** Resources of one agent that a framework is to be offered. */
export interface AllocatedOffer {
  readonly role: string;
  readonly agentId: string;
  /** Allocated to the role. */
  readonly resources: Resources;
}

/** Everything a run looks at and changes. */
export interface AllocationState {
  readonly frameworks: ReadonlyMap<string, FrameworkWishes>;
  readonly sorters: Sorters;
  readonly rules: EligibilityRules;
}

/**
 * Allocates what the agents have free, agent by agent in the order given: to the role that is due first, and in it to the
 * framework that is due first and may have it. That one gets all there is for it. Returns what each framework is to be offered.
 */
export function allocate(agents: readonly AgentLedger[], state: AllocationState): Map<string, AllocatedOffer[]> {
  const offers = new Map<string, AllocatedOffer[]>();
  for (const agent of agents) {
    for (const [frameworkId, offer] of allocateAgent(agent, state)) {
      const ofFramework = offers.get(frameworkId);
      if (ofFramework) ofFramework.push(offer);
      else offers.set(frameworkId, [offer]);
    }
  }
  return offers;
}

/** Quota would come in here: first a stage for guarantees, then this one, with unreserved scalars cut to limits and headroom. */
function* allocateAgent(agent: AgentLedger, state: AllocationState): Generator<[frameworkId: string, offer: AllocatedOffer]> {
  const { frameworks, sorters, rules } = state;
  if (agent.available.isEmpty) return;
  let sharedOffered = Resources.empty; // a shared resource is always available, but is offered to one framework only in a run
  const freeFor = (role: string) => {
    const available = agent.availableTo(role);
    return sharedOffered.isEmpty ? available : new Understandable(available.resources.minus(sharedOffered));
  };
  for (const role of sorters.roles()) {
    let free = freeFor(role);
    for (const frameworkId of sorters.frameworks(role)) {
      if (free.resources.isEmpty) break;
      const framework = frameworks.get(frameworkId);
      if (!framework || !mayReceive(framework, role, agent, rules)) continue;
      const offerable = free.by(framework.capabilities);
      if (!isAllocatable(offerable, framework, role, rules)) continue;
      if (framework.filters.refuses(role, agent.id, offerable.resources)) continue;
      const resources = offerable.resources.allocate(role);
      agent.take(frameworkId, resources);
      sorters.allocated(frameworkId, agent.id, resources);
      yield [frameworkId, { role, agentId: agent.id, resources }];
      sharedOffered = sharedOffered.plus(offerable.resources.shared());
      free = freeFor(role);
    }
    if (agent.available.isEmpty) return;
  }
}
