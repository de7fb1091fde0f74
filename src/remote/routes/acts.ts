import { json, nothing } from '../answer.js';
import { type Call, type Route, route } from '../route.js';
import { ExecutorFilter, OfferFilter, RescindResult, TaskOwner } from '../schemas/act.js';

const CLUSTER_ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'MASTER_GONE', 'NO_LEADER', 'NO_ANSWER'] as const;
const TASK_ERRORS = [...CLUSTER_ERRORS, 'UNKNOWN_TASK', 'AMBIGUOUS_NAME', 'TASK_NOT_RUNNING'] as const;

/** What goes wrong once, when it is asked for. */
export const actRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/offers/rescind',
    name: 'rescindOffers',
    summary: 'Has the master take offers back',
    description: 'Their frameworks get RESCIND, and what was offered can be allocated again.',
    body: { schema: OfferFilter, required: false },
    answers: { 200: { what: 'They are taken back', content: { 'application/json': RescindResult } } },
    errors: [...CLUSTER_ERRORS, 'UNSUPPORTED_BY_DRIVER', 'UNKNOWN_FRAMEWORK', 'AMBIGUOUS_NAME'],
    handle: async ({ server, params, body }) =>
      json({ count: await server.clusters.find(params.cluster).cluster.faults.rescindOffers(body) }),
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/executors/kill',
    name: 'killExecutor',
    summary: 'Kills an executor, as if it had crashed',
    description: 'With all that it runs: its tasks are TASK_FAILED. Named is either a task of it, or its id and its framework.',
    body: { schema: ExecutorFilter },
    answers: { 204: { what: 'It is killed' } },
    errors: [
      'UNSUPPORTED_BY_DRIVER',
      ...[...CLUSTER_ERRORS, 'UNKNOWN_EXECUTOR', 'UNKNOWN_TASK', 'UNKNOWN_FRAMEWORK'],
      ...['AMBIGUOUS_NAME', 'INVALID_ARGUMENT'],
    ] as const,
    handle: async ({ server, params, body }) => {
      await server.clusters.find(params.cluster).cluster.faults.killExecutor(body);
      return nothing();
    },
  }),
  onTask('pause', 'pauseTask', 'Stops the processes of a task', 'With all their descendants, as SIGSTOP does.'),
  onTask('resume', 'resumeTask', 'Lets the processes of a task go on'),
  onTask(
    'fill-sandbox',
    'fillSandbox',
    'Ends a task as one whose sandbox is larger than its disk',
    'TASK_FAILED with REASON_CONTAINER_LIMITATION_DISK. A task that was given no disk is refused.',
  ),
];

function onTask(path: string, name: 'pauseTask' | 'resumeTask' | 'fillSandbox', summary: string, description?: string): Route {
  return route({
    method: 'POST',
    path: `/v1/clusters/{cluster}/tasks/{task}/${path}`,
    name,
    summary,
    ...(description !== undefined && { description }),
    query: TaskOwner,
    answers: { 204: { what: 'It is done' } },
    errors: [...TASK_ERRORS, 'UNSUPPORTED_BY_DRIVER', 'INVALID_ARGUMENT'],
    handle: async ({ server, params, query }: Call<'cluster' | 'task', { framework?: string | undefined }>) => {
      await server.clusters.find(params.cluster).cluster.faults[name](params.task, query);
      return nothing();
    },
  });
}
