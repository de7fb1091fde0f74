import { once } from 'node:events';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createServer } from '../../src/remote/server.js';
import { Api } from './api.js';

const PAST = { undocumented: true };

describe('createServer', () => {
  it('listens on a free port of loopback with a token of its own', async () => {
    await using one = await createServer();
    await using other = await createServer();
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(one.token).not.toBe(other.token);
    expect(one.token.length).toBeGreaterThan(60);
  });

  it('listens elsewhere only with a token', async () => {
    const refused = createServer({ listen: '0.0.0.0:0' });
    await expect(refused).rejects.toMatchObject({ code: 'TOKEN_REQUIRED', details: { address: '0.0.0.0' } });
    await using api = await Api.start({ listen: '0.0.0.0:0', token: 'secret' });
    expect((await api.ask('GET', '/v1/version')).status).toBe(200);
    await api.refused('UNAUTHORIZED', 'GET', '/v1/version', { token: false });
  });

  it('listens on IPv6', async (context) => {
    const server = await createServer({ listen: '[::1]:0' }).catch(() => undefined);
    context.skip(!server, 'this machine has no IPv6');
    expect(server?.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${server?.url}/v1/health`)).status).toBe(200);
    await server?.close();
  });

  it('tells which port is taken', async () => {
    await using server = await createServer();
    const port = Number(new URL(server.url).port);
    const taken = createServer({ listen: `127.0.0.1:${port}` });
    await expect(taken).rejects.toMatchObject({ code: 'PORT_TAKEN', details: { port, ip: '127.0.0.1' } });
  });

  it('refuses addresses and tokens that make no sense', async () => {
    for (const listen of ['', 'a:b', '127.0.0.1:99999', 'http://127.0.0.1:1']) {
      await expect(createServer({ listen })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    for (const token of ['', 'two words', 'line\nbreak']) {
      await expect(createServer({ token })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });

  it('closes once, also while connections are open', async () => {
    const server = await createServer();
    const lease = await fetch(`${server.url}/v1/lease`, { headers: { Authorization: `Bearer ${server.token}` } });
    await Promise.all([server.close(), server.close()]);
    await server.closed;
    await expect(lease.text()).rejects.toThrow();
    await expect(fetch(`${server.url}/v1/health`)).rejects.toThrow();
  });
});

describe('a server', () => {
  it('tells what it is', async () => {
    await using api = await Api.start();
    expect((await api.ask('GET', '/v1/version')).json).toMatchObject({ api: 1, pid: process.pid });
  });

  it('says without a token that it is there, and what it can do', async () => {
    await using api = await Api.start();
    for (const path of ['/v1/health', '/openapi.json', '/docs']) {
      expect((await api.ask('GET', path, { token: false })).status).toBe(200);
    }
  });

  it('wants its token for everything else', async () => {
    await using api = await Api.start({ token: 'right' });
    const missing = await api.ask('GET', '/v1/clusters', { token: false });
    expect(missing).toMatchObject({ status: 401, json: { code: 'UNAUTHORIZED' } });
    expect(missing.headers['www-authenticate']).toContain('Bearer');
    for (const token of ['wrong', 'righ', 'right2', 'Right']) await api.refused('UNAUTHORIZED', 'GET', '/v1/clusters', { token });
    const basic = { Authorization: `Basic ${Buffer.from('a:right').toString('base64')}` };
    await api.refused('UNAUTHORIZED', 'GET', '/v1/clusters', { token: false, headers: basic });
    // Nothing is read of a body whose sender has no business here.
    await api.refused('UNAUTHORIZED', 'POST', '/v1/clusters', { token: false, text: '{broken' });
  });

  it('answers to its own names only', async () => {
    await using api = await Api.start();
    const port = new URL(api.server.url).port;
    for (const Host of [`localhost:${port}`, 'LOCALHOST', `127.0.0.1:${port}`, `[::1]:${port}`, `${hostname()}:1`]) {
      expect((await api.ask('GET', '/v1/version', { headers: { Host } })).status).toBe(200);
    }
    for (const Host of [`evil.example:${port}`, 'localhost.evil.example', '10.1.2.3', '127.0.0.1.evil.example']) {
      const refused = await api.refused('REQUEST_REFUSED', 'GET', '/v1/health', { headers: { Host } });
      expect(refused.details).toMatchObject({ header: 'Host' });
    }
    await using named = await Api.start({ names: ['Minimesos.Example'] });
    expect((await named.ask('GET', '/v1/version', { headers: { Host: 'minimesos.example:80' } })).status).toBe(200);
  });

  it('answers no web pages of other sites', async () => {
    await using api = await Api.start();
    const own = { Origin: api.server.url };
    expect((await api.ask('GET', '/v1/version', { headers: own })).status).toBe(200);
    const others = ['https://evil.example', 'null', 'http://localhost:1', api.server.url.replace('http', 'https')];
    for (const Origin of others) {
      const refused = await api.refused('REQUEST_REFUSED', 'POST', '/v1/clusters', { headers: { Origin } });
      expect(refused.details).toMatchObject({ header: 'Origin' });
    }
    expect((await api.ask('GET', '/v1/clusters')).json).toEqual([]);
  });

  it('tells what it does not have', async () => {
    await using api = await Api.start();
    for (const path of ['/', '/v2/version', '/v1/', '/v1/clusters/', '/v1/version/', '//v1/version', '/v1/clusters/x/nothing']) {
      await api.refused('UNKNOWN_PATH', 'GET', path, PAST);
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const { status, headers, json } = await api.ask(method, '/v1/clusters', PAST);
      expect({ status, allow: headers.allow, code: json.code }).toEqual({
        status: 405,
        allow: 'POST, GET',
        code: 'UNKNOWN_METHOD',
      });
    }
    expect(await api.ask('HEAD', '/v1/version', PAST)).toMatchObject({ status: 405, text: '' });
  });

  it('refuses what it cannot decode', async () => {
    await using api = await Api.start();
    for (const name of ['%', '%zz', '%c3%28', '%ff']) {
      await api.refused('INVALID_REQUEST', 'GET', `/v1/clusters/${name}`);
    }
    expect((await api.refused('UNKNOWN_CLUSTER', 'GET', '/v1/clusters/a%2Fb%00%20')).details.cluster).toBe('a/b\0 ');
  });

  it('tells what it does not understand of a query', async () => {
    await using api = await Api.start();
    const { problems } = await api.refused('INVALID_REQUEST', 'GET', '/v1/version?verbose=1');
    expect(problems).toMatchObject([{ code: 'UNKNOWN_KEY', path: 'verbose' }]);
  });

  it('wants to be named', async () => {
    await using api = await Api.start();
    for (const text of ['GET /v1/health HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', 'GET /v1/health HTTP/1.0\r\n\r\n']) {
      expect(await raw(api, text)).toMatch(/^HTTP\/1\.1 403 .*REQUEST_REFUSED/s);
    }
  });

  it('reads requests in the form for proxies', async () => {
    await using api = await Api.start();
    const answer = await raw(api, `GET ${api.server.url}/v1/health?x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*UNKNOWN_KEY/s);
  });

  it('answers what is not HTTP with a problem', async () => {
    await using api = await Api.start();
    for (const text of ['nonsense\r\n\r\n', 'GET / HTTP/1.1\r\nbroken header\r\n\r\n', 'GET /v1/health HTTP/1.1\r\n\r\n']) {
      expect(await raw(api, text)).toMatch(/^HTTP\/1\.1 400 /);
    }
    const large = `GET /v1/health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`;
    expect(await raw(api, large)).toMatch(/^HTTP\/1\.1 431 .*"status":431/s);
  });

  it('ends with all its clusters when a client says so', async () => {
    const api = await Api.start();
    const { masters } = await api.cluster();
    expect((await api.ask('POST', '/v1/shutdown')).json).toEqual({ destroyed: 1 });
    await api.server.closed;
    await expect(fetch(`${masters[0].url}/health`)).rejects.toThrow();
    await api[Symbol.asyncDispose]();
  });
});

