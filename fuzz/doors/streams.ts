import { Duplex, Readable } from 'node:stream';
import type { Engine } from '../../src/docker/engine.js';
import { execStream } from '../../src/docker/exec-stream.js';
import { jsonLines } from '../../src/docker/json-lines.js';
import { followLayers } from '../../src/docker/layers.js';
import { parseEventStream } from '../../src/drivers/host/event-stream.js';
import { parseJson } from '../../src/mesos/wire/parse-json.js';
import { encodeRecord, readRecords } from '../../src/mesos/wire/recordio.js';
import { isAnswerInWords } from '../answers.js';
import type { Door } from '../engine/door.js';

const lines = (...documents: readonly object[]) => `\x7f${documents.map((each) => `${JSON.stringify(each)}\r\n`).join('')}`;
const piece = (kind: number, text: string) => {
  const head = Buffer.alloc(8);
  head[0] = kind;
  head.writeUInt32BE(text.length, 4);
  return Buffer.concat([head, Buffer.from(text)]);
};

async function all(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

/** An engine, the streams of which have these chunks. */
const engineOf = (chunks: readonly Buffer[]): Engine => {
  const start = async () =>
    Duplex.from({ readable: Readable.from(chunks), writable: new Duplex({ read() {}, write: (_c, _e, done) => done() }) });
  return { docker: { getContainer: () => ({ exec: async () => ({ start }) }) } } as unknown as Engine;
};

async function events(chunks: readonly Buffer[]): Promise<void> {
  for await (const record of readRecords(Readable.from(chunks))) {
    for (const type of ['scheduler.Event', 'master.Event', 'executor.Event'] as const) {
      try {
        parseJson(type, record.toString());
      } catch (error) {
        if (!isAnswerInWords(error)) throw error;
      }
    }
  }
}

/** What streams that are read here bring in pieces, the size of which is in the first byte: of masters, host processes, and engines. */
const door: Door = {
  name: 'streams',
  corpus: [
    '\x05id: 1\nevent: message\ndata: {"a":1}\ndata:b\r\n\r\n: comment\rretry: 5\n\n',
    lines({ status: 'Downloading', id: 'a', progressDetail: { current: 1, total: 2 } }, { status: 'Pull complete', id: 'a' }),
    lines({ status: 'Layer already exists', id: 'b' }, { error: 'denied', errorDetail: { message: 'denied' } }),
    lines({ Action: 'die', Actor: { ID: 'c', Attributes: { exitCode: '137' } } }),
    Buffer.concat([
      Buffer.from([7]),
      piece(1, 'output'),
      piece(2, 'complaint'),
      piece(1, 'OCI runtime exec failed: no such file'),
    ]),
    `\x0c${encodeRecord('{"type":"HEARTBEAT"}')}${encodeRecord('{"type":"SUBSCRIBED","subscribed":{"framework_id":{"value":"f"}}}')}`,
    `\x40${encodeRecord('{"type":"TASK_UPDATED","task_updated":{"framework_id":{"value":"f"},"status":{"task_id":{"value":"t"},"state":"TASK_RUNNING"},"state":"TASK_RUNNING"}}')}`,
  ],
  async run(input) {
    const size = (input[0] ?? 0) + 1;
    const chunks: Buffer[] = [];
    for (let at = 1; at < input.length; at += size) chunks.push(Buffer.from(input.subarray(at, at + size)));
    const readings = [
      () => all(parseEventStream(Readable.from(chunks, { objectMode: false }))),
      () => all(jsonLines(Readable.from(chunks))),
      () => followLayers('pull an image', Promise.resolve(Readable.from(chunks))),
      async () => all(await execStream(engineOf(chunks), 'c', ['command'])),
      () => events(chunks),
    ];
    for (const read of readings) {
      await read().catch((error: unknown) => {
        if (!isAnswerInWords(error)) throw error;
      });
    }
  },
};

export default door;
