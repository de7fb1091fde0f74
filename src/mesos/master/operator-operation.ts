import type { Principal } from '../process/http/authenticator.js';
import { applyConversions, type Conversion, conversionsOf } from '../resources/apply-operation.js';
import { upgradeOperation } from '../resources/operation-form.js';
import { Resources } from '../resources/resources.js';
import type { Offer } from '../wire/messages.js';
import type { Master } from './master.js';
import { actionsOf } from './operation-actions.js';
import { validateOperation, validateOperationForm } from './operation-validation.js';
import { FORBIDDEN, invalid, type Refusal } from './refusal.js';
import type { RegisteredAgent } from './registered-agent.js';

/** Errors of these do not say on which agent. */
const BRIEF: readonly Offer.Operation.Type[] = ['UNRESERVE', 'DESTROY'];

/** Frameworks whose offers are taken back do not get them again at once. */
const WHILE_OPERATING = { refuse_seconds: 5 };

/**
 * Carries out an operation on an agent's free resources; undefined when it is done. Offers are taken back as needed. It is
 * refused in Mesos's words: it is invalid (400), the principal may not do it (403), or the resources are not there (409).
 */
export function operateForOperator(
  master: Master,
  principal: Principal | undefined,
  agentId: string,
  given: Offer.Operation,
): Refusal | undefined {
  const agent = master.agents.get(agentId);
  if (!agent) return invalid('No agent found with specified ID');
  const malformed = validateOperationForm(given);
  if (malformed) return invalid(malformed);
  const operation = upgradeOperation(given);
  const { type = 'UNKNOWN' } = operation;
  const used = Array.from(master.frameworks.values(), (framework) => framework.usedOn(agent.id));
  const problem = validateOperation(operation, { agent, used, framework: undefined, principal: principal?.value });
  if (problem) return invalid(`Invalid ${type} operation${BRIEF.includes(type) ? '' : ` on agent ${agent}`}: ${problem}`);
  const approvers = master.authorizer.approvers(principal);
  if (!actionsOf(operation).every(({ action, object }) => approvers.approved(action, object))) return FORBIDDEN;

  const conversions = conversionsOf(operation);
  takeBackOffers(master, agent, conversions);
  const available = master.allocator.available(agent.id) ?? Resources.empty;
  const applied = applyConversions(available, conversions);
  if ('error' in applied) return { status: 409, text: applied.error };
  master.allocator.updateAvailable(agent.id, conversions);
  master.operations.apply(agent, operation, undefined);
  return undefined;
}

/**
 * Takes back offers with resources that are needed, until there are enough. As Mesos does, also when there are enough
 * without.
 */
function takeBackOffers(master: Master, agent: RegisteredAgent, conversions: readonly Conversion[]): void {
  let needed = Resources.sum(conversions.map(({ consumed }) => consumed));
  let recovered = Resources.empty;
  for (const offer of [...agent.offers]) {
    const offered = offer.resources.unallocate();
    const rest = needed.minus(offered);
    if (rest.equals(needed)) continue;
    needed = rest;
    recovered = recovered.plus(offered);
    master.offers.rescind(offer, WHILE_OPERATING);
    if ('resources' in applyConversions(recovered, conversions)) return;
  }
}
