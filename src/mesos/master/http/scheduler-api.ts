import { handleCall, refusal } from '../../process/http/call.js';
import { eventStream } from '../../process/http/event-stream.js';
import { emptyResponse, type HttpRequest, type HttpResponse, textResponse } from '../../process/http/message.js';
import { passCall } from '../../process/http/pass-call.js';
import { type Encoding, MEDIA_TYPES, responseEncoding } from '../../wire/content-type.js';
import type { scheduler } from '../../wire/messages.js';
import type { SchedulerConnection } from '../framework.js';
import type { Master } from '../master.js';
import { validateSchedulerCall } from './scheduler-call-validation.js';

/** `/api/v1/scheduler`: the checks in the order in which Mesos makes them, and the answers it gives. */
export function schedulerApi(master: Master) {
  return (request: HttpRequest): HttpResponse | Promise<HttpResponse> =>
    handleCall(request, 'scheduler.Call', (call) => {
      const peer = call.framework_id?.value || request.peer;
      const traffic = {
        kind: 'call',
        process: master.pid,
        api: 'scheduler',
        peer,
        type: call.type ?? 'UNKNOWN',
        body: call,
      } as const;
      return passCall(master, traffic, () => {
        const response = answer(master, request, call);
        master.observe({ ...traffic, status: response.status });
        return response;
      });
    });
}

function answer(master: Master, request: HttpRequest, call: scheduler.Call): HttpResponse {
  const principal = request.principal?.value;
  const invalid = validateSchedulerCall(call, principal);
  if (invalid) {
    master.metrics.countInvalidCall(call);
    return textResponse(400, `Failed to validate scheduler::Call: ${invalid}`);
  }
  let encoding: Encoding = 'json';
  if (call.type === 'SUBSCRIBE' || call.type === 'RECONCILE_OPERATIONS') {
    try {
      encoding = responseEncoding(request.headers.accept);
    } catch (error) {
      return refusal(error);
    }
  }
  const streamId = request.headers['mesos-stream-id'];
  if (call.type === 'SUBSCRIBE') {
    if (streamId !== undefined) return textResponse(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
    return call.subscribe ? subscribe(master, asPrincipal(call.subscribe, principal), encoding) : textResponse(400);
  }

  const framework = master.frameworks.get(call.framework_id?.value ?? '');
  if (!framework) return textResponse(400, 'Framework cannot be found');
  if (call.type) framework.metrics.call(call.type);
  if (principal !== undefined && principal !== framework.info.principal) {
    return textResponse(
      400,
      `Authenticated principal '${principal}' does not match principal '${framework.info.principal ?? ''}' set in \`FrameworkInfo\``,
    );
  }
  if (!framework.connection) return textResponse(403, 'Framework is not subscribed');
  if (streamId === undefined) return textResponse(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
  if (streamId !== framework.connection.streamId) {
    return textResponse(
      400,
      `The stream ID '${streamId}' included in this request didn't match the stream ID currently associated with framework ID ${framework.id}`,
    );
  }
  if (call.type === 'UNKNOWN') return textResponse(501);
  if (call.type === 'UPDATE_FRAMEWORK') {
    const refused = call.update_framework && master.frameworksOf.update(framework, call.update_framework);
    return refused ? textResponse(refused.status, refused.text) : emptyResponse(200);
  }
  master.call(framework, call);
  return emptyResponse(202);
}

/** Whoever has authenticated need not say again who they are. */
function asPrincipal(subscribe: scheduler.Call.Subscribe, principal: string | undefined): scheduler.Call.Subscribe {
  const { framework_info: info } = subscribe;
  if (principal === undefined || info.principal !== undefined) return subscribe;
  return { ...subscribe, framework_info: { ...info, principal } };
}

function subscribe(master: Master, call: scheduler.Call.Subscribe, encoding: Encoding): HttpResponse {
  const streamId = master.uuid();
  return {
    status: 200,
    headers: { 'Content-Type': MEDIA_TYPES[encoding], 'Mesos-Stream-Id': streamId },
    stream: (stream) => {
      const events = eventStream(stream, 'scheduler.Event', encoding);
      let peer = 'a scheduler';
      const connection: SchedulerConnection = {
        streamId,
        send: (event) => {
          if (event.subscribed) peer = event.subscribed.framework_id.value;
          const type = event.type ?? 'UNKNOWN';
          const name = call.framework_info.name;
          const traffic = { kind: 'event', process: master.pid, api: 'scheduler', peer, name, type, body: event } as const;
          const send = () => {
            master.observe(traffic);
            events.send(event);
          };
          master.passEvent(traffic, send, () => stream.reset());
        },
        close: () => events.end(),
      };
      stream.onClose(() => {
        for (const framework of master.frameworks.values()) {
          if (framework.connection === connection) master.frameworksOf.disconnected(framework, connection);
        }
      });
      master.subscribe(connection, call);
    },
  };
}
