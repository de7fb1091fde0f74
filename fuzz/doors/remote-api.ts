import { Agent, request } from 'node:http';
import { createServer, type RemoteServer } from '../../src/remote/server.js';
import { asError } from '../answers.js';
import type { Door } from '../engine/door.js';
import { requestsIn } from '../requests.js';

const TOKEN = 'token';
const HERE = '/v1/clusters/fuzz';
/** A request that is not answered by then waits for something, and is given up. */
const PATIENCE_MS = 100;
/** After so many inputs the cluster is as it was. */
const INPUTS_BEFORE_RESET = 50;
/** Tasks are no processes here, whatever an input asks to be run. */
const DESCRIPTION = { agents: 1, containerizers: 'simulated', clock: 'virtual', zookeeper: true };

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const failures: Error[] = [];
let server: RemoteServer;
let inputs = 0;

interface Sent {
  readonly method?: unknown;
  readonly target?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly bytes?: unknown;
}

/** Ends the server or its only cluster, in the place of which an input could have one of another kind. */
const ends = (method: string, target: string) => method === 'DELETE' || /shutdown|lease/.test(target);

/** Sends a request; resolves when its answer has come, or will not. */
function send({ method: givenMethod, target: givenTarget, headers, body, bytes }: Sent): Promise<void> {
  const method = /^[A-Z]{1,10}$/.test(String(givenMethod)) ? String(givenMethod) : 'POST';
  const target = `/${String(givenTarget).replace(/^\/+/, '')}`.replace(/[^\x21-\x7e]/g, '');
  if (ends(method, decoded(target))) return Promise.resolve();
  const given = Object.entries((headers ?? {}) as object).filter(
    ([name]) => /^[a-z-]+$/.test(name) && !/^(content-length|transfer-encoding|connection|expect|upgrade|host)$/.test(name),
  );
  const known = Object.fromEntries(given.map(([name, value]) => [name, String(value).replace(/[^\x20-\x7e]/g, '')]));
  const content =
    typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : typeof body === 'string' ? body : JSON.stringify(body ?? '');
  return new Promise((resolve) => {
    const asked = request(
      `${server.url}${target}`,
      { agent, method, headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, ...known } },
      (response) => response.on('error', () => {}).resume(),
    );
    asked.setTimeout(PATIENCE_MS, () => asked.destroy());
    const patience = setTimeout(() => asked.destroy(), 2 * PATIENCE_MS);
    asked
      .on('error', () => {})
      .on('close', () => {
        clearTimeout(patience);
        resolve();
      });
    asked.end(body === undefined && bytes === undefined ? undefined : content);
  });
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

const get = (target: string) => ({ method: 'GET', target });
const post = (target: string, body: unknown = {}) => ({ method: 'POST', target, body });

/** Requests to the remote API about a cluster of simulated tasks. */
const door: Door = {
  name: 'remote-api',
  corpus: [
    [
      get('/v1/clusters'),
      get(HERE),
      get(`${HERE}/state`),
      get(`${HERE}/tasks?state=TASK_RUNNING&framework=f`),
      get('/openapi.json'),
      get('/docs'),
    ],
    [post('/v1/clusters', { name: 'other', description: { masters: 1 } }), get('/v1/health'), get('/v1/version')],
    [
      post(`${HERE}/faults`, { effect: 'drop', call: 'ACCEPT', times: 1 }),
      get(`${HERE}/faults`),
      post(`${HERE}/faults/1/release`),
    ],
    [
      post(`${HERE}/clock/advance`, { by: '1mins' }),
      post(`${HERE}/clock/step`),
      get(`${HERE}/clock`),
      post(`${HERE}/clock/settle`),
    ],
    [
      post(`${HERE}/run`, { command: 'true', resources: 'cpus:0.1;mem:32', timeout: '1secs' }),
      get(`${HERE}/frameworks`),
      get(`${HERE}/offers`),
    ],
    [
      post(`${HERE}/wait`, { for: 'tasks', count: 1, timeout: 1 }),
      post(`${HERE}/expect`, { call: 'ACCEPT', timeout: 1 }),
      post(`${HERE}/expect-none`, { event: '*', within: 1 }),
    ],
    [
      get(`${HERE}/timeline?kind=message&limit=5`),
      { ...get(`${HERE}/events`), headers: { 'last-event-id': '1' } },
      get(`${HERE}/diagnostics`),
    ],
    [
      post(`${HERE}/agents`, { resources: 'cpus:1;mem:128' }),
      get(`${HERE}/agents`),
      post(`${HERE}/agents/0/restart`),
      get(`${HERE}/masters`),
      post(`${HERE}/failover`),
    ],
    [
      post(`${HERE}/offers/rescind`),
      post(`${HERE}/executors/kill`, { task: 't' }),
      post(`${HERE}/tasks/t/kill`),
      get(`${HERE}/tasks/t/logs?follow=true`),
      get(`${HERE}/tasks/t/files?path=/`),
    ],
    [
      get(`${HERE}/zookeepers/mesos/sessions`),
      { method: 'PUT', target: `${HERE}/zookeepers/mesos/read-only`, body: { readOnly: true } },
      post(`${HERE}/reset`),
    ],
    [
      post(`${HERE}/apps`, { id: 'a', cmd: 'sleep 1' }),
      get(`${HERE}/apps`),
      post(`${HERE}/images`),
      get(`${HERE}/containers/c/log`),
    ],
    [{ ...post('/v1/clusters', undefined), headers: { 'content-type': 'application/yaml' }, body: 'agents: 1\nname: x' }],
  ].map((requests) => JSON.stringify({ requests })),
  longest: 8192,
  words: [HERE],
  async open() {
    const onFailure = (error: unknown) => failures.push(asError(error));
    server = await createServer({ token: TOKEN, limits: { clusters: 1, agents: 3, bodyBytes: 1 << 20 }, onFailure });
    await server.clusters.create({ name: 'fuzz', description: DESCRIPTION } as never);
  },
  async close() {
    agent.destroy();
    await server.close();
  },
  async run(input) {
    if (++inputs % INPUTS_BEFORE_RESET === 0) await send(post(`${HERE}/reset`));
    for (const asked of requestsIn(input, post(`${HERE}/run`), 4)) await send(asked);
    const [failure] = failures.splice(0);
    if (failure !== undefined) throw failure;
  },
};

export default door;
