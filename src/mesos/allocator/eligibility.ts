import type { ResourceQuantities } from '../resources/quantities.js';
import type { DomainInfo } from '../wire/messages.js';
import type { AgentLedger } from './allocator-agent.js';
import type { FrameworkWishes } from './allocator-framework.js';
import type { Offerable } from './offerable.js';

/** What the cluster's operator decided about who may get what. */
export interface EligibilityRules {
  /** Alternatives of what an agent must at least have free; none: anything goes (flag `--min_allocatable_resources`). */
  readonly minAllocatableResources: readonly ResourceQuantities[];
  /** Whether agents with GPUs are kept for frameworks with GPU_RESOURCES (flag `--filter_gpu_resources`). */
  readonly filterGpuResources: boolean;
  /** Where the master is; agents in other regions are for frameworks with REGION_AWARE. */
  readonly domain?: DomainInfo | undefined;
}

/** Whether the framework may be offered anything of this agent for the role. */
export function mayReceive(framework: FrameworkWishes, role: string, ledger: AgentLedger, rules: EligibilityRules): boolean {
  const { capabilities } = framework;
  const { info, capabilities: agentCapabilities } = ledger.agent;
  if (framework.constraints.excludes(role, info)) return false;
  if (rules.filterGpuResources && ledger.hasGpus && !capabilities.has('GPU_RESOURCES')) return false;
  if (!capabilities.has('REGION_AWARE') && isRemote(info.domain, rules.domain)) return false;
  if (capabilities.has('MULTI_ROLE') && !agentCapabilities.has('MULTI_ROLE')) return false;
  return !role.includes('/') || agentCapabilities.has('HIERARCHICAL_ROLE');
}

/** An agent, or a master, without a domain is in the same region as everything. */
function isRemote(agent: DomainInfo | undefined, master: DomainInfo | undefined): boolean {
  const [agentRegion, masterRegion] = [agent?.fault_domain?.region.name, master?.fault_domain?.region.name];
  return agentRegion !== undefined && masterRegion !== undefined && agentRegion !== masterRegion;
}

/** Whether it is enough to make an offer of: by what the framework asked for the role, else by what the operator set. */
export function isAllocatable(
  { resources, quantities }: Offerable,
  framework: FrameworkWishes,
  role: string,
  rules: EligibilityRules,
) {
  if (resources.isEmpty) return false;
  const alternatives = framework.minAllocatable.get(role) ?? rules.minAllocatableResources;
  return alternatives.length === 0 || alternatives.some((least) => quantities.contains(least));
}
