import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { MesosCluster } from '../src/index.js';
import { encodeRecord } from '../src/mesos/wire/recordio.js';
import { SchedulerClient } from '../src/scheduler-client.js';

const info = { name: 'client', user: 'root', roles: ['*'], capabilities: [{ type: 'MULTI_ROLE' as const }] };

let server: Server | undefined;
afterEach(() => server?.close());

/** The URL of a master that answers every request the same way. */
async function masterThat(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const master = createServer({}, answer);
  server = master;
  await new Promise<void>((resolve) => master.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(master.address() as AddressInfo).port}`;
}

describe('SchedulerClient', () => {
  it('subscribes, gets events and makes calls', async () => {
    await using cluster = await MesosCluster.start({ agents: 1 });
    const client = await SchedulerClient.subscribe(cluster.leader.url, info);
    const subscribed = await client.nextEvent();
    expect(subscribed?.type).toBe('SUBSCRIBED');
    expect(client.frameworkId).toBe(subscribed?.subscribed?.framework_id.value);
    let event = await client.nextEvent();
    while (event?.type !== 'OFFERS') event = await client.nextEvent();
    expect(event.offers?.offers).toHaveLength(1);
    await client.call({ type: 'SUPPRESS' });
    await client.call({ type: 'TEARDOWN' });
    while (event) event = await client.nextEvent();
    client.close();
  });

  it('says what the master answered to a call it refuses', async () => {
    await using cluster = await MesosCluster.start({ agents: 0 });
    const client = await SchedulerClient.subscribe(cluster.leader.url, info);
    await client.nextEvent();
    await expect(client.call({ type: 'ACCEPT' })).rejects.toThrow(
      "The master answered ACCEPT with 400: Failed to validate scheduler::Call: Expecting 'accept' to be present",
    );
    client.close();
  });

  it('says what the master answered to a subscription it refuses', async () => {
    const master = await masterThat((_request, response) => response.writeHead(503).end('Still electing'));
    const refused = SchedulerClient.subscribe(master, info);
    await expect(refused).rejects.toMatchObject({ call: 'SUBSCRIBE', status: 503, text: 'Still electing' });
  });

  it('rejects when nobody listens', async () => {
    await expect(SchedulerClient.subscribe('http://127.0.0.1:1', info)).rejects.toThrow('ECONNREFUSED');
  });

  it('puts events together from parts, and reports a stream that breaks off', async () => {
    const record = encodeRecord('{"type":"HEARTBEAT"}');
    const master = await masterThat((_request, response) => {
      response.writeHead(200, { 'Mesos-Stream-Id': 'one' });
      response.write(record.slice(0, 5), () => {
        response.write(record.slice(5) + record.slice(0, 7), () => response.end());
      });
    });
    const client = await SchedulerClient.subscribe(master, info);
    expect((await client.nextEvent())?.type).toBe('HEARTBEAT');
    await expect(client.nextEvent()).rejects.toThrow('ended inside a record');
    client.close();
  });
});
