import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { DnsServer } from '../../src/discovery/dns-server.js';
import { Clock } from '../../src/mesos/process/clock.js';

it('cuts connections beyond those that it serves', async () => {
  const server = new DnsServer(async (question) => question);
  const { port } = await server.listen('127.0.0.1', 0);
  const clients = Array.from({ length: 300 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  let open = clients.length;
  try {
    for (const client of clients) client.on('close', () => open--);
    await expect.poll(() => open).toBe(256);
    clients.find((client) => !client.destroyed)?.destroy();
    // Where one has gone another one finds its place.
    await expect
      .poll(async () => {
        const late = connect(port, '127.0.0.1');
        const answered = new Promise<boolean>((resolve) =>
          late.on('data', () => resolve(true)).on('close', () => resolve(false)),
        );
        late.on('error', () => {}).write(Buffer.from([0, 1, 7]));
        return answered.finally(() => late.destroy());
      })
      .toBe(true);
  } finally {
    for (const client of clients) client.destroy();
    await server.close();
  }
});

it('does not read from a client that asks and reads nothing, and hangs up on it in the end', async () => {
  const world = new Clock({ virtual: true });
  let asked = 0;
  const handler = async (question: Buffer) => {
    asked++;
    return question;
  };
  const server = new DnsServer(handler, () => true, world);
  const { port } = await server.listen('127.0.0.1', 0);
  const client = connect(port, '127.0.0.1').on('error', () => {});
  try {
    let closed = false;
    client.on('close', () => {
      closed = true;
    });
    const question = Buffer.alloc(2 + 60_000);
    question.writeUInt16BE(60_000);
    // More than the system keeps on its way in both directions.
    for (let count = 0; count < 2000; count++) client.write(question);
    await expect.poll(() => asked).toBeGreaterThan(0);
    await expect
      .poll(() => {
        world.advance(8000);
        return closed;
      })
      .toBe(true);
    expect(asked).toBeLessThan(1000);
  } finally {
    client.destroy();
    await server.close();
  }
});