describe('a body', () => {
  const PATH = '/v1/clusters';

  it('has to be JSON', async () => {
    await using api = await Api.start();
    const broken = await api.refused('INVALID_FILE', 'POST', PATH, { text: '{\n  "description": {,\n}' });
    expect(broken.details).toMatchObject({ file: 'The body', line: 2, column: 19 });
    await api.refused('INVALID_FILE', 'POST', PATH, { text: ' ' });
    await api.refused('INVALID_FILE', 'POST', PATH, { text: Buffer.from([0x22, 0xff, 0x22]) });
    for (const json of [null, 1, 'text', [], [{}]]) await api.refused('INVALID_REQUEST', 'POST', PATH, { json });
  });

  it('has to have keys that exist', async () => {
    await using api = await Api.start();
    const { problems, detail } = await api.refused('INVALID_REQUEST', 'POST', PATH, {
      json: { desription: {}, leas: 1, keep: 1 },
    });
    expect(problems).toEqual([
      { code: 'UNKNOWN_KEY', path: 'desription', message: 'it has no such key', suggestion: 'description' },
      { code: 'UNKNOWN_KEY', path: 'leas', message: 'it has no such key', suggestion: 'lease' },
      { code: 'INVALID_VALUE', path: 'keep', message: 'expected true or false, but got 1', came: '1', expected: 'true or false' },
    ]);
    expect(detail).toContain('desription: it has no such key; did you mean description?');
  });

  it('has to be of a type that is known', async () => {
    await using api = await Api.start();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'image/png']) {
      const headers = { 'Content-Type': type };
      const { details } = await api.refused('UNSUPPORTED_CONTENT', 'POST', PATH, { text: 'agents=1', headers });
      expect(details.expected).toEqual(['application/json', 'application/yaml']);
    }
    const zipped = { 'Content-Encoding': 'gzip' };
    await api.refused('UNSUPPORTED_CONTENT', 'POST', PATH, { text: '{}', headers: zipped });
    // What every object has is no type that a body may have.
    const inherited = { 'Content-Type': '__proto__' };
    await api.refused('UNSUPPORTED_CONTENT', 'POST', PATH, { text: 'a', headers: inherited });
  });

  it('has to end somewhere', async () => {
    await using api = await Api.start({ limits: { bodyBytes: 1000 } });
    const json = { description: { name: 'x'.repeat(2000) } };
    expect((await api.refused('BODY_TOO_LARGE', 'POST', PATH, { json })).details).toEqual({ limit: 1000 });
    const chunked = { 'Transfer-Encoding': 'chunked', 'Content-Length': '' };
    const answer = await raw(
      api,
      `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.server.token}\r\n${headerLines(chunked)}\r\n` +
        `${(2000).toString(16)}\r\n${'x'.repeat(2000)}\r\n0\r\n\r\nGET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    // The connection is still good for the next request.
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it('is not asked for when it is too large already', async () => {
    await using api = await Api.start({ limits: { bodyBytes: 1000 } });
    const head = (bytes: number) =>
      `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.server.token}\r\n` +
      `Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${bytes}\r\n\r\n`;
    expect(await raw(api, head(2000))).toMatch(/^HTTP\/1\.1 413 /);
    expect(await raw(api, `${head(10)}{"agent":1`)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 /);
  });

  it('is read whatever else the client expects', async () => {
    await using api = await Api.start();
    expect((await api.ask('GET', '/v1/version', { headers: { Expect: 'the-impossible' } })).status).toBe(200);
  });

  it('may not be nested without end', async () => {
    await using api = await Api.start();
    const text = `{"description":{"agents":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    await api.refused('INVALID_REQUEST', 'POST', PATH, { text });
  });

  it('may break off', async () => {
    await using api = await Api.start();
    const socket = connect(Number(new URL(api.server.url).port), '127.0.0.1');
    socket.write(
      `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.server.token}\r\nContent-Length: 9\r\n\r\n{`,
    );
    await once(socket, 'connect');
    socket.destroy();
    expect((await api.ask('GET', '/v1/clusters')).json).toEqual([]);
  });
});

const headerLines = (headers: Record<string, string>) =>
  Object.entries(headers)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

/** Sends bytes as they are, and gives what comes back until the server closes the connection. */
async function raw(api: Api, text: string): Promise<string> {
  const socket = connect(Number(new URL(api.server.url).port), '127.0.0.1');
  socket.end(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
