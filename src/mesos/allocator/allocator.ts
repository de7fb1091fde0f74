import type { Clock } from '../process/clock.js';
import type { Metrics } from '../process/metrics.js';
import type { Random } from '../process/random.js';
import type { Conversion } from '../resources/apply-operation.js';
import { ResourceQuantities } from '../resources/quantities.js';
import type { Resources } from '../resources/resources.js';
import type { allocator, Filters, Unavailability } from '../wire/messages.js';
import { type AllocatedOffer, allocate } from './allocation-run.js';
import { AllocationSchedule } from './allocation-schedule.js';
import { AgentLedger, type AllocatorAgent, describeAgent } from './allocator-agent.js';
import { type AllocatorFramework, FrameworkWishes } from './allocator-framework.js';
import { scalarQuantities } from './drf-sorter.js';
import type { EligibilityRules } from './eligibility.js';
import { InverseOfferBook, type InverseOfferRequest } from './inverse-offers.js';
import { AllocatorMetrics } from './metrics.js';
import { refusalMs } from './offer-filters.js';
import { isNoQuota, type Quota } from './quota.js';
import { Recovery, type RecoveryRules } from './recovery.js';
import { Sorters } from './sorters.js';
import { stagesOf } from './stages.js';

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
  /** When a new one has waited enough for agents to come back. Default: at once. */
  readonly recovery?: RecoveryRules;
  /** Names of resources that do not count for fairness (flag `--fair_sharing_excluded_resource_names`). */
  readonly fairSharingExcludedResourceNames?: ReadonlySet<string>;
  /** Where the allocator's metrics are to be found. Default: nowhere. */
  readonly metrics?: Metrics;
  /** Called once per allocation run for each framework that gets something. */
  offer(frameworkId: string, offers: AllocatedOffer[]): void;
  /** Called once per allocation run for each framework that has to be asked to leave agents. */
  inverseOffer(frameworkId: string, requests: InverseOfferRequest[]): void;
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
  readonly #inverseOffers: InverseOfferBook;
  /** By role; only those that guarantee or limit something. */
  readonly #quotas = new Map<string, Quota>();
  /** The scalars of all agents. */
  #total = ResourceQuantities.empty;
  readonly #metrics: AllocatorMetrics;
  readonly #schedule: AllocationSchedule;
  readonly #recovery: Recovery;

  constructor(options: AllocatorOptions) {
    this.#options = options;
    this.#sorters = new Sorters(() => this.#total, options.fairSharingExcludedResourceNames);
    this.#inverseOffers = new InverseOfferBook(options.clock);
    const read = {
      runPending: () => this.#schedule.pending,
      total: () => this.#total,
      ledgers: () => this.#agents.values(),
      shares: () => this.#sorters.shares(),
      offerFilters: (role: string) => this.activeOfferFilters(role),
    };
    this.#metrics = new AllocatorMetrics(read, options.clock, options.metrics);
    this.#schedule = new AllocationSchedule({
      clock: options.clock,
      intervalMs: options.allocationIntervalMs,
      resumeAtOnce: options.allocateOnRecovery,
      agents: () => this.#agents.keys(),
      dispatch: (action) => options.dispatch(action),
      due: () => this.#metrics.latency.start(),
      run: (agentIds) => this.#run(agentIds),
      skipped: () => this.#metrics.runs.increment(),
    });
    this.#recovery = new Recovery(options.clock, options.recovery ?? { timeoutMs: 0, agentFactor: 0 }, this.#schedule);
  }

  /** Takes over the quotas there were, and waits for agents: what is guaranteed would be taken from the few that are back. */
  recover(agents: number, quotas: ReadonlyMap<string, Quota>): void {
    for (const [role, quota] of quotas) this.updateQuota(role, quota);
    if (quotas.size > 0) this.#recovery.begin(agents);
  }

  /** Ends all runs and forgets all filters. */
  stop(): void {
    this.#recovery.stop();
    this.#schedule.stop();
    for (const { filters } of this.#frameworks.values()) filters.clear();
    this.#inverseOffers.stop();
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
    if (active) this.#schedule.request();
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
    this.#inverseOffers.forgetFrameworkRefusals(frameworkId);
    for (const role of framework.roles) this.#sorters.remove(frameworkId, role);
    this.#frameworks.delete(frameworkId);
  }

  activateFramework(frameworkId: string): void {
    const framework = this.#framework(frameworkId);
    framework.active = true;
    this.#showWishes(framework);
    this.#schedule.request();
  }

  /** Stops offers to a framework that is not connected, and forgets what it refused; what it holds stays with it. */
  deactivateFramework(frameworkId: string): void {
    const framework = this.#framework(frameworkId);
    framework.active = false;
    framework.filters.clear();
    this.#inverseOffers.forgetFrameworkRefusals(frameworkId);
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
    this.#inverseOffers.forgetFrameworkRefusals(frameworkId);
    this.#showWishes(framework);
    this.#schedule.request();
  }

  /** @param used what frameworks, known or not, use on the agent, by framework id and allocated to roles */
  addAgent(agentId: string, agent: AllocatorAgent, total: Resources, used: ReadonlyMap<string, Resources>): void {
    if (this.#agents.has(agentId)) throw new Error(`The allocator has an agent ${agentId} already.`);
    const ledger = new AgentLedger(agentId, agent, total);
    this.#agents.set(agentId, ledger);
    this.#total = this.#total.plus(scalarQuantities(total));
    for (const [frameworkId, resources] of used) this.#allocated(frameworkId, ledger, resources);
    this.#recovery.agentAdded(this.#agents.size);
    this.#schedule.request([agentId]);
  }

  /** What was held of the agent is gone with it; returning it later does nothing. */
  removeAgent(agentId: string): void {
    const ledger = this.#agents.get(agentId);
    if (!ledger) return;
    for (const [frameworkId, held] of [...ledger.held]) this.#returned(frameworkId, ledger, held);
    for (const { filters } of this.#frameworks.values()) filters.removeAgent(agentId);
    this.#inverseOffers.removeAgent(agentId);
    this.#total = this.#total.minus(scalarQuantities(ledger.total));
    this.#agents.delete(agentId);
  }

  /** The agent came back different. With other attributes or capabilities frameworks have to refuse it anew. */
  updateAgent(agentId: string, agent: AllocatorAgent, total: Resources): void {
    const ledger = this.#agent(agentId);
    const before = ledger.agent;
    const otherAgent = describeAgent(before) !== describeAgent(agent);
    ledger.agent = agent;
    if (otherAgent) {
      for (const { filters } of this.#frameworks.values()) filters.removeAgent(agentId);
      this.#inverseOffers.forgetAgentRefusals(agentId);
    }
    const otherPlace = JSON.stringify(before.info) !== JSON.stringify(agent.info);
    const otherTotal = !ledger.total.equals(total);
    if (otherTotal) this.#setTotal(ledger, total);
    if (otherAgent || otherPlace || otherTotal) this.#schedule.request([agentId]);
  }

  /** The agent is connected again, or no longer deactivated; the next periodic run offers it. */
  activateAgent(agentId: string): void {
    this.#agent(agentId).active = true;
    this.#offerSoon(agentId);
  }

  /**
   * The agent is to be taken down, or no longer: frameworks that hold something of it are asked to leave it. What they said
   * before is forgotten.
   */
  updateUnavailability(agentId: string, unavailability: Unavailability | undefined): void {
    this.#inverseOffers.plan(agentId, unavailability);
    this.#schedule.request([agentId]);
  }

  /** A framework has answered an inverse offer, or can no longer do so: see {@link InverseOfferBook.answered}. */
  inverseOfferAnswered(agentId: string, frameworkId: string, answer?: allocator.InverseOfferStatus, filters?: Filters): void {
    this.#inverseOffers.answered(agentId, frameworkId, answer, filters);
  }

  /** What frameworks have answered about the planned maintenance of an agent. */
  inverseOfferAnswers(agentId: string): Iterable<allocator.InverseOfferStatus> {
    return this.#inverseOffers.answers(agentId);
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
    this.#schedule.changed();
  }

  weightOf(role: string): number {
    return this.#sorters.weightOf(role);
  }

  /**
   * The quota of a top-level role, which counts what the roles below it have but limits only what is offered to the role itself.
   * It counts from the next run on; offers that are out are the caller's business.
   */
  updateQuota(role: string, quota: Quota): void {
    if (isNoQuota(quota)) this.#quotas.delete(role);
    else this.#quotas.set(role, quota);
    // What was kept back may have become free.
    if (this.#options.allocateOnRecovery) this.#schedule.request();
    else this.#schedule.changed();
  }

  /** The ids of all frameworks by role: subscribed to it or holding resources of it. */
  get frameworksByRole(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#sorters.frameworksByRole;
  }

  /** Scalars offered to or used by a role, without the roles below it; without an argument, by all roles. */
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
    return this.#metrics.runs.value;
  }

  /** Metric `allocator/mesos/offer_filters/roles/<role>/active`. */
  activeOfferFilters(role: string): number {
    let count = 0;
    for (const { filters } of this.#frameworks.values()) count += filters.count(role);
    return count;
  }

  /** Something of the agent has become free. */
  #offerSoon(agentId: string): void {
    if (this.#options.allocateOnRecovery) this.#schedule.request([agentId]);
    else this.#schedule.changed();
  }

  /** Returns whether the next run may find more although nothing changes: what is shared, what is chosen at random, who is asked. */
  #run(agentIds: readonly string[]): boolean {
    this.#metrics.latency.stop();
    this.#metrics.runs.increment();
    this.#metrics.run.start();
    const agents = agentIds.flatMap((agentId) => this.#agents.get(agentId) ?? []).filter(({ active }) => active);
    const { random } = this.#options;
    const stages = stagesOf(this.#quotas, this.#agents.values(), random);
    const state = { frameworks: this.#frameworks, sorters: this.#sorters, rules: this.#options };
    const offers = allocate(agents, stages, state, random);
    for (const [frameworkId, ofFramework] of offers) this.#options.offer(frameworkId, ofFramework);
    this.#askToLeave(agents);
    this.#metrics.run.stop();
    return offers.size > 0 || this.#quotas.size > 0 || !this.#inverseOffers.isIdle;
  }

  /** Those that have just been offered something of an agent have something to lose, too. */
  #askToLeave(agents: readonly AgentLedger[]): void {
    if (this.#inverseOffers.isIdle) return;
    const byFramework = new Map<string, InverseOfferRequest[]>();
    for (const { id, held } of agents) {
      const present = [...held.keys()].filter((frameworkId) => this.#frameworks.get(frameworkId)?.active);
      for (const [frameworkId, request] of this.#inverseOffers.ask(id, present)) {
        byFramework.set(frameworkId, [...(byFramework.get(frameworkId) ?? []), request]);
      }
    }
    for (const [frameworkId, requests] of byFramework) this.#options.inverseOffer(frameworkId, requests);
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
    this.#schedule.changed();
    this.#total = this.#total.minus(scalarQuantities(ledger.total)).plus(scalarQuantities(total));
    ledger.total = total;
  }

  /** Tells the sorters for which roles the framework wants offers now. */
  #showWishes(framework: FrameworkWishes): void {
    this.#schedule.changed();
    for (const role of framework.roles) this.#sorters.setActive(framework.id, role, framework.wantsOffersFor(role));
  }

  /** Frameworks that are not known yet hold resources too, but take no part in the order until they are. */
  #allocated(frameworkId: string, ledger: AgentLedger, resources: Resources | undefined): void {
    if (!resources || resources.isEmpty) return;
    ledger.take(frameworkId, resources);
    if (this.#frameworks.has(frameworkId)) this.#sorters.allocated(frameworkId, ledger.id, resources);
  }

  #returned(frameworkId: string, ledger: AgentLedger, resources: Resources): void {
    this.#schedule.changed();
    ledger.giveBack(frameworkId, resources);
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
