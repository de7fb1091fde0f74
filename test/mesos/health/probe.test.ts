import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CheckProcess } from '../../../src/mesos/health/command-probe.js';
import { LOCAL_NETWORK } from '../../../src/mesos/health/network.js';
import { type CheckMeans, checkProbe, healthCheckProbe } from '../../../src/mesos/health/probe.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const serve = (answer: RequestListener) => listen(createServer(answer));
const starting = (start: CheckMeans['start']): CheckMeans => ({ start, network: LOCAL_NETWORK });
const nothing = starting(() => {
  throw new Error('starts no command');
});
const never = () => new AbortController().signal;

async function freePort(): Promise<number> {
  const port = await listen(createTcpServer());
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return port;
}

describe('an HTTP check', () => {
  it('asks as curl does and takes the status, whatever it is', async () => {
    const seen: unknown[] = [];
    const port = await serve((request, response) => {
      seen.push([request.method, request.url, request.headers.host, request.headers['user-agent']?.split('/')[0]]);
      response.writeHead(418).end('text');
    });
    const probe = checkProbe({ type: 'HTTP', http: { port, path: '/check?a=b' } }, nothing);
    expect(await probe(never())).toEqual({ type: 'HTTP', http: { status_code: 418 } });
    expect(seen).toEqual([['GET', '/check?a=b', `127.0.0.1:${port}`, 'curl']]);
  });

  it('follows redirects, but not in circles', async () => {
    const port = await serve(({ url }, response) => {
      response.writeHead(url === '/end' ? 204 : 302, { Location: url === '/start' ? '/end' : '/circle' }).end();
    });
    const probe = (path: string) => healthCheckProbe({ type: 'HTTP', http: { port, path } }, nothing)(never());
    expect(await probe('/start')).toEqual({ type: 'HTTP', http: { status_code: 204 } });
    await expect(probe('/circle')).rejects.toThrow('redirects more than 50 times');
  });

  it('fails at a port where nobody listens, at what is no port, and when aborted before an answer', async () => {
    const probe = (port: number, signal = never()) => checkProbe({ type: 'HTTP', http: { port } }, nothing)(signal);
    await expect(probe(await freePort())).rejects.toThrow('ECONNREFUSED');
    await expect(probe(70_000)).rejects.toThrow();
    const abort = new AbortController();
    const silent = await serve(() => abort.abort());
    await expect(probe(silent, abort.signal)).rejects.toThrow('aborted');
  });

  it('fails when the answer breaks off', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': '10' }).write('half', () => response.destroy());
    });
    await expect(checkProbe({ type: 'HTTP', http: { port } }, nothing)(never())).rejects.toThrow('aborted');
  });
});

describe('a TCP check', () => {
  const probe = (port: number, signal = never()) => checkProbe({ type: 'TCP', tcp: { port } }, nothing)(signal);

  it('says whether somebody listens', async () => {
    expect(await probe(await listen(createTcpServer()))).toEqual({ type: 'TCP', tcp: { succeeded: true } });
    expect(await probe(await freePort())).toEqual({ type: 'TCP', tcp: { succeeded: false } });
    expect(await probe(70_000)).toEqual({ type: 'TCP', tcp: { succeeded: false } });
  });

  it('can be aborted', async () => {
    const abort = new AbortController();
    const looking = probe(await listen(createTcpServer()), abort.signal);
    abort.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
  });
});

describe('a COMMAND check', () => {
  const check = (process: CheckProcess) =>
    checkProbe(
      { type: 'COMMAND', command: { command: { value: 'x' } } },
      starting(() => process),
    );
  const ended = (status: number): CheckProcess => ({
    ...{ started: Promise.resolve(), ended: Promise.resolve(status), signal: () => {} },
  });

  it('takes the exit code, which is 0 when a signal ended it', async () => {
    expect(await check(ended(3 << 8))(never())).toEqual({ type: 'COMMAND', command: { exit_code: 3 } });
    expect(await check(ended(9))(never())).toEqual({ type: 'COMMAND', command: { exit_code: 0 } });
  });

  it('fails when it cannot be started, and kills its command when aborted', async () => {
    const dead = { ...ended(0), started: Promise.reject(new Error('no supervisor')) };
    await expect(check(dead)(never())).rejects.toThrow('no supervisor');
    let end = (_status: number) => {};
    const signals: string[] = [];
    const slow: CheckProcess = {
      started: Promise.resolve(),
      ended: new Promise((resolve) => {
        end = resolve;
      }),
      signal: (name) => {
        signals.push(name);
        end(9);
      },
    };
    const abort = new AbortController();
    const looking = check(slow)(abort.signal);
    abort.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
    expect(signals).toEqual(['SIGKILL']);
  });
});

it('a check that says nothing of what to look at fails', async () => {
  await expect(checkProbe({ type: 'HTTP' }, nothing)(never())).rejects.toThrow('nothing to look at');
});
