import { formatResource } from '../mesos/resources/format.js';
import { parseResources } from '../mesos/resources/parse.js';
import { Resources } from '../mesos/resources/resources.js';
import type { AgentInState, ResourcesInState } from './mesos-state.js';
import { addressOf } from './state-summary.js';

/**
 * What an agent could give to a task, as far as the resources that `/state` shows tell.
 * @param roles whose reservations count; by default none
 */
export function capacityOf(agent: AgentInState, roles: readonly string[] = []): Resources {
  return Resources.sum([
    resourcesOf(agent.unreserved_resources),
    ...roles.map((role) => resourcesOf(agent.reserved_resources[role] ?? {})),
  ]);
}

/** What of it is neither used nor offered to anybody. */
export function freeOn(agent: AgentInState, roles: readonly string[] = []): Resources {
  return capacityOf(agent, roles).minus(resourcesOf(agent.used_resources)).minus(resourcesOf(agent.offered_resources));
}

/** `agent 127.0.0.1:5051 lacks cpus:100, has cpus:4`; undefined when it lacks nothing. */
export function describeLack(agent: AgentInState, wanted: Resources, available: Resources): string | undefined {
  const lacks = wanted.names.filter((name) => !available.contains(wanted.named(name)));
  if (lacks.length === 0) return undefined;
  const amounts = (resources: Resources) => lacks.flatMap((name) => [...resources.named(name)].map(formatResource)).join('; ');
  return `agent ${addressOf(agent)} lacks ${amounts(wanted)}, has ${amounts(available) || 'none'}`;
}

/** The resources that a document shows as amounts. */
export function resourcesOf(resources: ResourcesInState): Resources {
  const present = Object.entries(resources).filter(([, amount]) => amount !== 0);
  return present.length === 0 ? Resources.empty : parseResources(present.map(([name, amount]) => `${name}:${amount}`).join(';'));
}
