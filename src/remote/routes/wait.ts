import type * as v from 'valibot';
import type { TasksCondition } from '../../cluster/waits/for-tasks.js';
import { MinimesosError } from '../../errors.js';
import { json } from '../answer.js';
import type { ClusterEntry } from '../clusters.js';
import { type Route, route } from '../route.js';
import { WaitRequest, WaitResult } from '../schemas/wait.js';

/** Waits for what is to come. */
export const waitRoute: Route = route({
  method: 'POST',
  path: '/v1/clusters/{cluster}/wait',
  name: 'wait',
  summary: 'Waits for a framework, for tasks, or for an agent',
  description:
    'The body has one of `framework`, `tasks` and `agent`. Answers as soon as it is there. When it does not come in time, the ' +
    'error tells what was seen instead, when that last changed, and why tasks are not placed.',
  body: { schema: WaitRequest },
  answers: { 200: { what: 'It is there', content: { 'application/json': WaitResult } } },
  errors: [
    ...([
      'UNKNOWN_CLUSTER',
      'CLUSTER_DESTROYED',
      'UNKNOWN_AGENT',
      'INVALID_ARGUMENT',
      'WAIT_TIMEOUT',
      'WAIT_IMPOSSIBLE',
    ] as const),
  ],
  handle: async ({ server, params, body, signal }) => json(await waitFor(server.clusters.find(params.cluster), body, signal)),
});

async function waitFor({ cluster, roster }: ClusterEntry, body: v.InferOutput<typeof WaitRequest>, signal: AbortSignal) {
  const { framework, tasks, agent, timeoutMs: timeout, description } = body;
  // Nobody waits for a client that is gone.
  const options = { timeout, description, onProgress: () => signal.throwIfAborted() };
  checkOne({ framework, tasks, agent });
  if (framework !== undefined) return { framework: await cluster.waitForFramework(framework, options) };
  if (tasks !== undefined) return { tasks: await cluster.waitForTasks({ ...tasks, ...options } as TasksCondition) };
  const wanted = agent?.agent === undefined ? undefined : roster.find(agent.agent);
  return { agent: (await cluster.waitForAgent({ ...options, state: agent?.state, agent: wanted })) ?? null };
}

function checkOne(goals: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(goals).filter((name) => goals[name] !== undefined);
  if (given.length === 1) return;
  const came = given.length === 0 ? 'none of them' : given.join(' and ');
  const message = `expected one of ${Object.keys(goals).join(', ')}, but got ${came}`;
  throw new MinimesosError('INVALID_REQUEST', { request: 'The body', problems: [{ code: 'INVALID_VALUE', path: '', message }] });
}
