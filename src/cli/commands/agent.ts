import { fetchAgents } from '../cluster-documents.js';
import type { AgentInfo } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, NO_DEADLINE, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { AGENT_ARGUMENT, findAgent } from '../names.js';
import { writeJson } from '../output.js';
import { readAssignments, readWholeNumber } from '../values.js';

/** `minimesos agent add` */
export const agentAdd: Command = defineCommand({
  name: 'agent add',
  about: 'Adds an agent, and returns when the master has registered it.',
  options: {
    resources: {
      value: 'STRING',
      expected: 'resources such as "cpus:4;mem:4096"',
      about: 'what it offers, such as "cpus:4;mem:4096;ports:[31000-31099]"',
    },
    attributes: { value: 'STRING', expected: 'attributes such as "rack:a"', about: 'its attributes, such as "rack:a;os:linux"' },
    port: { value: 'PORT', expected: 'a port from 1 to 65535', about: 'where it listens. Default: a free one' },
    flag: {
      value: 'NAME=VALUE',
      expected: 'a flag such as executor_registration_timeout=5secs',
      about: 'a flag of mesos-agent; may be given several times',
      many: true,
    },
    ...CLUSTER_OPTION,
  },
  async run(context, { options }) {
    const { resources, attributes } = options;
    const port = options.port === undefined ? undefined : readWholeNumber('--port', options.port, 1, 65535);
    const body = { resources, attributes, port, ...(options.flag && { flags: readAssignments('--flag', options.flag) }) };
    return withCluster(context, options.cluster, async (connection) => {
      const agent = await connection.json<AgentInfo>('POST', '/agents', { ...NO_DEADLINE, body });
      const number = (await fetchAgents(connection)).findIndex(({ id }) => id === agent.id);
      if (options.json) writeJson(context, agent);
      else context.stdout.write(`Agent ${number} was added: ${agent.id} at ${agent.url}\n`);
      return EXIT.ok;
    });
  },
});

/** `minimesos agent stop AGENT` */
export const agentStop = operation(
  'stop',
  'Has an agent leave in good order: its executors are shut down, its tasks end, and the master removes it.',
  'was stopped',
);

/** `minimesos agent kill AGENT` */
export const agentKill = operation(
  'kill',
  'Has an agent end at once, as if its process had crashed: nobody is told, and its tasks run on.',
  'was killed',
);

/** `minimesos agent restart AGENT` */
export const agentRestart = operation(
  'restart',
  'Starts an agent again, at the same port and on the same work directory; one that runs is killed first. One that was ' +
    'killed keeps its id and recovers the tasks of frameworks with checkpointing; one that was stopped comes back as a new one.',
  'runs again',
);

function operation(verb: 'stop' | 'kill' | 'restart', about: string, done: string): Command {
  return defineCommand({
    name: `agent ${verb}`,
    about,
    arguments: [AGENT_ARGUMENT],
    options: { ...CLUSTER_OPTION },
    run: (context, { options, arguments: [given = ''] }) =>
      withCluster(context, options.cluster, async (connection) => {
        const { id } = await findAgent(connection, given);
        const agent = await connection.json<AgentInfo>('POST', `/agents/${encodeURIComponent(id)}/${verb}`, NO_DEADLINE);
        if (options.json) writeJson(context, agent);
        else context.stdout.write(`Agent ${given} ${done}: ${agent.id} at ${agent.url}\n`);
        return EXIT.ok;
      }),
  });
}
