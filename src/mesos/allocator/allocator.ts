import type { Clock, Timer } from '../process/clock.js';
import { type Random, shuffled } from '../process/random.js';
import type { Conversion } from '../resources/apply-operation.js';
import { ResourceQuantities } from '../resources/quantities.js';
import type { Resources } from '../resources/resources.js';
import type { Filters } from '../wire/messages.js';
import { type AllocatedOffer, allocate } from './allocation-run.js';
import { AgentLedger, type AllocatorAgent } from './allocator-agent.js';
import { type AllocatorFramework, FrameworkWishes } from './allocator-framework.js';
import { scalarQuantities } from './drf-sorter.js';
import type { EligibilityRules } from './eligibility.js';
import { refusalMs } from './offer-filters.js';
import { Sorters } from './sorters.js';

export type { AllocatedOffer } from './allocation-run.js';
export type { AllocatorAgent } from './allocator-agent.js';
export type { AllocatorFramework } from './allocator-framework.js';

/** What the allocator works with, and the flags of the master that concern it. */
export interface AllocatorOptions extends EligibilityRules {
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds between two allocations of everything that is free (flag `--allocation_interval`). */
  readonly allocationIntervalMs: number;
  /**
   * Whether resources that are returned, or no longer refused, are offered again at once. Default: as in Mesos, with the next
   * periodic allocation. Refusals may then be shorter than the interval between those.
   */
  readonly allocateOnRecovery?: boolean | undefined;
  /** Names of resources that do not count for fairness (flag `--fair_sharing_excluded_resource_names`). */
  readonly fairSharingExcludedResourceNames?: ReadonlySet<string>;
  /** Called once per allocation run for each framework that gets something. */
  offer(frameworkId: string, offers: AllocatedOffer[]): void;
  /** Calls `action` once what is under way now is done; see `Runtime.dispatch`. */
  dispatch(action: () => void): void;
}

/**
 * Mesos's hierarchical allocator. It decides which framework is offered which free resources, and keeps count of what each
 * framework has been offered or uses.
 *
 * A run follows soon on what makes new offers possible: frameworks and agents that come or change, and REVIVE. Resources that
 * are returned wait for the next periodic run, as in Mesos, unless `allocateOnRecovery` is set.
 */
export class HierarchicalAllocator {
  readonly #options: AllocatorOptions;
  readonly #frameworks = new Map<string, FrameworkWishes>();
  readonly #agents = new Map<string, AgentLedger>();
  readonly #sorters: Sorters;
  /** The scalars of all agents. */
  #total = ResourceQuantities.empty;
  /** Agents to look at in the run that is to come. */
  readonly #candidates = new Set<string>();
  #runPending = false;
  /**
   * Whether anything has happened that may make an offer possible since the last run over all agents, if that made none. While
   * nothing has, such a run would only find out again that nobody wants what is free, which takes time in a large cluster.
   */
  #eventful = true;
  #runs = 0;
  #timer: Timer;
  #stopped = false;

  constructor(options: AllocatorOptions) {
    this.#options = options;
    this.#sorters = new Sorters(() => this.#total, options.fairSharingExcludedResourceNames);
    this.#timer = this.#armTimer();
  }

