import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { holdPort } from '../../src/drivers/held-port.js';

const ip = '127.0.0.1';

async function listen(port: number) {
  const server = createServer();
  await once(server.listen(port, ip), 'listening');
  return { port: (server.address() as { port: number }).port, close: () => new Promise((closed) => server.close(closed)) };
}

it('a port that is held refuses connections, can be listened on, and is free again when it is released', async () => {
  const { port, close } = await listen(0);
  await close();
  const release = await holdPort({ ip, port });
  const [error] = await once(connect(port, ip), 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  const again = await listen(port);
  release();
  await again.close();
  await (await listen(port)).close();
});

it('a port that somebody else has got hold of is left to them', async () => {
  const { port, close } = await listen(0);
  const release = await holdPort({ ip, port });
  release();
  await close();
});
