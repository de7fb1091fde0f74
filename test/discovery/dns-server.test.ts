import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { DnsServer } from '../../src/discovery/dns-server.js';
import { Clock } from '../../src/mesos/process/clock.js';

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
