import { type Random, shuffled } from '../process/random.js';
import { Resources } from '../resources/resources.js';
import type { AgentLedger } from './allocator-agent.js';
import type { FrameworkWishes } from './allocator-framework.js';
import { type EligibilityRules, isAllocatable, mayReceive } from './eligibility.js';
import { Understandable } from './offerable.js';
import type { Sorters } from './sorters.js';
import type { Stage } from './stages.js';

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
 * Allocates what the agents have free, in one stage after the other and agent by agent in random order: to the role that is due
 * first, and in it to the framework that is due first and may have it. That one gets all there is for it in the stage. Returns
 * what each framework is to be offered.
 */
export function allocate(
  agents: readonly AgentLedger[],
  stages: readonly Stage[],
  state: AllocationState,
  random: Random,
): ReadonlyMap<string, AllocatedOffer[]> {
  const run = new Run(state);
  for (const stage of stages) for (const agent of shuffled(agents, random)) run.allocate(agent, stage);
  return run.offers;
}

class Run {
  /** By framework. */
  readonly offers = new Map<string, AllocatedOffer[]>();
  /** A shared resource is always available, but is offered to one framework only in a run. */
  readonly #sharedOffered = new Map<AgentLedger, Resources>();

  constructor(private readonly state: AllocationState) {}

  allocate(agent: AgentLedger, stage: Stage): void {
    const { frameworks, sorters, rules } = this.state;
    if (agent.available.isEmpty) return;
    for (const role of sorters.roles()) {
      let free = this.#free(agent, role);
      for (const frameworkId of sorters.frameworks(role)) {
        if (free.resources.isEmpty || !stage.serves(role)) break;
        const framework = frameworks.get(frameworkId);
        if (!framework || !mayReceive(framework, role, agent, rules)) continue;
        const portion = stage.portion(role, free.by(framework.capabilities));
        if (!isAllocatable(portion, framework, role, rules)) continue;
        if (framework.filters.refuses(role, agent.id, portion.resources)) continue;
        this.#offer(frameworkId, agent, role, portion.resources);
        portion.offered?.();
        free = this.#free(agent, role);
      }
      if (agent.available.isEmpty) return;
    }
  }

  #free(agent: AgentLedger, role: string): Understandable {
    const available = agent.availableTo(role);
    const offered = this.#sharedOffered.get(agent);
    return offered ? new Understandable(available.resources.minus(offered)) : available;
  }

  #offer(frameworkId: string, agent: AgentLedger, role: string, offered: Resources): void {
    const resources = offered.allocate(role);
    agent.take(frameworkId, resources);
    this.state.sorters.allocated(frameworkId, agent.id, resources);
    const shared = offered.shared();
    if (!shared.isEmpty) this.#sharedOffered.set(agent, (this.#sharedOffered.get(agent) ?? Resources.empty).plus(shared));
    const offer = { role, agentId: agent.id, resources };
    const ofFramework = this.offers.get(frameworkId);
    if (ofFramework) ofFramework.push(offer);
    else this.offers.set(frameworkId, [offer]);
  }
}
