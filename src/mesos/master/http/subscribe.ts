import type { Approvers } from '../../authorizer/authorizer.js';
import { eventStream, SharedRecords } from '../../process/http/event-stream.js';
import type { HttpResponse } from '../../process/http/message.js';
import { type Encoding, MEDIA_TYPES } from '../../wire/content-type.js';
import type { master as api } from '../../wire/messages.js';
import { loadProtobuf } from '../../wire/protobuf.js';
import type { Master } from '../master.js';
import type { Subscriber } from '../subscribers.js';

/** All subscribers that may see the same are told the same. */
const records = new SharedRecords();

/**
 * SUBSCRIBE of the operator API: an answer that stays open, with what `state` says at its start and, after that, every change
 * that the subscriber may see.
 */
export async function subscribe(
  master: Master,
  encoding: Encoding,
  approvers: Approvers,
  state: () => api.Response.GetState,
): Promise<HttpResponse> {
  // Loaded before, so that the state is encoded before it changes.
  if (encoding === 'protobuf') await loadProtobuf();
  return {
    status: 200,
    headers: { 'Content-Type': MEDIA_TYPES[encoding] },
    stream: (stream) => {
      const events = eventStream(stream, 'master.Event', encoding, records);
      const subscriber: Subscriber = { approvers, send: (event) => events.send(event), close: () => events.end() };
      stream.onClose(() => master.subscribers.remove(subscriber));
      master.subscribers.add(subscriber, state());
    },
  };
}
