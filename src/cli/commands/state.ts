import { ApiClient } from '../../drivers/host/api-client.js';
import { MinimesosError } from '../../errors.js';
import { authorization } from '../../http-client.js';
import { fetchInfo, fetchState } from '../cluster-documents.js';
import type { AgentInfo } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, type ClusterConnection, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { AGENT_ARGUMENT, findAgent } from '../names.js';

/** `minimesos state` */
export const state: Command = defineCommand({
  name: 'state',
  about: 'Shows what the leading master, or an agent, answers to GET /state.',
  options: {
    agent: { value: 'AGENT', expected: AGENT_ARGUMENT.about, about: `the state of an agent: ${AGENT_ARGUMENT.about}` },
    ...CLUSTER_OPTION,
  },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      const document =
        options.agent === undefined
          ? await fetchState(connection)
          : await agentState(connection, await findAgent(connection, options.agent));
      context.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
      return EXIT.ok;
    }),
});

async function agentState(connection: ClusterConnection, { id, url, running }: AgentInfo): Promise<unknown> {
  if (!running) throw new MinimesosError('AGENT_GONE', { agent: id, operation: 'Its state' });
  const { credential } = await fetchInfo(connection);
  const client = new ApiClient({ url });
  try {
    return await client.json('GET', '/state', { headers: authorization(credential) });
  } finally {
    client.close();
  }
}
