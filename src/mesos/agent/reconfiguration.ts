import { formatResource } from '../resources/format.js';
import { Resources } from '../resources/resources.js';
import type { AgentInfo, Attribute, Resource } from '../wire/messages.js';

const REFUSED = 'Configuration change not permitted under `additive` policy: ';

/**
 * Why an agent that was configured differently before may not keep its id, as Mesos says it; undefined when it may.
 * @param policy The agent flag --reconfiguration_policy: `equal` allows no difference; `additive` allows more resources and
 *   attributes, never less or others.
 */
export function reconfigurationProblem(policy: 'equal' | 'additive', before: AgentInfo, now: AgentInfo): string | undefined {
  return policy === 'equal' ? unequal(before, now) : subtracted(before, now);
}

function unequal(before: AgentInfo, now: AgentInfo): string | undefined {
  if (describe(before) === describe(now)) return undefined;
  const line = `\n${'-'.repeat(60)}`;
  return [
    'Incompatible agent info detected. ',
    line,
    `Old agent info:\n${describe(before)}`,
    line,
    `New agent info:\n${describe(now)}`,
    line,
  ].join('\n');
}

/** What of an agent is configured, in one form. */
function describe({ hostname, port, resources = [], attributes = [], domain }: AgentInfo): string {
  return JSON.stringify({ hostname, port, resources: String(Resources.of(resources)), attributes, domain });
}

function subtracted(before: AgentInfo, now: AgentInfo): string | undefined {
  if (before.hostname !== now.hostname) return `${REFUSED}Hostname changed from ${before.hostname} to ${now.hostname}`;
  if (before.port !== now.port) return `${REFUSED}Port changed from ${before.port} to ${now.port}`;
  const current = Resources.of(now.resources);
  for (const resource of Resources.of(before.resources)) {
    if (!current.contains([resource])) return lessOf(resource, current);
  }
  for (const attribute of before.attributes ?? []) {
    const problem = attributeProblem(attribute, now.attributes ?? []);
    if (problem !== undefined) return REFUSED + problem;
  }
  return undefined;
}

function lessOf(resource: Resource, current: Resources): string {
  const isSame = ({ name, reservations }: Resource) =>
    name === resource.name && JSON.stringify(reservations ?? []) === JSON.stringify(resource.reservations ?? []);
  const left = [...current].find(isSame);
  if (!left) return `Configuration change not permitted under 'additive' policy. Resource not found: ${formatResource(resource)}`;
  if (resource.type === 'SCALAR') {
    const [from, to] = [resource, left].map(({ scalar }) => scalar?.value);
    return `${REFUSED}Value of scalar resource '${resource.name}' decreased from ${from} to ${to}`;
  }
  const kind = resource.type === 'RANGES' ? 'range' : 'set';
  return `${REFUSED}Previous value of ${kind} resource '${resource.name}' (${amountOf(resource)}) not included in current ${amountOf(left)}`;
}

/** The text of a resource behind its name and role. */
const amountOf = (resource: Resource): string => formatResource(resource).replace(/^[^:]*:/, '');

function attributeProblem(attribute: Attribute, current: readonly Attribute[]): string | undefined {
  const { name, type } = attribute;
  const match = current.find((each) => each.name === name);
  if (!match) return `Couldn't find attribute ${name}`;
  if (match.type !== type) return `Type of attribute '${name}' changed from ${type} to ${match.type}`;
  const [from, to] = [attribute, match].map(({ scalar, text, ranges }) =>
    JSON.stringify(scalar?.value ?? text?.value ?? ranges?.range),
  );
  return from === to ? undefined : `Value of ${type.toLowerCase()} attribute '${name}' changed from ${from} to ${to}`;
}
