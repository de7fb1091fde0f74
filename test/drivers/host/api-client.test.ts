import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiClient } from '../../../src/drivers/host/api-client.js';
import { Lease } from '../../../src/drivers/host/lease.js';
import { MinimesosError } from '../../../src/errors.js';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function listen(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close().closeAllConnections());
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function clientOf(listener: RequestListener, token?: string): Promise<ApiClient> {
  const client = new ApiClient({ url: (await listen(listener)).url, token });
  ends.push(() => client.close());
  return client;
}

const problem = (error: MinimesosError) =>
  JSON.stringify({ code: error.code, detail: error.message, remedy: error.remedy, details: error.details });

describe('a request', () => {
  it('carries token, query, body and headers', async () => {
    const client = await clientOf((request, response) => {
      request.setEncoding('utf8').on('data', (body) => {
        const { method, url, headers } = request;
        response.end(JSON.stringify({ method, url, body, headers }));
      });
    }, 'secret');
    const query = { kinds: ['task', 'agent'], text: 'a b&c', since: 3, task: undefined };
    expect(await client.json('POST', '/v1/x', { query, body: { a: 'ü' }, headers: { 'X-A': 'b' } })).toMatchObject({
      method: 'POST',
      url: '/v1/x?kinds=task%2Cagent&text=a+b%26c&since=3',
      body: '{"a":"ü"}',
      headers: {
        authorization: 'Bearer secret',
        'content-type': 'application/json',
        'content-length': '10',
        accept: 'application/json',
        'x-a': 'b',
      },
    });
  });

  it('may have a body that is not JSON', async () => {
    const client = await clientOf((request, response) => void request.pipe(response));
    expect(await client.text('POST', '/', { content: { type: 'application/yaml', text: 'agents: 2' } })).toBe('agents: 2');
  });

  it('is answered with undefined when there is nothing to say', async () => {
    const client = await clientOf((_request, response) => void response.writeHead(204).end());
    expect(await client.json('DELETE', '/')).toBeUndefined();
  });

  it('is sent again when its connection had been closed while it was idle', async () => {
    const sockets = new Set<Socket>();
    const client = await clientOf(({ socket }, response) => {
      if (sockets.has(socket)) socket.resetAndDestroy();
      else response.end(String(sockets.add(socket).size));
    });
    expect(await client.json('GET', '/')).toBe(1);
    expect(await client.json('POST', '/', { body: {} })).toBe(2);
  });
});

