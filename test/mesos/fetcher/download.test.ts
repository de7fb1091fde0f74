import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { download } from '../../../src/mesos/fetcher/download.js';
import { Clock } from '../../../src/mesos/process/clock.js';
import { serve } from './helpers.js';

async function get(url: string, options: { stallTimeoutMs?: number; clock?: Clock; signal?: AbortSignal } = {}) {
  const log: string[] = [];
  const pieces: Uint8Array[] = [];
  const settings = { stallTimeoutMs: 60_000, clock: new Clock(), log: (line: string) => log.push(line), ...options };
  for await (const piece of download(new URL(url), settings)) pieces.push(piece);
  return { body: Buffer.concat(pieces), log };
}

describe('download', () => {
  it('gives the whole body', async () => {
    const body = Buffer.alloc(3_000_000, 'some content ');
    const { url } = await serve((_, response) => response.end(body));
    expect((await get(`${url}/x`)).body.equals(body)).toBe(true);
  });

  it('sends the query and the credentials of the URL', async () => {
    const { url } = await serve(({ url, headers }, response) => response.end(`${url} ${headers.authorization}`));
    const { body } = await get(`${url.replace('//', '//me:secret@')}/x?a=b#c`);
    expect(`${body}`).toBe(`/x?a=b Basic ${Buffer.from('me:secret').toString('base64')}`);
  });

  it.each([301, 302, 303, 307, 308])('follows a redirect by %i', async (status) => {
    const { url } = await serve((request, response) =>
      request.url === '/here' ? response.end('found') : response.writeHead(status, { Location: 'here' }).end('moved'),
    );
    const { body, log } = await get(`${url}/there`);
    expect(`${body}`).toBe('found');
    expect(log).toEqual([`Redirected to '${url}/here'`]);
  });

  it('gives up when redirects have no end', async () => {
    const { url, requests } = await serve((_, response) => response.writeHead(302, { Location: '/again' }).end());
    await expect(get(`${url}/x`)).rejects.toThrow('more than 30 redirects');
    expect(requests).toHaveLength(31);
  });

  it('does not follow a redirect to a local file', async () => {
    const { url } = await serve((_, response) => response.writeHead(302, { Location: 'file:///etc/passwd' }).end());
    await expect(get(`${url}/x`)).rejects.toThrow("redirected to 'file:///etc/passwd'");
  });

  it.each([204, 206, 304, 404, 500])('fails when the status is %i at last', async (status) => {
    const { url } = await serve((_, response) => response.writeHead(status).end());
    await expect(get(`${url}/x`)).rejects.toThrow(`HTTP status ${status}`);
  });

  it('fails when nobody listens, when it is not HTTP and when the connection breaks off', async () => {
    await expect(get('http://127.0.0.1:1/x')).rejects.toThrow('ECONNREFUSED');
    const babbler = createTcpServer((socket) => socket.end('hello\n')).listen(0, '127.0.0.1');
    await once(babbler, 'listening');
    await expect(get(`http://127.0.0.1:${(babbler.address() as AddressInfo).port}/x`)).rejects.toThrow();
    babbler.close();
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': 10 }).write('half');
      setImmediate(() => response.destroy());
    });
    await expect(get(`${url}/x`)).rejects.toThrow('aborted');
  });

  it.each(['before the answer', 'in the middle of the body'])('fails when the server stalls %s', async (when) => {
    const clock = new Clock();
    const { url } = await serve((_, response) => {
      if (when === 'in the middle of the body') response.write('half');
      clock.advance(40_000);
      clock.advance(40_000);
    });
    await expect(get(`${url}/x`, { stallTimeoutMs: 1000, clock })).rejects.toThrow(
      'the server sent nothing for 1 s (stall timeout)',
    );
  });

  it.each([60_000, 0])('lets a slow server finish that keeps sending (stall timeout %i)', async (stallTimeoutMs) => {
    const clock = new Clock();
    let sendMore = (_: number) => {};
    const { url } = await serve((_, response) => {
      sendMore = (count) => (count < 5 ? response.write('piece ') : response.end());
      sendMore(0);
    });
    let count = 0;
    for await (const piece of download(new URL(`${url}/x`), { stallTimeoutMs, clock, log: () => {} })) {
      expect(`${piece}`).toBe('piece ');
      clock.advance(stallTimeoutMs === 0 ? 1e9 : 40_000);
      sendMore(++count);
    }
    expect(count).toBe(5);
  });

  it('ends when aborted, before and in the middle, and leaves no connection', async () => {
    const abort = new AbortController();
    let closed: Promise<unknown> | undefined;
    const { url, requests } = await serve((request, response) => {
      closed = once(request.socket, 'close');
      response.write('half');
      abort.abort(new Error('not needed'));
    });
    await expect(get(`${url}/x`, { signal: abort.signal })).rejects.toThrow('not needed');
    await closed;
    await expect(get(`${url}/x`, { signal: abort.signal })).rejects.toThrow('not needed');
    expect(requests).toHaveLength(1);
  });
});
