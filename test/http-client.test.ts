import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpClient } from '../src/http-client.js';

let server: Server;
let url: string;
const client = new HttpClient();

beforeEach(async () => {
  server = createServer((request, response) => {
    if (request.url === '/silent') return;
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

  it('rejects when the connection breaks', async () => {
    const request = client.get(`${url}/silent`);
    server.once('request', () => server.closeAllConnections());
    await expect(request).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});
