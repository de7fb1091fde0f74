import { NO_QUOTA, type Quota } from '../allocator/quota.js';
import type { Approvers } from '../authorizer/authorizer.js';
import { ResourceLimits } from '../resources/limits.js';
import { ResourceQuantities } from '../resources/quantities.js';
import { Resources } from '../resources/resources.js';
import { ancestorsOf, isStrictSubroleOf } from '../resources/role.js';
import type { master as api, quota, Resource } from '../wire/messages.js';
import type { Master } from './master.js';
import type { OutstandingOffer } from './offers.js';
import { validateQuotaConfig, validateQuotaInfo, valuesOf } from './quota-validation.js';
import { FORBIDDEN, type Refusal } from './refusal.js';
import { type RoleResources, resourcesByRole } from './roles.js';

/** The quotas that operators have given to roles (`/quota`, UPDATE_QUOTA and the older SET_QUOTA and REMOVE_QUOTA). */
export class Quotas {
  constructor(private readonly master: Master) {}

  /** The master has recovered its registry. */
  recover(): void {
    this.master.allocator.recover(this.master.registry.admitted.size, this.#quotas);
  }

  get roles(): Iterable<string> {
    return this.#quotas.keys();
  }

  /** The quota of a role; undefined when none was given. One that was updated to nothing still is one. */
  get(role: string): Quota | undefined {
    return this.#quotas.get(role);
  }

  /** All quotas by role, in the order in which they were first given. */
  [Symbol.iterator](): IterableIterator<[role: string, quota: Quota]> {
    return this.#quotas.entries();
  }

  /** As GET_QUOTA shows the quotas to somebody, in the old form and in the new one. */
  status(approvers: Approvers): quota.QuotaStatus {
    const quotas = [...this.#quotas].filter(([role]) => approvers.approved('GET_QUOTA', { value: role }));
    return {
      infos: quotas.map(([role, { guarantees }]) => ({
        role,
        guarantee: Object.entries(guarantees.toObject()).map(([name, value]) => ({ name, type: 'SCALAR', scalar: { value } })),
      })),
      configs: quotas.map(([role, given]) => quotaConfig(role, given)),
    };
  }

  /** SET_QUOTA: a role that has none is guaranteed resources, which are its limits as well. Says why it is refused, if it is. */
  set({ role = '', guarantee = [], force }: quota.QuotaRequest, approvers: Approvers): Refusal | undefined {
    const invalid = this.#problemOfRequest(role, guarantee);
    if (invalid) return { status: 400, text: `Failed to validate set quota request: ${invalid}` };
    const given = quotaOf(guarantee);
    const parent = ancestorsOf(role)[0];
    if (parent !== undefined) return { status: 400, text: this.#nestedRefusal(role, parent, given) };
    if (!approvers.approved('UPDATE_QUOTA', { value: role })) return FORBIDDEN;
    const overcommitted = this.#overcommitment(new Map([[role, given]]));
    if (overcommitted && !force) {
      const text = `Quota guarantees overcommit the cluster (use 'force' to bypass this check): Total ${overcommitted}`;
      return { status: 409, text };
    }
    this.#give(role, given);
    this.#makeRoom(role, guarantee);
    return undefined;
  }

  /**
   * Takes a role's quota away. Says why it is refused, if it is.
   * @param where for the text of an error: nothing, or ` for path '...'`
   */
  remove(role: string, where: string, approvers: Approvers): Refusal | undefined {
    if (!this.#quotas.has(role)) {
      return { status: 400, text: `Failed to remove quota${where}: Role '${role}' has no quota set` };
    }
    if (!approvers.approved('UPDATE_QUOTA', { value: role })) return FORBIDDEN;
    this.master.registrar.apply(({ quotas }) => quotas.delete(role));
    this.master.allocator.updateQuota(role, NO_QUOTA);
    return undefined;
  }

  /** UPDATE_QUOTA: gives quotas to roles, all or none. Says why they are refused, if they are. */
  update({ quota_configs: configs = [], force }: api.Call.UpdateQuota, approvers: Approvers): Refusal | undefined {
    const problem = this.#problemOfConfigs(configs, force === true);
    if (problem) return { status: 400, text: problem };
    if (!configs.every(({ role }) => approvers.approved('UPDATE_QUOTA_WITH_CONFIG', { value: role }))) return FORBIDDEN;
    const given = configs.map(({ role, guarantees, limits }): [string, Quota] => [
      role,
      { guarantees: ResourceQuantities.of(valuesOf(guarantees)), limits: ResourceLimits.of(valuesOf(limits)) },
    ]);
    for (const [role, each] of given) this.#give(role, each);
    for (const [role, each] of given) this.#enforce(role, each, resourcesByRole(this.master)(role));
    return undefined;
  }

  get #quotas(): ReadonlyMap<string, Quota> {
    return this.master.registry.quotas;
  }

  #give(role: string, given: Quota): void {
    this.master.registrar.apply(({ quotas }) => quotas.set(role, given));
    this.master.allocator.updateQuota(role, given);
  }

  #problemOfRequest(role: string, guarantee: readonly Resource[]): string | undefined {
    const invalid = validateQuotaInfo(role, guarantee);
    if (invalid) return invalid;
    if (!this.master.roleWhitelist.has(role)) return `Unknown role '${role}'`;
    return this.#quotas.has(role) ? `Cannot set quota for role '${role}' which already has quota` : undefined;
  }

