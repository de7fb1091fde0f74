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

/** Opens an event stream on an answer that stays open. */
export function eventStream<Type extends TypeName>(stream: HttpStream, typeName: Type, encoding: Encoding): EventStream<Type> {
  if (encoding === 'json') {
    return { send: (event) => stream.write(encodeRecord(writeJson(typeName, event))), end: () => stream.end() };
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
    send: (event) => after(({ encode }) => stream.write(encodeRecord(encode(typeName, event)))),
    end: () => after(() => stream.end()),
  };
}
