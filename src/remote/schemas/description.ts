import * as v from 'valibot';

/** JSON Schema 2020-12, as far as it is used here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What the documentation says of schemas that are checked by the library, which knows better what is wrong and why. */
export const documented = new Map<v.GenericSchema, JsonSchema>();

function checkedElsewhere(schema: JsonSchema): v.GenericSchema {
  const unchecked = v.unknown();
  documented.set(unchecked, schema);
  return unchecked;
}

const port = { type: 'integer', minimum: 1, maximum: 65535, description: 'Default: a free one.' };
const flags = {
  type: 'object',
  description: 'Mesos\'s own flags, such as `{ "allocation_interval": "500ms" }`.',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
};
const resourceList = { type: 'array', items: { type: 'object' } };
const one = {
  port,
  flags,
};
const agentKeys = {
  ...one,
  resources: {
    anyOf: [{ type: 'string' }, resourceList],
    description: "In Mesos's text form, such as `cpus:4;mem:4096;ports:[31000-32000]`, or JSON form.",
  },
  attributes: {
    anyOf: [{ type: 'string' }, resourceList],
    description: "In Mesos's text form, such as `rack:a;os:linux`, or JSON form.",
  },
};
const counted = { count: { type: 'integer', minimum: 1, maximum: 1000, description: 'How many of this kind. Default: 1.' } };
const members = (properties: JsonSchema, most: number) => ({
  anyOf: [
    { type: 'integer', minimum: 0, maximum: most },
    { type: 'array', items: { type: 'object', properties, additionalProperties: false } },
  ],
});

/** A description of an agent, as users write it; checked by `resolveAgent`. */
export const AgentDescription = checkedElsewhere({
  type: 'object',
  description: 'What an agent is to look like. Everything may be left out.',
  properties: agentKeys,
  additionalProperties: false,
});

/** A description of a cluster, as users write it; checked by `resolveDescription`. */
export const ClusterDescription = checkedElsewhere({
  type: 'object',
  description: 'What a cluster is to look like. Everything may be left out.',
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9-]{1,63}$', description: 'Default: one made up.' },
    driver: { enum: ['embedded'], description: 'What runs the cluster.' },
    mesosVersion: {
      enum: ['1.11', '1.12', '1.11.0', '1.12.0'],
      description: 'As which the cluster presents itself. Default: 1.11.',
    },
    masters: { ...members({ ...one, ...counted }, 1), description: 'A number, or a description of each. Default: 1.' },
    agents: { ...members({ ...agentKeys, ...counted }, 1000), description: 'A number, or a description of each. Default: 1.' },
    zookeeper: { const: false },
    containerizers: { const: 'mesos' },
    timeout: {
      anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'string' }],
      description: 'How long the start may take: milliseconds, or a duration of Mesos. Default: `1mins`.',
    },
  },
  additionalProperties: false,
});
