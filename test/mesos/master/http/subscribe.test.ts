import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { master as api } from '../../../../src/mesos/wire/messages.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { readRecords } from '../../../../src/mesos/wire/recordio.js';
import { open } from '../http-client.js';
import { MasterFixture, task } from '../master-fixture.js';

const CALL = JSON.stringify({ type: 'SUBSCRIBE' });

const subscribe = ({ address }: MasterFixture, accept?: string): Promise<IncomingMessage> =>
  open(address, 'POST', '/api/v1', {
    headers: { 'Content-Type': 'application/json', ...(accept && { Accept: accept }) },
    body: CALL,
  });

/** The events of a stream up to the first of this type. */
async function upTo(type: api.Event.Type, events: AsyncGenerator<api.Event>): Promise<api.Event[]> {
  const seen: api.Event[] = [];
  for (let next = await events.next(); !next.done; next = await events.next()) {
    seen.push(next.value);
    if (next.value.type === type) return seen;
  }
  throw new Error(`The stream ended without ${type}`);
}

async function* eventsOf(stream: IncomingMessage): AsyncGenerator<api.Event> {
  const protobuf = await loadProtobuf();
  const isJson = stream.headers['content-type'] === 'application/json';
  for await (const record of readRecords(stream)) {
    yield isJson ? JSON.parse(record.toString()) : protobuf.decode('master.Event', record);
  }
}

describe('SUBSCRIBE of the operator API', () => {
  it.each(['application/json', 'application/x-protobuf'])('streams all that changes as %s', async (type) => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    const stream = await subscribe(fixture, type);
    expect(stream.headers).toMatchObject({ 'content-type': type, 'transfer-encoding': 'chunked' });
    expect(stream.headers).not.toHaveProperty('mesos-stream-id');
    const events = eventsOf(stream);
    const [subscribed] = await upTo('HEARTBEAT', events);
    expect(subscribed?.subscribed?.get_state?.get_agents?.agents).toMatchObject([{ agent_info: { id: offer.agent_id } }]);
    expect(subscribed?.subscribed?.get_state?.get_frameworks?.frameworks).toHaveLength(1);
    await client.launch(offer, [task('t1', offer)]);
    const [added] = await upTo('TASK_ADDED', events);
    expect(added?.task_added?.task.task_id.value).toBe('t1');
    stream.destroy();
  });

  it('tells several the same, whatever they read, each from where it came in', async () => {
    const fixture = await MasterFixture.start();
    const types = ['application/json', 'application/x-protobuf', undefined];
    const early = await Promise.all(types.map(async (type) => eventsOf(await subscribe(fixture, type))));
    for (const events of early) await upTo('HEARTBEAT', events);
    const { client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    const heard = await Promise.all(early.map((events) => upTo('TASK_ADDED', events)));
    expect(heard[0]?.map(({ type }) => type)).toEqual(['AGENT_ADDED', 'FRAMEWORK_ADDED', 'TASK_ADDED']);
    for (const events of heard) expect(events).toEqual(heard[0]);
    const [late] = await upTo('HEARTBEAT', eventsOf(await subscribe(fixture)));
    const state = late?.subscribed?.get_state;
    expect(state?.get_tasks?.tasks).toEqual([heard[0]?.at(-1)?.task_added?.task]);
    expect(state?.get_agents?.agents).toHaveLength(1);
    expect(state?.get_frameworks?.frameworks).toHaveLength(1);
  });

  it('is refused as Mesos does when no such answer can be given', async () => {
    const fixture = await MasterFixture.start();
    const { statusCode } = await subscribe(fixture, 'text/plain');
    expect(statusCode).toBe(406);
  });

  it('costs nothing once the peer has gone', async () => {
    const fixture = await MasterFixture.start();
    const stream = await subscribe(fixture);
    await upTo('HEARTBEAT', eventsOf(stream));
    const removed = new Promise<void>((resolve) => {
      const { subscribers } = fixture.master;
      const remove = subscribers.remove.bind(subscribers);
      subscribers.remove = (subscriber) => {
        remove(subscriber);
        resolve();
      };
    });
    stream.destroy();
    await removed;
  });

  it('does not wait for watchers who do not read', async () => {
    const fixture = await MasterFixture.start();
    const slow = await subscribe(fixture);
    slow.pause();
    const quick = eventsOf(await subscribe(fixture));
    await upTo('HEARTBEAT', quick);
    await fixture.agent();
    const [added] = await upTo('AGENT_ADDED', quick);
    expect(added?.agent_added?.agent.active).toBe(true);
    slow.destroy();
  });
});
