import type { Timer } from '../../../mesos/process/clock.js';
import type { HttpResponse } from '../../../mesos/process/http/message.js';
import type { HttpStream } from '../../../mesos/process/http/stream.js';
import { methodNotAllowed } from '../answers.js';
import type { MarathonRequest } from '../request.js';

/** How often a client that hears nothing hears that. */
const HEARTBEAT_MS = 10_000;

/** `/v2/events`: what happens, as server-sent events, of the types that `event_type` names, or all. */
export function events(request: MarathonRequest): HttpResponse {
  if (request.method !== 'GET') throw methodNotAllowed('GET', 'HEAD');
  return {
    status: 200,
    headers: { 'Content-Type': 'text/event-stream;charset=utf-8' },
    stream: (stream) => follow(request, stream),
  };
}

function follow({ core, query, client }: MarathonRequest, stream: HttpStream): void {
  const types = new Set(query.getAll('event_type'));
  let heartbeat: Timer;
  const beatLater = () => {
    heartbeat = core.clock.delay(HEARTBEAT_MS, () => {
      stream.write('\r\n');
      beatLater();
    });
  };
  const gone = () => {
    stop();
    heartbeat.cancel();
    core.events.publish('event_stream_detached', { remoteAddress: client });
  };
  const stop = core.events.follow(
    (event) => {
      if (types.size > 0 && !types.has(event.eventType)) return;
      stream.write(`event: ${event.eventType}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`);
    },
    () => {
      stream.end();
      gone();
    },
  );
  beatLater();
  core.events.publish('event_stream_attached', { remoteAddress: client });
  stream.onClose(gone);
}
