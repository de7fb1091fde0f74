import { descriptionSchema } from '../cluster/description-schema.js';

/** JSON Schema 2020-12, as far as it is used here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schemas of descriptions of clusters, under the names they have in the OpenAPI document. */
export function descriptionDocuments(): Readonly<Record<string, JsonSchema>> {
  const text = JSON.stringify(descriptionSchema())
    .replaceAll('"#/definitions/zookeeper"', '"#/components/schemas/ZooKeeperDescription"')
    .replaceAll('"#/definitions/container"', '"#/components/schemas/SideContainerDescription"')
    .replaceAll('"#/definitions/names"', '"#/components/schemas/NamesDescription"')
    .replaceAll('"#/definitions/master"', '"#/components/schemas/MasterMember"')
    .replaceAll('"#/definitions/agent"', '"#/components/schemas/AgentMember"');
  const { $schema: _, definitions, ...cluster } = JSON.parse(text);
  const { count: __, ...properties } = definitions.agent.properties;
  const { port: ___, ...changes } = properties;
  return {
    ClusterDescription: cluster,
    ZooKeeperDescription: definitions.zookeeper,
    NamesDescription: definitions.names,
    SideContainerDescription: definitions.container,
    MasterMember: definitions.master,
    AgentMember: definitions.agent,
    AgentDescription: { ...definitions.agent, description: 'An agent.', properties },
    AgentChanges: {
      ...{ ...definitions.agent, properties: changes },
      description: 'What may be different when an agent starts again; flags are added to those it has.',
    },
  };
}