describe('an error', () => {
  it('is the one that was thrown on the other side', async () => {
    const thrown = new MinimesosError('UNKNOWN_AGENT', { cluster: 'blue', agent: '7', agents: ['S0'] });
    const client = await clientOf((_request, response) => void response.writeHead(404).end(problem(thrown)));
    const error = await client.json('GET', '/').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MinimesosError);
    expect(error).toMatchObject({ code: 'UNKNOWN_AGENT', message: thrown.message, details: thrown.details });
  });

  it('keeps its text when it is of a code that only another version has', async () => {
    const body = JSON.stringify({ code: 'NEW_KIND', detail: 'Something new.', remedy: 'Update.' });
    const client = await clientOf((_request, response) => void response.writeHead(400).end(body));
    await expect(client.json('GET', '/')).rejects.toThrow('NEW_KIND: Something new. Update.');
  });

  it('keeps its text when its details are those of another version', async () => {
    const body = JSON.stringify({ code: 'INVALID_DESCRIPTION', detail: 'Something is wrong.', details: {} });
    const client = await clientOf((_request, response) => void response.writeHead(400).end(body));
    await expect(client.json('GET', '/')).rejects.toThrow('INVALID_DESCRIPTION: Something is wrong.');
  });

  it.each([
    [undefined, 'missing'],
    ['other', 'wrong'],
  ])('of the token %s tells that it is %s', async (token, how) => {
    const client = await clientOf((_request, response) => void response.writeHead(401).end('{}'), token);
    await expect(client.json('GET', '/')).rejects.toMatchObject({ code: 'TOKEN_REFUSED', details: { token: how } });
  });

  it.each(['<html>', '{"code": 7}', 'null'])('in the form of something else (%s) tells so', async (body) => {
    const client = await clientOf((_request, response) => void response.writeHead(500).end(body));
    await expect(client.json('GET', '/')).rejects.toMatchObject({ code: 'HOST_INCOMPATIBLE' });
  });

  it.each(['<html>\n', 'null\n', '{"lease":1}\n'])('tells of a lease that is none (%j)', async (body) => {
    const client = await clientOf((_request, response) => void response.end(body));
    await expect(Lease.take(client)).rejects.toMatchObject({ code: 'HOST_INCOMPATIBLE' });
  });

  it('tells of an answer that is not JSON', async () => {
    const client = await clientOf((_request, response) => void response.end('<html>'));
    await expect(client.json('GET', '/')).rejects.toMatchObject({ code: 'HOST_INCOMPATIBLE' });
  });

  it('tells that nobody listens', async () => {
    const { url, server } = await listen(() => {});
    await new Promise((resolve) => server.close(resolve));
    await expect(new ApiClient({ url }).json('GET', '/')).rejects.toThrow(
      `The host process at ${url} is gone: nobody listens there any more.`,
    );
  });

  it.each([0, 200])('tells that the connection was cut, %i being the status', async (status) => {
    const client = await clientOf((request, response) => {
      if (status) response.writeHead(status, { 'Content-Length': 10 }).write('{');
      request.socket.destroySoon();
    });
    await expect(client.json('GET', '/')).rejects.toMatchObject({ code: 'HOST_GONE' });
  });

  it('tells that there is no answer in time', async () => {
    const client = await clientOf(() => {});
    await expect(client.json('GET', '/', { timeoutMs: 20 })).rejects.toThrow('it did not answer within 20ms');
  });

  it('is the reason of the signal that gave up', async () => {
    const client = await clientOf(() => {});
    const reason = new Error('no longer wanted');
    await expect(client.json('GET', '/', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const asked = client.json('GET', '/', { signal: controller.signal });
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
});

describe('a server that is waited for without a deadline', () => {
  /** Says nothing but that it lives, until it stands still; a stream begins. */
  const standing = async () => {
    let lives = true;
    let looks = 0;
    const { url } = await listen((request, response) => {
      if (request.url === '/v1/health' && lives) {
        looks++;
        response.end('{}');
      } else if (request.url === '/events') response.writeHead(200).write('data: "first"\n\n');
    });
    const client = new ApiClient({ url }, 50, 2000);
    ends.push(() => client.close());
    const stand = async () => {
      await expect.poll(() => looks).toBeGreaterThan(3);
      lives = false;
    };
    return { client, stand };
  };
  const GONE = { code: 'HOST_GONE', message: expect.stringContaining('did not answer within 2secs. If it has ended') };
  const endless = { timeoutMs: Number.POSITIVE_INFINITY };

  it('is waited for as long as it lives, and no longer', async () => {
    const { client, stand } = await standing();
    const waiting = client.json('POST', '/reset', endless).catch((error: unknown) => error);
    await stand();
    expect(await waiting).toMatchObject(GONE);
  });

  it('is read from as long as it lives, and no longer', async () => {
    const { client, stand } = await standing();
    const events = client.events('GET', '/events', endless);
    expect(await events.next()).toMatchObject({ value: { data: '"first"' } });
    const next = events.next().catch((error: unknown) => error);
    await stand();
    expect(await next).toMatchObject(GONE);
  });
});

describe('events', () => {
  const listener = (text: string, cut = false): RequestListener => {
    return (request, response) => {
      // One that is cut is cut when all of it has been written, which is later in newer versions of Node.
      const written = () => cut && request.socket.destroySoon();
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(text, written);
      if (!cut) response.end();
    };
  };
  const read = async (client: ApiClient) => {
    const data: string[] = [];
    try {
      for await (const event of client.events('GET', '/')) data.push(event.data);
    } catch (error) {
      return { data, error };
    }
    return { data };
  };

  it('come until the server ends them', async () => {
    expect(await read(await clientOf(listener('data: 1\n\ndata: 2\n\n')))).toEqual({ data: ['1', '2'] });
  });

  it('tell when they are cut off', async () => {
    const { data, error } = await read(await clientOf(listener('data: 1\n\n', true)));
    expect(data).toEqual(['1']);
    expect(error).toMatchObject({ code: 'HOST_GONE' });
  });

  it('end in the error that the last of them tells of', async () => {
    const last = new MinimesosError('CLUSTER_DESTROYED', { cluster: 'blue', operation: 'events()' });
    const { data, error } = await read(await clientOf(listener(`data: 1\n\nevent: error\ndata: ${problem(last)}\n\n`)));
    expect(data).toEqual(['1']);
    expect(error).toMatchObject({ code: 'CLUSTER_DESTROYED', details: last.details });
  });
});
