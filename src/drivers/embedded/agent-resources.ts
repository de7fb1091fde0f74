import { parseResources } from '../../mesos/resources/parse.js';
import { Resources } from '../../mesos/resources/resources.js';
import type { Resource } from '../../mesos/wire/messages.js';

/**
 * What an agent offers of each resource its description does not mention. Real agents look at the machine; here every agent
 * of every cluster would then claim the whole machine, and a test would depend on where it runs.
 */
export const DEFAULT_RESOURCES = { cpus: 4, mem: 4096, disk: 10_000 } as const;

/** The ports that Mesos offers when none are configured; used when no block of ports is free. */
export const DEFAULT_PORTS = '[31000-32000]';

/** Whether the description says which ports to offer. */
export const namesPorts = (described: Resources): boolean => described.names.includes('ports');

/** What the description says, and the defaults for what it does not mention. */
export function agentResources(described: Resources, ports: string): Resources {
  const missing = Object.entries(DEFAULT_RESOURCES).filter(([name]) => !described.names.includes(name));
  const text = missing.map(([name, amount]) => `${name}:${amount}`);
  if (!namesPorts(described)) text.push(`ports:${ports}`);
  return described.plus(parseResources(text.join(';')));
}

/** Resources of a description, checked before, without those of amount 0. */
export function describedResources(given: string | readonly Resource[] | undefined, defaultRole: string): Resources {
  return given === undefined ? Resources.empty : parseResources(given, defaultRole);
}
