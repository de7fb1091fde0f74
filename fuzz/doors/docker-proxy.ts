import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LABELS } from '../../src/docker/labels.js';
import { DockerProxy } from '../../src/docker/proxy/proxy.js';
import { asError } from '../answers.js';
import type { Door } from '../engine/door.js';
import { send } from '../send.js';

/** A connection that is still open then is given up. */
const PATIENCE_MS = 100;
const OWN = { [LABELS.cluster]: 'c', [LABELS.owner]: 'o', [LABELS.role]: 'task', [LABELS.member]: 'm' };
const FOUND_BY = [`${LABELS.cluster}=c`, `${LABELS.role}=task`, `${LABELS.member}=m`];
const container = (Id: string, Labels: object) =>
  JSON.stringify({
    ...{ Id, State: { Running: true }, Config: { Labels } },
    ...{ HostConfig: { NetworkMode: 'n' }, NetworkSettings: { Networks: { n: { IPAddress: '127.0.0.1' } } } },
  });
/** What the engine answers to those who look. The container `other` is somebody else's. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  '/containers/own/json': container('own', OWN),
  '/containers/other/json': container('other', { [LABELS.cluster]: 'd' }),
  '/containers/json': `[${container('own', OWN)}]`,
  '/images/json': '[]',
  '/images/a/json': '{"Config":{"ExposedPorts":{"80/tcp":{}}}}',
  '/exec/e/json': '{"ContainerID":"own"}',
  '/exec/f/json': '{"ContainerID":"other"}',
  '/version': '{"Version":"20.10.24"}',
};
const NETWORK = /^(n|none|container:(m|own))$/;

const failures: Error[] = [];
const folder = mkdtempSync(join(tmpdir(), 'minimesos-fuzz-proxy-'));
const listen = join(folder, 'proxy.sock');
const enginePath = join(folder, 'engine.sock');
let asked = 0;

type Judge = (query: URLSearchParams, body: string) => boolean;

const isFiltered: Judge = (query) => {
  const { label } = JSON.parse(query.get('filters') ?? '{}') as { label?: string[] };
  return FOUND_BY.every((each) => label?.includes(each));
};
const isOwn = (labels: Readonly<Record<string, string>> | undefined) =>
  labels?.[LABELS.cluster] === 'c' && labels[LABELS.role] === 'task';
const always: Judge = () => true;
const bare: Judge = (_, body) => body === '';

/** What may reach the engine at all, the first that fits. To look whose a container is, the proxy has to look at it. */
const ALLOWED: readonly (readonly [method: string, path: RegExp, judge: Judge])[] = [
  ['GET', /^\/(containers\/json|events)$/, isFiltered],
  ['GET', /^\/(?!containers\/).*$/, always],
  ['GET', /^\/containers\/([^/]+\/json|own\/.+)$/, always],
  ['HEAD', /^\/(_ping|version|info|containers\/own\/.+)$/, always],
  ['POST', /^\/auth$/, always],
  ['POST', /^\/containers\/prune$/, (query, body) => isFiltered(query, body) && bare(query, body)],
  ['POST', /^\/containers\/own\/start$/, bare],
  ['POST', /^\/containers\/own\/[a-z]+$/, always],
  ['PUT', /^\/containers\/own\/archive$/, always],
  ['DELETE', /^\/containers\/own$/, (query) => query.get('v') === '1'],
  ['POST', /^\/exec\/e\/(start|resize)$/, always],
  ['POST', /^\/images\/create$/, (query, body) => !query.has('fromSrc') && bare(query, body)],
  ['POST', /^\/volumes\/create$/, (_, body) => isOwn((JSON.parse(body) as { Labels?: Record<string, string> }).Labels)],
  [
    'POST',
    /^\/containers\/create$/,
    (_, body) => {
      const { Labels, HostConfig } = JSON.parse(body) as {
        Labels?: Record<string, string>;
        HostConfig?: { NetworkMode?: string };
      };
      return isOwn(Labels) && Labels?.[LABELS.member] === 'm' && NETWORK.test(HostConfig?.NetworkMode ?? '');
    },
  ],
];

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [target = '', query = ''] = (request.url ?? '').split('?', 2);
  const path = target.replace(/^\/v\d+\.\d+(?=\/)/, '');
  const parameters = new URLSearchParams(query);
  // The proxy follows what happens to its containers, for as long as it is there.
  if (path === '/events' && parameters.get('filters')?.includes('"destroy"')) return void response.flushHeaders();
  const body = await text(request).catch(() => undefined);
  if (body === undefined) return; // It was cut.
  const judge = ALLOWED.find(([method, pattern]) => method === request.method && pattern.test(path))?.[2];
  if (!judge?.(parameters, body))
    failures.push(new TypeError(`the engine was asked for ${request.method} ${request.url} ${body}`));
  asked++;
  const document = request.method === 'GET' ? DOCUMENTS[path] : undefined;
  if (request.method === 'GET' && document === undefined) response.statusCode = 404;
  // A container that was created would keep its ports until it ends, and none does here.
  if (path === '/containers/create') response.statusCode = 409;
  response.setHeader('content-type', 'application/json').end(document ?? '{"message":"nothing"}');
}

