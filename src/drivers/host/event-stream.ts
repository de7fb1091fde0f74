import type { Readable } from 'node:stream';

/** One server-sent event. */
export interface ServerSentEvent {
  /** The id to go on after, this event's or the last one before it; empty before there is one. */
  readonly id: string;
  /** `message` unless the server names another. */
  readonly event: string;
  /** What the server sent, its lines joined. */
  readonly data: string;
}

/** Reads server-sent events out of a stream, as the HTML standard has them. What the end cuts off is no event. */
export async function* parseEventStream(stream: Readable): AsyncGenerator<ServerSentEvent> {
  let id = '';
  let event = '';
  let data: string[] = [];
  for await (const line of linesOf(stream)) {
    if (line === '') {
      if (data.length > 0) yield { id, event: event || 'message', data: data.join('\n') };
      event = '';
      data = [];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id') id = value;
    // Comments keep the connection alive; other fields are for browsers.
  }
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  // What a line has ended with, if a line feed that is yet to come may belong to it.
  let pending = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const text = `${pending}${chunk}`;
    pending = text.endsWith('\r') ? '\r' : '';
    const [first = '', ...more] = text.slice(0, text.length - pending.length).split(/\r\n|\n|\r/);
    // What a long line has so far is not read again with each chunk.
    rest += first;
    for (const next of more) {
      yield rest;
      rest = next;
    }
  }
}