  /** Roles below others cannot have quotas. What Mesos says first depends on the quota of the role above. */
  #nestedRefusal(role: string, parent: string, { guarantees }: Quota): string {
    const ofParent = this.#quotas.get(parent)?.guarantees ?? ResourceQuantities.empty;
    if (ofParent.contains(guarantees)) return `Setting quota on nested role '${role}' is not supported yet`;
    return (
      'Failed to validate set quota request: Invalid quota configuration. ' +
      `Parent role '${parent.slice(parent.lastIndexOf('/') + 1)}' with guarantees (${ofParent}) ` +
      `does not contain the sum of its children's guarantees (${guarantees})`
    );
  }

  #problemOfConfigs(configs: readonly quota.QuotaConfig[], force: boolean): string | undefined {
    for (const config of configs) {
      const { role } = config;
      if (!this.master.roleWhitelist.has(role)) return `Invalid QuotaConfig: '${role}' is not on the roles whitelist`;
      if (role.includes('/')) return `Updating quota on nested role '${role}' is not supported yet`;
      const invalid = validateQuotaConfig(config);
      if (invalid) return `Invalid QuotaConfig: ${invalid}`;
    }
    if (force) return undefined;
    const resources = resourcesByRole(this.master);
    for (const config of configs) {
      const limits = ResourceLimits.of(valuesOf(config.limits));
      const { consumed } = resources(config.role);
      if (limits.contains(consumed)) continue;
      const reason = `this is more than the requested limits '${limits}' (use 'force' flag to bypass this check)`;
      return `Invalid QuotaConfig: Role '${config.role}' is already consuming '${consumed}'; ${reason}`;
    }
    const given = configs.map(({ role, guarantees }): [string, Pick<Quota, 'guarantees'>] => [
      role,
      { guarantees: ResourceQuantities.of(valuesOf(guarantees)) },
    ]);
    const overcommitted = this.#overcommitment(new Map(given));
    return overcommitted && `Invalid QuotaConfig: total ${overcommitted} (use 'force' flag to bypass this check)`;
  }

  /** What is said when, with the quotas given, more is guaranteed than all agents have; undefined when it is not. */
  #overcommitment(given: ReadonlyMap<string, Pick<Quota, 'guarantees'>>): string | undefined {
    const all = new Map([...this.#quotas, ...given]);
    const guaranteed = ResourceQuantities.sum(Array.from(all.values(), ({ guarantees }) => guarantees));
    const capacity = ResourceQuantities.sum(
      Array.from(this.master.agents.values(), ({ total }) =>
        ResourceQuantities.ofResources(total.nonRevocable().filter(({ type }) => type === 'SCALAR')),
      ),
    );
    if (capacity.contains(guaranteed)) return undefined;
    return `quota guarantees '${guaranteed}' exceed cluster capacity '${capacity}'`;
  }

  /**
   * Takes back the offers of one agent after the other, until they hold what is guaranteed to the role and come from as many
   * agents as it has frameworks.
   */
  #makeRoom(role: string, guarantee: readonly Resource[]): void {
    const ids = [...(this.master.allocator.frameworksByRole.get(role) ?? [])];
    const frameworks = ids.filter((id) => this.master.frameworks.get(id)?.active).length;
    let rescinded = Resources.empty;
    let visited = 0;
    for (const agent of this.master.agents.values()) {
      if (rescinded.contains(guarantee) && visited >= frameworks) return;
      if (!agent.active || agent.offers.size === 0) continue;
      rescinded = rescinded.plus(agent.offered.unallocate());
      this.master.offers.rescindAll(agent.offers);
      visited++;
    }
  }

  /**
   * Takes back the role's own offers until it keeps to its limits, then those of others until its guarantees can be satisfied.
   * As in Mesos it is not taken into account that what is offered may be reserved, and so be consumed already.
   */
  #enforce(role: string, { guarantees, limits }: Quota, { consumed, offered }: RoleResources): void {
    let has = consumed.plus(offered);
    const isOwn = (offer: OutstandingOffer) => offer.role === role || isStrictSubroleOf(offer.role, role);
    for (const framework of this.master.frameworks.values()) {
      for (const offer of [...framework.offers].filter(isOwn)) {
        if (limits.contains(has)) break;
        has = has.minus(ResourceQuantities.ofResources(offer.resources));
        this.master.offers.rescind(offer);
      }
    }
    for (const agent of this.master.agents.values()) {
      for (const offer of [...agent.offers].filter((each) => !isOwn(each))) {
        if (has.contains(guarantees)) return;
        has = has.plus(ResourceQuantities.ofResources(offer.resources));
        this.master.offers.rescind(offer);
      }
    }
  }
}

/** The quota that SET_QUOTA means: as much as is guaranteed, and no more. */
function quotaOf(guarantee: readonly Resource[]): Quota {
  const values = Object.fromEntries(guarantee.map(({ name, scalar }) => [name, scalar?.value ?? 0]));
  return { guarantees: ResourceQuantities.of(values), limits: ResourceLimits.of(values) };
}

/** A quota as UPDATE_QUOTA gives it. */
export function quotaConfig(role: string, { guarantees, limits }: Quota): quota.QuotaConfig {
  const amounts = (values: Record<string, number>) => {
    const entries = Object.entries(values).map(([name, value]) => [name, { value }]);
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  };
  return { role, guarantees: amounts(guarantees.toObject()), limits: amounts(limits.toObject()) };
}
