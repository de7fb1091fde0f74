import type { Approvers } from '../authorizer/authorizer.js';
import { validateRole } from '../resources/role.js';
import type { WeightInfo } from '../wire/messages.js';
import type { Master } from './master.js';
import { FORBIDDEN, invalid, type Refusal } from './refusal.js';

/** The weights that an operator has given to roles (flag `--weights`, `/weights`, UPDATE_WEIGHTS). Other roles weigh 1. */
export class Weights {
  readonly #given: ReadonlyMap<string, number>;

  /** @param given by the flag; it counts where the registry has no weights yet */
  constructor(
    private readonly master: Master,
    given: string | undefined,
  ) {
    this.#given = new Map(given?.split(',').map(readWeight));
  }

  /** The master has recovered its registry. */
  recover(): void {
    const { weights } = this.master.registry;
    if (weights.size === 0) return this.#give(this.#given);
    if (this.#given.size > 0) this.master.note('warning', 'The flag --weights counts for nothing: the registry has weights');
    this.master.allocator.updateWeights(weights);
  }

  get all(): { role: string; weight: number }[] {
    return Array.from(this.master.registry.weights, ([role, weight]) => ({ role, weight }));
  }

  get roles(): Iterable<string> {
    return this.master.registry.weights.keys();
  }

  /**
   * Gives weights to roles; others keep theirs. When a role with frameworks is among them all offers are rescinded, as they
   * were made by other weights. Says why it is refused, if it is, and then changes nothing.
   */
  update(infos: readonly WeightInfo[], approvers: Approvers): Refusal | undefined {
    const problem = this.#problemOf(infos);
    if (problem) return invalid(problem);
    // Who gives no weights at all has to be allowed any.
    const objects = infos.length === 0 ? [undefined] : infos.map((info) => ({ value: roleOf(info) }));
    if (!objects.every((object) => approvers.approved('UPDATE_WEIGHT', object))) return FORBIDDEN;
    const weights = new Map(infos.map((info) => [roleOf(info), info.weight]));
    this.#give(weights);
    const { frameworksByRole } = this.master.allocator;
    if ([...weights.keys()].some((role) => frameworksByRole.has(role))) {
      for (const agent of this.master.agents.values()) this.master.offers.rescindAll(agent.offers);
    }
    return undefined;
  }

  #give(weights: ReadonlyMap<string, number>): void {
    this.master.registrar.apply((registry) => {
      for (const [role, weight] of weights) registry.weights.set(role, weight);
    });
    this.master.allocator.updateWeights(weights);
  }

  #problemOf(infos: readonly WeightInfo[]): string | undefined {
    for (const info of infos) {
      const problem = this.#problemWith(roleOf(info), info.weight);
      if (problem) return problem;
    }
    return undefined;
  }

  #problemWith(role: string, weight: number): string | undefined {
    const failed = 'Failed to validate update weights request JSON';
    const problem = validateRole(role);
    if (problem) return `${failed}: Invalid role '${role}': ${problem}`;
    if (!this.master.roleWhitelist.has(role)) return `${failed}: Unknown role '${role}'`;
    return weight > 0 ? undefined : `${failed} for role '${role}': Invalid weight '${weight}': Weights must be positive`;
  }
}

/** The role that a weight is for. */
export const roleOf = ({ role }: WeightInfo): string => role?.trim() ?? '';

/** Of a form that the flag's type has checked. */
function readWeight(text: string): [role: string, weight: number] {
  const at = text.indexOf('=');
  return [text.slice(0, at), Number(text.slice(at + 1))];
}