  /** Ends all runs and forgets all filters. */
  stop(): void {
    this.#stopped = true;
    this.#timer.cancel();
    for (const { filters } of this.#frameworks.values()) filters.clear();
  }

  /**
   * @param used what the framework uses already, by agent id and allocated to roles; agents that are not known yet bring it
   * along themselves when they are added
   */
  addFramework(frameworkId: string, framework: AllocatorFramework, used: ReadonlyMap<string, Resources>, active: boolean): void {
    if (this.#frameworks.has(frameworkId)) throw new Error(`The allocator has a framework ${frameworkId} already.`);
    const added = new FrameworkWishes(frameworkId, framework, this.#options.clock, active);
    this.#frameworks.set(frameworkId, added);
    for (const role of added.roles) this.#sorters.add(frameworkId, role);
    for (const ledger of this.#agents.values()) {
      const held = ledger.heldBy(frameworkId);
      if (held.isEmpty) this.#allocated(frameworkId, ledger, used.get(ledger.id));
      else this.#sorters.allocated(frameworkId, ledger.id, held); // the agent has told of it
    }
    this.#showWishes(added);
    if (active) this.#requestRun();
  }

  /** Frees everything the framework holds. */
  removeFramework(frameworkId: string): void {
    const framework = this.#frameworks.get(frameworkId);
    if (!framework) return;
    for (const ledger of this.#agents.values()) {
      const held = ledger.heldBy(frameworkId);
      if (!held.isEmpty) this.#returned(frameworkId, ledger, held);
    }
    framework.filters.clear();
    for (const role of framework.roles) this.#sorters.remove(frameworkId, role);
    this.#frameworks.delete(frameworkId);
  }

  activateFramework(frameworkId: string): void {
    const framework = this.#framework(frameworkId);
    framework.active = true;
    this.#showWishes(framework);
    this.#requestRun();
  }

  /** Stops offers to a framework that is not connected, and forgets what it refused; what it holds stays with it. */
  deactivateFramework(frameworkId: string): void {
    const framework = this.#framework(frameworkId);
    framework.active = false;
    framework.filters.clear();
    this.#showWishes(framework);
  }

  /** The framework wants something else now. What it holds of roles it has left stays with it; no run follows. */
  updateFramework(frameworkId: string, update: AllocatorFramework): void {
    const framework = this.#framework(frameworkId);
    const { roles: oldRoles, suppressedRoles: oldSuppressedRoles } = framework;
    framework.update(update);
    for (const role of framework.roles) {
      this.#sorters.add(frameworkId, role);
      if (oldSuppressedRoles.has(role) && !framework.suppressedRoles.has(role)) framework.filters.removeRole(role);
    }
    for (const role of oldRoles) {
      if (framework.roles.has(role)) continue;
      framework.filters.removeRole(role);
      this.#sorters.setActive(frameworkId, role, false);
      this.#leaveRole(framework, role);
    }
    this.#showWishes(framework);
  }

  /** Stops offers for these roles; for all of the framework's when none are given. */
  suppressRoles(frameworkId: string, roles: Iterable<string> = []): void {
    const framework = this.#framework(frameworkId);
    for (const role of orAll(roles, framework.roles)) framework.suppressedRoles.add(role);
    this.#showWishes(framework);
  }

  /** Starts offers for these roles again and forgets what was refused for them; for all of the framework's when none are given. */
  reviveRoles(frameworkId: string, roles: Iterable<string> = []): void {
    const framework = this.#framework(frameworkId);
    for (const role of orAll(roles, framework.roles)) {
      framework.suppressedRoles.delete(role);
      framework.filters.removeRole(role);
    }
    this.#showWishes(framework);
    this.#requestRun();
  }

  /** @param used what frameworks, known or not, use on the agent, by framework id and allocated to roles */
  addAgent(agentId: string, agent: AllocatorAgent, total: Resources, used: ReadonlyMap<string, Resources>): void {
    if (this.#agents.has(agentId)) throw new Error(`The allocator has an agent ${agentId} already.`);
    const ledger = new AgentLedger(agentId, agent, total);
    this.#agents.set(agentId, ledger);
    this.#total = this.#total.plus(scalarQuantities(total));
    for (const [frameworkId, resources] of used) this.#allocated(frameworkId, ledger, resources);
    this.#requestRun([agentId]);
  }

  /** What was held of the agent is gone with it; returning it later does nothing. */
  removeAgent(agentId: string): void {
    const ledger = this.#agents.get(agentId);
    if (!ledger) return;
    for (const [frameworkId, held] of [...ledger.held]) this.#returned(frameworkId, ledger, held);
    for (const { filters } of this.#frameworks.values()) filters.removeAgent(agentId);
    this.#total = this.#total.minus(scalarQuantities(ledger.total));
    this.#agents.delete(agentId);
  }

  /** The agent came back different. With other attributes or capabilities frameworks have to refuse it anew. */
  updateAgent(agentId: string, agent: AllocatorAgent, total: Resources): void {
    const ledger = this.#agent(agentId);
    const before = ledger.agent;
    const otherAgent = describe(before) !== describe(agent);
    ledger.agent = agent;
    if (otherAgent) for (const { filters } of this.#frameworks.values()) filters.removeAgent(agentId);
    const otherPlace = JSON.stringify(before.info) !== JSON.stringify(agent.info);
    const otherTotal = !ledger.total.equals(total);
    if (otherTotal) this.#setTotal(ledger, total);
    if (otherAgent || otherPlace || otherTotal) this.#requestRun([agentId]);
  }

  /** The agent is connected again, or no longer deactivated; the next periodic run offers it. */
  activateAgent(agentId: string): void {
    this.#agent(agentId).active = true;
    this.#offerSoon(agentId);
  }

  /** Stops offers of the agent. */
  deactivateAgent(agentId: string): void {
    this.#agent(agentId).active = false;
  }

  /**
   * A framework no longer needs resources, used or only offered. With filters it is not offered them again for a while, or any
   * part of them. Does nothing when framework or agent is gone, as they then are returned already.
   */
  recoverResources(frameworkId: string, agentId: string, resources: Resources, filters?: Filters): void {
    const framework = this.#frameworks.get(frameworkId);
    const ledger = this.#agents.get(agentId);
    if (!ledger || resources.isEmpty || (!framework && ledger.heldBy(frameworkId).isEmpty)) return;
    this.#returned(frameworkId, ledger, resources);
    this.#offerSoon(agentId);
    const { allocateOnRecovery, allocationIntervalMs } = this.#options;
    const milliseconds = filters ? refusalMs(filters, allocateOnRecovery ? 0 : allocationIntervalMs) : 0;
    if (!framework || milliseconds === 0) return;
    const expired = () => this.#offerSoon(agentId);
    for (const [role, ofRole] of resources.allocations()) {
      framework.filters.add(role, agentId, ofRole.unallocate(), milliseconds, expired);
    }
  }

  /**
   * An operation, such as RESERVE, changes resources that a framework holds, and so the agent's total. What is consumed and
   * converted is allocated to the framework's role. Only another copy of a shared resource may be made of nothing.
   */
  updateAllocation(frameworkId: string, agentId: string, conversions: readonly Conversion[]): void {
    const ledger = this.#agent(agentId);
    for (const { consumed, converted } of conversions) {
      ledger.giveBack(frameworkId, consumed);
      ledger.take(frameworkId, converted);
      this.#sorters.converted(frameworkId, agentId, consumed, converted);
      if (!consumed.isEmpty) this.#setTotal(ledger, ledger.total.minus(consumed.unallocate()).plus(converted.unallocate()));
    }
  }

  /** An operator's operation changes free resources. False, and nothing is changed, when they are not all free. */
  updateAvailable(agentId: string, conversions: readonly Conversion[]): boolean {
    const ledger = this.#agent(agentId);
    let [available, total] = [ledger.available, ledger.total];
    for (const { consumed, converted } of conversions) {
      const [before, after] = [consumed.unallocate(), converted.unallocate()];
      if (!available.contains(before)) return false;
      available = available.minus(before).plus(after);
      total = total.minus(before).plus(after);
    }
    this.#setTotal(ledger, total);
    return true;
  }

  /** Weights by role, above 0; roles that are not named keep theirs. They count from the next run on. */
  updateWeights(weights: ReadonlyMap<string, number>): void {
    for (const [role, weight] of weights) this.#sorters.setWeight(role, weight);
  }

  weightOf(role: string): number {
    return this.#sorters.weightOf(role);
  }

  /** The ids of all frameworks by role: subscribed to it or holding resources of it. */
  get frameworksByRole(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#sorters.frameworksByRole;
  }

  /** Scalars offered to or used by a role and the roles below it; without an argument, by all roles. */
  offeredOrAllocated(role?: string): ResourceQuantities {
    return this.#sorters.allocation(role);
  }

  /** The scalars of all agents. */
  get total(): ResourceQuantities {
    return this.#total;
  }

  /** What of the agent nobody has been offered or uses; undefined when there is no such agent. */
  available(agentId: string): Resources | undefined {
    return this.#agents.get(agentId)?.available;
  }

  /** Metric `allocator/mesos/allocation_runs`. */
  get runs(): number {
    return this.#runs;
  }

  /** Metric `allocator/mesos/offer_filters/roles/<role>/active`. */
  activeOfferFilters(role: string): number {
    let count = 0;
    for (const { filters } of this.#frameworks.values()) count += filters.count(role);
    return count;
  }

  #armTimer(): Timer {
    return this.#options.clock.delay(this.#options.allocationIntervalMs, () => {
      this.#dispatchRun(this.#agents.keys());
      this.#timer = this.#armTimer();
    });
  }

  /** Has a run look at these agents. What is requested until it begins is done by the same run. */
  #requestRun(agentIds: Iterable<string> = this.#agents.keys()): void {
    this.#eventful = true;
    this.#dispatchRun(agentIds);
  }

  #dispatchRun(agentIds: Iterable<string>): void {
    for (const agentId of agentIds) this.#candidates.add(agentId);
    if (this.#runPending || this.#candidates.size === 0) return;
    this.#runPending = true;
    this.#options.dispatch(() => this.#run());
  }

  /** Something of the agent has become free. */
  #offerSoon(agentId: string): void {
    this.#eventful = true;
    if (this.#options.allocateOnRecovery) this.#requestRun([agentId]);
  }

  #run(): void {
    this.#runPending = false;
    if (this.#stopped) return;
    this.#runs++;
    const agents = Array.from(this.#candidates, (agentId) => this.#agents.get(agentId)).filter((agent) => agent !== undefined);
    this.#candidates.clear();
    if (!this.#eventful) return;
    const isOfAll = agents.length === this.#agents.size;
    const inRandomOrder = shuffled(
      agents.filter(({ active }) => active),
      this.#options.random,
    );
    const offers = allocate(inRandomOrder, { frameworks: this.#frameworks, sorters: this.#sorters, rules: this.#options });
    this.#eventful = !isOfAll || offers.size > 0;
    for (const [frameworkId, ofFramework] of offers) this.#options.offer(frameworkId, ofFramework);
  }

  #framework(frameworkId: string): FrameworkWishes {
    const framework = this.#frameworks.get(frameworkId);
    if (!framework) throw new Error(`The allocator has no framework ${frameworkId}.`);
    return framework;
  }

  #agent(agentId: string): AgentLedger {
    const ledger = this.#agents.get(agentId);
    if (!ledger) throw new Error(`The allocator has no agent ${agentId}.`);
    return ledger;
  }

  #setTotal(ledger: AgentLedger, total: Resources): void {
    this.#total = this.#total.minus(scalarQuantities(ledger.total)).plus(scalarQuantities(total));
    ledger.total = total;
    this.#eventful = true;
  }

  /** Tells the sorters for which roles the framework wants offers now. */
  #showWishes(framework: FrameworkWishes): void {
    this.#eventful = true;
    for (const role of framework.roles) this.#sorters.setActive(framework.id, role, framework.wantsOffersFor(role));
  }

  /** Frameworks that are not known yet hold resources too, but take no part in the order until they are. */
  #allocated(frameworkId: string, ledger: AgentLedger, resources: Resources | undefined): void {
    if (!resources || resources.isEmpty) return;
    ledger.take(frameworkId, resources);
    if (this.#frameworks.has(frameworkId)) this.#sorters.allocated(frameworkId, ledger.id, resources);
  }

  #returned(frameworkId: string, ledger: AgentLedger, resources: Resources): void {
    ledger.giveBack(frameworkId, resources);
    this.#eventful = true;
    const framework = this.#frameworks.get(frameworkId);
    if (!framework) return;
    this.#sorters.unallocated(frameworkId, ledger.id, resources);
    for (const role of resources.allocations().keys()) if (!framework.roles.has(role)) this.#leaveRole(framework, role);
  }

  /** A framework that left a role is counted among its frameworks as long as it holds something of it. */
  #leaveRole({ id }: FrameworkWishes, role: string): void {
    for (const ledger of this.#agents.values()) if (ledger.heldBy(id).allocations().has(role)) return;
    this.#sorters.remove(id, role);
  }
}

const orAll = (roles: Iterable<string>, all: Iterable<string>): string[] => {
  const given = [...roles];
  return given.length > 0 ? given : [...all];
};

/** What frameworks judge an agent by, as a text to compare. */
const describe = ({ info, capabilities }: AllocatorAgent): string =>
  JSON.stringify([(info.attributes ?? []).map((attribute) => JSON.stringify(attribute)).sort(), [...capabilities].sort()]);
