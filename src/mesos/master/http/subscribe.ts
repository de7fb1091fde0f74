import type { Approvers } from '../../authorizer/authorizer.js';
import { eventStream } from '../../process/http/event-stream.js';
import type { HttpResponse } from '../../process/http/message.js';
import { type Encoding, MEDIA_TYPES } from '../../wire/content-type.js';
import type { master as api } from '../../wire/messages.js';
import type { Master } from '../master.js';
import type { Subscriber } from '../subscribers.js';

/**
 * SUBSCRIBE of the operator API: an answer that stays open, with what `state` says at its start and, after that, every change
 * that the subscriber may see.
 */
export function subscribe(
  master: Master,
  encoding: Encoding,
  approvers: Approvers,
  state: () => api.Response.GetState,
): HttpResponse {
  return {
    status: 200,
    headers: { 'Content-Type': MEDIA_TYPES[encoding] },
    stream: (stream) => {
      const events = eventStream(stream, 'master.Event', encoding);
      const subscriber: Subscriber = { approvers, send: (event) => events.send(event), close: () => events.end() };
      stream.onClose(() => master.subscribers.remove(subscriber));
      master.subscribers.add(subscriber, state());
    },
  };
}
