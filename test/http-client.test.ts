import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpClient, NoAnswerError } from '../src/http-client.js';

let server: Server;
let url: string;
const client = new HttpClient();

/** Twelve dots, one after the other. */
async function drip(response: ServerResponse): Promise<void> {
  for (let left = 12; left > 0; left--) {
    response.write('.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  response.end();
}

/** Keeps this process from everything for so long. */
function doNothing(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

beforeEach(async () => {
  server = createServer((request, response) => {
    if (request.url === '/silent') return;
    if (request.url === '/half') return void response.write('{"port"');
    if (request.url === '/slow') return void drip(response);
    if (request.url === '/who') response.end(request.headers.authorization ?? 'nobody');
    else if (request.url === '/document') response.end('{"port":1}');
    else response.writeHead(404).end('no such thing');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  client.close();
  server.closeAllConnections();
  server.close();
});

describe('HttpClient', () => {
  it('reads documents', async () => {
    expect(await client.getJson(`${url}/document`)).toEqual({ port: 1 });
  });

  it('says who asks, as of the time of the request', async () => {
    let credential: { principal: string; secret: string } | undefined;
    const somebody = new HttpClient(() => credential);
    expect((await somebody.get(`${url}/who`)).toString()).toBe('nobody');
    credential = { principal: 'ops', secret: 'sécret' };
    expect((await somebody.get(`${url}/who`)).toString()).toBe(`Basic ${Buffer.from('ops:sécret').toString('base64')}`);
    somebody.close();
  });

  it('rejects with what was answered instead', async () => {
    await expect(client.get(`${url}/other`)).rejects.toMatchObject({ status: 404, body: 'no such thing' });
  });

  it('rejects with the reason for which it was told to stop', async () => {
    const stop = new AbortController();
    const request = client.get(`${url}/silent`, stop.signal);
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(request).rejects.toBe(reason);
  });

  it('rejects when nothing is said, from the beginning or in the midst of a document', async () => {
    const impatient = new HttpClient(undefined, 50);
    for (const path of ['/silent', '/half']) {
      await expect(impatient.get(`${url}${path}`)).rejects.toThrow(`GET ${url}${path} was taken and not answered`);
      await expect(impatient.get(`${url}${path}`)).rejects.toBeInstanceOf(NoAnswerError);
    }
    impatient.close();
  });

  it('has as much time as a document takes that comes bit by bit, and as streams take', async () => {
    const impatient = new HttpClient(undefined, 400);
    expect((await impatient.get(`${url}/slow`)).toString()).toBe('.'.repeat(12));
    const stream = await impatient.postJson(`${url}/slow`, {});
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    expect(text).toBe('.'.repeat(12));
    impatient.close();
  });

  it('reads an answer that was there while this process could do nothing, however often it could not', async () => {
    const impatient = new HttpClient(undefined, 50);
    const answer = impatient.get(`${url}/document`);
    for (const step of ['connection', 'request']) {
      await once(server, step);
      doNothing(200);
    }
    expect((await answer).toString()).toBe('{"port":1}');
    impatient.close();
  });

  it('rejects when the connection breaks', async () => {
    const request = client.get(`${url}/silent`);
    server.once('request', () => server.closeAllConnections());
    await expect(request).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});
