import { type Answer, content } from './answer.js';
import { problemOf } from './problem-document.js';

/** One server-sent event. */
export interface ServerEvent {
  /** What a client sends as `Last-Event-ID` to go on after this event. */
  readonly id?: number | undefined;
  /** Default: `message`. */
  readonly event?: string | undefined;
  /** Any value that JSON has. */
  readonly data: unknown;
}

/** The media type of server-sent events. */
export const EVENT_STREAM = 'text/event-stream';

const HEARTBEAT = { text: ':\n\n', everyMs: 15_000 };

/**
 * Events as an answer, written as fast as the client reads. When the source fails, the last event is an `error` with a
 * problem document.
 */
export const eventStream = (events: AsyncIterable<ServerEvent>): Answer => ({
  // Proxies are asked not to hold back what is meant to arrive at once.
  ...content(EVENT_STREAM, written(events), { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' }),
  heartbeat: HEARTBEAT,
});

async function* written(events: AsyncIterable<ServerEvent>): AsyncGenerator<string> {
  try {
    for await (const event of events) yield format(event);
  } catch (error) {
    yield format({ event: 'error', data: problemOf(error) });
  }
}

/** An event in the form of the HTML standard. JSON has no line breaks outside of strings, so data is one line. */
export function format({ id, event, data }: ServerEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  return `${id === undefined ? '' : `id: ${id}\n`}${name}data: ${JSON.stringify(data)}\n\n`;
}
