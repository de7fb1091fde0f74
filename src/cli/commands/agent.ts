import { fetchAgents } from '../cluster-documents.js';
import type { AgentInfo } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, NO_DEADLINE, withCluster } from '../connection.js';
import type { CliContext } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { AGENT_ARGUMENT, findAgent } from '../names.js';
import type { Options } from '../options.js';
import { writeJson } from '../output.js';
import { readAssignments, readWholeNumber } from '../values.js';

/** How an agent is to be configured. */
const CONFIGURATION = {
  resources: {
    value: 'STRING',
    expected: 'resources such as "cpus:4;mem:4096"',
    about: 'what it offers, such as "cpus:4;mem:4096;ports:[31000-31099]"',
  },
  attributes: { value: 'STRING', expected: 'attributes such as "rack:a"', about: 'its attributes, such as "rack:a;os:linux"' },
  flag: {
    value: 'NAME=VALUE',
    expected: 'a flag such as executor_registration_timeout=5secs',
    about: 'a flag of mesos-agent; may be given several times',
    many: true,
  },
} as const;

/** The configuration as the remote API takes it; what was not given is undefined. */
const configured = ({ resources, attributes, flag }: Options<typeof CONFIGURATION>) => ({
  ...{ resources, attributes },
  flags: flag && readAssignments('--flag', flag),
});

/** `minimesos agent add` */
export const agentAdd: Command = defineCommand({
  name: 'agent add',
  about: 'Adds an agent, and returns when the master has registered it.',
  options: {
    ...CONFIGURATION,
    port: { value: 'PORT', expected: 'a port from 1 to 65535', about: 'where it listens. Default: a free one' },
    'own-process': { about: 'it is a process of its own, which can be paused' },
    image: { value: 'IMAGE', expected: 'an image of Docker', about: 'the image of its container, with driver: docker' },
    ...CLUSTER_OPTION,
  },
  async run(context, { options }) {
    const port = options.port === undefined ? undefined : readWholeNumber('--port', options.port, 1, 65535);
    const { image } = options;
    const body = { ...configured(options), port, ownProcess: options['own-process'], image };
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
export const agentStop: Command = defineCommand({
  name: 'agent stop',
  about: 'Has an agent leave in good order: its executors are shut down, its tasks end, and the master removes it.',
  arguments: [AGENT_ARGUMENT],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given = ''] }) => operate(context, { ...options, given, verb: 'stop' }),
});

/** `minimesos agent kill AGENT` */
export const agentKill: Command = defineCommand({
  name: 'agent kill',
  about: 'Has an agent end at once, as if its process had crashed: nobody is told, and its tasks run on.',
  arguments: [AGENT_ARGUMENT],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given = ''] }) => operate(context, { ...options, given, verb: 'kill' }),
});

/** `minimesos agent pause AGENT` */
export const agentPause: Command = defineCommand({
  name: 'agent pause',
  about:
    'Has an agent that is a process of its own (ownProcess in the description) stand still: connections stay, and nobody answers on ' +
    'them. Its tasks run on.',
  arguments: [AGENT_ARGUMENT],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given = ''] }) => operate(context, { ...options, given, verb: 'pause' }),
});

/** `minimesos agent resume AGENT` */
export const agentResume: Command = defineCommand({
  name: 'agent resume',
  about: 'Lets an agent that was paused go on.',
  arguments: [AGENT_ARGUMENT],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given = ''] }) => operate(context, { ...options, given, verb: 'resume' }),
});

/** `minimesos agent restart AGENT` */
export const agentRestart: Command = defineCommand({
  name: 'agent restart',
  about:
    'Starts an agent again, at the same port and on the same work directory; one that runs is killed first. One that was ' +
    'killed keeps its id and recovers the tasks of frameworks with checkpointing; one that was stopped comes back as a new one.\n' +
    'What is given by options counts from then on, all else stays as it was. Unless the agent is a new one, its flag ' +
    'reconfiguration_policy has to allow other resources and attributes.',
  arguments: [AGENT_ARGUMENT],
  options: { ...CONFIGURATION, ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given = ''] }) =>
    operate(context, { ...options, given, verb: 'restart', body: configured(options) }),
});

const DONE = {
  ...{ stop: 'was stopped', kill: 'was killed', pause: 'stands still', resume: 'goes on', restart: 'runs again' },
} as const;

interface Operation {
  readonly verb: keyof typeof DONE;
  /** The agent, as the user names it. */
  readonly given: string;
  readonly body?: object;
  readonly cluster?: string;
  readonly json?: boolean;
}

function operate(context: CliContext, { verb, given, body, cluster, json }: Operation): Promise<number> {
  return withCluster(context, cluster, async (connection) => {
    const { id } = await findAgent(connection, given);
    const path = `/agents/${encodeURIComponent(id)}/${verb}`;
    const agent = await connection.json<AgentInfo>('POST', path, { ...NO_DEADLINE, ...(body && { body }) });
    if (json) writeJson(context, agent);
    else context.stdout.write(`Agent ${given} ${DONE[verb]}: ${agent.id} at ${agent.url}\n`);
    return EXIT.ok;
  });
}
