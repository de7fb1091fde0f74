import { namesIn } from '../mesos/resources/names-in.js';
import { parseResources } from '../mesos/resources/parse.js';
import { Resources } from '../mesos/resources/resources.js';
import type { Resource } from '../mesos/wire/messages.js';

/**
 * What an agent offers of each resource its description does not mention. Real agents look at the machine; here every agent
 * of every cluster would then claim the whole machine, and a test would depend on where it runs.
 */
export const DEFAULT_RESOURCES = { cpus: 4, mem: 4096, disk: 10_000 } as const;

/** The ports that Mesos offers when none are configured; used when an agent has no block of ports. */
export const DEFAULT_PORTS = '[31000-32000]';

/** What a description says of an agent's resources. */
export interface DescribedResources {
  readonly resources: Resources;
  /** All that are mentioned: an agent with `cpus:0` has none, and not the default. */
  readonly names: ReadonlySet<string>;
  /** The role that what is not mentioned is reserved for, too. */
  readonly defaultRole: string;
}

/** Whether the description says which ports to offer. */
export const namesPorts = ({ names }: DescribedResources): boolean => names.has('ports');

/** What the description says, and the defaults for what it does not mention. */
export function agentResources(described: DescribedResources, ports: string): Resources {
  const defaults = Object.entries({ ...DEFAULT_RESOURCES, ports }).filter(([name]) => !described.names.has(name));
  const text = defaults.map(([name, amount]) => `${name}:${amount}`).join(';');
  return described.resources.plus(parseResources(text, described.defaultRole));
}

/** Reads the resources of a description that was checked before. */
export function describedResources(given: string | readonly Resource[] | undefined, defaultRole: string): DescribedResources {
  if (given === undefined) return { resources: Resources.empty, names: new Set(), defaultRole };
  return { resources: parseResources(given, defaultRole), names: new Set(namesIn(given)), defaultRole };
}

/** Resources as a flag of an agent: what is unreserved says so, as an agent reserves what says nothing for its default role. */
export const resourcesFlag = (resources: Resources): string =>
  JSON.stringify([...resources].map((resource) => (resource.reservations?.length ? resource : { ...resource, role: '*' })));
