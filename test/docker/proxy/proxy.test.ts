import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { LABELS } from '../../../src/docker/labels.js';

const program = fileURLToPath(new URL('../../../dist/docker-proxy.js', import.meta.url));
const FORM = 'application/x-www-form-urlencoded';
const OWN = { [LABELS.cluster]: 'c', [LABELS.role]: 'task', [LABELS.member]: 'm' };

/** What a fake engine was asked to do. */
const asked: { path: string; query: URLSearchParams; type: string | undefined; body: string }[] = [];
let directory: string;
let listen: string;
let engine: Server;
/** What the engine is to wait for before it tells of a container. */
let inspects: Promise<unknown> = Promise.resolve();
let proxy: ChildProcess;
/** By the proxy, of what went wrong. */
let said = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'minimesos-proxy-'));
  listen = join(directory, 'proxy.sock');
  engine = createServer(async (received, response) => {
    const { pathname, searchParams } = new URL(received.url ?? '', 'http://docker');
    const body = await text(received);
    if (received.method === 'POST') {
      asked.push({ path: pathname, query: searchParams, type: received.headers['content-type'], body });
    }
    if (pathname === '/events') return void response.flushHeaders();
    if (pathname.endsWith('/own/json')) await inspects;
    const container = { Id: 'own', Config: { Labels: OWN }, State: {}, HostConfig: {}, NetworkSettings: {} };
    const document = /\/containers\/own\/json$/.test(pathname) ? container : pathname === '/containers/json' ? [] : {};
    response.end(JSON.stringify(document));
  });
  const socket = join(directory, 'engine.sock');
  engine.listen(socket);
  await once(engine, 'listening');
  const settings = { cluster: 'c', owner: 'o', member: 'm', network: 'n', container: 'm', listen, engine: socket };
  proxy = spawn(process.execPath, [program], {
    env: { MINIMESOS_DOCKER_PROXY: JSON.stringify(settings) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  proxy.stderr?.on('data', (chunk) => (said += chunk));
  await once(proxy.stdout as NonNullable<ChildProcess['stdout']>, 'data');
});

afterAll(async () => {
  proxy.kill('SIGKILL');
  engine.closeAllConnections();
  engine.close();
  await rm(directory, { recursive: true });
});

beforeEach(() => {
  asked.length = 0;
  inspects = Promise.resolve();
  said = '';
});

/** The status of the answer to a request with this body. */
async function post(path: string, body: string, headers: Record<string, string | number>): Promise<number | undefined> {
  const sent = request({ socketPath: listen, method: 'POST', path, headers, agent: false });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

/** A form as clients send it; in several pieces of a length nobody tells; and on a connection that is to become a stream. */
const ways: [string, Record<string, string | number>][] = [
  ['with its length', {}],
  ['in pieces', { 'transfer-encoding': 'chunked' }],
  ['before a stream', { connection: 'upgrade', upgrade: 'tcp' }],
];

it.each(ways)('prunes containers of its agent only, whatever filters are in a form %s', async (_, headers) => {
  expect(await post('/v1.41/containers/prune', 'filters={}', { 'content-type': FORM, ...headers })).toBe(200);
  expect(asked).toEqual([{ path: '/v1.41/containers/prune', query: expect.any(URLSearchParams), type: undefined, body: '' }]);
  const labels = Object.entries(OWN).map(([name, value]) => `${name}=${value}`);
  expect(JSON.parse(asked[0]?.query.get('filters') ?? '')).toEqual({ label: labels });
});

it.each(ways)('pulls what the query names, and imports nothing that is in a form %s', async (_, headers) => {
  const form = { 'content-type': FORM, ...headers };
  expect(await post('/images/create?fromImage=a&tag=1', 'fromSrc=http://elsewhere/image.tar&fromImage=', form)).toBe(200);
  expect(asked).toMatchObject([{ path: '/images/create', type: undefined, body: '' }]);
  expect(asked[0]?.query.toString()).toBe('fromImage=a&tag=1');
});

it('imports no image', async () => {
  expect(await post('/images/create?fromSrc=-', 'an image', { 'content-type': 'application/x-tar' })).toBe(403);
  expect(asked).toEqual([]);
});

it('starts a container as it was created, whatever settings come with its start in an old version of the API', async () => {
  const settings = JSON.stringify({ NetworkMode: 'container:other', VolumesFrom: ['other'] });
  expect(await post('/v1.23/containers/own/start?detachKeys=x', settings, { 'content-type': 'application/json' })).toBe(200);
  expect(asked).toMatchObject([{ path: '/v1.23/containers/own/start', type: undefined, body: '' }]);
  expect(asked[0]?.query.get('detachKeys')).toBe('x');
});

it('passes the body where it is what is asked for', async () => {
  const body = JSON.stringify({ Cmd: ['true'] });
  expect(await post('/v1.41/containers/own/exec', body, { 'content-type': 'application/json' })).toBe(200);
  expect(asked).toMatchObject([{ path: '/v1.41/containers/own/exec', type: 'application/json', body }]);
});

it('answers in words to a path that is not encoded as in a URL, and takes the one that is for the same', async () => {
  const get = async (path: string) => {
    const sent = request({ socketPath: listen, path, agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode, answer: JSON.parse(await text(response)) as unknown };
  };
  const message = 'minimesos: %zz is not encoded as in a URL';
  expect(await get('/containers/%zz/json')).toEqual({ status: 400, answer: { message } });
  expect(await get('/containers/%6fwn/json')).toMatchObject({ status: 200, answer: { Id: 'own' } });
});

it('has words for a request whose client goes away within it', async () => {
  const sent = request({ socketPath: listen, method: 'POST', path: '/containers/create', headers: { 'content-length': 9 } });
  sent.on('error', () => {}).write('{', () => sent.destroy());
  await expect.poll(() => said).not.toBe('');
  expect(said).toBe('POST /containers/create: minimesos: the request is incomplete\n');
});

/** How many connections the engine has; one is that on which the proxy follows what happens. */
const connections = () =>
  new Promise<number>((resolve, reject) => engine.getConnections((error, count) => (error ? reject(error) : resolve(count))));

it('asks nothing more of the engine on behalf of who has gone', async () => {
  await expect.poll(connections).toBe(1);
  let tell = () => {};
  inspects = new Promise<void>((resolve) => (tell = resolve));
  const client = connect(listen);
  client.write('DELETE /containers/own HTTP/1.1\r\nHost: d\r\n\r\n');
  await expect.poll(connections).toBe(2);
  client.destroy();
  // It is seen by the proxy before it learns of the container.
  expect(await post('/auth', '{}', {})).toBe(200);
  tell();
  await expect.poll(() => said).toContain('minimesos: who has asked went away');
  await expect.poll(connections).toBe(1);
  expect(asked.map(({ path }) => path)).toEqual(['/auth']);
});

it('leaves nothing at the engine of a request for a stream that it refuses', async () => {
  const headers = 'Host: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n';
  for (const length of ['Transfer-Encoding: chunked', 'Content-Length: 9']) {
    const client = connect(listen);
    client.end(`POST /containers/own/attach HTTP/1.1\r\n${headers}${length}\r\n\r\nab`);
    expect(await text(client)).toMatch(/^HTTP\/1.1 4\d\d /);
  }
  await expect.poll(connections).toBe(1);
  expect(asked).toEqual([]);
});

it('cuts a connection that is to become a stream before an earlier request has its answer, and nothing else', async () => {
  let tell = () => {};
  inspects = new Promise<void>((resolve) => (tell = resolve));
  const client = connect(listen);
  client.write('GET /containers/own/json HTTP/1.1\r\nHost: d\r\n\r\n');
  client.write('POST /exec/e/start HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  expect(await text(client)).toBe('');
  tell();
  expect(await post('/auth', '{}', {})).toBe(200);
  expect(proxy.exitCode).toBeNull();
  expect(said).not.toContain('is started again');
});
