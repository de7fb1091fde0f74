// A program that knows the remote API from its OpenAPI document alone: creates a cluster, runs a command, and destroys it.
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

type RunResult = components['schemas']['RunResult'];

const { API_URL: baseUrl = '', API_TOKEN: token } = process.env;
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const created = await client.POST('/v1/clusters', { body: { description: { agents: 2, name: 'generated' } } });
if (!created.data) throw new Error(created.error.detail);
const { id, agents } = created.data;
const path = { cluster: id };

const run = await client.POST('/v1/clusters/{cluster}/run', {
  params: { path },
  headers: { Accept: 'application/json' },
  body: { command: 'echo hello' },
});
const result = run.data as RunResult | undefined;

const tasks = await client.GET('/v1/clusters/{cluster}/tasks', { params: { path, query: { state: ['TASK_FINISHED'] } } });
const refused = await client.POST('/v1/clusters/{cluster}/agents/{agent}/stop', { params: { path: { ...path, agent: '7' } } });
const destroyed = await client.DELETE('/v1/clusters/{cluster}', { params: { path } });

console.log(
  JSON.stringify({
    agents: agents.length,
    stdout: result?.stdout,
    task: tasks.data?.[0]?.id === result?.taskId,
    problem: refused.error?.code,
    destroyed: destroyed.response.status,
  }),
);
