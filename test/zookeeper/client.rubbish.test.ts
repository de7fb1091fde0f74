import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/mesos/process/random.js';
import type { ZooKeeperClient, ZooKeeperState } from '../../src/zookeeper/client.js';
import { framed } from '../../src/zookeeper/jute.js';
import { openTcpClient } from '../../src/zookeeper/tcp-client.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A client of a server that answers the n-th message it gets on a connection with the n-th of these. */
async function clientOf(...answers: Buffer[]): Promise<ZooKeeperClient> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const left = [...answers];
    socket.on('error', () => {}).on('data', () => socket.write(left.shift() ?? Buffer.alloc(0)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const client = openTcpClient(`127.0.0.1:${(server.address() as AddressInfo).port}`, 10_000, systemRandom);
  ends.push(() => client.abandon());
  return client;
}

const reaches = (client: ZooKeeperClient, wanted: ZooKeeperState) =>
  new Promise<void>((resolve) => {
    client.onState((state) => state === wanted && resolve());
  });

const welcome = framed((writer) => writer.int(0).int(10_000).long(7n).buffer(Buffer.alloc(16)).boolean(false));

describe('a client of something that is no ZooKeeper', () => {
  it('gives the connection up when a message ends too early', async () => {
    const client = await clientOf(
      welcome,
      framed((writer) => writer.int(1)),
    );
    const lost = reaches(client, 'disconnected');
    await reaches(client, 'connected');
    await expect(client.exists('/a')).rejects.toMatchObject({ name: 'ZooKeeperError', reason: 'CONNECTION_LOSS' });
    await lost;
  });

  it('says so when an answer is not what was asked for', async () => {
    const client = await clientOf(
      welcome,
      framed((writer) => writer.int(1).long(1n).int(0).int(1_000_000)),
    );
    await reaches(client, 'connected');
    await expect(client.children('/a')).rejects.toMatchObject({ name: 'ZooKeeperError', reason: 'MARSHALLING_ERROR' });
    expect(client.state).toBe('connected');
  });

  it('has no session when the welcome is none', async () => {
    const client = await clientOf(framed((writer) => writer.int(0).int(10_000).long(7n).int(99)));
    await expect(client.exists('/a')).rejects.toMatchObject({ reason: 'CONNECTION_LOSS' });
    expect([client.state, client.sessionId]).toEqual(['connecting', undefined]);
  });
});
