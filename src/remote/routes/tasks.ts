import * as v from 'valibot';
import { findTask } from '../../cluster/find.js';
import type { TaskState } from '../../mesos/wire/messages.js';
import { content, json, nothing } from '../answer.js';
import { type Route, route } from '../route.js';
import { described, flag, text, word } from '../schemas/fields.js';
import { SandboxEntry } from '../schemas/files.js';
import { Framework, MesosState, Offer, Task } from '../schemas/mesos.js';

const CLUSTER_ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'MASTER_GONE', 'NO_LEADER', 'NO_ANSWER'] as const;
const TASK_ERRORS = [...CLUSTER_ERRORS, 'UNKNOWN_TASK', 'AMBIGUOUS_NAME'] as const;
const FILE_ERRORS = [...TASK_ERRORS, 'NO_SANDBOX', 'NOT_IN_SANDBOX'] as const;

const framework = v.optional(word('The id or name of its framework. Needed where several have a task of that id.'));

/** What runs on a cluster: its state, frameworks, offers, tasks and their files. */
export const taskRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/state',
    name: 'getState',
    summary: 'What the leading master answers to GET /state',
    answers: { 200: { what: 'The state', content: { 'application/json': MesosState } } },
    errors: CLUSTER_ERRORS,
    handle: async ({ server, params }) => json(await server.clusters.find(params.cluster).cluster.state()),
  }),
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/frameworks',
    name: 'listFrameworks',
    summary: 'The frameworks',
    query: v.strictObject({
      id: v.optional(text('Only the one with this id.')),
      name: v.optional(text('Only those of this name.')),
      completed: v.optional(flag('Whether those that have ended are wanted as well. Default: false.')),
    }),
    answers: { 200: { what: 'The frameworks', content: { 'application/json': v.array(Framework) } } },
    errors: CLUSTER_ERRORS,
    handle: async ({ server, params, query }) => json(await server.clusters.find(params.cluster).cluster.frameworks(query)),
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/frameworks/{framework}/teardown',
    name: 'teardownFramework',
    summary: 'Ends a framework with all its tasks',
    answers: { 204: { what: 'The master has removed it' } },
    errors: [...CLUSTER_ERRORS, 'UNKNOWN_FRAMEWORK', 'AMBIGUOUS_NAME'],
    handle: async ({ server, params }) => {
      await server.clusters.find(params.cluster).cluster.teardown(params.framework);
      return nothing();
    },
  }),
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/offers',
    name: 'listOffers',
    summary: 'The offers that frameworks hold and have not answered',
    answers: { 200: { what: 'The offers', content: { 'application/json': v.array(Offer) } } },
    errors: CLUSTER_ERRORS,
    handle: async ({ server, params }) => json(await server.clusters.find(params.cluster).cluster.offers()),
  }),
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/tasks',
    name: 'listTasks',
    summary: 'The tasks, those that have ended included',
    query: v.strictObject({
      id: v.optional(text('Only those of this id.')),
      name: v.optional(text('Only those of this name.')),
      framework: v.optional(text('Only those of the framework of this id or name.')),
      agent: v.optional(text('Only those on the agent of this id.')),
      state: v.optional(described(v.array(v.string()), 'Only those in one of these states, with commas between them.')),
    }),
    answers: { 200: { what: 'The tasks', content: { 'application/json': v.array(Task) } } },
    errors: [...CLUSTER_ERRORS, 'INVALID_ARGUMENT'],
    handle: async ({ server, params, query }) => {
      const { cluster } = server.clusters.find(params.cluster);
      return json(await cluster.tasks({ ...query, state: query.state as TaskState[] | undefined }));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/tasks/{task}/kill',
    name: 'killTask',
    summary: 'Kills a task, as if its scheduler had asked for it',
    query: v.strictObject({ framework }),
    answers: { 204: { what: 'It was asked to end; one that has ended stays as it is' } },
    errors: [...TASK_ERRORS, 'UNSUPPORTED_BY_DRIVER', 'INVALID_ARGUMENT'],
    handle: async ({ server, params, query }) => {
      await server.clusters.find(params.cluster).cluster.killTask(params.task, query);
      return nothing();
    },
  }),
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/tasks/{task}/logs',
    name: 'getLogs',
    summary: 'What a task has written',
    query: v.strictObject({
      framework,
      stream: v.optional(described(v.picklist(['stdout', 'stderr']), 'Default: `stdout`.')),
      follow: v.optional(flag('Whether to go on until the task has ended. Default: false.')),
    }),
    answers: { 200: { what: 'The text', content: { 'text/plain': 'What it has written' } } },
    errors: FILE_ERRORS,
    handle: async ({ server, params, query: { follow, ...query }, signal }) => {
      const { cluster } = server.clusters.find(params.cluster);
      if (!follow) return content('text/plain', await cluster.logs(params.task, query));
      // One that does not exist is told of now: once the answer has begun, it can only be cut off.
      findTask(cluster.name, await cluster.state(), params.task, query);
      return content('text/plain', cluster.followLog(params.task, { ...query, signal }));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/tasks/{task}/files',
    name: 'listFiles',
    summary: 'What is in the sandbox of a task',
    query: v.strictObject({ framework, path: v.optional(text('A directory of the sandbox. Default: the sandbox itself.')) }),
    answers: { 200: { what: 'The files and directories', content: { 'application/json': v.array(SandboxEntry) } } },
    errors: FILE_ERRORS,
    handle: async ({ server, params, query: { path, ...query } }) =>
      json(await server.clusters.find(params.cluster).cluster.sandbox(params.task, query).list(path)),
  }),
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/tasks/{task}/file',
    name: 'getFile',
    summary: 'A file of the sandbox of a task',
    query: v.strictObject({ framework, path: word('From the sandbox, such as `stdout`.') }),
    answers: { 200: { what: 'The content', content: { 'application/octet-stream': 'The content' } } },
    errors: FILE_ERRORS,
    handle: async ({ server, params, query: { path, ...query } }) => {
      const file = await server.clusters.find(params.cluster).cluster.sandbox(params.task, query).read(path);
      // What a task writes is never shown by a browser as a page of this server.
      return content('application/octet-stream', file, { 'X-Content-Type-Options': 'nosniff' });
    },
  }),
];
