import { describe, expect, it } from 'vitest';
import { eventStream, SharedRecords } from '../../../../src/mesos/process/http/event-stream.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { serve, streams } from './serve.js';

async function open() {
  const { handler, next } = streams();
  const { connect, failures } = await serve({ '/stream': handler });
  const connection = await connect();
  const opening = next();
  connection.get('/stream');
  const stream = await opening;
  await connection.until('\r\n\r\n');
  return { connection, stream, failures };
}

describe('an event stream', () => {
  it('sends each event as one record in one chunk, in JSON', async () => {
    const { connection, stream } = await open();
    const events = eventStream(stream, 'scheduler.Event', 'json');
    events.send({ type: 'HEARTBEAT' });
    events.send({ type: 'ERROR', error: { message: 'grün' } });
    events.end();
    expect(await connection.chunk()).toBe('20\n{"type":"HEARTBEAT"}');
    const record = Buffer.from((await connection.chunk()) ?? '', 'latin1').toString();
    expect(record).toBe('44\n{"type":"ERROR","error":{"message":"grün"}}');
    expect(await connection.chunk()).toBeUndefined();
  });

  it('sends each event as one record in one chunk, in protobuf, in their order', async () => {
    const { connection, stream } = await open();
    const { decode } = await loadProtobuf();
    const events = eventStream(stream, 'scheduler.Event', 'protobuf');
    const messages = Array.from({ length: 20 }, (_, index) => String(index));
    for (const message of messages) events.send({ type: 'ERROR', error: { message } });
    events.end();
    for (const message of messages) {
      const [, length, payload = ''] = /^(\d+)\n(.*)$/s.exec((await connection.chunk()) ?? '') ?? [];
      expect(payload).toHaveLength(Number(length));
      expect(decode('scheduler.Event', Buffer.from(payload, 'latin1'))).toEqual({ type: 'ERROR', error: { message } });
    }
    expect(await connection.chunk()).toBeUndefined();
  });

  it('ends, with the reason told, when an event cannot be encoded', async () => {
    const { connection, stream, failures } = await open();
    const told = new Promise<void>((resolve) => stream.onClose(resolve));
    const events = eventStream(stream, 'scheduler.Event', 'protobuf');
    events.send({ type: 'HEARTBEAT' });
    events.send(null as never);
    events.send({ type: 'HEARTBEAT' });
    await told;
    await connection.ended;
    expect(failures).toEqual([{ error: expect.any(Error), request: 'GET /stream' }]);
  });

  it.each(['json', 'protobuf'] as const)('sends nothing more when the peer is gone: %s', async (encoding) => {
    const { connection, stream, failures } = await open();
    const events = eventStream(stream, 'scheduler.Event', encoding);
    const told = new Promise<void>((resolve) => stream.onClose(resolve));
    connection.socket.destroy();
    await told;
    events.send({ type: 'HEARTBEAT' });
    events.end();
    await loadProtobuf();
    await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toEqual([]);
  });

  it.each(['json', 'protobuf'] as const)('sends what others send too, encoded once for all: %s', async (encoding) => {
    const shared = new SharedRecords();
    const records: string[] = [];
    const event = { type: 'ERROR' as const, error: { message: 'm' } };
    for (const _ of [1, 2]) {
      const { connection, stream } = await open();
      const events = eventStream(stream, 'scheduler.Event', encoding, shared);
      events.send(event);
      records.push((await connection.chunk()) ?? '');
    }
    expect(records[0]).toContain('m');
    expect(records[1]).toBe(records[0]);
    const encode = () => {
      throw new Error('It was encoded before.');
    };
    expect(shared.recordOf(event, encoding, encode).toString('latin1')).toBe(records[0]);
  });
});
