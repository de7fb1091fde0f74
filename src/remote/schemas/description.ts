import * as v from 'valibot';

/*
 * Descriptions are checked by the library, which knows best what is wrong with them and why. Here they are only names, under
 * which the OpenAPI document has the JSON Schema that editors get, too.
 */

/** A description of a cluster, as users write it; checked by `resolveDescription`. */
export const ClusterDescription = v.unknown();

/** What is to be different when an agent starts again; checked by `resolveChanges`. */
export const AgentChanges = v.unknown();

/** A description of one agent, as users write it; checked by `resolveAgent`. */
export const AgentDescription = v.unknown();
