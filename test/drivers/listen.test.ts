import { describe, expect, it, onTestFinished } from 'vitest';
import { LOOPBACK, listenOn, text } from '../../src/drivers/listen.js';
import { Router } from '../../src/mesos/process/http/router.js';
import { HttpServer } from '../../src/mesos/process/http/server.js';

function newServer(): HttpServer {
  const server = new HttpServer(new Router('master'), () => {});
  onTestFinished(() => server.close());
  return server;
}

describe('listening', () => {
  it('takes a free port when none is asked for', async () => {
    const [first, second] = await Promise.all([
      listenOn(newServer(), LOOPBACK, undefined, 'The master'),
      listenOn(newServer(), LOOPBACK, undefined, 'The master'),
    ]);
    expect(first).toEqual({ ip: '127.0.0.1', port: expect.any(Number) });
    expect(first.port).not.toBe(second.port);
  });

  it('takes the port that is asked for', async () => {
    const server = newServer();
    const { port } = await listenOn(server, LOOPBACK, undefined, 'The master');
    await server.close();
    expect(await listenOn(newServer(), LOOPBACK, port, 'The master')).toEqual({ ip: LOOPBACK, port });
  });

  it('says who wanted which port when another program has it', async () => {
    const { port } = await listenOn(newServer(), LOOPBACK, undefined, 'The master');
    await expect(listenOn(newServer(), LOOPBACK, port, 'An agent')).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`An agent could not listen on 127.0.0.1:${port} (another program uses it).`),
    });
  });

  it.each([
    ['192.0.2.1', 0, 'this machine has no such address'],
    ['127.0.0.1', 70_000, '70000'],
  ])('says what is wrong with %s:%i', async (ip, port, reason) => {
    await expect(listenOn(newServer(), ip, port, 'The master')).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(reason),
    });
  });
});

describe('a flag', () => {
  it.each([
    [undefined, undefined],
    ['', ''],
    ['10.0.0.1', '10.0.0.1'],
    [5, '5'],
    [true, 'true'],
  ])('given as %j is %j as text', (flag, expected) => {
    expect(text(flag)).toBe(expected);
  });
});
