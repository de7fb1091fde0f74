import { type Random, shuffled } from '../process/random.js';
import { isSubjectToQuota } from '../resources/predicates.js';
import { ResourceQuantities } from '../resources/quantities.js';
import type { Resources, Target } from '../resources/resources.js';
import type { AgentLedger } from './allocator-agent.js';
import type { Offerable } from './offerable.js';
import { NO_QUOTA, type Quota } from './quota.js';

/** What may be offered of an agent. */
export interface Portion extends Offerable {
  /** To be called when it is offered. */
  readonly offered?: () => void;
}

/** One way through the agents of a run. */
export interface Stage {
  /** Whether the role can get anything (more) in this stage. */
  serves(role: string): boolean;
  /** The part of what is free, and understood by a framework, that the framework may be offered for the role. */
  portion(role: string, free: Offerable): Portion;
}

/** The only stage as long as no role has a quota: everybody may have everything. */
const EVERYTHING: Stage = { serves: () => true, portion: (_, free) => free };

/**
 * The stages of a run. Where there are quotas the first one gives to roles what they are guaranteed and do not have, and the
 * second one the rest, of which so much stays back, whoever may want it, as is needed for what is still guaranteed.
 *
 * @param quotas by role: those of top-level roles that guarantee or limit something
 * @param agents all agents, also those that the run does not look at
 */
export function stagesOf(quotas: ReadonlyMap<string, Quota>, agents: Iterable<AgentLedger>, random: Random): readonly Stage[] {
  return quotas.size === 0 ? [EVERYTHING] : new QuotaStages(quotas, [...agents], random).stages;
}

/** Keeps count, during a run, of what quotas leave to whom. */
class QuotaStages {
  readonly stages: readonly Stage[] = [
    { serves: (role) => !this.#missing(role).isEmpty, portion: this.#remembering((role, free) => this.#guaranteed(role, free)) },
    { serves: () => true, portion: this.#remembering((role, free) => this.#rest(role, free)) },
  ];
  /** By role: what it has of what counts for its quota. */
  readonly #consumed = new Map<string, ResourceQuantities>();
  /** What has to stay free for guarantees. */
  #required: ResourceQuantities;
  /** What is free and could serve guarantees. */
  #available: ResourceQuantities;
  /** How many portions have been offered. */
  #offered = 0;

  constructor(
    private readonly quotas: ReadonlyMap<string, Quota>,
    agents: readonly AgentLedger[],
    private readonly random: Random,
  ) {
    for (const role of quotas.keys()) {
      const consumed = agents.map((agent) => agent.consumed.get(role) ?? ResourceQuantities.empty);
      this.#consumed.set(role, ResourceQuantities.sum(consumed));
    }
    this.#required = ResourceQuantities.sum(Array.from(quotas.keys(), (role) => this.#missing(role)));
    this.#available = ResourceQuantities.sum(agents.map(({ headroom }) => headroom));
  }

  /**
   * All that helps to satisfy the guarantee. With it, so that the offer is of use, comes what is not counted and, within
   * limits and without touching what others are guaranteed, the rest. Nothing when nothing helps.
   */
  #guaranteed(role: string, free: Offerable): Portion {
    const counted = free.resources.filter(isSubjectToQuota);
    const guaranteed = this.#shrink(counted, this.#missing(role));
    const guaranteedQuantities = ResourceQuantities.ofResources(guaranteed);
    const limits = this.#limits(role).minus(guaranteedQuantities);
    const more = guaranteed.isEmpty ? guaranteed : this.#besidesHeadroom(this.#shrink(counted.minus(guaranteed), limits));
    const taken = guaranteed.plus(more);
    const resources = taken.isEmpty ? taken : guaranteed.plus(uncounted(free)).plus(more);
    return this.#portion(role, resources, taken, () => {
      this.#required = this.#required.minus(guaranteedQuantities);
    });
  }

  /** All that is not counted, and the rest within limits and without touching what is guaranteed. */
  #rest(role: string, free: Offerable): Portion {
    if (!this.quotas.has(role) && this.#required.isEmpty) return free;
    const counted = this.#shrink(free.resources.filter(isSubjectToQuota), this.#limits(role));
    const taken = this.#besidesHeadroom(counted);
    return this.#portion(role, uncounted(free).plus(taken), taken);
  }

  /** Until something is offered the portion of the same is the same for all frameworks of a role, and for all roles without quota. */
  #remembering(portionOf: Stage['portion']): Stage['portion'] {
    const known = new Map<Offerable, Portion>();
    let knownFor: string | undefined;
    return (role, free) => {
      const now = `${this.#offered} ${this.quotas.has(role) ? role : ''}`;
      if (knownFor !== now) known.clear();
      knownFor = now;
      const portion = known.get(free) ?? portionOf(role, free);
      known.set(free, portion);
      return portion;
    };
  }

  #portion(role: string, resources: Resources, counted: Resources, alsoWhenOffered?: () => void): Portion {
    return {
      resources,
      quantities: ResourceQuantities.ofResources(resources),
      offered: () => {
        this.#offered++;
        const taken = ResourceQuantities.ofResources(counted);
        const consumed = this.#consumed.get(role);
        if (consumed) this.#consumed.set(role, consumed.plus(taken));
        this.#available = this.#available.minus(taken);
        alsoWhenOffered?.();
      },
    };
  }

  #missing(role: string): ResourceQuantities {
    return this.#quota(role).guarantees.minus(this.#consumption(role));
  }

  #limits(role: string) {
    return this.#quota(role).limits.minus(this.#consumption(role));
  }

  /** As much as is free beyond what has to stay free. */
  #besidesHeadroom(resources: Resources): Resources {
    return this.#required.isEmpty ? resources : this.#shrink(resources, this.#available.minus(this.#required));
  }

  /** In random order, so that of several disks it is not always the same that is taken first. */
  #shrink(resources: Resources, target: Target): Resources {
    return resources.shrink(target, (entries) => shuffled(entries, this.random));
  }

  #quota(role: string): Quota {
    return this.quotas.get(role) ?? NO_QUOTA;
  }

  #consumption(role: string): ResourceQuantities {
    return this.#consumed.get(role) ?? ResourceQuantities.empty;
  }
}

const uncounted = ({ resources }: Offerable): Resources => resources.filter((resource) => !isSubjectToQuota(resource));