const engine = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => failures.push(asError(error)));
});

const request = (line: string, body = '', ...headers: string[]) =>
  [`${line} HTTP/1.1`, 'Host: docker', ...(body ? [`Content-Length: ${body.length}`] : []), ...headers, '', body].join('\r\n');
const FORM = 'Content-Type: application/x-www-form-urlencoded';
const CREATE = JSON.stringify({
  ...{ Image: 'a', Labels: { a: 'b' }, ExposedPorts: { '80/tcp': {} } },
  HostConfig: { NetworkMode: 'bridge', PortBindings: { '80/tcp': [{ HostPort: '' }] }, Binds: ['/a:/b'], PublishAllPorts: false },
});
const SHARING = JSON.stringify({
  HostConfig: { NetworkMode: 'container:own', VolumesFrom: ['own:ro'], Mounts: [{ Type: 'volume', Source: 'v', Target: '/v' }] },
});

/** The bytes of a connection to the proxy in front of an engine. Nothing reaches the engine that this agent may not ask of it. */
const door: Door = {
  name: 'docker-proxy',
  corpus: [
    ...['/_ping', '/v1.41/info', '/_minimesos/health', '/containers/json?all=1&filters=%7B%22label%22%3A%5B%22a%22%5D%7D'],
    ...[
      '/containers/own/json',
      '/containers/%6fwn/logs?stdout=1',
      '/exec/e/json',
      '/images/a/json',
      '/containers/other/json',
      '/containers/other/logs',
    ],
    ...['/events?since=0', '/distribution/a/json', '/networks/n', '/images/../containers/other/json'],
  ]
    .map((target) => request(`GET ${target}`))
    .concat([
      request('HEAD /containers/own/archive?path=a'),
      request('POST /v1.41/containers/create?name=a', CREATE, 'Content-Type: application/json'),
      request('POST /containers/create', SHARING, 'Content-Type: application/json'),
      request('POST /containers/prune', 'filters={}', FORM),
      request('POST /images/create?fromImage=a&tag=1', 'fromSrc=b', FORM),
      request('POST /v1.23/containers/own/start', '{"Binds":[]}', 'Content-Type: application/json'),
      request('POST /containers/own/attach?stream=1', 'ahead', 'Connection: Upgrade', 'Upgrade: tcp'),
      request('POST /exec/e/start', '{"Detach":true}', 'Connection: close'),
      request('POST /exec/f/start', '{"Tty":true}', 'Connection: Upgrade', 'Upgrade: tcp'),
      request('POST /containers/own/kill?signal=TERM') + request('DELETE /containers/own?force=1'),
      'PUT /containers/own/archive?path=/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    ]),
  words: ['other', 'own', '/containers/', 'fromSrc', 'filters', 'VolumesFrom', 'container:other', '%2e%2e', 'minimesos.cluster'],
  async open() {
    engine.listen(enginePath);
    await once(engine, 'listening');
    const log = (line: string) => {
      // What it has no words for it tells with a stack.
      if (/\n\s+at /.test(line)) failures.push(new TypeError(line));
    };
    const settings = {
      cluster: 'c',
      owner: 'o',
      member: 'm',
      network: 'n',
      container: 'm',
      paths: [],
      listen,
      engine: enginePath,
    };
    await new DockerProxy(settings, log).start();
  },
  async close() {
    engine.closeAllConnections();
    engine.close();
    rmSync(folder, { recursive: true });
    if (asked === 0) throw new Error('nothing has reached the engine');
  },
  async run(input) {
    // Of two clients one goes away before it has an answer.
    await send(listen, input, PATIENCE_MS, input.length % 2 === 0);
    const fault = failures.splice(0)[0];
    if (fault) throw fault;
  },
};

export default door;
