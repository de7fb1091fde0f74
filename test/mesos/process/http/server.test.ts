import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createReadStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest, type Server } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  emptyResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  textResponse,
} from '../../../../src/mesos/process/http/message.js';
import { Router } from '../../../../src/mesos/process/http/router.js';
import { HttpServer } from '../../../../src/mesos/process/http/server.js';
import { serve, streams } from './serve.js';

/** Answers with what it got. */
const echo: HttpHandler = ({ method, path, body }) => textResponse(200, `${method} ${path} ${body.toString('latin1')}`);

/** A handler that answers when it is told to. */
function slow() {
  const requests: HttpRequest[] = [];
  const answers: ((response: HttpResponse | Error) => void)[] = [];
  const handler: HttpHandler = (request) =>
    new Promise((resolve, reject) => {
      requests.push(request);
      answers.push((response) => (response instanceof Error ? reject(response) : resolve(response)));
    });
  return { handler, requests, answer: (response: HttpResponse | Error) => answers.shift()?.(response) };
}

/** What Node warns of during the test. */
function warningsOfNode(): string[] {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error) => warnings.push(name);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  return warnings;
}

function temporaryFile(content: string | Buffer): string {
  const directory = mkdtempSync(join(tmpdir(), 'server-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'file');
  writeFileSync(path, content);
  return path;
}

describe('a request', () => {
  it('of somebody for whom the server is not has no answer', async () => {
    const asked: string[] = [];
    const serves = (peer: string) => asked.push(peer) > 1;
    const { connect } = await serve({ '/x': echo }, { serves });
    const refused = await connect();
    refused.get('/x');
    expect(await refused.rest()).toBe('');
    const served = await connect();
    served.get('/x');
    expect((await served.answer()).status).toBe(200);
    expect(asked).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  it('reaches its handler whole', async () => {
    const requests: HttpRequest[] = [];
    const { connect } = await serve({
      '/x': (request) => {
        requests.push(request);
        return emptyResponse(202);
      },
    });
    const connection = await connect();
    connection.post('/master/x/y?a=1&b=%20+c&a=2', 'body', 'X-Twice: one', 'X-Twice: two', 'content-TYPE: text/x');
    await connection.answer();
    const [request] = requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/x/y',
      headers: { 'x-twice': 'two', 'content-type': 'text/x' },
      peer: `127.0.0.1:${connection.socket.localPort}`,
    });
    expect([...(request?.query ?? [])]).toEqual([
      ['a', '2'],
      ['b', '  c'],
    ]);
    expect(`${request?.body}`).toBe('body');
  });

  it('may come in chunks', async () => {
    const { connect } = await serve({ '/x': echo });
    const connection = await connect();
    connection.send('POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n');
    connection.send('3\r\none\r\n');
    await new Promise((resolve) => setTimeout(resolve, 5));
    connection.send('4\r\n-two\r\n0\r\n\r\n');
    expect((await connection.answer()).body).toBe('POST /x one-two');
  });

  it('may come byte by byte', async () => {
    const { connect } = await serve({ '/x': echo });
    const connection = await connect();
    for (const letter of 'POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab') {
      connection.send(letter);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await connection.answer()).body).toBe('POST /x ab');
  });

  it('may come without Host, with an empty one, and through a proxy', async () => {
    const { connect } = await serve({ '/x': echo });
    const connection = await connect();
    connection.send('GET /x HTTP/1.1\r\n\r\n');
    expect((await connection.answer()).body).toBe('GET /x ');
    connection.send('GET /x HTTP/1.1\r\nHost:\r\n\r\n');
    expect((await connection.answer()).body).toBe('GET /x ');
    connection.get('http://example.com:5050/x?y=http://z');
    expect((await connection.answer()).body).toBe('GET /x ');
    connection.get('http://example.com');
    expect((await connection.answer()).status).toBe(404);
  });

  it.each(['GET', 'POST'])('may offer HTTP/2, as clients of Java do: %s', async (method) => {
    const { connect } = await serve({ '/x': echo });
    const connection = await connect();
    const upgrade = [
      'Connection: Upgrade, HTTP2-Settings',
      'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      'Upgrade: h2c',
    ];
    for (const body of ['', 'one', 'two']) {
      if (method === 'GET') connection.get('/x', ...upgrade);
      else connection.post('/x', body, ...upgrade);
      expect((await connection.answer()).body).toBe(`${method} /x ${method === 'GET' ? '' : body}`);
    }
  });

  it('of HTTP/1.0 is answered, and its connection closed', async () => {
    const { connect } = await serve({ '/x': echo });
    const connection = await connect();
    connection.send('GET /x HTTP/1.0\r\n\r\n');
    expect(await connection.rest()).toMatch(/\r\n\r\nGET \/x $/);
  });

  it('may be compressed', async () => {
    const { connect } = await serve({ '/x': echo });
    const connection = await connect();
    connection.post('/x', gzipSync('zipped'), 'Content-Encoding: gzip');
    expect((await connection.answer()).body).toBe('POST /x zipped');
  });

  it('that is not compressed as it says is answered, and so is the next one', async () => {
    const { connect, failures } = await serve({ '/x': echo });
    const connection = await connect();
    connection.post('/x', '{}', 'Content-Encoding: gzip');
    expect(await connection.answer()).toMatchObject({ status: 400, body: expect.stringMatching(/^Failed to decompress/) });
    connection.get('/x');
    expect((await connection.answer()).status).toBe(200);
    expect(failures).toEqual([]);
  });

  it.each(['/none', '/x/../x', '/none/x'])('for %s is answered with 404', async (path) => {
    const { connect } = await serve({ '/x': echo });
    const connection = await connect();
    connection.get(path);
    expect(await connection.answer()).toMatchObject({
      head: expect.stringContaining('\r\nContent-Type: text/plain; charset=utf-8\r\n'),
      status: 404,
      body: '404 Not Found.',
    });
  });

  it.each([
    ['*', "Request URL path must start with '/'"],
    ['/x?a=%zz', "Malformed % escape in '%zz': '%zz'"],
  ])('for %s is answered with 400', async (path, body) => {
    const { connect, failures } = await serve({ '/x': echo });
    const connection = await connect();
    connection.get(path);
    expect(await connection.answer()).toMatchObject({ status: 400, body });
    expect(failures).toEqual([]);
  });

  it.each([
    ['that is no HTTP', 'hello\r\n\r\n', 400],
    ['with a length that is none', 'POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n', 400],
    ['with a bad chunk', 'POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
    ['with headers that are too long', `GET /x HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s is refused, and others are not', async (_, text, status) => {
    const { connect, failures } = await serve({ '/x': echo });
    const connection = await connect();
    connection.send(text);
    expect(await connection.rest()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const other = await connect();
    other.get('/x');
    expect((await other.answer()).status).toBe(200);
    expect(failures).toEqual([]);
  });
});

describe('a body that is too large', () => {
  const limits = { bodyBytes: 1000 };

  it('is answered with 413 while it still arrives, and the connection goes on after it', async () => {
    const handler = vi.fn(echo);
    const { connect } = await serve({ '/x': handler }, limits);
    const connection = await connect();
    connection.send('POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n');
    connection.send('a'.repeat(2000));
    expect(await connection.answer()).toMatchObject({ status: 413, body: '413 Request Entity Too Large.' });
    connection.send('a'.repeat(3000));
    connection.get('/x');
    expect((await connection.answer()).body).toBe('GET /x ');
    expect(handler).toHaveBeenCalledOnce();
  });

  it('that never ends holds no memory and goes when its sender does', async () => {
    const { connect, server } = await serve({ '/x': echo }, limits);
    const connection = await connect();
    connection.send('POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `${(65_536).toString(16)}\r\n${'a'.repeat(65_536)}\r\n`;
    for (let count = 0; count < 50; count++) connection.send(chunk);
    expect((await connection.answer()).status).toBe(413);
    connection.socket.destroy();
    await connection.ended;
    await server.close();
  });

  it('may also become so by decompression', async () => {
    const { connect } = await serve({ '/x': echo }, limits);
    const connection = await connect();
    connection.post('/x', gzipSync('a'.repeat(100_000)), 'Content-Encoding: gzip');
    expect((await connection.answer()).status).toBe(413);
  });

  it('is one byte larger than the largest that is taken', async () => {
    const { connect } = await serve({ '/x': () => emptyResponse(200) }, limits);
    const connection = await connect();
    connection.post('/x', 'a'.repeat(1000));
    expect((await connection.answer()).status).toBe(200);
    connection.post('/x', 'a'.repeat(1001));
    expect((await connection.answer()).status).toBe(413);
  });
});

describe('a peer that leaves', () => {
  it('in the middle of its request has asked for nothing', async () => {
    const handler = vi.fn(echo);
    const { connect, failures, server } = await serve({ '/x': handler });
    const connection = await connect();
    connection.send('POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\npart');
    await new Promise((resolve) => setTimeout(resolve, 5));
    connection.socket.destroy();
    const other = await connect();
    other.get('/x');
    await other.answer();
    expect(handler).toHaveBeenCalledOnce();
    expect(failures).toEqual([]);
    await server.close();
  });

  it.each<[string, () => HttpResponse]>([
    ['a document', () => jsonResponse({ a: 'x'.repeat(5000) })],
    ['a file', () => ({ status: 200, headers: { 'Content-Length': '4' }, body: createReadStream(temporaryFile('file')) })],
  ])('before it gets %s harms nobody', async (_, response) => {
    const { handler, requests, answer } = slow();
    const { connect, failures } = await serve({ '/slow': handler, '/x': echo });
    const connection = await connect();
    connection.get('/slow');
    await expect.poll(() => requests).toHaveLength(1);
    connection.socket.destroy();
    await connection.ended;
    const other = await connect();
    other.get('/x');
    await other.answer();
    const given = response();
    answer(given);
    other.get('/x');
    expect((await other.answer()).status).toBe(200);
    if (typeof given.body === 'object') await expect.poll(() => given.body).toHaveProperty('closed', true);
    expect(failures).toEqual([]);
  });

  it('before its stream is opened gets none', async () => {
    const { handler, requests, answer } = slow();
    const { connect } = await serve({ '/slow': handler, '/x': echo });
    const connection = await connect();
    connection.get('/slow');
    await expect.poll(() => requests).toHaveLength(1);
    connection.socket.destroy();
    await connection.ended;
    const other = await connect();
    other.get('/x');
    await other.answer();
    const stream = vi.fn();
    answer({ status: 200, stream });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream).not.toHaveBeenCalled();
  });
});

describe('an answer', () => {
  it('carries header names as they are written, a date, and no word about the connection', async () => {
    const { connect } = await serve({
      '/x': () => ({ status: 307, headers: { Location: '//h:1/x', 'Mesos-Stream-Id': 'id', 'Content-Type': 'text/plain' } }),
    });
    const connection = await connect();
    connection.get('/x');
    const { head } = await connection.answer();
    const lines = head.trimEnd().split('\r\n');
    expect(lines[0]).toBe('HTTP/1.1 307 Temporary Redirect');
    expect(lines.slice(1).filter((line) => !line.startsWith('Date: '))).toEqual([
      'Location: //h:1/x',
      'Mesos-Stream-Id: id',
      'Content-Type: text/plain',
      'Content-Length: 0',
    ]);
    expect(lines.filter((line) => line.startsWith('Date: '))).toHaveLength(1);
  });

  it.each([200, 202] as const)('of %i without a body has the length 0', async (status) => {
    const { connect } = await serve({ '/x': () => emptyResponse(status) });
    const connection = await connect();
    connection.post('/x', '');
    expect((await connection.answer()).head).toMatch(/\r\nContent-Length: 0\r\n/);
  });

  it('has the length of its bytes, not of its letters', async () => {
    const { connect } = await serve({ '/x': () => textResponse(200, 'grün €') });
    const connection = await connect();
    connection.get('/x');
    const { body } = await connection.answer();
    expect(Buffer.from(body, 'latin1').toString()).toBe('grün €');
  });

  it('to HEAD has the length, but no body', async () => {
    const { connect } = await serve({ '/x': () => textResponse(200, 'body') });
    const connection = await connect();
    connection.send('HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await connection.until('\r\n\r\n')).toMatch(/\r\nContent-Length: 4\r\n/);
    connection.get('/x');
    expect(await connection.until('body')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('is compressed when it is long and the client accepts that', async () => {
    const long = JSON.stringify({ text: 'x'.repeat(3000) });
    const { connect } = await serve({ '/long': () => textResponse(200, long), '/short': () => textResponse(200, 'short') });
    const connection = await connect();
    connection.get('/long', 'Accept-Encoding: gzip, deflate');
    const zipped = await connection.answer();
    expect(zipped.head).toMatch(/\r\nContent-Encoding: gzip\r\n/);
    expect(`${gunzipSync(Buffer.from(zipped.body, 'latin1'))}`).toBe(long);
    for (const [path, ...headers] of [['/short', 'Accept-Encoding: gzip'], ['/long'], ['/long', 'Accept-Encoding: gzip;q=0']]) {
      connection.get(path ?? '', ...headers);
      const plain = await connection.answer();
      expect(plain.head).not.toMatch(/content-encoding/i);
      expect(plain.body.length).toBe(path === '/long' ? long.length : 5);
    }
  });

  it('of a handler that throws is 500, and the error is told', async () => {
    const { connect, failures } = await serve({
      '/at-once': () => {
        throw new Error('at once');
      },
      '/later': () => Promise.reject(new Error('later')),
      '/text': () => Promise.reject('text' as unknown),
      '/header': () => ({ status: 200, headers: { 'X-Bad': 'a\nb' } }),
    });
    const connection = await connect();
    for (const path of ['/at-once', '/later?x=1', '/text', '/header']) {
      connection.get(path);
      expect(await connection.answer()).toMatchObject({ status: 500, body: '500 Internal Server Error.' });
    }
    expect(failures.map(({ request }) => request)).toEqual(['GET /at-once', 'GET /later?x=1', 'GET /text', 'GET /header']);
    expect(failures.map(({ error }) => error.message)).toEqual(['at once', 'later', 'text', expect.stringMatching(/X-Bad/)]);
  });

  it('is cut off when a handler throws in the middle of it', async () => {
    const { connect, failures } = await serve({
      '/x': () => ({
        status: 200,
        stream: (stream) => {
          stream.write('some');
          throw new Error('defect');
        },
      }),
    });
    const connection = await connect();
    connection.get('/x');
    await connection.ended;
    expect(failures).toEqual([{ error: new Error('defect'), request: 'GET /x' }]);
  });
});

describe('an answer from a file', () => {
  const fileResponse = (path: string, length: number): HttpResponse => ({
    status: 200,
    headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': String(length) },
    body: createReadStream(path, { end: length - 1 }),
  });

  it('is sent as it is, never compressed, and the connection goes on', async () => {
    const path = temporaryFile('x'.repeat(300_000));
    const { connect } = await serve({ '/x': () => fileResponse(path, 300_000) });
    const connection = await connect();
    for (const _ of [1, 2]) {
      connection.get('/x', 'Accept-Encoding: gzip');
      const { head, body } = await connection.answer();
      expect(head).not.toMatch(/content-encoding/i);
      expect(body).toHaveLength(300_000);
    }
  });

  it('that has become shorter than announced ends the connection, not the client’s patience', async () => {
    const path = temporaryFile('x'.repeat(100));
    const { connect } = await serve({
      '/x': () => {
        truncateSync(path, 40);
        return fileResponse(path, 100);
      },
    });
    const connection = await connect();
    connection.get('/x');
    expect(await connection.rest()).toMatch(/\r\n\r\nx{0,40}$/);
  });

  it('that cannot be read ends the connection', async () => {
    const { connect } = await serve({ '/x': () => fileResponse('/no/such/file', 100) });
    const connection = await connect();
    connection.get('/x');
    expect(await connection.rest()).not.toMatch(/\r\n\r\n./);
  });

  it('is closed when the peer leaves in the middle of it', async () => {
    const path = temporaryFile(Buffer.alloc(20_000_000));
    const bodies: HttpResponse['body'][] = [];
    const { connect } = await serve({
      '/x': () => {
        const response = fileResponse(path, 20_000_000);
        bodies.push(response.body);
        return response;
      },
    });
    const connection = await connect();
    connection.get('/x');
    await connection.until('\r\n\r\n');
    connection.socket.destroy();
    await expect.poll(() => bodies[0]).toHaveProperty('closed', true);
  });
});

describe('a connection', () => {
  it('may be silent for as long as it likes, within a request and between them', async () => {
    const seen: { server: Server; socket: Socket }[] = [];
    const onRequest = (message: unknown) => seen.push(message as { server: Server; socket: Socket });
    subscribe('http.server.request.start', onRequest);
    onTestFinished(() => void unsubscribe('http.server.request.start', onRequest));
    const { connect } = await serve({ '/x': echo });
    const connection = await connect();
    connection.get('/x');
    const { head } = await connection.answer();
    expect(head).not.toMatch(/keep-alive/i);
    const [{ server, socket } = {}] = seen;
    expect(server).toMatchObject({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, timeout: 0 });
    expect(socket?.timeout || 0).toBe(0);
  });

  it('answers pipelined requests in their order, however many wait', async () => {
    const warnings = warningsOfNode();
    const { handler, requests, answer } = slow();
    const posts: HttpRequest[] = [];
    const { connect } = await serve({
      '/slow': handler,
      '/x': (request) => {
        posts.push(request);
        return echo(request);
      },
    });
    const connection = await connect();
    connection.get('/slow');
    const posted = Array.from({ length: 30 }, (_, index) => String(index));
    for (const body of posted) connection.post('/x', body);
    await expect.poll(() => posts).toHaveLength(30);
    answer(textResponse(200, 'slow'));
    const bodies = [];
    for (const _ of [...requests, ...posts]) bodies.push((await connection.answer()).body);
    expect(bodies).toEqual(['slow', ...posted.map((body) => `POST /x ${body}`)]);
    expect(warnings).toEqual([]);
  });

  it('passes on calls in the order in which they arrive, before earlier ones are answered', async () => {
    const bodies: string[] = [];
    const { connect } = await serve({
      '/x': ({ body }) => {
        bodies.push(`${body}`);
        return Promise.resolve(emptyResponse(202));
      },
    });
    const connection = await connect();
    const expected = Array.from({ length: 500 }, (_, index) => String(index));
    for (const body of expected) connection.post('/x', body);
    for (const _ of expected) await connection.answer();
    expect(bodies).toEqual(expected);
  });

  it('is closed after the answer when the client says so', async () => {
    const { connect } = await serve({ '/x': echo });
    const connection = await connect();
    connection.get('/x', 'Connection: close');
    const text = await connection.rest();
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*GET \/x $/);
    expect(text).not.toMatch(/\r\nConnection:/i);
  });

  it('is used again by clients that keep them', async () => {
    const ports: string[] = [];
    const { address } = await serve({
      '/x': ({ peer }) => {
        ports.push(peer);
        return emptyResponse(200);
      },
    });
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    for (let count = 0; count < 3; count++) {
      await new Promise<void>((resolve, reject) => {
        const request = httpRequest({ host: address.ip, port: address.port, path: '/x', agent }, (response) => {
          response.resume().on('end', () => setImmediate(resolve));
        });
        request.on('error', reject).end();
      });
    }
    expect(new Set(ports).size).toBe(1);
  });
});

describe('close', () => {
  it('cuts streams, idle connections and requests under way, and frees the port', async () => {
    const { handler: stream, next } = streams();
    const { handler, requests, answer } = slow();
    const { connect, server, address, failures } = await serve({ '/stream': stream, '/slow': handler, '/x': echo });
    const [streaming, waiting, idle, silent] = [await connect(), await connect(), await connect(), await connect()];
    const opened = next();
    streaming.get('/stream');
    const closed = vi.fn();
    (await opened).onClose(closed);
    waiting.get('/slow');
    idle.get('/x');
    await idle.answer();
    await expect.poll(() => requests).toHaveLength(1);
    await server.close();
    await Promise.all([streaming, waiting, idle, silent].map(({ ended }) => ended));
    expect(closed).toHaveBeenCalledOnce();
    answer(textResponse(200, 'too late'));
    const successor = new HttpServer(new Router('master'), () => {});
    await successor.listen(address.ip, address.port);
    await successor.close();
    expect(failures).toEqual([]);
  });

  it('may be called twice, and before listening', async () => {
    const server = new HttpServer(new Router('master'), () => {});
    await server.close();
    await server.listen('127.0.0.1', 0);
    await server.close();
    await server.close();
  });
});

describe('end', () => {
  it('undoes a listen that is under way, and refuses every other one', async () => {
    const server = new HttpServer(new Router('master'), () => {});
    const listening = server.listen('127.0.0.1', 0);
    await Promise.resolve(); // It waits for nobody's close.
    await server.end();
    const { ip, port } = await listening;
    expect(server.listening).toBe(false);
    await expect(server.listen(ip, port)).rejects.toThrow('does not listen any more');
    const successor = new HttpServer(new Router('master'), () => {});
    expect(await successor.listen(ip, port)).toEqual({ ip, port });
    await successor.close();
  });

  it('refuses a listen that waits for a close', async () => {
    const { server, address } = await serve({});
    void server.close();
    const again = server.listen(address.ip, address.port);
    void server.end();
    await expect(again).rejects.toThrow('does not listen any more');
    expect(server.listening).toBe(false);
  });
});

describe('without a router', () => {
  it('is answered with 503, and with another one by that', async () => {
    const { server, url } = await serve({ '/x': () => emptyResponse(202) });
    server.router = undefined;
    expect((await fetch(`${url}/x`)).status).toBe(503);
    server.router = new Router('master');
    server.router.add('master', '/y', () => emptyResponse(202));
    expect((await fetch(`${url}/x`)).status).toBe(404);
    expect((await fetch(`${url}/y`)).status).toBe(202);
  });
});

describe('cutAnswering', () => {
  it('cuts streams and requests under way, and no others', async () => {
    const { handler: stream, next } = streams();
    const { server, connect } = await serve({
      '/stream': stream,
      '/never': () => new Promise(() => {}),
      '/x': () => emptyResponse(200),
    });
    const [streaming, waiting, queued, idle] = await Promise.all([connect(), connect(), connect(), connect()]);
    const opened = next();
    streaming.get('/stream');
    const closed = vi.fn();
    (await opened).onClose(closed);
    waiting.get('/never');
    // On one connection answers come in the order of the requests: the second one waits behind the first.
    queued.get('/never');
    queued.get('/x');
    idle.get('/x');
    await idle.answer();
    await expect
      .poll(() => {
        server.cutAnswering();
        return waiting.socket.destroyed && queued.socket.destroyed;
      })
      .toBe(true);
    await Promise.all([streaming, waiting, queued].map(({ ended }) => ended));
    expect(closed).toHaveBeenCalledOnce();
    idle.get('/x');
    expect((await idle.answer()).status).toBe(200);
  });
});

describe('listen', () => {
  it('may follow close at once, at the same port', async () => {
    const { server, address, url } = await serve({ '/x': () => emptyResponse(200) });
    expect(server.listening).toBe(true);
    await fetch(`${url}/x`);
    void server.close();
    expect(server.listening).toBe(false);
    expect(await server.listen(address.ip, address.port)).toEqual(address);
    expect((await fetch(`${url}/x`)).status).toBe(200);
  });

  it('says what is wrong with an address, and can be tried again', async () => {
    const warnings = warningsOfNode();
    const taken = createTcpServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
    });
    onTestFinished(() => void taken.close());
    const server = new HttpServer(new Router('master'), () => {});
    for (let count = 0; count < 20; count++) {
      await expect(server.listen('127.0.0.1', port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    }
    await expect(server.listen('192.0.2.1', 0)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
    await expect(server.listen('127.0.0.1', 70_000)).rejects.toMatchObject({ code: 'ERR_SOCKET_BAD_PORT' });
    const address = await server.listen('127.0.0.1', 0);
    expect(address).toEqual({ ip: '127.0.0.1', port: expect.any(Number) });
    expect(address.port).toBeGreaterThan(0);
    await server.close();
    expect(warnings).toEqual([]);
  });
});
