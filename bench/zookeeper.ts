import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { operations } from '../src/zookeeper/operations.js';
import { ZooKeeperServer } from '../src/zookeeper/server.js';
import { type Reply, WireClient } from '../test/zookeeper/wire-client.js';

const DATA_BYTES = 100;

/** Milliseconds until a client has its session. */
export async function measureReady(): Promise<number> {
  const before = performance.now();
  const server = await ZooKeeperServer.start();
  await WireClient.start(server.port);
  const milliseconds = performance.now() - before;
  await server.stop();
  return milliseconds;
}

/**
 * A server in a process of its own: prints its port, and for each line it gets what it has of memory in use. Ends with the process that
 * has started it.
 */
export async function serve(): Promise<void> {
  console.log((await ZooKeeperServer.start()).port);
  process.stdin.on('data', () => console.log(memoryInUse())).on('end', () => process.exit());
}

/** In bytes. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Operations a second of so many clients, each of which waits for its answer before it asks again: it creates a znode, gets and sets
 * its data, and asks whether it exists.
 * @param total so many operations of all together
 */
export async function measureOperations(port: number, count: number, total: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: count }, () => WireClient.start(port, { timeoutMs: 30_000 })));
  const [{ zxid }] = (await Promise.all(clients.map((client) => client.exists('/')))) as [Reply];
  const root = `/bench-${count}-${zxid}`;
  await clients[0]?.create(root);
  const run = async (client: WireClient, index: number) => {
    for (let round = 0; round < total / count / 4; round++) {
      const path = `${root}/${index}-${round}`;
      await client.create(path, { data: 'x'.repeat(DATA_BYTES) });
      await client.request(operations.getData, (writer) => writer.string(path).boolean(false));
      await client.setData(path, 'y'.repeat(DATA_BYTES));
      await client.exists(path);
    }
  };
  const before = performance.now();
  await Promise.all(clients.map(run));
  const seconds = (performance.now() - before) / 1000;
  await Promise.all(clients.map((client) => client.request(operations.closeSession)));
  return total / seconds;
}

/** Creates so many znodes, a hundred in each of their parents. */
export async function createMany(port: number, count: number): Promise<void> {
  const client = await WireClient.start(port, { timeoutMs: 30_000 });
  const { zxid } = await client.exists('/');
  for (let parent = 0; parent < count / 100; parent++) {
    const path = `/parent-${zxid}-${parent}`;
    const names = Array.from({ length: 99 }, (_, index) => `${path}/child-${index}`);
    await Promise.all([path, ...names].map((each) => client.create(each, { data: 'x'.repeat(DATA_BYTES) })));
  }
  await client.request(operations.closeSession);
}
