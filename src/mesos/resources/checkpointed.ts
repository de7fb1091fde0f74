import type { Resource } from '../wire/messages.js';
import { isDynamicallyReserved, isPersistentVolume } from './predicates.js';
import { Resources } from './resources.js';

/** Whether an agent has to remember it: made by operations, not by the agent's configuration. */
export function needsCheckpointing(resource: Resource): boolean {
  return resource.provider_id === undefined && (isDynamicallyReserved(resource) || isPersistentVolume(resource));
}

/**
 * What an agent has, given what it was configured with and what operations have made of that.
 * @throws Error in Mesos's words when the one does not fit the other.
 */
export function applyCheckpointedResources(configured: Resources, checkpointed: Iterable<Resource>): Resources {
  let total = configured;
  for (const resource of checkpointed) {
    if (!needsCheckpointing(resource)) throw new Error(`Unexpected checkpointed resources ${Resources.of([resource])}`);
    const origin = Resources.of([configuredForm(resource)]);
    if (!total.contains(origin)) throw new Error(`Incompatible agent resources: ${total} does not contain ${origin}`);
    total = total.minus(origin).plus([resource]);
  }
  return total;
}

/** The resource before any operation: neither reserved at run time nor a volume. */
function configuredForm({ reservations, disk, shared: _, ...rest }: Resource): Resource {
  const fixed = reservations?.filter(({ type }) => type === 'STATIC');
  return {
    ...rest,
    ...(fixed?.length && { reservations: fixed }),
    ...(disk?.source && { disk: { source: disk.source } }),
  };
}
