import type { Encoding } from '../../wire/content-type.js';
import type { MessageTypes, TypeName } from '../../wire/messages.js';
import { loadProtobuf } from '../../wire/protobuf.js';
import { encodeRecord } from '../../wire/recordio.js';
import { writeJson } from '../../wire/write-json.js';
import type { HttpStream } from './stream.js';

/** A RecordIO stream of messages of one type, in the encoding the peer asked for. */
export interface EventStream<Type extends TypeName> {
  send(event: MessageTypes[Type]): void;
  end(): void;
}

/**
 * The records of events that many streams send alike: each event is encoded once for all of them, and those who do not read
 * share the memory of what they leave unread.
 */
export class SharedRecords {
  readonly #records: Record<Encoding, WeakMap<object, Buffer>> = { json: new WeakMap(), protobuf: new WeakMap() };

  /** The record of an event in an encoding, which `encode` makes the first time. */
  recordOf(event: object, encoding: Encoding, encode: () => string | Buffer): Buffer {
    const records = this.#records[encoding];
    const known = records.get(event);
    if (known) return known;
    const record = Buffer.from(encode());
    records.set(event, record);
    return record;
  }
}

/**
 * Opens an event stream on an answer that stays open.
 * @param shared given when other streams send the same events
 */
export function eventStream<Type extends TypeName>(
  stream: HttpStream,
  typeName: Type,
  encoding: Encoding,
  shared?: SharedRecords,
): EventStream<Type> {
  const write = (event: MessageTypes[Type], encode: () => string | Buffer) =>
    stream.write(shared ? shared.recordOf(event as object, encoding, encode) : encode());
  if (encoding === 'json') {
    return {
      send: (event) => write(event, () => encodeRecord(writeJson(typeName, event))),
      end: () => stream.end(),
    };
  }
  // Until the protobuf library is loaded, what is sent waits in this chain, in its order.
  let chain = loadProtobuf();
  const after = (action: (protobuf: Awaited<typeof chain>) => void) => {
    chain = chain.then((protobuf) => {
      action(protobuf);
      return protobuf;
    });
    chain.catch((error: Error) => stream.destroy(error));
  };
  return {
    send: (event) => after(({ encode }) => write(event, () => encodeRecord(encode(typeName, event)))),
    end: () => after(() => stream.end()),
  };
}
