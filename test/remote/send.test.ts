import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../src/mesos/process/clock.js';
import { content } from '../../src/remote/answer.js';
import { send } from '../../src/remote/send.js';
import { readText } from '../mesos/master/http-client.js';

const clock = new Clock();
const server = createServer();
afterEach(() => {
  clock.stop();
  server.closeAllConnections();
  server.close();
});

describe('send', () => {
  it('writes to the connection once what comes before anything else can happen', async () => {
    async function* chunks() {
      for (let number = 0; number < 50; number++) {
        await new Promise((resolve) => process.nextTick(resolve));
        yield `chunk ${number}\n`;
      }
    }
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    let writes = () => 0;
    server.once('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const [one, many] = [vi.spyOn(socket, '_write'), vi.spyOn(socket, '_writev')];
      writes = () => one.mock.calls.length + many.mock.calls.length;
      void send(response, content('text/plain', chunks()), clock, new AbortController().signal);
    });
    const [response] = (await once(get({ port: (server.address() as AddressInfo).port }), 'response')) as [IncomingMessage];
    expect((await readText(response)).match(/chunk \d+/g)).toHaveLength(50);
    // The head, what is in it, and the end.
    expect(writes()).toBeLessThanOrEqual(3);
  });
});
