import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEventStream, type ServerSentEvent } from '../../../src/drivers/host/event-stream.js';
import { propertyRuns } from '../../property-runs.js';

async function parse(...chunks: string[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of parseEventStream(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) events.push(event);
  return events;
}

describe('parseEventStream', () => {
  it('reads id, name and data', async () => {
    expect(await parse('id: 7\nevent: state\ndata: {"a":1}\n\ndata:x\n\n')).toEqual([
      { id: '7', event: 'state', data: '{"a":1}' },
      { id: '7', event: 'message', data: 'x' },
    ]);
  });

  it('joins lines of data, and keeps what is more than one space', async () => {
    expect(await parse('data: a\ndata:  b\ndata\n\n')).toEqual([{ id: '', event: 'message', data: 'a\n b\n' }]);
  });

  it('passes over comments, unknown fields and events without data', async () => {
    expect(await parse(': still here\n\nretry: 5\n\nevent: nothing\n\ndata: x\n\n')).toEqual([
      { id: '', event: 'message', data: 'x' },
    ]);
  });

  it('takes what the end cuts off for nothing', async () => {
    expect(await parse('data: x\n\ndata: y\n')).toEqual([{ id: '', event: 'message', data: 'x' }]);
  });

  it('does not depend on how the stream is cut, nor on how its lines end', async () => {
    const text = 'id: 1\ndata: grüße\n\nid: 2\nevent: e\ndata: z\n\n';
    const expected = await parse(text);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(60)), async (lineEnd, cuts) => {
        const bytes = Buffer.from(text.replaceAll('\n', lineEnd));
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
        const events: ServerSentEvent[] = [];
        const ended = lineEnd === '\r' ? [...chunks, Buffer.from(':')] : chunks;
        for await (const event of parseEventStream(Readable.from(ended))) events.push(event);
        expect(events).toEqual(expected);
      }),
      propertyRuns(),
    );
  });
});
