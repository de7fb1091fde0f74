import { eventStream, SharedRecords } from '../../process/http/event-stream.js';
import type { HttpResponse } from '../../process/http/message.js';
import { type Encoding, MEDIA_TYPES } from '../../wire/content-type.js';
import type { master as api } from '../../wire/messages.js';
import { loadProtobuf } from '../../wire/protobuf.js';
import type { Master } from '../master.js';
import type { Subscriber } from '../subscribers.js';

/** Every subscriber is told the same. */
const records = new SharedRecords();

/** SUBSCRIBE of the operator API: an answer that stays open, with what `state` says at its start and every change after that. */
export async function subscribe(master: Master, encoding: Encoding, state: () => api.Response.GetState): Promise<HttpResponse> {
  // Loaded before, so that the state is encoded before it changes.
  if (encoding === 'protobuf') await loadProtobuf();
  return {
    status: 200,
    headers: { 'Content-Type': MEDIA_TYPES[encoding] },
    stream: (stream) => {
      const events = eventStream(stream, 'master.Event', encoding, records);
      const subscriber: Subscriber = { send: (event) => events.send(event), close: () => events.end() };
      stream.onClose(() => master.subscribers.remove(subscriber));
      master.subscribers.add(subscriber, state());
    },
  };
}
