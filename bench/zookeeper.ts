import { operations } from '../src/zookeeper/operations.js';
import { ZooKeeperServer } from '../src/zookeeper/server.js';
import { WireClient } from '../test/zookeeper/wire-client.js';

/** Milliseconds until a client has its session. */
export async function measureReady(): Promise<number> {
  const before = performance.now();
  const server = await ZooKeeperServer.start();
  await WireClient.start(server.port);
  const milliseconds = performance.now() - before;
  await server.stop();
  return milliseconds;
}

/** A server in a process of its own: prints its port. */
export async function serve(): Promise<void> {
  console.log((await ZooKeeperServer.start()).port);
}

/**
 * Operations a second of so many clients, each of which waits for its answer before it asks again; a write for each read.
 * @param total so many operations of all together
 */
export async function measureOperations(port: number, count: number, total: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: count }, () => WireClient.start(port, { timeoutMs: 30_000 })));
  const path = (index: number) => `/bench-${count}-${index}`;
  await Promise.all(clients.map((client, index) => client.create(path(index), { data: 'x'.repeat(100), flags: 1 })));
  const each = total / count / 2;
  const run = async (client: WireClient, index: number) => {
    for (let round = 0; round < each; round++) {
      await client.setData(path(index), 'y'.repeat(100));
      await client.request(operations.getData, (writer) => writer.string(path(index)).boolean(false));
    }
  };
  const before = performance.now();
  await Promise.all(clients.map(run));
  const seconds = (performance.now() - before) / 1000;
  await Promise.all(clients.map((client) => client.request(operations.closeSession)));
  return total / seconds;
}
