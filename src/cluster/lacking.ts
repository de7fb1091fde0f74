import { formatResource } from '../mesos/resources/format.js';
import { parseResources } from '../mesos/resources/parse.js';
import { Resources } from '../mesos/resources/resources.js';
import type { AgentInState, ResourcesInState } from './mesos-state.js';
import { addressOf } from './state-summary.js';

/** What an agent could give to a task, as far as the resources that `/state` shows tell. */
export const capacityOf = (agent: AgentInState): Resources => fromState(agent.unreserved_resources);

/** What of it is neither used nor offered to anybody. */
export function freeOn(agent: AgentInState): Resources {
  return capacityOf(agent).minus(fromState(agent.used_resources)).minus(fromState(agent.offered_resources));
}

/** `agent 127.0.0.1:5051 lacks cpus:100, has cpus:4`; undefined when it lacks nothing. */
export function describeLack(agent: AgentInState, wanted: Resources, available: Resources): string | undefined {
  const lacks = wanted.names.filter((name) => !available.contains(wanted.named(name)));
  if (lacks.length === 0) return undefined;
  const amounts = (resources: Resources) => lacks.flatMap((name) => [...resources.named(name)].map(formatResource)).join('; ');
  return `agent ${addressOf(agent)} lacks ${amounts(wanted)}, has ${amounts(available) || 'none'}`;
}

function fromState(resources: ResourcesInState): Resources {
  const present = Object.entries(resources).filter(([, amount]) => amount !== 0);
  return present.length === 0 ? Resources.empty : parseResources(present.map(([name, amount]) => `${name}:${amount}`).join(';'));
}
