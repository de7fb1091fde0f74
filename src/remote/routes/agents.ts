import * as v from 'valibot';
import type { RestartChanges } from '../../cluster/cluster-agent.js';
import type { AgentInput } from '../../cluster/description.js';
import type { ErrorCode } from '../../error-catalogue.js';
import { MinimesosError } from '../../errors.js';
import { json } from '../answer.js';
import { agentInfo, stateOf } from '../cluster-info.js';
import { type Call, type Route, route } from '../route.js';
import { AgentInfo } from '../schemas/cluster.js';
import { AgentChanges, AgentDescription } from '../schemas/description.js';

const CLUSTER_ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED'] as const;
const START_ERRORS = ['PORT_TAKEN', 'START_TIMEOUT', 'START_FAILED'] as const;
/** Of what ends one; a process of its own may be stuck in the kernel. */
const END_ERRORS = ['AGENT_GONE', 'DESTROY_TIMEOUT'] as const;

/** The agents of a cluster. */
export const agentRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/agents',
    name: 'listAgents',
    summary: 'All agents, also those that were stopped or killed',
    answers: { 200: { what: 'The agents, in the order of their numbers', content: { 'application/json': v.array(AgentInfo) } } },
    errors: CLUSTER_ERRORS,
    handle: async ({ server, params }) => {
      const { cluster, roster } = server.clusters.find(params.cluster);
      const state = await stateOf(cluster);
      return json(roster.all.map((agent) => agentInfo(agent, state)));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/agents',
    name: 'addAgent',
    summary: 'Adds an agent',
    description: 'Answers when the master has registered it. What can be in the body is told by AgentDescription below.',
    body: { schema: AgentDescription, required: false },
    answers: { 201: { what: 'The agent is registered', content: { 'application/json': AgentInfo } } },
    errors: [
      ...CLUSTER_ERRORS,
      ...START_ERRORS,
      'UNSUPPORTED_BY_DRIVER',
      'INVALID_DESCRIPTION',
      'NOT_YET_SUPPORTED',
      'LIMIT_REACHED',
    ],
    handle: async ({ server, params, body }) => {
      const { cluster, roster } = server.clusters.find(params.cluster);
      const { agents } = server.limits;
      if (cluster.agents.length >= agents) throw new MinimesosError('LIMIT_REACHED', { what: 'agents', limit: agents });
      const agent = await cluster.addAgent(body as Omit<AgentInput, 'count'>);
      const state = await stateOf(cluster);
      const known = roster.all.find((each) => each === agent) ?? agent;
      return json(agentInfo(known, state), 201);
    },
  }),
  operation('stop', 'Stops an agent', 'Its executors are shut down, its tasks end, and the master removes it.', END_ERRORS),
  operation('kill', 'Kills an agent', 'As if its process had crashed: nobody is told, its tasks run on.', END_ERRORS),
  operation(
    'pause',
    'Stops the process of an agent',
    'It stands still, and nobody answers on its connections, until it is resumed. Only for an agent that is a process of its own.',
    ['AGENT_GONE', 'OWN_PROCESS_NEEDED'],
  ),
  operation('resume', 'Lets the process of an agent go on', 'That was paused.', ['AGENT_GONE', 'OWN_PROCESS_NEEDED']),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/agents/{agent}/restart',
    name: 'restartAgent',
    summary: 'Starts an agent again',
    description:
      'At the same port and on the same work directory; one that runs is killed first. One that was killed keeps its id and ' +
      'recovers the executors of frameworks that have `checkpoint`; one that was stopped gets a new id. The resources, ' +
      'attributes and flags in the body count from now on; what is not mentioned stays.',
    body: { schema: AgentChanges, required: false },
    answers: { 200: { what: 'The agent as it is now', content: { 'application/json': AgentInfo } } },
    errors: [
      'UNSUPPORTED_BY_DRIVER',
      ...[...CLUSTER_ERRORS, ...START_ERRORS, 'UNKNOWN_AGENT', ...END_ERRORS, 'RECOVERY_FAILED'],
      ...['INVALID_DESCRIPTION', 'NOT_YET_SUPPORTED'],
    ] as const,
    handle: async ({ server, params, body }) => {
      const { cluster, roster } = server.clusters.find(params.cluster);
      const agent = roster.find(params.agent);
      await agent.restart(body as RestartChanges);
      return json(agentInfo(agent, await stateOf(cluster)));
    },
  }),
];

function operation(
  name: 'stop' | 'kill' | 'pause' | 'resume',
  summary: string,
  description: string,
  errors: readonly ErrorCode[],
): Route {
  return route({
    method: 'POST',
    path: `/v1/clusters/{cluster}/agents/{agent}/${name}`,
    name: `${name}Agent`,
    summary,
    description,
    answers: { 200: { what: 'The agent as it is now', content: { 'application/json': AgentInfo } } },
    errors: [...CLUSTER_ERRORS, 'UNSUPPORTED_BY_DRIVER', 'UNKNOWN_AGENT', ...errors],
    handle: async ({ server, params }: Call<'cluster' | 'agent'>) => {
      const { cluster, roster } = server.clusters.find(params.cluster);
      const agent = roster.find(params.agent);
      await agent[name]();
      return json(agentInfo(agent, await stateOf(cluster)));
    },
  });
}
