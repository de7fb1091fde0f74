import fc from 'fast-check';
import { expect, it } from 'vitest';
import { framed } from '../../src/zookeeper/jute.js';
import { operations } from '../../src/zookeeper/operations.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { propertyRuns } from '../property-runs.js';
import { WireClient } from './wire-client.js';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((content) => Buffer.from(content));
const operation = fc.constantFrom(...Object.values(operations).filter((each) => each !== operations.closeSession));
const length = fc.constantFrom(0, 1, 3, -1, -2, 2 ** 31 - 1, 1000).map((value) => {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
});
const path = fc.constantFrom('/', '/a', '/a/b', '', '\0').map((text) => framed((writer) => writer.string(text)).subarray(4));
/** What a request may be made of, in an order that makes sense now and then. */
const body = fc.array(fc.oneof(length, path, bytes(8)), { maxLength: 8 }).map((parts) => Buffer.concat(parts));

it('survives whatever is said to it, and serves others meanwhile', async () => {
  const failures: unknown[] = [];
  const server = await ZooKeeperServer.start({ onFailure: (error) => failures.push(error) });
  const bystander = await WireClient.start(server.port);
  await bystander.create('/watched');
  await bystander.exists('/watched', true);
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(operation, body), { maxLength: 20 }), bytes(60), async (requests, end) => {
        const client = await WireClient.start(server.port);
        for (const [type, content] of requests) {
          const frame = Buffer.alloc(12);
          frame.writeInt32BE(8 + content.length, 0);
          frame.writeInt32BE(-7, 4);
          frame.writeInt32BE(type, 8);
          client.socket.write(Buffer.concat([frame, content]));
        }
        client.socket.end(end);
        await client.closed;
        const stranger = await WireClient.open(server.port);
        stranger.socket.end(end);
        await stranger.closed;
        expect((await bystander.exists('/')).error).toBe(0);
        expect(failures).toEqual([]);
      }),
      propertyRuns(50),
    );
  } finally {
    await server.stop();
  }
});
